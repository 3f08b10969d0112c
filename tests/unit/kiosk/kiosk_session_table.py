"""The table of session tests: what is done, and what must then be seen. Run against the core and against both skins.

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
    Failed,
    Heard,
    Message,
    Misheard,
    Pressed,
    Reached,
    Screen,
    StaffCalled,
    VoiceLost,
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
TABLE = (
    Case("nothing happens", ((1000.0, seen("idle", "はじめる", "おわる")),)),
    Case("the end does nothing where nobody is", ((Pressed("end"), seen("idle")),)),
    Case("a question is typed and answered", ASKED, ("Ask", "Say")),
    Case(
        "the usual words on wish",
        (*ASKED, (Pressed("plain"), seen("answer", "くわしい答え", never=("やさしい答え",)))),
    ),
    Case(
        "a choice is asked",
        (
            *ASKED,
            (Pressed("choice:0"), seen("answer", "調べています", never=("やさしい答え",))),
            (Answered(2, (DAY,)), seen("answer", "いつですか", "月", draft="")),
        ),
        ("Ask", "Ask"),
    ),
    Case("a choice by the numeric pad", (BEGIN, (Pressed("type:2"), seen("answer", "調べています"))), ("Ask",)),
    Case(
        "a day is typed in digits",
        (
            BEGIN,
            (Pressed("choice:1"), seen("answer")),
            (Answered(1, (DAY,)), seen("answer", draft="")),
            (Pressed("type:3"), seen("answer", draft="3")),
            (Pressed("type:日"), seen("answer", draft="3日")),
            (Pressed("send"), seen("answer", "調べています")),
        ),
        ("Ask", "Ask"),
    ),
    Case(
        "zero is a digit where a day is asked for",
        (
            BEGIN,
            (Pressed("choice:1"), seen("answer")),
            (Answered(1, (DAY,)), seen("answer")),
            (Pressed("type:0"), seen("answer", draft="0")),
        ),
    ),
    Case(
        "letters change with the mark",
        (
            BEGIN,
            (Pressed("type:は"), seen("question", draft="は")),
            (Pressed("mark"), seen("question", draft="ば")),
            (Pressed("mark"), seen("question", draft="ぱ")),
            (Pressed("mark"), seen("question", draft="は")),
            (Pressed("type:つ"), seen("question", draft="はつ")),
            (Pressed("mark"), seen("question", draft="はっ")),
            (Pressed("mark"), seen("question", draft="はづ")),
            (Pressed("delete"), seen("question", draft="は")),
        ),
    ),
    Case(
        "the end wipes",
        (
            *ASKED,
            (Pressed("end"), seen("goodbye", "全部 消しました", never=("やさしい答え",))),
            (7.0, seen("goodbye")),
            (2.0, seen("idle", never=("やさしい答え",))),
        ),
        ("Ask", "Wipe"),
    ),
    Case(
        "two idle minutes wipe",
        (
            *ASKED,
            (99.0, seen("answer", never=("まだ お使いですか",))),
            (1.5, seen("answer", "まだ お使いですか", "続ける")),
            (20.0, seen("goodbye", "しばらく 操作が", never=("やさしい答え",))),
        ),
        ("Wipe",),
    ),
    Case(
        "whoever is still there goes on",
        (
            *ASKED,
            (101.0, seen("answer", "まだ お使いですか")),
            (Pressed("stay"), seen("answer", "やさしい答え", never=("まだ お使いですか",))),
            (99.0, seen("answer")),
        ),
    ),
    Case("a card brings its dates", CARD, ("TellCard", "Say")),
    Case(
        "the card taken away wipes",
        (*CARD, (EMPTY, seen("goodbye", "カードが 取られました", never=LEAVES)), (9.0, seen("idle", never=LEAVES))),
        ("TellCard", "Wipe"),
    ),
    Case(
        "a card swapped at once wipes and is not read",
        (
            *CARD,
            (READING, seen("goodbye", "カードが 残っています", never=LEAVES)),
            (READ, seen("goodbye", never=LEAVES)),
            (EMPTY, seen("goodbye", never=LEAVES)),
            (9.0, seen("idle")),
        ),
        ("TellCard", "Wipe"),
    ),
    Case(
        "the reader unplugged under a card wipes",
        (*CARD, (GONE, seen("goodbye", "機械の 調子", never=LEAVES)), (9.0, seen("idle", "カードを 読めません"))),
        ("Wipe",),
    ),
    Case(
        "a card left behind is spoken of, and staff told",
        (
            *CARD,
            (Pressed("end"), seen("goodbye", "カードが 残っています", never=("はじめる", *LEAVES))),
            (11.0, seen("goodbye", "カードが 残っています")),
            (20.0, seen("goodbye", "カードが 残っています")),
            (EMPTY, seen("goodbye", never=("カードが 残っています",))),
            (9.0, seen("idle")),
        ),
        ("Wipe", "Say", "CallStaff"),
    ),
    Case(
        "a card of the visit before is not read",
        (
            (LEFT, seen("goodbye", "カードが 残っています")),
            (READ, seen("goodbye", never=("計算",))),
            (EMPTY, seen("goodbye")),
            (9.0, seen("idle")),
            *CARD,
        ),
        ("Say", "TellCard"),
    ),
    Case(
        "a card that cannot be read",
        (
            (READING, seen("card")),
            (BAD, seen("card", "読み取れませんでした", "もう一度置いてください", "ほかのことを きく")),
            (EMPTY, seen("idle")),
        ),
        ("Say",),
    ),
    Case(
        "a card after a question keeps the question's visit",
        (
            *ASKED,
            (READING, seen("card")),
            (READ, seen("card", "計算")),
            (Answered(2, (OWN,)), seen("timeline", "あと28日")),
            (Pressed("ask"), seen("question", "引っ越し")),
            (Pressed("back"), seen("answer")),
        ),
        ("Ask", "TellCard"),
    ),
    Case(
        "no reader is said where people begin",
        (
            (GONE, seen("idle", "カードを 読めません")),
            (Pressed("begin"), seen("question", never=("カードを 読めません",))),
        ),
        ("CallStaff",),
    ),
    Case(
        "a reply for the visit before reaches nobody",
        (
            BEGIN,
            (Pressed("choice:0"), seen("answer")),
            (Pressed("end"), seen("goodbye")),
            (Answered(1, (ANSWER,)), seen("goodbye", never=("やさしい答え",))),
            (9.0, seen("idle")),
            (Pressed("begin"), seen("question")),
            (Pressed("choice:0"), seen("answer", "調べています")),
            (Answered(1, (ANSWER,)), seen("answer", "調べています", never=("やさしい答え",))),
            (Answered(2, (OWN,)), seen("answer", "きげん")),
        ),
    ),
    Case(
        "what was typed is gone with the visit",
        (
            BEGIN,
            *((one, seen("question")) for one in typed(SECRET)),
            (Pressed("end"), seen("goodbye", never=(SECRET, "赤羽"))),
            (9.0, seen("idle", never=("赤羽",))),
            (Pressed("begin"), seen("question", never=("赤羽",), draft="")),
        ),
    ),
    Case(
        "the desk does not answer",
        (
            BEGIN,
            (Pressed("choice:0"), seen("answer")),
            (Failed(1), seen("question", "お答え できませんでした", "引っ越し")),
        ),
        ("Ask", "Say"),
    ),
    Case(
        "the desk takes too long",
        (
            BEGIN,
            (Pressed("choice:0"), seen("answer")),
            (13.0, seen("question", "お答え できませんでした")),
            (Answered(1, (ANSWER,)), seen("question", never=("やさしい答え",))),
        ),
        ("Ask", "Say"),
    ),
    Case(
        "an empty reply is none",
        (BEGIN, (Pressed("choice:0"), seen("answer")), (Answered(1, ()), seen("question", "お答え できませんでした"))),
    ),
    Case(
        "the desk is away and comes back",
        (
            (Reached(False, False), seen("offline", "つながりません", "係を よぶ")),
            (Reached(True), seen("idle", never=("つながって",))),
        ),
    ),
    Case(
        "the desk is away and the kiosk goes on",
        (
            (Reached(False, True), seen("idle", "つながっていません")),
            (Pressed("begin"), seen("question", "つながっていません")),
            (Reached(True), seen("question", never=("つながっていません",))),
        ),
    ),
    Case(
        "staff is called and the visit goes on",
        (
            *ASKED,
            (Pressed("staff"), seen("staff", "係の人が まいります")),
            (Pressed("back"), seen("answer", "やさしい答え")),
        ),
        ("CallStaff",),
    ),
    Case(
        "the word about staff goes by itself", ((Pressed("staff"), seen("staff")), (21.0, seen("idle"))), ("CallStaff",)
    ),
    Case(
        "staff that cannot be called is not said to come",
        (
            *ASKED,
            (Pressed("staff"), seen("staff", "係の人が まいります")),
            (StaffCalled(False), seen("staff", "窓口へ お声がけ", never=("まいります", "呼びました"))),
            (Pressed("back"), seen("answer", "やさしい答え")),
            (Pressed("staff"), seen("staff", "窓口へ お声がけ")),
            (StaffCalled(True), seen("staff", "係の人が まいります")),
        ),
    ),
    Case(
        "staff twice",
        (
            *ASKED,
            (Pressed("staff"), seen("staff", "係の人が まいります")),
            (Pressed("staff"), seen("staff")),
            (Pressed("back"), seen("answer", "やさしい答え")),
        ),
        ("Hush", "CallStaff", "Hush", "CallStaff"),
    ),
    Case(
        "staff twice where nobody is",
        ((Pressed("staff"), seen("staff")), (Pressed("staff"), seen("staff")), (21.0, seen("idle"))),
    ),
    Case(
        "staff is called while listening, and the microphone goes",
        (
            (VoiceLost(True, True), seen("idle")),
            BEGIN,
            (Pressed("talk"), seen("listening")),
            (Pressed("staff"), seen("staff")),
            (VoiceLost(True, False), seen("staff")),
            (21.0, seen("question", "引っ越し")),
        ),
        ("Listen", "Hush", "CallStaff"),
    ),
    Case(
        "what is said again is not said into the microphone",
        (
            (VoiceLost(True, True), seen("idle")),
            *ASKED,
            (Pressed("talk"), seen("listening", never=("もう一度 聞く", "ゆっくり", "大きな声"))),
            (Pressed("repeat"), seen("listening")),
        ),
    ),
    Case(
        "the card's dates come while staff is being called",
        (
            (READ, seen("card", "計算しています")),
            (Pressed("staff"), seen("staff")),
            (Answered(1, (OWN,)), seen("timeline", "あと28日")),
            (Pressed("ask"), seen("question")),
            (Pressed("back"), seen("answer", "期限を 見る")),
        ),
    ),
    Case(
        "the card's dates do not come while staff is being called",
        (
            (READ, seen("card")),
            (Pressed("staff"), seen("staff")),
            (Failed(1), seen("card", "期限を 計算できませんでした", "お答え できませんでした")),
        ),
    ),
    Case(
        "an answer that comes while a card is being read is no card's",
        (
            BEGIN,
            (Pressed("choice:0"), seen("answer", "調べています")),
            (READING, seen("card")),
            (Answered(1, (ANSWER,)), seen("answer", "やさしい答え", never=("期限を 見る",))),
        ),
    ),
    Case(
        "a card that could not be read goes while an answer is awaited",
        (
            BEGIN,
            (Pressed("choice:0"), seen("answer", "調べています")),
            (BAD, seen("card")),
            (EMPTY, seen("answer", "調べています")),
            (Answered(1, (ANSWER,)), seen("answer", "やさしい答え")),
        ),
    ),
    Case(
        "a card of before that is seen only after somebody began does not end their visit",
        (
            *ASKED,
            (LEFT, seen("answer", "やさしい答え", "カードが 残っています")),
            (EMPTY, seen("answer", "やさしい答え")),
            (READING, seen("card")),
            (READ, seen("card", "計算")),
        ),
        ("Say", "TellCard"),
    ),
    Case(
        "what is said is confirmed",
        (
            (VoiceLost(True, True), seen("idle")),
            BEGIN,
            (Pressed("talk"), seen("listening", "話してください")),
            (Heard("ひっこし"), seen("question", "「ひっこし」で よろしいですか", "はい", "いいえ")),
            (Pressed("send"), seen("answer", "調べています")),
        ),
        ("Listen", "Say", "Ask"),
    ),
    Case(
        "no is no",
        (
            (VoiceLost(True, True), seen("idle")),
            BEGIN,
            (Pressed("talk"), seen("listening")),
            (Heard("ひっこし"), seen("question")),
            (Pressed("ask"), seen("question", never=("ひっこし",), draft="")),
        ),
    ),
    Case(
        "two misses and there are only buttons",
        (
            (VoiceLost(True, True), seen("idle")),
            BEGIN,
            (Pressed("talk"), seen("listening")),
            (Misheard(), seen("question", "聞き取れませんでした", "話して きく")),
            (Pressed("talk"), seen("listening")),
            (16.0, seen("question", "ボタンを 押してください", never=("話して きく",))),
        ),
        ("Listen", "Listen"),
    ),
    Case(
        "a choice that is said is asked back by its own words, and sent as if pressed",
        (
            (VoiceLost(True, True), seen("idle")),
            BEGIN,
            (Pressed("talk"), seen("listening", "話し おわりました")),
            (Pressed("said"), seen("listening")),
            (Heard("引っ越しです", 1), seen("question", "「引っ越し」で よろしいですか", "はい", "いいえ")),
            (Pressed("send"), seen("answer", "調べています")),
            (Answered(1, (ANSWER,)), seen("answer", "やさしい答え")),
            (Pressed("talk"), seen("listening")),
            (Heard("つぎのしつもん", 0), seen("question", "「つぎの質問」で よろしいですか")),
            (Pressed("ask"), seen("question", never=("つぎの質問",))),
        ),
        ("Listen", "Enough", "Say", "Ask", "Listen", "Say"),
    ),
    Case(
        "a choice that was not on the screen is no choice",
        (
            (VoiceLost(True, True), seen("idle")),
            BEGIN,
            (Pressed("talk"), seen("listening")),
            (Heard("引っ越しました", 99), seen("question", "「引っ越しました」で よろしいですか")),
        ),
    ),
    Case(
        "the microphone goes while listening",
        (
            (VoiceLost(True, True), seen("idle")),
            BEGIN,
            (Pressed("talk"), seen("listening")),
            (VoiceLost(True, False), seen("question", "声では きけません", never=("話して きく",))),
        ),
    ),
    Case(
        "words that nobody asked for are not taken",
        (BEGIN, (Heard("ひっこし"), seen("question", never=("ひっこし",), draft=""))),
    ),
    Case("large letters", (BEGIN, (Pressed("large"), seen("question")))),
    Case(
        "keys that are not there do nothing",
        (
            (Pressed("choice:0"), seen("idle")),
            (Pressed("send"), seen("idle")),
            (Pressed("timeline"), seen("idle")),
            (Pressed("nonsense"), seen("idle")),
            (Pressed(""), seen("idle")),
            (Pressed("type:xx"), seen("idle")),
        ),
    ),
)
