"""The rulebook for a kiosk to go on with while it cannot reach the desk: what each need's first answer is, how needs are
asked for in kana, until when it holds, and the device's own signature. Nothing of anybody is in it."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from functools import lru_cache
from typing import Any, Final

from bot.rulebook.deadlines.rules import DEADLINES_FILE
from bot.rulebook.statements.needs_loader import load_book
from bot.rulebook.statements.render import rendered
from bot.rulebook.statements.ruby import runs
from bot.rulebook.statements.statement import Book, Need, Statement

DAYS: Final = 7  # of validity: a kiosk that was away for longer says that it does not know


def signed_snapshot(today: date, key: str) -> dict[str, str]:
    """The snapshot of today and its signature with the device's key."""
    body = _body(today)
    return {"body": body, "signature": hmac.new(key.encode(), body.encode(), hashlib.sha256).hexdigest()}


def deadline_rules_hash() -> str:
    """Names the deadline rules: a kiosk with other ones does not reckon."""
    return hashlib.sha256(DEADLINES_FILE.read_bytes()).hexdigest()


@lru_cache(maxsize=1)
def _body(today: date) -> str:
    book = load_book()
    readings = _readings(book)
    first = _first_answers(book, today)
    needs = [_need(book, need, first[need.id], readings) for need in book.needs.values() if need.id in first]
    made = {"made": today.isoformat(), "until": (today + timedelta(days=DAYS)).isoformat()}
    return json.dumps(
        {**made, "deadlines": deadline_rules_hash(), "readings": readings, "needs": needs}, ensure_ascii=False
    )


def _first_answers(book: Book, today: date) -> dict[str, Statement]:
    """Of each need the answer in force that holds for everybody and is not about a further question."""
    found: dict[str, Statement] = {}
    for one in book.statements:
        if not one.when and not one.asks and one.in_force(today):
            found.setdefault(one.need, one)
    return found


def _need(book: Book, need: Need, told: Statement, readings: Mapping[str, str]) -> dict[str, Any]:
    forms = {
        form: _joined(book, told, form, readings="brackets" if form == "easy" else "none")
        for form in ("text", "easy", "speech")
    }
    return {
        "id": need.id,
        "family": need.family,
        "name": need.name,
        "frequent": need.frequent,
        "more": list(need.more),
        "quiet": bool(need.danger or told.danger),
        "asked": sorted({_in_kana(one, readings) for one in (need.name, *need.examples)}),
        **forms,
    }


def _joined(book: Book, told: Statement, form: str, *, readings: Any) -> str:
    """The statement with the cautions that are never cut from it."""
    said = [told.words, *(book.cautions[name].words for name in told.cautions)]
    return "\n".join(rendered(one.form(form), form, book.values, readings) for one in said if one.form(form))


def _readings(book: Book) -> dict[str, str]:
    """How words are read, from the easy Japanese of the whole book; a word with two readings keeps the more frequent."""
    counted: dict[str, dict[str, int]] = {}
    for one in book.statements:
        for run in runs(one.words.easy):
            if run.reading:
                counted.setdefault(run.text, {}).setdefault(run.reading, 0)
                counted[run.text][run.reading] += 1
    return {word: max(read, key=lambda one: read[one]) for word, read in sorted(counted.items())}


def _in_kana(text: str, readings: Mapping[str, str]) -> str:
    """The text with every word whose reading is known in kana; the longest words first."""
    for word in _longest_first(readings):
        if word in text:
            text = text.replace(word, readings[word])
    return text


def _longest_first(readings: Mapping[str, str]) -> Iterable[str]:
    return sorted(readings, key=len, reverse=True)
