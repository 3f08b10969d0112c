"""Talking to the desk from a terminal as if by LINE: what is typed goes out as signed webhooks, what comes back is shown."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable
from typing import Any, Final

from bot.line_box.box import FAULTS, Box, Delivered
from bot.line_box.events import member, person
from bot.line_box.sender import Sender
from bot.line_box.wire import Server
from bot.words import Words

SAY: Final = Words(__file__)

SECRET: Final = "simulated-channel-secret"  # for a desk that has none of its own; nothing real opens with it
TOKEN: Final = "simulated-access-token"
PLACE: Final = "/line/webhook"


class Terminal:
    """One person at the terminal. `show` prints a line."""

    def __init__(self, box: Box, sender: Sender, show: Callable[[str], object] = print) -> None:
        self._box, self._sender, self._show = box, sender, show
        self.user, self._group = member(), member("C")
        self._last: dict[str, Any] | None = None
        self._choices: list[dict[str, Any]] = []

    def arrived(self, one: Delivered) -> None:
        """Shows what the desk has sent."""
        self._choices = []
        for message in one.messages:
            self._show(shown(message, how=one.how))
            for item in message.get("quickReply", {}).get("items", []):
                self._choices.append(item["action"])
                self._show(f"   [{len(self._choices)}] {item['action'].get('label', '')}")

    async def typed(self, line: str) -> bool:
        """One line; False when it was the last."""
        word, _space, rest = line.strip().partition(" ")
        if word == "/quit":
            return False
        if word == "/help" or not word:
            self._show(SAY("help", faults=" ".join(FAULTS)))
        elif word == "/fault":
            self._fault(rest)
        elif word == "/show":
            self._state()
        else:
            await self._send(self._event(word, rest, line.strip()))
        return True

    def _fault(self, kind: str) -> None:
        if kind in FAULTS:
            self._box.faults.next.append(kind)
        else:
            self._show(SAY("faults", faults=" ".join(FAULTS)))

    def _state(self) -> None:
        calls = "、".join(f"{name} {count}" for name, count in sorted(self._box.calls.items()))
        self._show(SAY("state", calls=calls, pushed=self._box.pushed, wrong=self._box.invalid_count))
        for one in self._box.invalid[-5:]:
            self._show(f"   {one}")

    def _event(self, word: str, rest: str, line: str) -> dict[str, Any] | None:
        group = {"type": "group", "groupId": self._group, "userId": self.user}
        if word == "/again":
            return self._last
        if word in ("/follow", "/unfollow"):
            more: dict[str, Any] = {"follow": {"isUnblocked": False}} if word == "/follow" else {}
            return self._sender.other(word[1:], self.user, **more)
        if word == "/unsend":
            told = (self._last or {}).get("message", {}).get("id")
            return self._sender.other("unsend", self.user, unsend={"messageId": told}) if told else None
        if word == "/sticker":
            sticker = {
                "type": "sticker",
                "id": "1" * 18,
                "packageId": "1",
                "stickerId": "1",
                "stickerResourceType": "STATIC",
            }
            return self._sender.other("message", self.user, message=sticker | {"quoteToken": "q"})
        if word == "/group":
            named = [{"type": "user", "index": 0, "length": 3, "userId": self._box.bot, "isSelf": True}]
            return self._sender.text(self.user, f"{SAY('name')} {rest}", group, mentions=named)
        if line.isdecimal() and 0 < int(line) <= len(self._choices):
            return self._pressed(self._choices[int(line) - 1])
        return self._sender.text(self.user, line)

    def _pressed(self, action: dict[str, Any]) -> dict[str, Any]:
        if action["type"] == "postback":
            return self._sender.other("postback", self.user, person(self.user), postback={"data": action["data"]})
        return self._sender.text(self.user, action["text"])

    async def _send(self, one: dict[str, Any] | None) -> None:
        if one is None:
            self._show(SAY("nothing"))
            return
        self._last = one
        status = await self._sender.send([one], again=())
        if status != 200:
            self._show(SAY("refused", status=status) if status else SAY("mute"))


def shown(message: dict[str, Any], how: str) -> str:
    """A message in letters."""
    mark = SAY("pushed") if how == "push" else ""
    if message["type"] == "text":
        return f"{mark}▷ {message['text']}"
    return f"{mark}▷ [{message.get('altText', message['type'])}]\n" + "\n".join(
        f"   │ {one}" for one in _letters(message)
    )


def _letters(value: Any) -> list[str]:
    """The texts and buttons of a bubble."""
    if isinstance(value, list):
        return [text for one in value for text in _letters(one)]
    if not isinstance(value, dict):
        return []
    if value.get("type") == "text" and "text" in value:
        return [value["text"]]
    if value.get("type") == "button":
        action = value["action"]
        return [f"[{action.get('label', '')}] {action.get('uri', '')}"]
    return [text for key in ("header", "hero", "body", "footer", "contents") for text in _letters(value.get(key))]


async def simulate(port: int, desk: str, secret: str, token: str, monthly: int | None) -> int:
    """Runs the platform and the talk until /quit or the end of the input."""
    talks: list[Terminal] = []
    box = Box(token or TOKEN, monthly=monthly, delivered=lambda one: talks[0].arrived(one))
    server = Server(box.handle, port)
    try:
        port = await server.start()
    except OSError:
        print(SAY("port_taken", port=port), file=sys.stderr)
        return 1
    sender = Sender(box, secret or SECRET, f"{desk}{PLACE}")
    talk = Terminal(box, sender)
    talks.append(talk)
    setting = f"MYNADESK_LINE_API=http://127.0.0.1:{port}"
    if not secret:
        setting = f"MYNADESK_LINE_SECRET={SECRET} MYNADESK_LINE_TOKEN={TOKEN} {setting}"
    print(SAY("begin", port=port, desk=desk, setting=f"{setting} MYNADESK_LINE_PUSH=1 mynadesk up"), flush=True)
    try:
        while line := await asyncio.get_running_loop().run_in_executor(None, sys.stdin.readline):
            if not await talk.typed(line):
                break
        await asyncio.sleep(0 if sys.stdin.isatty() else 10.0)  # what was piped in is still to be answered
    finally:
        await sender.close()
        await server.stop()
    return 0
