"""The rulebook kept from the desk: answers by choice and by kana matching while the desk is away. Pure but for its file.

It is used only with the device's own signature, within its validity, and never to guess: what matches badly is asked back."""

from __future__ import annotations

import hashlib
import hmac
import json
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any, Final

from bot.kiosk.desk import NoAnswer
from bot.kiosk.model import Choice, Due, Message, TellCard
from bot.reading.safety import FLED, read_risk
from bot.rulebook.deadlines.book import load_deadline_book
from bot.rulebook.deadlines.model import Deadline, NotComputable
from bot.rulebook.deadlines.rules import DEADLINES_FILE
from bot.words import Words

SAY: Final = Words(__file__)
SURE: Final = 0.62  # of the pieces of two letters in common, from which an answer is given
NEAR: Final = 0.34  # from which a need is offered
AHEAD: Final = 0.04  # by which the best must be before the next
SLACK: Final = timedelta(days=1)  # by which the clocks may differ


class SnapshotRefused(Exception):
    """The snapshot must not be used; the message says why: unreadable, signature, too_old, clock."""


@dataclass(frozen=True)
class KeptNeed:
    """A need with its first answer; `asked` are ways to ask for it, in kana."""

    id: str
    family: str
    name: str
    frequent: bool
    more: tuple[str, ...]
    quiet: bool
    asked: tuple[str, ...] = field(repr=False)
    text: str = field(repr=False)
    easy: str = field(repr=False)
    speech: str = field(repr=False)


@dataclass(frozen=True)
class KeptRulebook:
    """The rulebook of the day `made`, good until `until`. `reckons`: the deadline rules here are the desk's own."""

    made: date
    until: date
    needs: Mapping[str, KeptNeed]
    readings: Mapping[str, str] = field(repr=False)
    reckons: bool

    def good(self, today: date) -> bool:
        """Whether it may be used on this day."""
        return self.made - SLACK <= today <= self.until

    def ask(self, text: str) -> tuple[Message, ...]:
        """The answer to a choice or to words; never a guess."""
        name, _, chosen = text.partition(":")
        if name == "need" and chosen in self.needs:
            return (self._told(self.needs[chosen]),)
        if name == "topic":
            return (self._of_family(chosen),)
        if kinds := [kind for kind in read_risk(text).kinds if kind != FLED]:
            return (self._help(kinds),)
        return (self._matched(text),)

    def card(self, told: TellCard, today: date) -> tuple[Message, ...]:
        """The card's own dates. Raises NoAnswer where they cannot be reckoned."""
        if not self.reckons or told.expires_on is None:
            raise NoAnswer(away=True)
        try:
            found = load_deadline_book().reckon("certificate", {"cert_expiry": told.expires_on}, today=today)
        except NotComputable:
            raise NoAnswer(away=False) from None
        shown = [one for one in found if one.due]
        words = "\n".join(f"{one.consequence}{one.action}" for one in shown)
        beside = SAY("card_only")
        return (Message(f"{words}\n{beside}", "", words, deadlines=tuple(_due(one) for one in shown)),)

    def _told(self, need: KeptNeed) -> Message:
        more = [self.needs[one] for one in need.more if one in self.needs]
        return Message(need.text, need.easy, need.speech, choices=_choices(more), quiet=need.quiet)

    def _of_family(self, family: str) -> Message:
        of_it = [one for one in self.needs.values() if one.family == family]
        frequent = [one for one in of_it if one.frequent] or of_it
        return self._told(frequent[0]) if frequent else self._back(())

    def _help(self, kinds: Sequence[str]) -> Message:
        """The numbers that help now, and what is kept about it."""
        words = SAY("help")
        more = [self._of_family("dv_emergency").text] if "danger" in kinds else []
        return Message("\n".join([words, *more]), quiet=True)

    def _matched(self, text: str) -> Message:
        mine = pieces(self.in_kana(text))
        ranked = sorted(((self._likeness(mine, one), one) for one in self.needs.values()), key=lambda one: -one[0])
        (best, need), (second, other) = ranked[0], ranked[1]
        if best >= SURE and (best - second >= AHEAD or other.family == need.family):
            return self._told(need)
        return self._back([one for likeness, one in ranked[:5] if likeness >= NEAR])

    def _back(self, near: Sequence[KeptNeed]) -> Message:
        words = SAY("which") if near else SAY("not_known")
        frequent = [one for one in self.needs.values() if one.frequent][:5]
        return Message(words, "", words, choices=_choices(near or frequent))

    def _likeness(self, mine: frozenset[str], need: KeptNeed) -> float:
        return max((_dice(mine, theirs) for theirs in self._pieces[need.id]), default=0.0)

    @cached_property
    def _pieces(self) -> Mapping[str, tuple[frozenset[str], ...]]:
        return {need.id: tuple(pieces(one) for one in need.asked) for need in self.needs.values()}

    def in_kana(self, text: str) -> str:
        """The text with the words whose reading is known in kana."""
        for word in sorted(self.readings, key=len, reverse=True):
            text = text.replace(word, self.readings[word])
        return text


def pieces(text: str) -> frozenset[str]:
    """The pairs of letters of a text, katakana as hiragana, small letters and marks as they are, without what is between."""
    folded = unicodedata.normalize("NFKC", text)
    letters = [_hiragana(one) for one in folded if one.isalnum() or one == "\u30fc"]
    return frozenset(first + second for first, second in zip(letters, letters[1:]))


def _hiragana(letter: str) -> str:
    return chr(ord(letter) - 0x60) if "\u30a1" <= letter <= "\u30f6" else letter.lower()


def _dice(mine: frozenset[str], theirs: frozenset[str]) -> float:
    return 2 * len(mine & theirs) / (len(mine) + len(theirs)) if mine and theirs else 0.0


def _choices(needs: Sequence[KeptNeed]) -> tuple[Choice, ...]:
    return tuple(Choice(one.name, f"need:{one.id}") for one in needs)


def _due(one: Deadline) -> Due:
    more = {"state": one.state, "action": one.action, "consequence": one.consequence}
    return Due(one.name, "", one.due, one.recommended_by, one.opens, one.days_left, **more)


def read_snapshot(content: bytes, key: str, today: date) -> KeptRulebook:
    """The rulebook in a signed snapshot, good today. Raises SnapshotRefused."""
    try:
        given = json.loads(content)
        body, signature = str(given["body"]), str(given["signature"])
    except (ValueError, KeyError, TypeError):
        raise SnapshotRefused("unreadable") from None
    right = hmac.new(key.encode(), body.encode(), hashlib.sha256).hexdigest()
    if not hmac.compare_digest(signature.encode(), right.encode()):
        raise SnapshotRefused("signature")
    try:
        kept = _rulebook(json.loads(body))
    except (ValueError, KeyError, TypeError):
        raise SnapshotRefused("unreadable") from None
    if not kept.good(today):
        raise SnapshotRefused("too_old" if today > kept.until else "clock")
    return kept


def _rulebook(body: Mapping[str, Any]) -> KeptRulebook:
    needs = [KeptNeed(**{**one, "more": tuple(one["more"]), "asked": tuple(one["asked"])}) for one in body["needs"]]
    if len(needs) < 2:
        raise ValueError("no needs")
    return KeptRulebook(
        made=date.fromisoformat(body["made"]),
        until=date.fromisoformat(body["until"]),
        needs={one.id: one for one in needs},
        readings=dict(body["readings"]),
        reckons=body["deadlines"] == hashlib.sha256(DEADLINES_FILE.read_bytes()).hexdigest(),
    )


def load_kept(file: Path, key: str, today: date) -> KeptRulebook | None:
    """The rulebook in the file; None where there is none that may be used."""
    try:
        return read_snapshot(file.read_bytes(), key, today)
    except (OSError, SnapshotRefused):
        return None


def keep(file: Path, content: bytes) -> None:
    """Write the snapshot so that a cut in the middle leaves the old one."""
    file.parent.mkdir(parents=True, exist_ok=True)
    half = file.with_suffix(".new")
    half.write_bytes(content)
    half.replace(file)
