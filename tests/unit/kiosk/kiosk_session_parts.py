"""What the table of session tests is made of: what is done, and what must then be seen.

A step is an event, or a number of seconds that pass. `Seen` is asked of the view after each step; texts are parts that must be
in the view, `never` parts that must not."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from bot.kiosk.model import (
    Answered,
    CardMoved,
    Choice,
    Due,
    Event,
    Message,
    Pressed,
    Screen,
)

SECRET = "赤羽の姉の家"
DATE = date(2026, 12, 20)
FACTS = {"kind": "mynumber", "certificate_expires_on": "2026-12-20"}
READ = CardMoved("read", "読み取りました。", "お持ちください。", FACTS, DATE)
READING = CardMoved("reading", "読み取っています。", "動かさないでください。")
EMPTY = CardMoved("no_card", "カードが置かれていません。", "置いてください。")
LEFT = CardMoved("left_behind", "前に使った方のカードが残っています。", "取ってください。")
BAD = CardMoved("unreadable", "カードを読み取れませんでした。", "もう一度置いてください。")
GONE = CardMoved("no_reader", "リーダーが見つかりません。", "職員にお知らせください。")
ANSWER = Message("くわしい答え", "やさしい答え", "こえの答え", choices=(Choice("つぎの質問", "topic:next"),))
OWN = Message(
    "期限の一覧",
    "きげん",
    "期限です。",
    deadlines=(
        Due("更新", due=DATE, days_left=28, state="open"),
        Due("猶予", due=date(2027, 3, 31), days_left=129, state="open"),
    ),
    calendar="https://desk.example/api/v1/calendar/abc.ics",
)
DAY = Message("いつですか。", "いつですか。", "いつですか。", expects="date")
DV = Message("ここにいます。", "ここに います。", "きかれては いけない", quiet=True)


@dataclass(frozen=True)
class Seen:
    """What the view must be after a step."""

    screen: Screen
    words: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    draft: str | None = None


@dataclass(frozen=True)
class Case:
    """A way through the session."""

    name: str
    steps: tuple[tuple[Event | float, Seen], ...]
    orders: tuple[str, ...] = field(default=())  # kinds of orders that must have gone out, in this order, among others


def typed(text: str) -> list[Event]:
    return [Pressed(f"type:{letter}") for letter in text]


def seen(screen: str, *words: str, never: tuple[str, ...] = (), draft: str | None = None) -> Seen:
    return Seen(Screen(screen), words, never, draft)


BEGIN = (Pressed("begin"), seen("question", "引っ越し", "おわる"))
CARD = (
    (READING, seen("card", "読み取っています")),
    (READ, seen("card", "計算しています")),
    (Answered(1, (OWN,)), seen("timeline", "2026年12月20日（日）まで", "あと28日", "今日は 2026年11月22日")),
)
LEAVES = ("あと28日", "12月20日", "きげん")
ASKED = (
    BEGIN,
    (Pressed("type:き"), seen("question", draft="き")),
    (Pressed("send"), seen("answer", "調べています")),
    (Answered(1, (ANSWER,)), seen("answer", "やさしい答え", "つぎの質問", never=("くわしい答え",))),
)
