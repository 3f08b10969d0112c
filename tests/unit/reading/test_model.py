"""A reading travels as plain values and comes back the same; what is none is refused without its words."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from bot.reading.model import Reading
from bot.reading.read import read

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize("text", ["", "妻と12月3日に引っ越します。北区の国保です", "去年の10月なら使えた?", "夫に殴られました。逃げたい", "さいたま市の者ですが、3回間違えました"])
def test_there_and_back(text: str) -> None:
    reading = read(text, {"verdict": "choose", "topics": [{"topic": "loss", "confidence": 0.0}], "choices": ["loss"]}, today=TODAY)
    assert Reading.from_json(json.loads(json.dumps(reading.as_json()))) == reading


@pytest.mark.parametrize("plain", [{"ひみつ": 1}, {"days": {"named": [{"ひみつ": ""}]}}, {"days": {"past": "ひみつ"}}, {"cases": "ひみつ"}, {"people": 3}, {"needs": {"x": 1}}])
def test_what_is_no_reading_is_refused_without_words(plain: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="^not a reading") as raised:
        Reading.from_json(plain)
    assert "ひみつ" not in str(raised.value)
