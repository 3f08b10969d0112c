"""The PINs have one name each: at the card, at the kiosk's door, in the rulebook and in the dialogue."""

from __future__ import annotations

from datetime import date

from bot.card.status import Pin
from bot.doors.kiosk.router import PINS
from bot.reading.read import read
from bot.rulebook.deadlines.counts import load_attempts


def test_one_vocabulary() -> None:
    assert {str(pin) for pin in Pin} == set(PINS) == set(load_attempts())


def test_what_a_text_names_is_one_of_them() -> None:
    named = {read(text, {}, today=date(2026, 11, 22)).pins.kind or "user_authentication" for text in ("暗証番号", "署名用のパスワード", "住民基本台帳の暗証番号", "券面の暗証番号")}
    assert named == {str(pin) for pin in Pin}
