"""The second look at a message costs nothing and keeps no words."""

from __future__ import annotations

from bot.reading import safety


def test_the_same_is_looked_at_once_and_only_the_last_are_known() -> None:
    first = safety.read_risk("夫から逃げてきました")
    assert first.kinds and safety.read_risk("夫から逃げてきました") is first
    for number in range(safety.MOST):
        safety.read_risk(f"カード{number}")
    assert len(safety._answers) == safety.MOST
    again = safety.read_risk("夫から逃げてきました")
    assert again == first and again is not first


def test_no_words_are_kept() -> None:
    safety.read_risk("ひみつのことば")
    assert "ひみつ" not in repr(safety._answers) and all(isinstance(key, int) for key in safety._answers)
