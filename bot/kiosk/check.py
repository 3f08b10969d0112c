"""`mynadesk kiosk --check`: tries desk, reader, screen, printer and voice, and says what to do about each that fails."""

from __future__ import annotations

import asyncio
import os
import shlex
import shutil
from collections.abc import Callable, Iterator
from typing import Final

from bot.card.dialogue import CardReader
from bot.card.monitor import read_once
from bot.card.reader import open_service
from bot.card.settings import from_environment
from bot.card.status import State
from bot.card.words import words_for
from bot.kiosk.cards import now
from bot.kiosk.desk import DeskClient, NoAnswer
from bot.kiosk.settings import KioskSettings
from bot.kiosk.voice.check import check_voice
from bot.kiosk.voice.settings import load_voice_settings
from bot.words import Words

SAY: Final = Words(__file__)
GOOD_STATES: Final = frozenset(
    {State.NO_CARD, State.READ, State.UNSUPPORTED, State.NO_CERTIFICATE, State.SEVERAL_CARDS}
)
Finding = tuple[str, bool, str]
"""What was tried, whether it works, and what to do or what was found."""


def check(settings: KioskSettings, show: Callable[[str], object] = print) -> int:
    """Try everything and say it; 0 when all works. Nothing of a card that lies on the reader is shown."""
    found = list(findings(settings))
    labels = SAY.table("labels")
    for name, good, words in found:
        show(SAY("line", mark=SAY("good") if good else SAY("bad"), name=labels[name], words=words))
    return 0 if all(good for _name, good, _words in found) else 1


def findings(settings: KioskSettings) -> Iterator[Finding]:
    """One finding for each part."""
    yield "desk", *asyncio.run(_desk(settings))
    yield "reader", *_reader()
    yield "screen", *_screen(settings)
    yield "printer", *_printer(settings)
    yield from _voice()


async def _desk(settings: KioskSettings) -> tuple[bool, str]:
    async with DeskClient(settings.desk, settings.key, settings.device) as client:
        if not await client.reachable():
            return False, SAY("desk_away", desk=settings.desk)
        try:
            await client.ask(SAY("question"))
        except NoAnswer as problem:
            return False, SAY("desk_away", desk=settings.desk) if problem.away else SAY("desk_refuses")
        await client.end()
    return True, SAY("desk_answers")


def _reader() -> tuple[bool, str]:
    settings = from_environment(os.environ)
    reading = read_once(open_service, CardReader(open_service, now, settings.rules), settings.reader, False)
    words = words_for(reading)
    return reading.state in GOOD_STATES, words.says if reading.state in GOOD_STATES else words.says + SAY("doctor")


def _screen(settings: KioskSettings) -> tuple[bool, str]:
    program = shlex.split(settings.browser)[0]
    there = shutil.which(program) is not None
    return there, SAY("browser", program=program) if there else SAY("no_browser", program=program)


def _voice() -> Iterator[Finding]:
    voice = load_voice_settings()
    if not voice.on or not voice.python.exists():
        yield "voice", True, SAY("no_voice")
        return
    for one in check_voice(voice):
        yield "voice", one.ok, one.says if one.ok else f"{one.says}{one.mend}"


def _printer(settings: KioskSettings) -> tuple[bool, str]:
    if not settings.printer:
        return True, SAY("no_printer")
    from bot.kiosk.printing import PrinterFailed, open_printer

    try:
        open_printer(settings.printer).look()
    except PrinterFailed as error:
        return False, SAY("printer_fails", reason=error)
    return True, SAY("printer")
