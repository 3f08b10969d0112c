"""`make soak-staff`: hand-overs one after the other, the desk and both browsers restarted at random moments. Ends by itself.

Visitor and operator each send numbered messages, again with the same id until one is taken. At the end of each talk every message stands
once and in order on both sides. The engine behind the desk is a fake one. `--seed` makes a run again.
"""

from __future__ import annotations

import argparse
import html
import json
import random
import re
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote
from uuid import uuid4

import httpx

sys.path[:0] = [str(Path(__file__).resolve().parent), str(Path(__file__).resolve().parents[2])]

from assist import signed_in  # noqa: E402
from itsdangerous.encoding import base64_decode  # noqa: E402

from tests.e2e.staff_desk import PASSWORD, RunningDesk, running_desk  # noqa: E402

OURS = re.compile(r"職員\d+")  # what the operator of the run says
PATIENCE = 60.0  # seconds until a message that is never taken ends the run
LINE = re.compile(r'<li class="(person|staff|bot)" data-seq="[\d.]+"><small>[^<]*</small>([^<]*)')


class Visitor:
    """The public page: sends until it is taken, and follows by number."""

    def __init__(self, url: str) -> None:
        self._url, self.session, self._seen = url, None, 0
        self.heard: list[str] = []

    def say(self, text: str) -> str:
        """A message; the owner after it."""
        body = {"session": self.session, "text": text, "message_id": str(uuid4())}
        answer = until_taken(lambda: httpx.post(f"{self._url}api/v1/chat", json=body, timeout=10, trust_env=False), (200,))
        self.session = answer.json()["session"]
        return str(answer.json()["owner"])

    def look(self) -> None:
        """What staff have said since."""
        headers = {"X-Session": str(self.session)}
        place = f"{self._url}api/v1/conversation?after={self._seen}"
        body = until_taken(lambda: httpx.get(place, headers=headers, timeout=10, trust_env=False), (200,)).json()
        for one in body["spoken"]:
            self._seen = max(self._seen, one["seq"])
            self.heard += [message["text"] for message in one["messages"] if OURS.fullmatch(message["text"])]

    def reload(self) -> None:
        """As after a reload of the page: all of it is read again."""
        self._seen, self.heard = 0, []


class Operator:
    """The console's page: forms with a message's id, and the talk as it is shown."""

    def __init__(self, url: str) -> None:
        self._url = url
        self.restart()

    def restart(self) -> None:
        """Another browser: signs in anew."""
        self._client = until(lambda: signed_in(self._url, "taro", PASSWORD))

    def act(self, conversation: str, do: str, **fields: str) -> None:
        """A button; what was done already counts as done."""
        form = {"form": self._client.headers["X-Staff-Form"], "do": do, **fields}
        place, headers = f"staff/chat?id={quote(conversation)}", {"X-By-Script": "1"}
        until_taken(lambda: self._client.post(place, data=form, headers=headers, timeout=10), (204, 409) if do != "say" else (204,))

    def lines(self, conversation: str) -> list[tuple[str, str]]:
        """What the page shows of the talk."""
        place = f"staff/chat-part?id={quote(conversation)}&after=0"
        found = LINE.findall(until_taken(lambda: self._client.get(place, timeout=10), (200,)).text)
        return [(who, html.unescape(text)) for who, text in found]


def until(do: Callable[[], httpx.Client]) -> httpx.Client:
    """Tries until the desk is there."""
    ends = time.monotonic() + PATIENCE
    while True:
        try:
            return do()
        except (httpx.HTTPError, RuntimeError):
            if time.monotonic() > ends:
                raise
            time.sleep(0.1)


def until_taken(do: Callable[[], httpx.Response], good: tuple[int, ...]) -> httpx.Response:
    """The same call again until the desk has taken it."""
    ends, answer = time.monotonic() + PATIENCE, None
    while time.monotonic() < ends:
        try:
            answer = do()
            if answer.status_code in good:
                return answer
        except httpx.HTTPError:
            pass
        time.sleep(0.1)
    raise RuntimeError(f"never taken: {answer.status_code if answer is not None else 'no answer'}")


def hand_over(desk: RunningDesk, operator: Operator, dice: random.Random, messages: int) -> list[str]:
    """One, with restarts; what is wrong with it at its end."""
    visitor = Visitor(desk.address)
    visitor.say("人と話したい")
    if visitor.say("handover:ask") != "waiting":
        return ["nobody was asked"]
    conversation = str(json.loads(base64_decode(str(visitor.session).partition(".")[0])))
    operator.act(conversation, "claim")
    said, answered = [f"客{one}" for one in range(messages)], [f"職員{one}" for one in range(messages)]
    for mine, theirs in zip(said, answered, strict=True):
        event = dice.random()
        restarting = threading.Thread(target=restart, args=(desk,)) if event < 0.06 else None
        if restarting:
            restarting.start()  # in the middle of what is sent now
        both = [threading.Thread(target=visitor.say, args=(mine,)), threading.Thread(target=operator.act, args=(conversation, "say"), kwargs={"text": theirs, "message_id": str(uuid4())})]
        for one in both:
            one.start()
        for one in (*both, *([restarting] if restarting else [])):
            one.join()
        if 0.06 <= event < 0.12:
            operator.restart()
        elif 0.12 <= event < 0.2:
            visitor.reload()
        visitor.look()
    shown = operator.lines(conversation)
    faults = [] if [text for who, text in shown if who == "person"] == said else ["operator: what the visitor said"]
    faults += [] if [text for who, text in shown if who == "staff" and OURS.fullmatch(text)] == answered else ["operator: own words"]
    faults += [] if visitor.heard == answered else ["visitor"]
    operator.act(conversation, "close")
    return faults


def restart(desk: RunningDesk) -> None:
    """An orderly end and a new start on the same folder."""
    desk.stop()
    desk.start()


def main() -> int:
    """Exit code 1 when a message was lost, doubled or out of order."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--talks", type=int, default=200, help="hand-overs (default 200, at most 2,000)")
    parser.add_argument("--messages", type=int, default=6, help="of each side in a talk (default 6, at most 50)")
    parser.add_argument("--seed", type=int, default=15)
    options = parser.parse_args()
    talks, messages, dice = min(options.talks, 2000), min(options.messages, 50), random.Random(options.seed)
    restarts, faults, began = [0], [], time.monotonic()
    with tempfile.TemporaryDirectory() as folder, running_desk(Path(folder) / "data") as desk:
        original = desk.start

        def counted() -> None:
            restarts[0] += 1
            original()

        desk.start = counted  # type: ignore[method-assign]
        operator = Operator(desk.address)
        for number in range(talks):
            for fault in hand_over(desk, operator, dice, messages):
                faults.append(f"talk {number}: {fault}")
    sent = 2 * talks * messages
    print(f"{talks} hand-overs, {sent} messages, {restarts[0]} restarts of the desk, {time.monotonic() - began:.0f} s, seed {options.seed}")
    print(f"lost, doubled or out of order: {len(faults)} {faults[:10]}")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
