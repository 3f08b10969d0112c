"""Telling cards apart: by the token name of the JPKI application, else by answer-to-reset for a kinder
refusal. Pure.

The answer-to-reset (ATR) is made up by the reader for contactless cards and may be random. It never decides
whether a card is read: it only picks the words once the card has said that it has no JPKI application.
"""

from __future__ import annotations

from bot.card.status import Kind

TOKENS = {
    "JPKIAPICCTOKEN2": Kind.MY_NUMBER,
    "JPKIAPICCTOKEN": Kind.JUKI,
    "JPKIAPGPSETOKEN": Kind.SMARTPHONE,
    "JPKIAPIOSTOKEN": Kind.SMARTPHONE,
}
TOKEN_NAME_LENGTH = 32
"""Bytes of the token information that hold its name. What follows includes a serial number and is never
read."""

STORAGE_CARD = bytes.fromhex("3B8F8001804F0CA000000306")
"""How PC/SC readers announce memory cards; the next byte names the standard, 0x11 being FeliCa."""
FELICA_STANDARD = 0x11
LICENCE_ATR = bytes.fromhex("3B888001000000009181C100D8")


def kind_of_token(name: bytes) -> Kind:
    """Kind named by the first 32 bytes of the token information; OTHER for a name nobody has published."""
    text = name.decode("ascii", errors="replace").rstrip(" \0")
    return TOKENS.get(text, Kind.OTHER)


def kind_of_atr(atr: bytes) -> Kind:
    """Best guess for a card without JPKI application; OTHER when the ATR says nothing."""
    if atr.startswith(STORAGE_CARD) and len(atr) > len(STORAGE_CARD):
        return Kind.FELICA if atr[len(STORAGE_CARD)] == FELICA_STANDARD else Kind.EMPLOYEE
    if atr == LICENCE_ATR:
        return Kind.LICENCE
    return Kind.OTHER
