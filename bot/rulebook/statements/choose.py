"""Which statements answer: what was asked, for whom it is asked, on which day. Pure.

A statement *holds* when all its conditions are known to be true, is *open* when none is known to be false and some are not
known, and is out of the question otherwise. Nothing that is only open is ever said: what would decide it is named instead.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from bot.rulebook.statements.statement import GENERAL, REST, WHEN, Book, Caution, CitedSource, Need, Statement

YES_NO: Final = "yes_no"
NOT_SAID: Final = "-"
UNKNOWN: Final = "unknown"
"""As a value of a fact: was asked and is not known; then no condition on it is true."""


@dataclass(frozen=True)
class Choice:
    """What is to be said. Empty `statements` and empty `wants`: nothing is in force on that day.

    statements   in the order of the asks, each once
    unanswered   asks that no statement answers; where that is all of them, the need's first sentence is said instead
    wants        the one condition (a key of WHEN) to be asked for, because every answer to an ask depends on it; or ""
    offers       the values of `wants` that have an answer, in the vocabulary's order
    first        the need's first sentence where it holds: what can be said beside the question for `wants`
    sharper      conditions that are not known and under which some of the asks had a more exact answer; never to be asked
                 before the answer
    cautions     of the statements, each once, in order
    """

    need: str
    on: date
    statements: tuple[Statement, ...] = ()
    unanswered: tuple[str, ...] = ()
    wants: str = ""
    offers: tuple[str, ...] = ()
    first: Statement | None = None
    sharper: tuple[str, ...] = ()
    cautions: tuple[Caution, ...] = ()


class Statements:
    """A book, indexed in memory. Immutable after construction, so it may be shared between requests."""

    def __init__(self, book: Book) -> None:
        self.book = book
        self._by_need: dict[str, list[Statement]] = defaultdict(list)
        for statement in book.statements:
            self._by_need[statement.need].append(statement)
        self._by_id = {statement.id: statement for statement in book.statements}

    def need(self, name: str) -> Need | None:
        """The need of that id, or None."""
        return self.book.needs.get(name)

    def statement(self, name: str) -> Statement | None:
        """The statement of that id, or None."""
        return self._by_id.get(name)

    def cited(self, statement: Statement) -> tuple[CitedSource, ...]:
        """The sources of a statement as people see them."""
        found: list[CitedSource] = []
        for ref in statement.sources:
            source = self.book.sources[ref.id]
            checked = statement.verified_on
            found.append(CitedSource(source.title, source.publisher, ref.section, ref.source_date, checked, source.url))
        return tuple(found)

    def choose(self, need: str, asks: Iterable[str], facts: Mapping[str, str], insurer: str | None, on: date) -> Choice:
        """The statements that answer each of the asks about a need (none asked: the need's first sentence).

        `facts`: condition -> value (or UNKNOWN). `insurer`: one of ISSUERS; None or general = not known, UNKNOWN = asked in
        vain. Where several hold the most exact one answers. An unknown need gives an empty choice.
        """
        in_force = [one for one in self._by_need.get(need, ()) if one.in_force(on)]
        known = _known(facts, insurer)
        wanted = list(dict.fromkeys(ask for ask in asks if ask != REST))
        found = {ask: _Candidates([one for one in in_force if ask in one.asks], known) for ask in wanted}
        beginning = _Candidates([one for one in in_force if not one.asks], known)
        return self._choice(need, on, wanted, found, beginning)

    def _choice(
        self, need: str, on: date, wanted: list[str], found: Mapping[str, _Candidates], beginning: _Candidates
    ) -> Choice:
        said, unanswered = _answered(wanted, found, beginning)
        asking = next((found[ask] for ask in unanswered if found[ask].open), None)
        if not said and not asking and beginning.best:
            said = [beginning.best]
        elif not said and not asking:
            asking = beginning
        statements = tuple({one.id: one for one in said}.values())
        looked_at = list(found.values()) if wanted else [*found.values(), beginning]
        sharper = dict.fromkeys(key for one in looked_at for key in one.sharper)
        cautions = dict.fromkeys(name for one in statements for name in one.cautions)
        wants, offers = asking.wants() if asking and asking.open else ("", ())
        return Choice(
            need, on, statements, tuple(unanswered), wants, offers, beginning.best,
            tuple(sharper), tuple(self.book.cautions[name] for name in cautions),
        )  # fmt: skip

    def own(self, one: Statement, insurer: str, on: date) -> Statement | None:
        """What the people of `insurer` are told in the place of a statement, or None when they are told the same."""
        others = (other for other in self._by_need.get(one.need, ()) if other.in_force(on) and other.asks == one.asks)
        return next(
            (other for other in others if insurer in other.when.get("insurer", ()) and _is_own(other, one)), None
        )

    def depends_on_insurer(self, need: str) -> bool:
        """Whether the people of an insurer are told something of their own about a need."""
        return any("insurer" in one.when for one in self._by_need.get(need, ()))

    def rest(
        self, need: str, said: Iterable[str], facts: Mapping[str, str], insurer: str | None, on: date
    ) -> tuple[Statement, ...]:
        """The statements of a need that hold and were not said (`said`: ids), in the order of the file, without those that
        a more exact one stands for. For くわしく."""
        known, before = _known(facts, insurer), set(said)
        holding = [one for one in self._by_need.get(need, ()) if one.in_force(on) and _holds(one, known)]
        return tuple(
            one for one in holding if one.id not in before and not any(_stands_for(other, one) for other in holding)
        )

    def may_hold(self, one: Statement, facts: Mapping[str, str], insurer: str | None, on: date) -> bool:
        """Whether a statement is in force and nothing known speaks against it; nothing of an insurer that was not told."""
        known = _known(facts, insurer)
        return one.in_force(on) and _possible(one, known) and ("insurer" not in one.when or "insurer" in known)

    def page(self, need: str, insurer: str, on: date) -> tuple[Statement, ...]:
        """Everything that may be said about a need to somebody of `insurer`, in the order of the file: without what is of
        other insurers and what the insurer's own statement replaces. For a print."""
        known = {"insurer": insurer}
        possible = [one for one in self._by_need.get(need, ()) if one.in_force(on) and _possible(one, known)]
        possible = [one for one in possible if insurer in one.when.get("insurer", (insurer,))]
        return tuple(
            one for one in possible if not any(_is_own(other, one) and _stands_for(other, one) for other in possible)
        )


def _answered(
    wanted: list[str], found: Mapping[str, _Candidates], beginning: _Candidates
) -> tuple[list[Statement], list[str]]:
    """The statements that answer what is asked, and what none answers. What says yes or no answers the yes-no question too."""
    said = [best for ask in wanted if (best := found[ask].best)]
    unanswered = [ask for ask in wanted if not found[ask].best]
    yes = next((one for one in [*said, beginning.best] if one and one.says != NOT_SAID), None)
    if YES_NO in unanswered and yes:
        said.insert(0, yes)
        unanswered.remove(YES_NO)
    return said, unanswered


class _Candidates:
    """The statements that answer one ask, sorted by what is known."""

    def __init__(self, statements: list[Statement], known: Mapping[str, str]) -> None:
        self.known = known
        holding = [one for one in statements if _holds(one, known)]
        self.best = max(holding, key=_exactness) if holding else None
        self.open = [one for one in statements if not _holds(one, known) and _possible(one, known)]

    @property
    def sharper(self) -> list[str]:
        """The conditions that are not known and under which an open one would be more exact than the best."""
        least = _exactness(self.best) if self.best else (0, 0)
        return [key for one in self.open if _exactness(one) > least for key in one.when if key not in self.known]

    def wants(self) -> tuple[str, tuple[str, ...]]:
        """The condition that most of the open ones need, and its values that have an answer."""
        counts = {key: sum(key in one.when for one in self.open) for key in WHEN if key not in self.known}
        key = max(counts, key=lambda name: counts[name])
        values = {value for one in self.open for value in one.when.get(key, WHEN[key])}
        return key, tuple(value for value in WHEN[key] if value in values and value != GENERAL)


def _known(facts: Mapping[str, str], insurer: str | None) -> dict[str, str]:
    known = {key: value for key, value in facts.items() if key in WHEN and key != "insurer"}
    if insurer not in (None, GENERAL):
        known["insurer"] = GENERAL if insurer == UNKNOWN else str(insurer)
    return known


def _holds(one: Statement, known: Mapping[str, str]) -> bool:
    return all(known.get(key, GENERAL if key == "insurer" else "") in values for key, values in one.when.items())


def _possible(one: Statement, known: Mapping[str, str]) -> bool:
    return all(key not in known or known[key] in values for key, values in one.when.items())


def _exactness(one: Statement) -> tuple[int, int]:
    """More conditions are more exact, then fewer values. `max` keeps the first of equals, so the file's order decides."""
    return len(one.when), -sum(len(values) for values in one.when.values())


def _stands_for(other: Statement, one: Statement) -> bool:
    """`other` answers everything that `one` answers, more exactly."""
    covers = REST not in one.asks and (set(one.asks) <= set(other.asks) if one.asks else not other.asks)
    return covers and other is not one and _exactness(other) > _exactness(one)


def _is_own(other: Statement, one: Statement) -> bool:
    """`other` has the conditions of `one` and an insurer besides."""
    return "insurer" in other.when and {key: other.when[key] for key in other.when if key != "insurer"} == one.when
