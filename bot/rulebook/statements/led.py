"""What a question asks in particular of an entry (how much, where, until when): the sentence for it stands before the rest.

The sentence is the entry's aspect, else the line of the answer that says it, else that it could not be confirmed. Nothing of
the answer is left out; what the sentence says already is not said twice. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Final

from bot.rulebook.statements.model import Answer
from bot.rulebook.statements.patterns import pattern
from bot.strict_yaml import load_yaml

FILE: Final = Path(__file__).parent / "asked.yml"
_NUMBERED: Final = re.compile(r"^\d\.\s*")
_PHONE: Final = re.compile(r"\d{2,4}-\d{2,4}-\d{3,4}")


@dataclass(frozen=True)
class Ask:
    """How an entry answers one thing asked."""

    name: str
    aspects: tuple[str, ...]
    holds: re.Pattern[str]
    unknown: str
    in_text: bool
    few: bool
    office: bool

    def fits(self, words: str) -> bool:
        """True when the words answer it."""
        return bool(words) and bool(self.holds.search(words))


@cache
def load_asked() -> dict[str, Ask]:
    """The asks of asked.yml by name."""
    return {
        name: Ask(
            name,
            tuple(one["aspects"]),
            re.compile(one["holds"]),
            one.get("unknown", ""),
            bool(one.get("in_text")),
            bool(one.get("few")),
            bool(one.get("office")),
        )
        for name, one in load_yaml(FILE).items()
    }


@dataclass(frozen=True)
class Leads:
    """The sentences for what is asked, and what nothing answers."""

    said: tuple[tuple[Ask, str], ...] = ()
    unknown: tuple[Ask, ...] = ()

    def naming_unknown(self, sentence: str) -> Leads:
        """With the sentence that names what nothing answers behind the others."""
        return Leads((*self.said, (self.unknown[0], sentence))) if self.unknown else self

    @property
    def words(self) -> str:
        """The sentences, a line each."""
        return "\n".join(lead for _ask, lead in self.said)


def leads(
    found: Answer, twin: Answer | None, asked: Sequence[str], office_days: str, *, contact: bool = False
) -> Leads:
    """What `found` (or its twin topic's answer) says of each thing asked; `office_days`: what is known of closed days."""
    said: list[tuple[Ask, str]] = []
    unknown: list[Ask] = []
    for ask in (load_asked()[name] for name in asked if name in load_asked()):
        lead = _lead(ask, found, twin, office_days)
        if lead and lead not in [words for _ask, words in said]:
            said.append((ask, lead))
        elif not lead and ask.unknown and "where" in found.aspects and not contact:
            unknown.append(ask)
    return Leads(tuple(said), tuple(unknown))


def _lead(ask: Ask, found: Answer, twin: Answer | None, office_days: str) -> str:
    lines = [line.strip("・　 ") for line in found.text.split("\n") if ask.fits(line)] if ask.in_text else []
    if ask.few and lines:
        return _NUMBERED.sub("", lines[0])
    for answer in (found, *([twin] if twin else [])):
        for words in (answer.aspects.get(aspect, "") for aspect in ask.aspects):
            if ask.fits(words):
                return "".join(one for one in _sentences(words) if ask.fits(one)) if ask.few else words
    if ask.office and pattern("at_office").search(found.aspects.get("where", "")):
        return office_days
    return _NUMBERED.sub("", lines[0]) if lines else ""


def _sentences(text: str) -> list[str]:
    return [f"{one}。" for one in text.replace("\n", "").split("。") if one.strip()]


def led(found: Answer, asked: Leads, *, yes_no: bool) -> Answer:
    """The answer with the sentences before it; after its first sentence when that says yes or no to what is asked besides."""
    said = [(ask, lead) for ask, lead in asked.said if not _is_said(ask, lead, found.text)]
    if not said:
        return found
    behind = (
        pattern("yes_or_no").match(found.text)
        and yes_no
        and not any(ask.name in ("who", "online") for ask, _lead in said)
    )
    head = "\n".join(lead for _ask, lead in said)
    written, spoken = _without(found.text, head), _without(found.speech, head)
    if behind:
        first, _stop, more = written.partition("。")
        heard, _stop, further = spoken.partition("。")
        text, speech = f"{first}。\n{head}\n{more.lstrip()}".rstrip(), f"{heard}。{head}{further}"
        return replace(found, text=text, easy=f"{found.easy}\n{head}", speech=speech.replace("\n", ""))
    text, speech = (
        f"{head}\n{pattern('yes_or_no').sub('', written)}".strip(),
        f"{head}{pattern('yes_or_no').sub('', spoken)}",
    )
    return replace(found, text=text, easy=f"{head}\n{found.easy}", speech=speech.replace("\n", ""))


def _without(text: str, said: str) -> str:
    """`text` without the sentences that `said` holds; a line left empty goes too."""
    lines = []
    for line in text.split("\n"):
        left = line
        for one in _sentences(said):
            if len(one) > 4:
                left = re.sub(rf"(^|。|・){pattern('yes_or_no_before').pattern}{re.escape(one)}", r"\1", left)
        if left == line or left.strip("・　 "):
            lines.append(left)
    return "\n".join(lines)


def _is_said(ask: Ask, lead: str, text: str) -> bool:
    """True when the answer's first line (its list, when it begins with one) holds nearly all telling words of the lead.

    What the lead denies ("not by way of the web") is said only when the first sentence denies something too."""
    if pattern("yes_or_no").match(lead) and pattern("yes_or_no").match(text):
        return True
    lines = text.split("\n")
    first = lines[0].split("。")[0]
    words = set(pattern("telling").findall(_sentences(lead)[0]))
    head = "\n".join(lines[:4]) if pattern("list_head").search(first) else lines[0] if len(words) > 1 else first
    denies = pattern("denies")
    denied = denies.search(lead) and not denies.search(first)
    said = sum(word in head for word in words)
    return bool(words) and said >= 0.75 * len(words) and ask.fits(head) and not denied


def lines_with(answer: str, things: Sequence[str], short: str = "") -> list[str]:
    """The lines of an answer that hold a telling word of `things`; none when they are many, or when `short` has one."""
    words = [one for one in things if not pattern("common").fullmatch(one)]
    if not words or any(word in short for word in words):
        return []
    lines = [line.strip() for line in answer.split("\n") if any(word in line for word in words)]
    return lines if len(lines) <= 2 else []


def lines_with_phone(answer: str) -> list[str]:
    """The lines of an answer with a telephone number."""
    return [line.strip() for line in answer.split("\n") if _PHONE.search(line)]
