"""Which insurer a sentence names."""

from __future__ import annotations

import pytest

from bot.insurers import find_insurer, names_only_insurer


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
    assert find_insurer(text) == insurer


@pytest.mark.parametrize(
    ("text", "insurer"),
    [
        ("きたむらのけんぽ", "kitamura"),
        ("東京都北区の国民健康保険", "kitaku"),
        ("別の市です", "other"),
        ("国保北区ですが資格情報は", None),
    ],
)
def test_an_answer_that_only_names_the_insurer(text: str, insurer: str | None) -> None:
    assert names_only_insurer(text) == insurer
