"""What people mean apart from how they say it."""

from __future__ import annotations

import pytest

from bot.nlu.concepts import ConceptsFaulty, read_concepts, shipped_concepts, with_readings
from bot.text import normalise

READINGS = {"紛失": "ふんしつ", "落とし": "おとし", "年金": "ねんきん", "夫": "おっと", "父": "ちち"}
FEW = with_readings({"lost": ("紛失", "落とし"), "family": ("夫", "父"), "other_pension": ("年金",)}, READINGS.__getitem__)


@pytest.mark.parametrize(
    ("text", "reading", "found"),
    [
        ("カードを紛失", "かーどをふんしつ", ("lost",)),
        ("電車で落としました", "でんしゃでおとしました", ("lost",)),
        ("ふんしつとどけ", "ふんしつとどけ", ("lost",)),
        ("夫が落とした", "おっとがおとした", ("lost", "family")),
        ("年金はいつ", "ねんきんはいつ", ("other_pension", "other")),
        ("くちちかく", "くちちかく", ()),  # ちち is too short to be looked for in a reading
        ("こんにちは", "こんにちは", ()),
        ("", "", ()),
    ],
)
def test_a_concept_is_found_by_its_words_and_by_their_reading(text: str, reading: str, found: tuple[str, ...]) -> None:
    assert FEW.found(text, reading) == found


def test_the_shipped_words_are_written_as_questions_are_after_normalising() -> None:
    words = [stem for stems in shipped_concepts().values() for stem in stems]
    assert [stem for stem in words if stem != normalise(stem).lower()] == []


def test_no_shipped_word_stands_twice_in_a_concept() -> None:
    assert [name for name, stems in shipped_concepts().items() if len(set(stems)) < len(stems)] == []


@pytest.mark.parametrize(
    ("content", "named"),
    [(None, "mapping"), (["lost"], "mapping"), ({"lost": []}, "lost"), ({"lost": "紛失"}, "lost"), ({"pin": [4]}, "pin"), ({"pin": [""]}, "pin")],
)
def test_bad_content_is_refused_with_the_concept_s_name(content: object, named: str) -> None:
    with pytest.raises(ConceptsFaulty, match=named):
        read_concepts(content)
