"""What a conversation last spoke of, and which statements were said in it: ids, never words, never a day.

A day is not kept: it may come from a card, and it can be reckoned again from what is known.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from bot.desk.record import Record
from bot.engine.client import Replies

MOST_SAID: Final = 300  # ids of statements; the rulebook has fewer


def noted(record: Record, replies: Replies) -> Record:
    """The record after the engine's replies. `salient`: topic, office, deadline and person ("" = the speaker),
    each the last one that was spoken of; `said`: in the order of the first saying."""
    salient = dict(record.salient)
    for reply in replies:
        if reply["topic"]:
            salient["topic"] = reply["topic"]
        for deadline in reply["deadlines"][:1]:  # the nearest is told in full
            salient |= {"deadline": deadline["id"], "person": deadline.get("whose", "")}
    if replies.contacts:
        salient["office"] = replies.contacts[-1]
    said = tuple(dict.fromkeys((*record.said, *replies.statements)))
    return replace(record, salient=salient, said=said[-MOST_SAID:])
