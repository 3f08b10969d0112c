"""What the book of statements adds to a topic: the need that the words are nearest to, papers, English. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from bot.rulebook.statements.choose import Choice, Statements
from bot.rulebook.statements.render import rendered
from bot.rulebook.statements.statement import Need

BRING: Final = "bring"
NEAR: Final = 0.4  # share of an example's pairs of letters; below, the family's most frequent need stands for it


@dataclass(frozen=True)
class Told:
    """`papers` and `english`: sentences of the rulebook, () or "" where it has none."""

    need: Need | None = None
    papers: tuple[str, ...] = ()
    english: str = ""


def _pairs(text: str) -> frozenset[str]:
    return frozenset(text[at : at + 2] for at in range(len(text) - 1))


def nearest_need(topic: str, text: str, book: Statements) -> Need | None:
    """The need of the topic whose name or examples share most with the text, by pairs of letters; None when there is no need."""
    said = _pairs(text)

    def shared(need: Need) -> float:
        found = [_pairs(one) for one in (need.name, *need.examples)]
        return max((len(said & one) / len(one) for one in found if one), default=0.0)

    needs = [one for one in book.book.needs.values() if one.family == topic]
    nearest = max(needs, key=shared, default=None)
    if nearest is None or shared(nearest) >= NEAR:
        return nearest
    return next((one for one in needs if one.frequent), needs[0])


def from_book(topic: str, text: str, facts: Mapping[str, str], book: Statements, on: date, heard: str = "") -> Told:
    """What the book adds for somebody of whom `facts` are known. `heard`: the need as it was understood, "" for none."""
    need = book.need(heard) or nearest_need(topic, text, book)
    if need is None:
        return Told()
    insurer = facts.get("insurer")
    known = {key: value for key, value in facts.items() if key != "insurer"}
    beginning = book.choose(need.id, (), known, insurer, on)
    papers = _papers(book.choose(need.id, (BRING,), known, insurer, on), book)
    values = book.book.values
    english = " ".join(rendered(one.words.en, "en", values) for one in beginning.statements if one.words.en)
    return Told(need, papers, english)


def _papers(choice: Choice, book: Statements) -> tuple[str, ...]:
    if BRING in choice.unanswered:
        return ()
    return tuple(rendered(one.words.text, "text", book.book.values) for one in choice.statements if BRING in one.asks)


def shared_words(words: list[str], topic: str, name: str, book: Statements) -> list[str]:
    """The caller's words that the topic's own words and examples have too: why it was suggested."""
    needs = [one for one in book.book.needs.values() if one.family == topic]
    theirs = name + "".join(one.name + "".join(one.examples) for one in needs)
    return [word for word in words if len(word) > 1 and word in theirs][:6]
