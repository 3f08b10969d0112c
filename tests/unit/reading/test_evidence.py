"""What a message says it is not about (words/denies.yml), and what is left of it to understand."""

from __future__ import annotations

import pytest

from bot.reading.evidence import denied, without_denials
from bot.reading.marks import Said

DENIES = [
    ("引っ越しじゃないんです。仕事を辞めました", "moving"), ("転入の話ではなくて、扶養から外れる話です", "moving"), ("暗証番号のことではありません", "pin_lock"),
    ("紛失じゃなくて家に忘れました", "loss"), ("海外に行くわけじゃなくて国内の転勤です", "overseas"), ("資格確認書のほうじゃなくて、お知らせです", "eligibility_certificate"),
    ("I'm not moving, I changed jobs", "moving"), ("期限の話じゃないです", "cert_expiry"), ("読み取りの問題じゃなくて料金のことです", "reader_failure"),
]  # fmt: skip
NOT = [
    "登録は本人じゃないとだめですか", "引っ越しじゃないですよね、転勤の届け出は", "暗証番号は4桁じゃないとだめですか", "なくさないようにするには", "資格確認書では受診できませんか",
    "引っ越しの届けを出していません", "期限はまだ先ですか", "紛失ではないでしょうか", "海外に行かない人も届けますか",
]  # fmt: skip


@pytest.mark.parametrize(("text", "topic"), DENIES)
def test_what_is_denied_is_heard(text: str, topic: str) -> None:
    assert topic in denied(Said(text))


@pytest.mark.parametrize("text", NOT)
def test_a_question_or_a_condition_denies_nothing(text: str) -> None:
    assert not denied(Said(text)) and without_denials(text) == text


def test_what_is_left_is_understood() -> None:
    assert without_denials("引っ越しじゃなくて転職します、保険は") == "転職します、保険は"
    assert without_denials("引っ越しじゃないです") == "引っ越しじゃないです"  # nothing else is said
