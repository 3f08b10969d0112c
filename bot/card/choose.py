"""Which of several readers to use. Pure; never by position, since positions change when readers are
plugged."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from bot.card.reader import ReaderState
from bot.card.status import State

CONTACTLESS = re.compile(r"contactless|picc|nfc|felica|rc-s|cl\b", re.IGNORECASE)
SECURITY_MODULE = re.compile(r"\bsam\b", re.IGNORECASE)
"""Slots for a module that stays in the reader for good; never a visitor's card."""


def choose(readers: Sequence[ReaderState], wanted: str | None, has_jpki: Callable[[str], bool]) -> ReaderState | State:
    """The reader whose card to read, or the State that says why there is none.

    `wanted`: beginning of the configured reader's name (names end in serial numbers and slots that change),
    or None. `has_jpki` asks a card by reader name; it is called only when several cards are there and nothing
    else decides.
    """
    usable = [reader for reader in readers if not SECURITY_MODULE.search(reader.name)]
    if wanted:
        usable = [reader for reader in usable if reader.name.startswith(wanted)]
    if not usable:
        return State.NO_READER
    with_card = [reader for reader in usable if reader.has_card]
    if not with_card:
        return State.NO_CARD
    return _of_several([reader for reader in with_card if CONTACTLESS.search(reader.name)] or with_card, has_jpki)


def _of_several(readers: list[ReaderState], has_jpki: Callable[[str], bool]) -> ReaderState | State:
    if len(readers) == 1:
        return readers[0]
    with_jpki = [reader for reader in readers if has_jpki(reader.name)]
    if len(with_jpki) == 1:
        return with_jpki[0]
    return State.SEVERAL_CARDS if with_jpki else readers[0]
