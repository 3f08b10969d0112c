"""Which insurer a sentence names."""

from __future__ import annotations

import pytest

from bot.reading.insurers import read_insurer


@pytest.mark.parametrize(
    ("text", "insurer"),
    [
        ("キタムラ健保です", "kitamura"),
        ("喜多村の健保に入っています", "kitamura"),
        ("北村さんの健保なんですけど", "kitamura"),
        ("カメラのキタムラに勤めています", "kitamura"),
        ("カメラのキタムラで証明写真を撮りました", None),
        ("北区の国保に入っています", "kitaku"),
        ("国保北区ですが", "kitaku"),
        ("国民健康保険（北区）です", "kitaku"),
        ("国保は東京都北区です", "kitaku"),
        ("北区に住んでいて国保です", "kitaku"),
        ("帰宅の国保なんですが", "kitaku"),
        ("札幌市北区の国保です", "other"),
        ("大阪市北区国民健康保険", "other"),
        ("別の市の国保です", "other"),
        ("別の市に引っ越します", None),
        ("ほかの区へ移ったらカードはどうなりますか", None),
        ("北区のキタムラ健保です", None),
        ("北区に住んでいます", None),
    ],
)
def test_an_insurer_is_heard_only_where_one_is_named(text: str, insurer: str | None) -> None:
    assert read_insurer(text).named == (insurer or "")


@pytest.mark.parametrize(
    ("text", "insurer"),
    [
        ("きたむらのけんぽ", "kitamura"),
        ("東京都北区の国民健康保険", "kitaku"),
        ("別の市です", "other"),
        ("国保北区ですが資格情報は", None),
        ("北区です", "kitaku"),
        ("北区", "kitaku"),
        ("北区の者ですが", "kitaku"),
        ("札幌市北区です", "other"),
        ("北区に住んでいます", None),
        ("北区に引っ越します", None),
        ("北区役所の電話番号は", None),
    ],
)
def test_an_answer_that_only_names_the_insurer(text: str, insurer: str | None) -> None:
    assert read_insurer(text).only == (insurer or "")


@pytest.mark.parametrize(
    ("text", "insurer", "named"),
    [
        ("キタムラの電話番号", "kitamura", True),
        ("北区役所の電話番号", "kitaku", True),
        ("札幌市北区の国保の電話番号", "kitaku", False),
        ("カードを止める電話番号", "kitamura", False),
    ],
)
def test_an_office_is_named(text: str, insurer: str, named: bool) -> None:
    assert (insurer in read_insurer(text).offices) is named


@pytest.mark.parametrize(("text", "lives"), [("北区に住んでいます", True), ("北区在住です", True), ("北区です", False), ("札幌市北区に住んでいます", False)])
def test_living_in_the_ward(text: str, lives: bool) -> None:
    assert read_insurer(text).ward == ("lives" if lives else "named" if text == "北区です" else "")


@pytest.mark.parametrize(
    ("text", "town"),
    [
        ("盛岡市ですが", "盛岡市"),
        ("奈良県の生駒市で店をしています", "生駒市"),
        ("父は津市に住んでいます", "津市"),
        ("きたくって名古屋のほうです", "名古屋"),
        ("長崎県佐世保市に引っ越します", ""),
        ("盛岡市から北区に来ました", ""),
        ("盛岡市の歯科で見せました", ""),
        ("盛岡市で落としました", ""),
        ("北区に住んでいて、盛岡市の出です", ""),
        ("盛岡市に住むキタムラ健保の者です", ""),
        ("北区です", ""),
    ],
)
def test_a_town_is_ones_own_unless_gone_to_left_or_visited(text: str, town: str) -> None:
    assert read_insurer(text).own_town == town
