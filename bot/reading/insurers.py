"""Which insurer a text names (words/insurers.yml). Pure; the insurers' ids are the rulebook's."""

from __future__ import annotations

import re
from functools import cached_property
from typing import Final

from bot.reading.marks import load_marks
from bot.reading.model import Insurer
from bot.reading.places import shipped_places

OFFICES: Final = ("kitamura", "kitaku")
ONLY_AT_MOST: Final = 30  # characters of an answer to "which insurance are you in?"


def read_insurer(text: str) -> Insurer:
    """Everything that the normalised text says of insurers, offices and towns."""
    said = _Insurers(text)
    return Insurer(
        named=said.named,
        offices=tuple(one for one in OFFICES if said.speaks_of(one)),
        meant=tuple(one for one in OFFICES if said.holds(f"meant_{one}")),
        town=said.town_asked_about,
        own_town=said.own_town,
        only=said.only,
        ward="named" if said.holds("ward_named") else "lives" if said.holds("lives_in_ward") else "",
    )


class _Insurers:
    """`ours` is the text with each other town as 〇, so that what is left may still name ours; `town` the first of them."""

    def __init__(self, text: str) -> None:
        self._words, self._text = load_marks("insurers"), text
        self._town, self._ours = shipped_places().without(text)

    def holds(self, name: str) -> bool:
        """True when the text holds it."""
        return bool(self._words[name].search(self._text))

    def _left(self, name: str) -> bool:
        return bool(self._words[name].search(self._ours))

    @cached_property
    def named(self) -> str:
        """`kitamura`, `kitaku`, `kouki` or `other` when the text names exactly one of them, else "". Another town's insurance is
        `other`, unless ours or the society's is named beside it."""
        kitamura = self.holds("kitamura")
        if kitamura and self._left("our_ward"):
            return ""
        named = [name for name, there in (("kitamura", kitamura), ("kitaku", self._left("kitaku"))) if there]
        other = self.holds("other") or not named and self.town_asked_about and self.holds("towns_insurance")
        named += ["kouki"] if self.holds("kouki") else []
        named += ["other"] if other else []
        return named[0] if len(named) == 1 else ""

    @property
    def town_asked_about(self) -> str:
        """The other town whose insurance or office the text is about; "" for none, and for a town only left behind."""
        return "" if self._town and self._words["left"].match(self._text.partition(self._town)[2]) else self._town

    @property
    def own_town(self) -> str:
        """The other town that the text tells as somebody's own (横浜市ですが); "" for none, for a town that is only gone to,
        left or visited, and beside 北区 or the society, which then are meant."""
        if not self._town or self.holds("kitamura") or self._left("meant_as_ours"):
            return ""
        behind = (self._ours[one.end() :] for one in re.finditer("〇+", self._ours))
        return "" if all(self._words["not_own"].match(rest) for rest in behind) else self._town

    def speaks_of(self, insurer: str) -> bool:
        """True when the text speaks of the insurer at all, be it only by name or ward."""
        return self.holds(insurer) if insurer == "kitamura" else self._left("kitaku") or self._left("kitaku_office")

    @property
    def only(self) -> str:
        """The insurer when the text says little else. The ward alone counts as its insurance here, though `named` does
        not hear it."""
        if self.holds("ward_named"):
            return "kitaku"
        if len(self._text) > ONLY_AT_MOST:
            return ""
        if self._left("other_town_only"):
            return "other"
        rest = self._ours
        for name in (*OFFICES, "kouki", "other", "filler"):
            rest = self._words[name].sub("", rest) if self.named else rest
        return self.named if len(rest) <= 1 else ""
