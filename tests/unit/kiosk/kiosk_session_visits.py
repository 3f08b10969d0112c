"""A visit by keys and by card: what is asked, read, left and wiped. A part of kiosk_session_table."""

from __future__ import annotations

from kiosk_session_parts import (
    ASKED,
    BAD,
    BEGIN,
    CARD,
    DAY,
    EMPTY,
    GONE,
    LEAVES,
    LEFT,
    OWN,
    READ,
    READING,
    Case,
    seen,
)

from bot.kiosk.model import Answered, Pressed

VISITS = (
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
)
