"""A card with a planted serial number, subject and key, and all the ways in which these could be written down."""

from __future__ import annotations

import base64
from dataclasses import dataclass, replace
from datetime import date

from pcsc_place import Place

from bot.card.emulator.profiles import jpki_card

HOLDER = "TESTCARD77777799999777A"
SERIAL = 0x5EC12E7A11
BALLAST = 300
PUBLIC = b"https://card.example/" + b"\x04\x82" + BALLAST.to_bytes(2, "big") + bytes(BALLAST)
"""Stands in every certificate of the test authority, as the authority's name does: no secret."""
RUN = 9
"""Bytes of the certificate in a row that nobody may write down."""


@dataclass
class Planted:
    """The certificate on the card, and all the ways its bytes could be written."""

    der: bytes
    writings: list[str]

    def found_in(self, text: str) -> list[str]:
        """Which of the writings `text` holds."""
        return [writing for writing in self.writings if writing in text]


def plant(place: Place, expires_on: date) -> Planted:
    """Put a card with the planted certificate into the first slot."""
    issuer = place.authorities.authentication
    issued = issuer.issue(expires_on, holder=HOLDER, serial=SERIAL, filler=BALLAST)
    place.put(jpki_card(replace(place.authorities.contents(), authentication=issued.der)))
    writings = [HOLDER, str(SERIAL), f"{SERIAL:x}", f"{SERIAL:X}"]
    for start in range(len(issued.der) - RUN):
        run = issued.der[start : start + RUN]
        if len(set(run)) > 2 and run not in issuer.der + PUBLIC:
            spaced = " ".join(f"{byte:02X}" for byte in run)
            writings += [run.hex(), run.hex().upper(), spaced, spaced.lower(), base64.b64encode(run).decode()]
            writings += [repr(run)[2:-1], str(list(run))[1:-1], run.decode("latin-1")]
    return Planted(issued.der, writings)
