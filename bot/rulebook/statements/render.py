"""One wording -> what a door shows or says: placeholders filled for the form, readings as wanted, numbers to be called. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import escape
from typing import Literal

from bot.rulebook.statements.ruby import runs
from bot.rulebook.statements.spoken import spoken_emergency, spoken_phone, written_day
from bot.rulebook.statements.statement import Values
from bot.rulebook.statements.typed_facts import PLACEHOLDER

Readings = Literal["none", "brackets", "kana"]
_IN_BRACKETS = re.compile(r"(?<=[\u4e00-\u9fff々0-9])（[ぁ-んー]+）")


@dataclass(frozen=True)
class Piece:
    """A run of letters: how it is read ("" = as it stands) and which number it calls ("" = none)."""

    text: str
    reading: str = ""
    call: str = ""


def pieces(wording: str, form: str, values: Values) -> tuple[Piece, ...]:
    """The wording of `form` (text, easy, speech, en) with every placeholder filled, in runs.
    Raises KeyError for a placeholder that nobody fills; a loaded book has none."""
    return tuple(_pieces(wording, form, values))


def _pieces(wording: str, form: str, values: Values) -> Iterator[Piece]:
    end = 0
    for match in PLACEHOLDER.finditer(wording):
        yield from _read(wording[end : match.start()], form)
        value, end = fill(match[1], form, values), match.end()
        if not match[1].endswith(".phone"):
            yield from _read(value, form)
        elif form == "speech":
            end += value.endswith("ばん") and wording.startswith("番", end)
            yield Piece(value)
        else:
            yield Piece(value, call=re.sub(r"[^\d#]", "", value))
    yield from _read(wording[end:], form)


def _read(text: str, form: str) -> Iterator[Piece]:
    if form == "speech":
        text = spoken_emergency(text)
    return (Piece(run.text, run.reading) for run in runs(text))


def fill(name: str, form: str, values: Values) -> str:
    """The value of a placeholder ("kitaku.phone", "fee.reissue", "day.card_end.month_day") in a form. Raises KeyError."""
    head, _, rest = name.partition(".")
    if head == "fee":
        return values.amounts[name].words.form(form) or values.amounts[name].words.text
    if head == "day":
        day, _, style = rest.partition(".")
        return written_day(values.days[day].day, form, style)
    contact, words = values.contacts[head], values.words.get(head, {})
    if rest == "phone":
        return spoken_phone(contact.phone) if form == "speech" else contact.phone
    plain: dict[str, str] = {"name": contact.name, "hours": contact.hours, "address": contact.address}
    return words.get(form, {}).get(rest) or words.get("text", {}).get(rest) or plain[rest]


def as_text(parts: Iterable[Piece], readings: Readings = "none") -> str:
    """The runs as one text: 漢字, 漢字（かんじ） or かんじ."""
    if readings == "kana":
        return "".join(part.reading or part.text for part in parts)
    brackets = readings == "brackets"
    return "".join(f"{part.text}（{part.reading}）" if part.reading and brackets else part.text for part in parts)


def as_html(parts: Iterable[Piece]) -> str:
    """The runs as HTML: real ruby, numbers as tel: links, lines as <br>. Everything else is escaped."""
    return "".join(_html(part) for part in parts)


def _html(part: Piece) -> str:
    text = escape(part.text).replace("\n", "<br>\n")
    if part.reading:
        return f"<ruby>{text}<rp>（</rp><rt>{escape(part.reading)}</rt><rp>）</rp></ruby>"
    return f'<a href="tel:{part.call.replace("#", "%23")}">{text}</a>' if part.call else text


def rendered(wording: str, form: str, values: Values, readings: Readings = "none") -> str:
    """`pieces` and `as_text` in one."""
    return as_text(pieces(wording, form, values), readings)


def without_readings(text: str) -> str:
    """A rendered text without the readings in brackets behind its words."""
    return _IN_BRACKETS.sub("", text)
