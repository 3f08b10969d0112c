"""`mynadesk card` at work: reads or watches, and says it in lines or as JSON."""

from __future__ import annotations

import argparse
import json
import os
import threading
from datetime import date, datetime
from typing import Final

from bot.card.dialogue import CardReader
from bot.card.monitor import CardWatch, read_once
from bot.card.reader import open_service
from bot.card.settings import BadSetting, from_environment
from bot.card.status import JST, CardStatus, Reading, State, judge
from bot.card.words import pin_words, verdict_words, words_for
from bot.words import Words

SAY: Final = Words(__file__)

READ, NOT_READ, WRONG_USE, NO_EQUIPMENT = 0, 1, 2, 3
EQUIPMENT = frozenset({State.DRIVER_MISSING, State.NO_SERVICE, State.NO_PERMISSION, State.NO_READER})


def run(args: argparse.Namespace) -> int:
    """Run `card`. Exit codes: 0 read, 1 not read, 2 wrong use, 3 no service, reader or driver."""
    try:
        settings = from_environment(os.environ)
    except BadSetting as error:
        print(error)
        return WRONG_USE
    wanted = args.reader or settings.reader
    reader = CardReader(open_service, lambda: datetime.now(JST), settings.rules)
    if args.watch:
        return _watch(CardWatch(open_service, reader, wanted, lambda: bool(args.pins)), args.json)
    reading = read_once(open_service, reader, wanted, args.pins)
    _show(reading, args.json)
    if reading.state in EQUIPMENT:
        return NO_EQUIPMENT
    return READ if reading.state is State.READ else NOT_READ


def _watch(watch: CardWatch, as_json: bool) -> int:
    stop = threading.Event()
    try:
        for reading in watch.readings(stop):
            _show(reading, as_json)
            if reading.state is State.DRIVER_MISSING:
                return NO_EQUIPMENT
    except KeyboardInterrupt:
        stop.set()
    return READ


def _show(reading: Reading, as_json: bool) -> None:
    print(
        json.dumps(as_values(reading), ensure_ascii=False) if as_json else as_text(reading, _today()),
        flush=True,
    )


def as_values(reading: Reading) -> dict[str, object]:
    """The reading as JSON values; `facts` is null when there is no card to speak of."""
    words = words_for(reading)
    return {
        "state": str(reading.state),
        "says": words.says,
        "next": words.next,
        "facts": None if reading.status is None else reading.status.facts(),
        "exchanges": reading.exchanges,
        "code": f"{reading.code:04X}" if reading.code else None,
    }


def as_text(reading: Reading, today: date) -> str:
    """The reading in a few lines for a person, as of `today` in Japan."""
    words = words_for(reading)
    lines = [words.says, *_facts(reading.status, today), words.next]
    if reading.state in EQUIPMENT:
        lines.append(SAY("for_staff"))
    if reading.exchanges:
        lines.append(SAY("exchanges", count=reading.exchanges))
    return "\n".join(lines)


def _facts(status: CardStatus | None, today: date) -> list[str]:
    if status is None or status.certificate_expires_on is None:
        return []
    day = status.certificate_expires_on
    lines = [
        SAY("expiry", year=day.year, month=day.month, day=day.day),
        verdict_words(judge(day, today)),
    ]
    if status.tries_left is not None:
        lines += [pin_words(pin, left) for pin, left in status.tries_left.items()]
    if status.ca_generation is not None:
        lines.append(SAY("generation", number=status.ca_generation))
    return lines


def _today() -> date:
    """Today in Japan; MYNADESK_TODAY fixes it, except in production."""
    fixed = os.environ.get("MYNADESK_TODAY")
    if fixed and os.environ.get("MYNADESK_ENV") != "production":
        return date.fromisoformat(fixed)
    return datetime.now(JST).date()
