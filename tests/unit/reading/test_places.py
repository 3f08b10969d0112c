"""Which other town a text names; ours is never one of them."""

from __future__ import annotations

import pytest

from bot.reading.places import read_places, shipped_places
from bot.strict_yaml import YamlFaulty


@pytest.mark.parametrize(
    ("text", "town"),
    [
        ("川口市の国保の電話番号", "川口市"),
        ("板橋です", "板橋"),
        ("今は横浜ですけど", "横浜"),
        ("北です", ""),
        ("大阪市北区の国保です", "大阪市北区"),
        ("さいたま市の北区です", "さいたま市の北区"),
        ("仙台の国保に入っています", "仙台"),
        ("港北区の国保の窓口", "港北区"),
        ("京都の国民健康保険", "京都"),
        ("鎌ヶ谷市の国保", "鎌ヶ谷市"),
        ("鎌ケ谷市の国保", "鎌ケ谷市"),
        ("ねりまくの こくほ", "ねりまく"),
        ("埼玉県の国保", "埼玉県"),
        ("森町の役場", "森町"),
        ("まちは くらしきです", "くらしき"),
        ("松江の方なんですが", "松江"),
        ("the Kurashiki city office", "Kurashiki"),
        ("I live in Ootsu", "Ootsu"),
        ("I lost it in Kurashiki", ""),
        ("I live in Kita-ku, Tokyo", ""),
        ("東京都北区の国保", ""),
        ("北区の国保", ""),
        ("東京都の窓口", ""),
        ("市区町村の国保の窓口", ""),
        ("別の市の国保", ""),
        ("仙台に旅行します", ""),
        ("石川と申します。保険のことで", ""),
        ("資格区分の保険", ""),
    ],
)
def test_another_town_is_found_where_one_is_named(text: str, town: str) -> None:
    assert shipped_places().without(text)[0] == town


def test_all_municipalities_of_japan_but_ours_are_known() -> None:
    places = shipped_places()
    assert len([name for name in places.full if name[-1] in "市町村"]) > 1500
    assert "北区" not in places.full


def test_what_is_left_without_other_towns_may_still_name_ours() -> None:
    assert "北区の国保" in shipped_places().without("札幌市北区から来ました。今は北区の国保です")[1]
    assert "北区" not in shipped_places().without("名古屋の北区の国保")[1]


GOOD = {"prefectures": {"埼玉県": "川口市/かわぐちし"}, "wards": {"さいたま市": "北区"}, "must": ["川口市です"], "must_not": ["北区です"]}


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"prefectures": {}}, "prefectures"),
        ({"prefectures": {"埼玉県": "川口市"}}, "川口市"),
        ({"must": ["越谷市です"]}, "越谷市です"),
        ({"must_not": ["川口市です"]}, "川口市です"),
        ({"wards": None}, "wards"),
    ],
)
def test_a_faulty_list_is_refused_with_what_is_wrong(change: dict[str, object], words: str) -> None:
    assert read_places(dict(GOOD)).find("川口市です")
    with pytest.raises(YamlFaulty, match=words):
        read_places(GOOD | change)
