"""What comes back to a visit: the desk's answers, late, lost or none, and staff. A part of kiosk_session_table."""

from __future__ import annotations

from kiosk_session_parts import ANSWER, ASKED, BAD, BEGIN, EMPTY, LEFT, OWN, READ, READING, SECRET, Case, seen, typed

from bot.kiosk.model import Answered, Failed, Pressed, Reached, StaffCalled, VoiceLost

REPLIES = (
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
)
