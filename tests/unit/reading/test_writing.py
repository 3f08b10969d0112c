"""Faces, Latin spellings and short dates are taken out before understanding; words never are."""

from __future__ import annotations

import pytest

from bot.reading.writing import as_meant, with_plain_dates, without_faces
from bot.text import normalise

FACES = (
    "(´；ω；`)", "( ̄^ ̄)ゞ", " ̄ ̄", "¯\\_(ツ)_/¯", "(T_T)", "(；_；)", "m(_ _)m", "(^_^;)", "(>_<)", "(´・ω・`)", "(；´Д｀)", "(笑)", "(泣)", "orz",
    "(ToT)", "＼(^o^)／", "(*´ω`*)", "(・∀・)", "(#^.^#)", "(@_@)", "(つД`)", "(-_-)zzz", "(≧▽≦)", "σ(^_^;)", "(>人<;)", "ヽ(`Д´)ノ", "( ﾟдﾟ )",
    "Σ(ﾟДﾟ)", "(・・;)", "(￣▽￣;)", "(ノ_<)", "(꜆꜄꜆)", "^^;", "T_T", "(´-`).oO", "w", "泣", "😭", "💦🙏",
)


@pytest.mark.parametrize("face", FACES)
@pytest.mark.parametrize("said", ["カードをなくしました", "期限が切れた", "暗証番号を忘れました。"])
def test_a_face_is_taken_out(said: str, face: str) -> None:
    assert as_meant(normalise(said + face)) == said


@pytest.mark.parametrize(
    "text",
    ["国民健康保険(北区)です", "電話(03-3908-1131)に", "期限(12/3)は", "(1)登録 (2)更新", "家族(妻)の分", "(有)北区商店", "カード(マイナ)", "(後期高齢者)の父", "A(B)C", "(例:12月3日)"],
)
def test_words_in_brackets_stay(text: str) -> None:
    assert without_faces(normalise(text)) == normalise(text)


def test_nothing_but_a_face_stays_as_it_is() -> None:
    assert without_faces("(>_<)") == "(>_<)"


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("mynaportalにログインできない", "マイナポータルにログインできない"),
        ("ＭＹＮＡ保険証の登録", "マイナ保険証の登録"),
        ("myna", "マイナ"),
        ("Maina card なくした", "マイナカード なくした"),
        ("dynamic", "dynamic"),
        ("hokenshoが使えない", "保険証が使えない"),
    ],
)
def test_latin_spellings_of_our_names(text: str, meant: str) -> None:
    assert as_meant(normalise(text)) == meant


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("R9.7.7に引っ越します", "7月7日に引っ越します"),
        ("令和9年7月7日に引っ越します", "7月7日に引っ越します"),
        ("2027/07/07に引っ越します", "2027年7月7日に引っ越します"),
        ("2024-12-02の保険証", "2024年12月2日の保険証"),
        ("7/7に引っ越します", "7月7日に引っ越します"),
        ("12.3", "12月3日"),
        ("03-3908-1131", "03-3908-1131"),
        ("2/3負担", "2/3負担"),
        ("1.5倍", "1.5倍"),
        ("2026年の更新", "2026年の更新"),
    ],
)
def test_short_dates_are_written_out_for_the_classifier(text: str, plain: str) -> None:
    assert with_plain_dates(text) == plain
