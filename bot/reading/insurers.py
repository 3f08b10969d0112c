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


class _Insurers:
    """A normalised text; `_ours` is it with each other town as 〇, `_town` the first of them."""

    def __init__(self, text: str) -> None:
        self._words, self._text = load_marks("insurers"), text
        self._town, self._ours = shipped_places().without(text)

    def holds(self, name: str) -> bool:
        """True when the text holds it."""
        beside_towns = self._words[name].kind == "beside_towns"
        return bool(self._words[name].pattern.search(self._ours if beside_towns else self._text))

    @cached_property
    def named(self) -> str:
        """`kitamura`, `kitaku`, `kouki` or `other` when the text names exactly one of them, else "". Another town's insurance is
        `other`, unless ours or the society's is named beside it."""
        named = [name for name in (*OFFICES, "kouki") if self.holds(name)]
        if self.holds("other") or not named and self.town_asked_about and self.holds("towns_insurance"):
            named.append("other")
        return named[0] if len(named) == 1 and not (named == ["kitamura"] and self.holds("our_ward")) else ""

    @property
    def town_asked_about(self) -> str:
        """The other town whose insurance or office the text is about; "" for none, and for a town only left behind."""
        left = self._town and self._words["left"].pattern.match(self._text.partition(self._town)[2])
        return "" if left else self._town

    @property
    def own_town(self) -> str:
        """The other town that the text tells as somebody's own (横浜市ですが); "" for none, for a town that is only gone to,
        left or visited, and beside 北区 or the society, which then are meant."""
        behind = (self._ours[one.end() :] for one in re.finditer("〇+", self._ours if self._town else ""))
        own = any(not self._words["not_own"].pattern.match(rest) for rest in behind)
        return self._town if own and not self.holds("kitamura") and not self.holds("meant_as_ours") else ""

    @property
    def only(self) -> str:
        """The insurer when the text says little else. The ward alone counts as its insurance here, though `named` does
        not hear it."""
        if self.holds("ward_named"):
            return "kitaku"
        if len(self._text) > ONLY_AT_MOST:
            return ""
        if self.holds("other_town_only"):
            return "other"
        rest = self._ours
        for name in (*OFFICES, "kouki", "other", "filler") if self.named else ():
            rest = self._words[name].pattern.sub("", rest)
        return self.named if len(rest) <= 1 else ""


def read_insurer(text: str) -> Insurer:
    """Everything that the normalised text says of insurers, offices and towns."""
    said = _Insurers(text)
    ours = {"kitamura": said.holds("kitamura"), "kitaku": said.holds("kitaku") or said.holds("kitaku_office")}
    return Insurer(
        named=said.named,
        offices=tuple(office for office, spoken_of in ours.items() if spoken_of),
        meant=tuple(one for one in OFFICES if said.holds(f"meant_{one}")),
        town=said.town_asked_about,
        own_town=said.own_town,
        only=said.only,
        ward="named" if said.holds("ward_named") else "lives" if said.holds("lives_in_ward") else "",
    )
