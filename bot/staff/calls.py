"""Somebody on the telephone: what the caller says is read as it grows, and what may be said to it is laid out.

A long story is read in blocks of whole sentences; what was read before is remembered for some minutes in this process's memory,
masked, so that only what is new is read anew. Nothing of it is written anywhere.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any, Final

from bot.desk.lanes import Lanes, cost_of
from bot.desk.memory import ForgetfulMemory
from bot.desk.our_numbers import OurNumbers
from bot.dialogue.belief import Belief
from bot.engine.client import EngineClient
from bot.guard.guard import guard
from bot.reading.safety import read_risk
from bot.rulebook.statements.statement import GENERAL
from bot.text import is_blank, normalise_whole, split_sentences

LONGEST: Final = 7_000  # characters of a story, as many as a form of our door may hold in any writing
BLOCK: Final = 500  # characters read at once
FADES: Final = 0.9  # a topic of the block before counts for so much
REMEMBERED: Final = 600.0  # seconds
MOST: Final = 3
INSURER: Final = "insurer"


@dataclass(frozen=True)
class Heard:
    """A caller's story as read so far. `belief`: what is known after it; `answers` by topic."""

    belief: Mapping[str, Any] = field(default_factory=dict, repr=False)
    digits: int = 0
    masked: frozenset[str] = frozenset()
    answers: Mapping[str, dict[str, Any]] = field(default_factory=dict, repr=False)
    heard: Mapping[str, Any] = field(default_factory=dict, repr=False)
    urgent: bool = False
    asks_day: str = field(default="", repr=False)
    text: str = field(default="", repr=False)


class Calls:
    """Reads what callers say. `ours`: numbers that the guard leaves alone."""

    def __init__(self, engine: EngineClient, ours: OurNumbers, lanes: Lanes) -> None:
        self._engine = engine
        self._ours = ours
        self._lanes = lanes
        self._read: ForgetfulMemory[Heard] = ForgetfulMemory(most=2000, seconds=REMEMBERED)

    async def listen(self, who: str, text: str, facts: Mapping[str, str], today: date) -> Heard:
        """What is heard in the story of somebody of whom `facts` are known. Raises EngineUnavailable and Busy."""
        heard, key = Heard(), f"{sorted(facts.items())} {today}"
        for block in blocks(normalise_whole(text[-LONGEST:])):
            key = hashlib.sha256(f"{key} {block}".encode()).hexdigest()
            known = self._read.get(key)
            if known is None:
                known = await self._next(who, heard, block, facts, today)
                self._read.put(key, known)
            heard = known
        return heard

    async def _next(self, who: str, before: Heard, block: str, facts: Mapping[str, str], today: date) -> Heard:
        guarded = guard(block, earlier_digits=before.digits, ours=self._ours.every)
        masked = before.masked | guarded.found
        if is_blank(guarded.text):
            return Heard(**{**vars(before), "digits": guarded.digits, "masked": masked})
        said = self._ours.named(guarded.text)
        said = f"・{said[1:]}" if said.startswith("/") else said
        belief = Belief.from_json(before.belief)
        known = {key: value for key, value in facts.items() if key != INSURER}
        insurer = facts.get(INSURER)
        metadata = {
            "channel": "staff", "insurer": insurer if insurer != GENERAL else None, "facts": known,
            "belief": dict(before.belief), "today": today.isoformat(),
            "open": asdict(belief.open(careful=before.urgent)), "risk": asdict(read_risk(said)), "assist": True,
        }  # fmt: skip
        async with self._lanes.place(f"staff {who}", cost_of(said)):
            replies = await self._engine.send(f"staff-{who}", said, metadata)
        found = replies.assist or {}
        return Heard(
            belief=replies.belief if replies.belief is not None else before.belief,
            digits=guarded.digits,
            masked=masked,
            answers=_merged(before.answers, found.get("answers", ())),
            heard=_together(before.heard, found.get("heard", {})),
            urgent=before.urgent or bool(found.get("urgent")),
            asks_day=str(found.get("asks_day", "")),
            text=(before.text + said)[-LONGEST:],
        )


def blocks(text: str) -> list[str]:
    """The text in pieces of whole sentences, BLOCK characters or little more each; a growing text keeps its first ones."""
    found: list[str] = []
    piece = ""
    for sentence in split_sentences(text):
        for part in (sentence[at : at + BLOCK] for at in range(0, len(sentence), BLOCK)):
            if piece and len(piece) + len(part) > BLOCK:
                found.append(piece)
                piece = ""
            piece += part
    return [*found, piece] if piece else found


def _merged(before: Mapping[str, dict[str, Any]], now: Any) -> dict[str, dict[str, Any]]:
    """What the newest block says stands first; of the same topic the newest words with the higher confidence."""
    faded = {topic: one | {"confidence": round(one["confidence"] * FADES, 3)} for topic, one in before.items()}
    for one in now:
        old = faded.get(one["topic"])
        faded[one["topic"]] = one | {"confidence": max(one["confidence"], old["confidence"] if old else 0.0)}
    ordered = sorted(faded.values(), key=lambda one: -one["confidence"])
    return {one["topic"]: one for one in ordered[: 2 * MOST]}


def _together(before: Mapping[str, Any], now: Mapping[str, Any]) -> dict[str, Any]:
    """Lists grow, single values are replaced by newer ones, what was true once stays."""
    made = dict(before)
    for name, value in now.items():
        old = made.get(name)
        if name == "known":
            made[name] = value
        elif isinstance(value, list):
            made[name] = [*(old or []), *(one for one in value if one not in (old or []))]
        else:
            made[name] = value or old or value
    return made
