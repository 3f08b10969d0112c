"""What is said and heard in a visit, and the keys beside it. A part of kiosk_session_table."""

from __future__ import annotations

from kiosk_session_parts import ANSWER, BEGIN, Case, seen

from bot.kiosk.model import Answered, Heard, Misheard, Pressed, VoiceLost

VOICE = (
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
