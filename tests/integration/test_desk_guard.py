"""The guard stands before everything: numbers of people never pass the desk. All numbers are made up."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
from conftest import OpenDesk, RawLog
from desk_fakes import Desk, FakeEngine

from bot.guard.numbers import has_valid_check_digit

VALID, WRONG = "123456789018", "284719305566"
KANJI = str.maketrans("0123456789", "〇一二三四五六七八九")
WIDE = str.maketrans("0123456789", "０１２３４５６７８９")


def _writings(n: str) -> dict[str, tuple[str, ...]]:
    a, b, c = n[:4], n[4:8], n[8:]
    return {
        "plain": (n,),
        "in a sentence": (f"マイナンバーは{n}です",),
        "spaced": (f"{a} {b} {c}",),
        "hyphens": (f"{a}-{b}-{c}",),
        "long marks": (f"{a}ー{b}ー{c}",),
        "wide": (n.translate(WIDE),),
        "wide hyphens": (f"{a}－{b}－{c}".translate(WIDE),),
        "kanji": (n.translate(KANJI),),
        "kanji groups": (f"{a}の{b}の{c}".translate(KANJI),),
        "digit by digit": ("、".join(n),),
        "new lines": (f"{a}\n{b}\n{c}",),
        "invisible": ("\u200b".join(n),),
        "right to left": (f"\u202e{n}\u202c",),
        "keycaps": ("".join(f"{d}\ufe0f\u20e3" for d in n),),
        "entities": ("".join(f"&#{ord(d)};" for d in n),),
        "button": (f"topic:{n}",),
        "command": (f"/old_card{n}",),
        "command with slots": (f'/tell_insurer{{"n":"{n}"}}',),
        "two messages": (n[:6], n[6:]),
        "two messages, words": (f"番号は{a}{b}", f"{c}です"),
        "two messages, long and short": (n[:9], n[9:]),
        "three messages": (a, b, c),
        "three messages, wide and kanji": (a.translate(WIDE), b.translate(KANJI), c),
        "two messages with a blank one": (n[:8], "", c),
    }


CASES = {f"{kind} {name}": (n, messages) for kind, n in (("valid", VALID), ("wrong", WRONG)) for name, messages in _writings(n).items()}


def test_one_number_has_a_valid_check_digit_and_one_has_not() -> None:
    assert has_valid_check_digit(VALID) and not has_valid_check_digit(WRONG)


def _digits(text: str) -> str:
    """Every digit in `text`, whatever its writing, one after the other."""
    return "".join(str(int(unicodedata.numeric(char))) for char in text if unicodedata.numeric(char, 99.5) in range(10))


def _without_phones(desk_says: list[str]) -> str:
    """What the desk says, without its own offices' numbers and the 12 of 「12桁」."""
    return "".join(desk_says).replace("12桁", "").replace("12けた", "")


@pytest.mark.parametrize(("number", "messages"), CASES.values(), ids=CASES.keys())
def test_a_number_of_twelve_digits_stops_at_the_desk(desk: Desk, engine: FakeEngine, raw_log: RawLog, number: str, messages: tuple[str, ...]) -> None:
    said = desk.talk(*messages)
    words = _without_phones([m[form] for answer in said for m in answer["messages"] for form in ("text", "easy", "speech")])
    assert "12桁の番号" in said[-1]["messages"][0]["text"]
    assert _digits("".join(engine.texts)) == ""
    assert _digits(words) == ""
    assert number not in raw_log.text and number[:6] not in raw_log.text


def test_a_number_alone_is_not_sent_on_at_all(desk: Desk, engine: FakeEngine) -> None:
    desk.say(VALID)
    assert engine.requests == []


WITH_QUESTION = ["マイナンバーは{n}です。保険証の登録はどうやりますか", "{n} これで登録できますか？", "カードをなくしました。番号は{n}"]


@pytest.mark.parametrize("writing", WITH_QUESTION)
@pytest.mark.parametrize("number", [VALID, WRONG, "1234 5678 9018", VALID.translate(WIDE)])
def test_a_number_with_a_question_is_refused_and_answered(desk: Desk, engine: FakeEngine, writing: str, number: str) -> None:
    (answer,) = desk.talk(writing.format(n=number))
    refusal, reply = answer["messages"]
    assert "12桁の番号" in refusal["text"]
    assert reply["text"].startswith("返事：") and "〔個人番号〕" in reply["text"]
    assert _digits(engine.texts[0]) == ""


OTHERS = {
    "phone": ("090-1234-5678", "〔電話番号〕", "伏せて"),
    "phone plain": ("09012345678", "〔電話番号〕", "伏せて"),
    "phone wide": ("０９０－１２３４－５６７８", "〔電話番号〕", "伏せて"),
    "phone abroad": ("+81 90 1234 5678", "〔電話番号〕", "伏せて"),
    "mail": ("taro.yamada@example.jp", "〔メール〕", "伏せて"),
    "mail wide": ("ｔａｒｏ．ｙａｍａｄａ＠ｅｘａｍｐｌｅ．ｊｐ", "〔メール〕", "伏せて"),
    "symbol and number": ("記号1234 番号5678", "〔記号番号〕", "伏せて"),
    "insurer number": ("保険者番号06139999", "〔記号番号〕", "伏せて"),
    "insured number": ("被保険者番号は7788990です", "〔記号番号〕", "伏せて"),
    "pin": ("暗証番号は5839です", "〔暗証番号〕", "暗証番号"),
    "pin wide": ("暗証番号　５８３９", "〔暗証番号〕", "暗証番号"),
}


@pytest.mark.parametrize(("secret", "mark", "notice"), OTHERS.values(), ids=OTHERS.keys())
def test_other_numbers_are_masked_and_said_to_be(desk: Desk, engine: FakeEngine, raw_log: RawLog, secret: str, mark: str, notice: str) -> None:
    (answer,) = desk.talk(f"{secret}ですが、保険証の登録はどうやりますか")
    told = [message["text"] for message in answer["messages"]]
    assert notice in told[0]
    assert mark in engine.texts[0] and told[1] == f"返事：{engine.texts[0]}"
    assert _digits(engine.texts[0]) == "" and "yamada" not in engine.texts[0]
    plain = unicodedata.normalize("NFKC", secret)
    assert secret not in raw_log.text and plain not in raw_log.text



@pytest.mark.parametrize("text", ["2026年12月17日に引っ越します", "12月3日", "令和8年12月3日", "R9.1.15", "75歳です", "3人家族です", "10月20日と11月5日のどちらですか"])
def test_a_date_or_a_small_number_passes(desk: Desk, engine: FakeEngine, text: str) -> None:
    desk.say(text)
    assert engine.texts == [text]


def test_the_number_of_one_conversation_does_not_continue_in_another(desk: Desk) -> None:
    desk.talk("12345678")
    assert "12桁の番号" not in "".join(desk.texts("9018"))


def test_nothing_planted_is_left_in_any_file(open_desk: OpenDesk, engine: FakeEngine, data: Path) -> None:
    desk = open_desk()
    secrets = [VALID, WRONG, "1234 5678 9018", VALID.translate(WIDE), VALID.translate(KANJI), "090-1234-5678", "taro.yamada", "06139999", "7788990"]
    for _number, messages in CASES.values():
        desk.talk(*messages)
    for secret, _mark, _notice in OTHERS.values():
        desk.talk(secret, f"{secret}をどこに書きますか")
    files = [path for path in data.rglob("*") if path.is_file()]
    assert [path.name for path in files if path.suffix == ".sqlite3"]
    for path in files:
        content = path.read_bytes()
        assert not [secret for secret in secrets if secret.encode() in content or secret.encode("utf-16-le") in content], path
