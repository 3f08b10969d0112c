"""Everything that the lint finds in a book, at once. Pure; what must be refused is refused by the loader before."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import date
from itertools import combinations
from typing import Final

from bot.rulebook.statements.coverage import Statement as SourceStatement
from bot.rulebook.statements.finding import Finding, length
from bot.rulebook.statements.lint_easy import easy_faults
from bot.rulebook.statements.lint_speech import speech_faults
from bot.rulebook.statements.needs_checks import at_once, shared_asks
from bot.rulebook.statements.needs_fields import first_sentence
from bot.rulebook.statements.ruby import in_kana, without_readings
from bot.rulebook.statements.statement import (
    CONTACT_FIELDS,
    EXAMPLES,
    EXAMPLES_FREQUENT,
    FORMS,
    SPOKEN_BY_ALL,
    Book,
    Statement,
    Wording,
)
from bot.text import normalise

TEXT: Final = (120, 240)
SPEECH: Final = (60, 120)
_SOURCE_TALK: Final = re.compile(
    r"確認(?:が|は)?(?:でき|取れ|とれ)てい?(?:ま|な)|公表資料|(?:手元|てもと)の(?:資料|情報)|資料(?:で|に)は|未確認|要確認|出典|公開情報|この資料"
    r"|could not be confirmed|our sources"
)
_PAPER: Final = re.compile(
    r"再交付|再発行|郵送|(?:資格確認書|書類|通知|手紙|お知らせ)[^。]{0,15}(?:届|送|申[しこ請]|受け取|もらえ)"
)
_KATAKANA: Final = {code: code - 0x60 for code in range(ord("ァ"), ord("ヶ"))}
_AT_RISK: Final = ("dv", "danger", "child_danger")
_TOLD_WHERE: Final = re.compile(r"(?:世帯主|被保険者|住民票の住所|勤めている人|本人あて).*(?:電話|伝え|言って)")
"""The statement is the caution itself."""
_YEAR: Final = 365


def lint(book: Book, covered: tuple[SourceStatement, ...], on: date) -> list[Finding]:
    """All findings on the day `on`, in the order of the files. `covered`: the statements of the two sources."""
    found = [one for statement in book.statements for one in _statement(statement, book, on)]
    for caution in book.cautions.values():
        found += _wording(f"cautions.yml: {caution.id}", caution.words)
    found += _contacts(book)
    found += _covers(book, covered, on)
    found += _examples(book)
    return found + list(_ties(book))


def _statement(one: Statement, book: Book, on: date) -> Iterator[Finding]:
    where = f"{one.file}: {one.id}"
    yield from _wording(where, one.words)
    yield from _length(where, one)
    yield from _must_say(where, one)
    yield from _lead(where, one)
    yield from _danger(where, one, book)
    yield from _english(where, one, book)
    for ref in (ref for ref in one.sources if ref.id in book.sources):
        shown = book.sources[ref.id].date
        if shown != ref.source_date:
            yield Finding(
                where, "?source_date", f"{ref.id}: {ref.source_date or 'none'} here, {shown or 'none'} at the source"
            )
    if (on - one.verified_on).days > _YEAR:
        yield Finding(where, "?old", f"{one.verified_on}")


def _english(where: str, one: Statement, book: Book) -> Iterator[Finding]:
    for caution in one.cautions if one.words.en else ():
        if caution in book.cautions and not book.cautions[caution].words.en:
            yield Finding(where, "caution", f"{caution} has no English")
    need = book.needs.get(one.need)
    if need and need.frequent and not one.asks and not one.words.en:
        yield Finding(where, "?en", f"「{first_sentence(one.words.text)}」")


def _wording(where: str, words: Wording) -> Iterator[Finding]:
    for form in FORMS:
        said = without_readings(words.form(form))
        if talk := _SOURCE_TALK.search(said):
            yield Finding(where, "source_talk", f"{form}: {talk[0]} 「{first_sentence(said)}」")
    checks: tuple[tuple[str, Callable[[str], Iterator[tuple[str, str]]]], ...] = (
        (words.easy, easy_faults),
        (words.speech, speech_faults),
    )
    for wording, check in checks:
        for rule, says in check(wording):
            yield Finding(where, rule, says)


def is_how_to(one: Statement) -> bool:
    """True for a statement that gives steps: it may be longer."""
    return (
        "how" in one.asks or "what_next" in one.asks or bool(re.search(r"^\s*[1１][.．]", one.words.text, re.MULTILINE))
    )


def _length(where: str, one: Statement) -> Iterator[Finding]:
    longer = is_how_to(one)
    for rule, wording, limits in (("length.text", one.words.text, TEXT), ("length.speech", one.words.speech, SPEECH)):
        if length(wording) > limits[longer]:
            yield Finding(
                where, rule, f"{length(wording)} characters, {limits[longer]} allowed 「{first_sentence(wording)}」"
            )


def _heard(said: str) -> str:
    """Without spaces, in one kind of kana."""
    return re.sub(r"\s", "", said).translate(_KATAKANA)


def _must_say(where: str, one: Statement) -> Iterator[Finding]:
    for form, words in one.must_say.items():
        said = one.words.form(form)
        ways = [_heard(way) for way in (said, without_readings(said), in_kana(said))]
        for word in words:
            if not any(_heard(word) in way for way in ways):
                yield Finding(where, "must_say", f"{form}: {word!r} is lost in 「{first_sentence(said)}」")
    for form in SPOKEN_BY_ALL if one.covers else ():
        if not one.must_say.get(form):
            yield Finding(where, "must_say", f"{form}: no word named, though it answers {', '.join(one.covers)}")


def _lead(where: str, one: Statement) -> Iterator[Finding]:
    begins = {"yes": "はい", "no": "いいえ", "depends": "場合"}
    if "yes_no" in one.asks and one.says in begins and not one.words.text.startswith(begins[one.says]):
        yield Finding(
            where,
            "lead",
            f"says {one.says}, so it begins with {begins[one.says]}: 「{first_sentence(one.words.text)}」",
        )


def _danger(where: str, one: Statement, book: Book) -> Iterator[Finding]:
    need = book.needs.get(one.need)
    family = one.need.split(".")[0]
    at_risk = one.danger or (need and need.danger) or family in _AT_RISK or family.split("_")[0] in _AT_RISK
    if (
        at_risk
        and not _TOLD_WHERE.search(one.words.text.replace("\n", " "))
        and (paper := _PAPER.search(one.words.text))
        and not any(name.startswith("paper.") for name in one.cautions)
    ):
        yield Finding(
            where, "danger.paper", f"{paper[0]} without a caution paper.…: 「{first_sentence(one.words.text)}」"
        )


def _contacts(book: Book) -> Iterator[Finding]:
    used = {
        tuple(name.split(".", 1))
        for one in book.statements
        for form in FORMS
        for name in re.findall(r"\{(\w+\.\w+)\}", one.words.form(form))
    }
    for name, contact in book.values.contacts.items():
        where = f"contacts: {name}"
        for field in (key for key in CONTACT_FIELDS[1:] if (name, key) in used):
            words = book.values.words.get(name, {})
            plain = words.get("text", {}).get(field) or str(getattr(contact, field))
            if talk := _SOURCE_TALK.search(plain):
                yield Finding(where, "source_talk", f"{field}: {talk[0]} 「{plain}」")
            for rule, says in easy_faults(words.get("easy", {}).get(field) or plain):
                if rule == "easy.reading":
                    yield Finding(where, rule, f"{field}: {says} 「{plain}」")


def _covers(book: Book, covered: tuple[SourceStatement, ...], on: date) -> Iterator[Finding]:
    answered = {name for one in book.statements if one.in_force(on) for name in one.covers}
    for source in covered:
        if source.id not in answered:
            yield Finding(f"statements.yml: {source.id}", "covers", source.says)


def _examples(book: Book) -> Iterator[Finding]:
    said: dict[str, str] = {}
    for need in book.needs.values():
        where, enough = f"{need.file}: {need.id}", EXAMPLES_FREQUENT if need.frequent else EXAMPLES
        if len(need.examples) < enough:
            yield Finding(where, "?examples.few", f"{len(need.examples)} of {enough}")
        for example in need.examples:
            key = re.sub(r"[\s。、？！?!]", "", normalise(example))
            if key in said:
                yield Finding(where, "examples.twice", f"「{example}」 stands under {said[key]} too")
            said[key] = need.id


def _ties(book: Book) -> Iterator[Finding]:
    groups: dict[str, list[Statement]] = defaultdict(list)
    for one in book.statements:
        groups[one.need].append(one)
    for one, other in (pair for group in groups.values() for pair in combinations(group, 2)):
        together = all(set(one.when[key]) & set(other.when[key]) for key in one.when if key in other.when)
        if not (
            one.when
            and other.when
            and together
            and len(one.when) == len(other.when)
            and set(one.when) != set(other.when)
        ):
            continue
        if at_once(one, other) and (asks := shared_asks(one, other)):
            yield Finding(
                f"{other.file}: {other.id}", "?tie", f"{', '.join(asks)}: as exact as {one.id}, which comes first"
            )
