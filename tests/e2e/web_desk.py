"""The web door with a fake conversation behind it, and how a person reads and writes on its page."""

from __future__ import annotations

from typing import Any, Final

from bot.desk.record import Spoken, Talk
from bot.desk.turn import Owner, Turn, TurnReply
from bot.desk.writing_now import WritingNow
from tests.e2e.chromium import Page

SCRIPT: Final = "<img src=x onerror='window.broken=1'><script>window.broken=1</script>"


def a_message(text: str, **more: Any) -> dict[str, Any]:
    """A message of the chat API with nothing but a text, and what `more` says."""
    plain = {"text": text, "easy": "", "speech": "", "topic": "old_card", "confidence": 1.0}
    return plain | {"buttons": [], "sources": [], "deadlines": []} | more


def a_deadline(name: str, due: str, days_left: int, **more: Any) -> dict[str, Any]:
    """A deadline of the chat API."""
    plain = {
        "id": "moving_in",
        "name": name,
        "due": due,
        "recommended_by": None,
        "opens": None,
        "days_left": days_left,
    }
    return (
        plain
        | {
            "state": "open",
            "action": "",
            "consequence": "",
            "derivation": ["届けた日から90日目"],
            "notes": [],
        }
        | more
    )


ANSWERS: Final = {
    "保険証は使えますか": a_message(
        "使えません。\n電話は 03-3908-1131 です。2026-11-22",
        easy="古（ふる）い 保険証は 使えません。",
        speech="使えません。",
        buttons=[{"title": "資格確認書", "payload": "topic:eligibility_certificate"}],
        sources=[
            {
                "title": "北区の案内",
                "section": "冒頭",
                "verified_on": "2026-11-22",
                "url": "https://example.jp/a",
            },
            {"title": "紙の案内", "section": "", "verified_on": "2026-11-21", "url": "javascript:alert(1)"},
        ],
    ),
    "topic:eligibility_certificate": a_message("資格確認書の答え"),
    "暦": a_message("■ 転入届", deadlines=[a_deadline("転入届", "2026-12-04", 12)], calendar="api/v1/calendar/abc.ics"),
    "遠い暦": a_message("■ 転入届", deadlines=[a_deadline("転入届", "2026-12-04", 12)], calendar="https://a.example/b/api/v1/calendar/abc.ics"),
    "わるい暦": a_message("■ 転入届", deadlines=[a_deadline("転入届", "2026-12-04", 12)], calendar="javascript:alert(1)"),
    "わるい文": a_message(SCRIPT, buttons=[{"title": SCRIPT, "payload": "x"}]),
    "期限": a_message(
        "■ 転入届\n窓口へ行きます。",
        deadlines=[
            a_deadline("転入届", "2026-12-04", 12, action="窓口へ行きます。", recommended_by="2026-12-03"),
            a_deadline("継続利用", "2026-11-03", -19, state="over"),
        ],
    ),
}


DANGER: Final = "夫に殴られています"


class FakeConversations:
    """Answers from ANSWERS; fails as often as `failures` says, is full as often as `full` says, cannot wipe as often as `unerased`
    says; keeps the turns, each message id of a conversation once, and what was said, as the real ones do."""

    def __init__(self) -> None:
        self.writing = WritingNow()
        self.reset()

    def reset(self) -> None:
        """As new."""
        self.turns: list[Turn] = []
        self.ended: list[str] = []
        self.judged: list[tuple[int, int, bool]] = []
        self.failures = 0
        self.full = 0
        self.unerased = 0
        self.owner: Owner = "bot"
        self._talks: dict[str, list[Spoken]] = {}
        self._careful: set[str] = set()
        self._answered: dict[tuple[str, str | None], TurnReply] = {}

    async def end(self, conversation: str) -> bool:
        if self.unerased:
            self.unerased -= 1
            return False
        self.ended.append(conversation)
        self.forget(conversation)
        return True

    def forget(self, conversation: str) -> None:
        """Nothing is kept of it any more."""
        self._talks.pop(conversation, None)

    def careful(self, conversation: str) -> None:
        """Danger was told in it, by another page."""
        self._careful.add(conversation)

    async def take(self, turn: Turn) -> TurnReply:
        self.turns.append(turn)
        if self.failures:
            self.failures -= 1
            raise RuntimeError("the fake fails as it was told to")
        if self.full:
            self.full -= 1
            return TurnReply((a_message("ただいま混み合っています。", topic=""),), taken=False, retry_after=10)
        key = turn.conversation, turn.message_id
        if turn.message_id and key in self._answered:
            return self._answered[key]
        if turn.text == DANGER or turn.danger:
            self._careful.add(turn.conversation)
        careful = turn.conversation in self._careful
        messages = (ANSWERS.get(turn.text, a_message(f"返事：{turn.text}")),)
        seq = self.says(turn.conversation, messages, "" if careful else turn.text)
        self._answered[key] = TurnReply(messages, self.owner, seq=seq, careful=careful)
        return self._answered[key]

    def says(self, conversation: str, messages: tuple[dict[str, Any], ...], said: str = "") -> int:
        """One more turn of the conversation, also one that staff say unasked; its number."""
        lines = self._talks.setdefault(conversation, [])
        lines.append(Spoken(len(lines) + 1, said, {"messages": list(messages), "owner": self.owner}))
        return len(lines)

    async def talk(self, conversation: str, after: int = 0) -> Talk | None:
        lines = self._talks.get(conversation)
        if lines is None:
            return None
        careful = conversation in self._careful
        shown = () if careful and not after else tuple(lines[after:])
        return Talk(self.owner, careful, len(lines), "web", shown)

    async def judge(self, conversation: str, seq: int, place: int, *, yes: bool) -> bool:
        self.judged.append((seq, place, yes))
        return True


def shown(page: Page, selector: str) -> list[str]:
    """What a person sees of the elements, without hidden ones."""
    found: list[str] = page.run(f"[...document.querySelectorAll({selector!r})].filter((one) => one.checkVisibility()).map((one) => one.innerText)")
    return found


def wait_for_answers(page: Page, count: int) -> None:
    """Waits until there are `count` bubbles of the desk and nothing is under way."""
    page.until(f"document.querySelectorAll('.bot').length === {count}")
    page.until("document.getElementById('log').getAttribute('aria-busy') === 'false'")


def send(page: Page, text: str) -> None:
    """Writes into the field and presses Enter."""
    page.run("document.getElementById('text').focus()")
    page.write(text)
    page.press("Enter")
