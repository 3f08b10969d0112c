"""Past or future from the words around a date."""

from __future__ import annotations

import pytest

from bot.dates.find import Tense, guess_tense


@pytest.mark.parametrize(
    ("text", "tense"),
    [
        ("引っ越した", Tense.PAST),
        ("引っ越しました", Tense.PAST),
        ("引っ越したのですが", Tense.PAST),
        ("ひっこしました", Tense.PAST),
        ("期限が過ぎた", Tense.PAST),
        ("有効期限が切れていた", Tense.PAST),
        ("届けを出しました", Tense.PAST),
        ("生まれた", Tense.PAST),
        ("退職しました", Tense.PAST),
        ("使えなかった", Tense.PAST),
        ("届出済み", Tense.PAST),
        ("引っ越す", Tense.FUTURE),
        ("引越す", Tense.FUTURE),
        ("引っ越します", Tense.FUTURE),
        ("引っ越す予定です", Tense.FUTURE),
        ("引っ越しを予定している", Tense.FUTURE),
        ("引っ越すつもり", Tense.FUTURE),
        ("役所に行きます", Tense.FUTURE),
        ("転入します", Tense.FUTURE),
        ("引っ越したいです", Tense.FUTURE),
        ("75歳になります", Tense.FUTURE),
        ("転出することになりました", Tense.FUTURE),
        ("引っ越し", Tense.UNKNOWN),
        ("引っ越したらどうなりますか", Tense.UNKNOWN),
        ("使えますか", Tense.UNKNOWN),
        ("教えていただけますか", Tense.UNKNOWN),
        ("お願いいたします", Tense.UNKNOWN),
        ("転居いたします", Tense.FUTURE),
        ("お願いします", Tense.UNKNOWN),
        ("北区", Tense.UNKNOWN),
        ("キタムラ健康保険組合", Tense.UNKNOWN),
        ("4けた", Tense.UNKNOWN),
        ("", Tense.UNKNOWN),
    ],
)
def test_guess_tense(text: str, tense: Tense) -> None:
    assert guess_tense(text) is tense
