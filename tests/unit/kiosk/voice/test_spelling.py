"""What was heard, spelt as the subject spells it."""

from __future__ import annotations

import pytest

from bot.kiosk.voice.doubt import invented
from bot.kiosk.voice.spelling import Word, load_subject, mended


def words(text: str) -> list[Word]:
    """「安章/アンショー 番号/バンゴー」."""
    return [Word(*one.split("/")) for one in text.split()]


@pytest.mark.parametrize(
    ("heard", "spelt"),
    [
        ("安証/アンショー 番号/バンゴー を/ヲ 忘れ/ワスレ た/タ", "暗証番号を忘れた"),
        ("真伊奈/マイナ 保健/ホケン 症/ショー", "マイナ保険証"),
        ("転入/テンニュー 届/トドケ", "転入届"),
        ("電子/デンシ 正/ショー 明/メイ 所/ショ の/ノ 行進/コーシン", "電子証明書の更新"),
        ("四角/シカク 確認/カクニン 所/ショ", "資格確認書"),
        ("仕覚/シカク 各人/カクジン 書/ショ が/ガ", "資格確認書が"),
        ("後期/コーキ 高齢/コーレイ 者/シャ 移動/イリョー", "後期高齢者医療"),
    ],
)
def test_what_sounds_like_a_term_becomes_it(heard: str, spelt: str) -> None:
    assert mended(words(heard)) == spelt


@pytest.mark.parametrize(
    "heard",
    [
        "病院/ビョーイン に/ニ 行き/イキ ます/マス",
        "夫/オット の/ノ 名前/ナマエ が/ガ 変わっ/カワッ た/タ",
        "3/ 番/バン の/ノ 窓口/マドグチ",
        "犬/イヌ を/ヲ 飼う/カウ",
        "紛失/フンシツ した/シタ",
        "受診/ジュシン する/スル",
    ],
)
def test_everything_else_stays_as_it_came(heard: str) -> None:
    assert mended(words(heard)) == "".join(one.spelling for one in words(heard))


def test_no_word_goes_over_a_number() -> None:
    assert mended(words("更/コー 3/ 新/シン")) == "更3新"


def test_every_term_is_found_by_its_own_sound() -> None:
    subject = load_subject()
    assert {mended([Word("？", sound)]) for sound in subject.terms if len(sound) > 2} == {term for sound, term in subject.terms.items() if len(sound) > 2}


@pytest.mark.parametrize(
    ("text", "sure", "dense"),
    [
        ("ご視聴ありがとうございました。", -0.3, 1.0),
        ("スタッフを見つけたら、", -0.4, 1.0),
        ("マイナンバーカード、電子証明書、資格確認書", -0.2, 1.0),
        ("カードを、カードを、カードを、カードを", -0.2, 4.0),
        ("えなさくかて", -1.9, 1.0),
        ("。", -0.1, 0.5),
        ("", 0.0, 0.0),
    ],
)
def test_what_nobody_said_is_dropped(text: str, sure: float, dense: float) -> None:
    assert invented(text, sure, dense)


@pytest.mark.parametrize("text", ["はい", "電子証明書の更新はどこですか", "マイナ保険証", "資格確認書、まだ届きません", "ありがとうございました"])
def test_what_visitors_say_is_kept(text: str) -> None:
    assert not invented(text, -0.5, 1.1)
