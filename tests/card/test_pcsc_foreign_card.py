"""A card written by others: Debian's virtual ISO 7816 card. It is no My Number Card, and that is no error."""

from __future__ import annotations

from pathlib import Path

from pcsc_place import Place, await_card
from pcsc_stack import FIRST, FIRST_PORT

from bot.card.status import Kind, State

PACKAGE = "/usr/lib/python3/site-packages/virtualsmartcard"
"""Where Debian 12 installs the card's modules, and where its Python does not look for them."""
STAND_INS = Path(__file__).with_name("vicc")


def test_the_virtual_iso_card_is_told_from_a_my_number_card(place: Place) -> None:
    argv = ["vicc", "--type", "iso7816", "--port", str(FIRST_PORT)]
    card = place.stack.spawn(argv, "vicc.log", {"PYTHONPATH": f"{PACKAGE}:{STAND_INS}"})
    try:
        await_card(FIRST, True)
        reading = place.read()
    finally:
        place.stack.end(card)
    assert (reading.state, reading.kind) == (State.UNSUPPORTED, Kind.OTHER)
