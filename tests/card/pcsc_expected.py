"""Faults of a card, and what the product may say when one strikes; anything else would be a wrong status."""

from __future__ import annotations

from bot.card.status import State

READ, REMOVED, MUTE = State.READ, State.REMOVED, State.NO_RESPONSE
BAD, OTHER = State.UNREADABLE, State.UNSUPPORTED
EXCHANGES = range(1, 13)
"""Of one read: 1-3 the application and its token's name, 4-5 the certificate's file and header, 6-12 its
body."""

LASTING = {
    "slow=0.05": {READ},
    "onebyte": {READ},
    "reset": {READ},
    "6c": {READ},
    "61": {READ},
    "short": {READ, BAD},
    "long": {READ, BAD},
    "flip=4": {READ, BAD, OTHER},
    "flip=900": {READ, BAD, OTHER},
    "garbage=1": {READ, BAD, OTHER},
    "garbage=7": {READ, BAD, OTHER},
    "sw=6F00": {READ},
    "sw=6986": {READ, OTHER},
    "sw=6A82": {READ, OTHER},
    "sw=6982": {BAD, OTHER},
    "sw=6700": {BAD, OTHER},
    "sw=6281": {BAD, OTHER},
    "sw=0000": {READ},
    "sw=9000": {READ, BAD},
}
"""Faults that leave the card in its place, and what may be said of each. OTHER: only when the very first
answer is hit."""
LEAVING = {"remove": {REMOVED}, "torn": {REMOVED}, "torn=0": {REMOVED}, "torn=1": {REMOVED}}


def allowed(fault: str, number: int) -> set[State]:
    """What may be said when `fault` strikes at this exchange. OTHER only while the card has not named its
    kind."""
    states = LASTING.get(fault) or LEAVING.get(fault) or {MUTE}
    return states - ({OTHER} if number > 3 else set())
