"""Looking things up in the rulebook: one question, one frozen answer, or an honest `NothingInForce`."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from bot.rulebook.statements.model import (
    USUAL,
    Answer,
    Contact,
    Entry,
    NothingInForce,
    Rules,
    ShownSource,
    SourceRef,
    Topic,
)
from bot.rulebook.statements.our_offices import for_others


class Rulebook:
    """The rules, indexed in memory. Immutable after construction, so it may be shared between requests."""

    def __init__(self, rules: Rules) -> None:
        self.rules = rules
        self._index: dict[tuple[str, str, str], list[Entry]] = defaultdict(list)
        for entry in rules.entries:
            self._index[entry.topic, entry.insurer, entry.case].append(entry)

    def topic(self, topic: str) -> Topic | None:
        """The topic of that id, or None."""
        return self.rules.topics.get(topic)

    def contact(self, name: str) -> Contact:
        """The contact of that id. Raises KeyError for an id that contacts.yml does not have."""
        return self.rules.contacts[name]

    def cases(self, topic: str) -> set[str]:
        """The case keys that `topic` has entries for."""
        return {case for (name, _insurer, case) in self._index if name == topic}

    def shown(self, refs: tuple[SourceRef, ...], verified_on: date) -> tuple[ShownSource, ...]:
        """Sources as people see them."""
        shown: list[ShownSource] = []
        for ref in refs:
            source = self.rules.sources[ref.id]
            shown.append(ShownSource(source.title, ref.section, verified_on, source.url))
        return tuple(shown)

    def answer(self, topic: str, insurer: str | None, *, on: date, case: str = USUAL) -> Answer | NothingInForce:
        """The answer for `topic` in force on the day `on`.

        `insurer` is kitamura, kitaku, or None for unknown: then the general entry answers; `other`: without what is said to the
        people of our two offices.
        The insurer's own entry comes first, then the general one; an unknown case falls back to the usual one.
        """
        entry = (
            self._find(topic, insurer or "general", case, on)
            or self._find(topic, "general", case, on)
            or (None if case == USUAL else self._find(topic, insurer or "general", USUAL, on))
            or (None if case == USUAL else self._find(topic, "general", USUAL, on))
        )
        if entry is None:
            return NothingInForce(topic, insurer or "general", on)
        answer = Answer(
            entry=entry.id,
            topic=topic,
            insurer=entry.insurer,
            case=entry.case,
            on=on,
            text=entry.text,
            easy=entry.easy,
            speech=entry.speech,
            sources=self.shown(entry.sources, entry.verified_on),
            contacts=tuple(self.rules.contacts[name] for name in entry.contacts),
            followups=entry.followups,
            asks_insurer=entry.asks_insurer,
            aspects=entry.aspects,
            statements=entry.statements,
        )
        return for_others(answer) if insurer in ("other", "kouki") else answer

    def _find(self, topic: str, insurer: str, case: str, on: date) -> Entry | None:
        for entry in self._index.get((topic, insurer, case), ()):
            if entry.in_force(on):
                return entry
        return None
