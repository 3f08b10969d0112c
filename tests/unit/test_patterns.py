"""What is left out by the letters of a text would not have been found in it."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.patterns import Patterns, letters, needed


@pytest.mark.parametrize(
    ("pattern", "pieces"),
    [
        ("夫が(?:来|き)た", {"夫が"}),
        ("(?:殴|なぐ)ら", {"殴", "なぐ"}),
        ("[たて]る", {"たる", "てる"}),
        ("カ[^。]{0,4}殴ら", {"殴ら"}),
        ("(?<=殴)ら", {"殴"}),
        ("(?!殴)蹴", {"蹴"}),
        (r"\bhit\b", {"hi"}),
        ("(?:死にた){2}", {"死に"}),
        ("殴?", set()),
        ("(?:殴|[^。])", set()),
        ("(?i:hit)", set()),
        ("(?i)hit", set()),
        ("", set()),
    ],
)
def test_what_a_pattern_needs(pattern: str, pieces: set[str]) -> None:
    assert needed(pattern) == pieces


LETTERS = "あい死殴ab。 "
LETTER = st.sampled_from([*LETTERS, ".", r"\w", r"\b", "^", "$", "[あ死]", "[^あ死]", "[a-b]"])


def grown(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    wrap = st.sampled_from(["(?:{})", "(?:{})?", "(?:{})*", "(?:{}){{1,2}}", "(?={})", "(?!{})", "(?i:{})", "(?:{})+?"])
    return st.one_of(
        st.tuples(inner, inner).map("".join),
        st.tuples(inner, inner).map(lambda two: f"(?:{two[0]}|{two[1]})"),
        st.tuples(wrap, inner).map(lambda two: two[0].format(two[1])),
        LETTER.map(lambda one: f"(?<={one})" if one not in "^$" else one),
    )


REGEX = st.recursive(LETTER, grown, max_leaves=12)


@given(st.lists(REGEX, max_size=4), st.text(LETTERS, max_size=12))
def test_every_pattern_that_is_found_is_likely(sources: list[str], text: str) -> None:
    patterns = Patterns((number, re.compile(source)) for number, source in enumerate(sources))
    likely = patterns.likely(letters(text))
    for number, source in enumerate(sources):
        assert not re.search(source, text) or [one.pattern for one in likely[number]] == [source]


@given(st.lists(REGEX, max_size=4), REGEX, st.text(LETTERS, max_size=12))
def test_what_is_found_beside_blanked_parts_is_likely_too(sources: list[str], unless: str, text: str) -> None:
    likely = Patterns((source, re.compile(source)) for source in sources).likely(letters(text))
    blanked = re.sub(unless, "＿", text)
    assert all(source in likely for source in sources if re.search(source, blanked))


def test_patterns_of_one_key_come_together_in_their_order() -> None:
    patterns = Patterns([("one", re.compile("殴")), ("two", re.compile(".")), ("one", re.compile("蹴")), ("three", re.compile("刺"))])
    assert {key: [one.pattern for one in found] for key, found in patterns.likely(letters("蹴と殴")).items()} == {"one": ["殴", "蹴"], "two": ["."]}
    assert list(patterns.likely(set())) == ["two"]
