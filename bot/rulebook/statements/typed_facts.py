"""Facts that are typed into a wording where a placeholder belongs, and placeholders that nobody fills. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import Final

from bot.rulebook.statements.checks import written_dates
from bot.rulebook.statements.statement import CONTACT_FIELDS, DAY_STYLES, Values

PLACEHOLDER: Final = re.compile(r"\{([^{}]*)\}")
_RUBY: Final = re.compile(r"《[^《》]*》|[｜|]")
_KANJI_DIGIT: Final = "〇零一二三四五六七八九"
_PHONES: Final = re.compile(
    r"(?<!\d)0\d{1,4}[-‐–ー、,. ]+\d{1,4}[-‐–ー、,. ]+\d{2,4}(?!\d)"
    r"|(?<!\d)0\d{9,10}(?!\d)|[#♯] ?\d{4}"
    rf"|[{_KANJI_DIGIT}]{{2,}}[、の‐-][{_KANJI_DIGIT}]{{2,}}"
)
_FEES: Final = re.compile(r"\d[\d,]*(?:万|千)*円|[一二三四五六七八九十百千万]+円|[¥￥]\d[\d,]*|\d[\d,]* ?[Yy]en\b")
_SPELLED_DAYS: Final = re.compile(r"[一二三四五六七八九十]+月[一二三四五六七八九十]+日(?!間)")
_MONTHS: Final = "January|February|March|April|May|June|July|August|September|October|November|December"
_ENGLISH_DAYS: Final = re.compile(
    rf"\b(?:\d{{1,2}} (?:{_MONTHS})|(?:{_MONTHS}) \d{{1,2}})\b(?: \d{{4}})?|\b\d{{4}}[-/]\d{{1,2}}[-/]\d{{1,2}}\b"
)


def bare(wording: str) -> str:
    """`wording` without readings and placeholders, in plain digits."""
    return unicodedata.normalize("NFKC", PLACEHOLDER.sub("…", _RUBY.sub("", wording)))


def typed_facts(wording: str) -> list[tuple[str, str]]:
    """What is typed and changes without us: ("phone" | "fee" | "day" | "address", the words)."""
    plain = bare(wording)
    joined = plain if re.search("[A-Za-z]{3}", plain) else plain.replace(" ", "")
    found = [("phone", match[0]) for match in _PHONES.finditer(plain)]
    found += [("fee", match[0]) for match in _FEES.finditer(joined)]
    found += [("day", words) for *_numbers, words in written_dates(joined)]
    found += [("day", match[0]) for pattern in (_SPELLED_DAYS, _ENGLISH_DAYS) for match in pattern.finditer(joined)]
    return found + [("address", match[0]) for match in re.finditer(r"https?:\S*|www\.\S*", plain)]


def names(wording: str) -> list[str]:
    """The placeholders of a wording, without braces."""
    return PLACEHOLDER.findall(wording)


def unfilled(wording: str, values: Values) -> list[str]:
    """For each placeholder that nobody fills a sentence: what it is and what there is."""
    problems = [complaint for name in names(wording) if (complaint := _unfilled(name, values))]
    if "{" in PLACEHOLDER.sub("", wording) or "}" in PLACEHOLDER.sub("", wording):
        problems.append("a brace without its partner")
    return problems


def _unfilled(name: str, values: Values) -> str:
    head, _, rest = name.partition(".")
    if head == "fee":
        return (
            ""
            if name in values.amounts
            else f"{{{name}}} is filled by nobody; amounts.yml has: {_some(values.amounts)}"
        )
    if head == "day":
        day, _, style = rest.partition(".")
        if day not in values.days:
            return f"{{{name}}} is filled by nobody; dates.yml and days.yml have: {_some(values.days)}"
        return (
            f"{{{name}}}: {style!r} is no style; allowed: {', '.join(DAY_STYLES)}"
            if style not in ("", *DAY_STYLES)
            else ""
        )
    if head not in values.contacts:
        known = _some(values.contacts)
        return f"{{{name}}} is filled by nobody; allowed: {{fee.NAME}}, {{day.ID}}, {{CONTACT.FIELD}} of {known}"
    if rest not in CONTACT_FIELDS:
        return f"{{{name}}}: {rest!r} is no field of a contact; allowed: {', '.join(CONTACT_FIELDS)}"
    return "" if getattr(values.contacts[head], rest) else f"{{{name}}}: the contact {head} has no {rest}"


def _some(known: Mapping[str, object]) -> str:
    return ", ".join(sorted(known)) or "nothing"
