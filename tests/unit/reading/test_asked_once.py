"""The second look at a message costs nothing and keeps no words."""

from __future__ import annotations

from collections import OrderedDict

from bot.reading.asked_once import MOST, asked_once


def test_the_same_is_asked_once_and_only_the_last_are_known() -> None:
    asked: list[str] = []

    @asked_once
    def length(text: str, *, twice: bool = False) -> int:
        asked.append(text)
        return len(text) * (2 if twice else 1)

    assert [length("ab"), length("ab"), length("ab", twice=True)] == [2, 2, 4]
    assert len(asked) == 2
    for number in range(MOST + 1):
        length(f"other {number}")
    length("ab")
    assert asked[-1] == "ab"


def test_no_words_are_kept() -> None:
    @asked_once
    def length(text: str) -> int:
        return len(text)

    length("ひみつのことば")
    kept = [cell.cell_contents for cell in length.__closure__ or () if isinstance(cell.cell_contents, OrderedDict)]  # type: ignore[attr-defined]
    assert len(kept) == 1 and len(kept[0]) == 1
    assert "ひみつ" not in repr(kept) and all(isinstance(key, int) for key in kept[0])
