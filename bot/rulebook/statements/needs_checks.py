"""What must hold between statements, and in each of their wordings. Every fault is one sentence; pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from itertools import combinations

from bot.rulebook.statements.needs_fields import first_sentence
from bot.rulebook.statements.statement import FORMS, REST, Book, Statement, Wording
from bot.rulebook.statements.typed_facts import typed_facts, unfilled

_INSTEAD: dict[str, str] = {
    "phone": "a telephone number is typed; write {CONTACT.phone}",
    "fee": "an amount of money is typed; write {fee.NAME} and put it into amounts.yml",
    "day": "a calendar date is typed; write {day.ID} (or {day.ID.month_day}, {day.ID.year_month}) and put it into days.yml",
    "address": "an address is typed; addresses belong into sources",
}


def check_book(book: Book) -> list[str]:
    """Every fault of the book, as sentences; empty when all is well."""
    return [
        *_wordings(book),
        *_needs(book),
        *(fault for statement in book.statements for fault in _validity(statement)),
        *_one_answer(book),
    ]


def _wordings(book: Book) -> Iterator[str]:
    spoken: list[tuple[str, Wording]] = [(f"{one.file}: {one.id}", one.words) for one in book.statements]
    spoken += [(f"cautions.yml: {one.id}", one.words) for one in book.cautions.values()]
    for where, words in spoken:
        for form in FORMS:
            said = words.form(form)
            for kind, written in typed_facts(said):
                yield f"{where}: {form}: {_INSTEAD[kind]}: {written!r} in 「{_sentence(said, written)}」"
            for complaint in unfilled(said, book.values):
                yield f"{where}: {form}: {complaint}: 「{_sentence(said, '{')}」"


def _sentence(said: str, written: str) -> str:
    """The sentence that holds the words, or the first one."""
    sentences = [one for line in said.splitlines() for one in line.split("。") if one]
    return next((one for one in sentences if written in one), first_sentence(said))


def _needs(book: Book) -> Iterator[str]:
    first = {statement.need for statement in book.statements if not statement.asks}
    for need in book.needs.values():
        where = f"{need.file}: {need.id}"
        if need.id not in first:
            yield f"{where}: statements: none with `asks: []`; a need has a first sentence 「{need.name}」"
        for other in need.more:
            if other not in book.needs:
                near = [known for known in book.needs if known.split(".")[0] == other.split(".")[0]]
                yield f"{where}: more: {other!r} is no need; its family has: {', '.join(near) or 'none'} 「{need.name}」"


def _validity(statement: Statement) -> Iterator[str]:
    if statement.end is not None and statement.end <= statement.start:
        where = f"{statement.file}: {statement.id}"
        yield f"{where}: until: {statement.end} must be after from: {statement.start} 「{first_sentence(statement.words.text)}」"


def _one_answer(book: Book) -> Iterator[str]:
    groups: dict[str, list[Statement]] = defaultdict(list)
    for statement in book.statements:
        groups[statement.need].append(statement)
    for group in groups.values():
        for one, other in combinations(group, 2):
            shared = shared_asks(one, other)
            if shared and at_once(one, other) and same_situation(one.when, other.when):
                yield (
                    f"{other.file}: {other.id}: asks: {', '.join(shared)} is answered by {one.id} too, under the same conditions"
                    f" and on the same days (from {max(one.start, other.start)}); give one of them another `when`, validity or"
                    f" ask, or asks: [{REST}] 「{first_sentence(other.words.text)}」 「{first_sentence(one.words.text)}」"
                )


def shared_asks(one: Statement, other: Statement) -> list[str]:
    """The asks that both answer; "first sentence" when both are that. Of the rest there may be many."""
    if not one.asks and not other.asks:
        return ["first sentence ([])"]
    return [ask for ask in one.asks if ask in other.asks and ask != REST]


def at_once(one: Statement, other: Statement) -> bool:
    """True when both hold on some day."""
    return (other.end is None or one.start < other.end) and (one.end is None or other.start < one.end)


def same_situation(one: Mapping[str, tuple[str, ...]], other: Mapping[str, tuple[str, ...]]) -> bool:
    """Both hold in one situation and neither is the more exact: same conditions, with values in common, unless one of them
    is narrower throughout."""
    if set(one) != set(other):
        return False
    values = [(set(one[key]), set(other[key])) for key in one]
    if not all(left & right for left, right in values):
        return False
    if all(left == right for left, right in values):
        return True
    return not (all(left <= right for left, right in values) or all(left >= right for left, right in values))
