"""The days of one message as a `Days`: told of which event, asked about, planned, held against an answer. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Final

from bot.dates.find import DateMention, find_dates
from bot.reading.day_words import (
    GROUP_ANCHORS,
    GROUP_OF,
    doubted_day,
    nearest_anchor,
    only_a_day,
    real_mentions,
)
from bot.reading.marks import LOOSE_AT_MOST
from bot.reading.model import Day, Days, Open, Told
from bot.reading.past_day import bare_past_day, day_asked_about
from bot.reading.plans import planned_day
from bot.reading.telling import TellsDay, answers_question, told_dates, told_groups

_HAS_YEAR: Final = re.compile(r"年|令和|平成|昭和|[RHS]\d|\d{4}|前|後|先|来|去|昨|今|明|翌|次", re.IGNORECASE)
# said of a stretch, not of a day: nothing is counted from them
_ROUGH: Final = re.compile(r"年度?末$|半年|(?:年|ヶ月|か月|カ月|ケ月|ヵ月|箇月)(?:くらい|ぐらい|ほど)?(?:前|後)$")
_DOUBT: Final = re.compile(r"(?:かな|かも)?[?。!]*$")
_WITH_YEAR: Final = re.compile(r"年|/\d+/")
_APART: Final = ("moving", "overseas", "certificate")
_PLANS: Final = ("moving", "overseas", "certificate")


def day(mention: DateMention) -> Day:
    """A mention without its place in the text."""
    return Day(
        mention.kind,
        mention.candidates,
        mention.text,
        mention.reason,
        yearless=not _HAS_YEAR.search(mention.text),
        rough=bool(_ROUGH.search(mention.text)),
        slashed=bool(_WITH_YEAR.search(mention.text)),
    )


def read_days(text: str, fine: bool, today: date, open_: Open) -> Days:
    """The days of the normalised text. `fine`: it asks whether something would do. Nothing of it raises."""
    if not find_dates(text, today=today) and not real_mentions(text, today=today, tense=None, asked=True):
        return Days()
    real = real_mentions(text, today=today, tense=None, asked=False)
    planned = {kind: found for kind in _PLANS if (found := planned_day(text, today, kind))}
    held = doubted_day(text, today)
    used = next((one for one in find_dates(text, today=today) if one.kind == "month"), None) if fine else None
    return Days(
        named=tuple(day(one) for one in real),
        asked=len(real_mentions(text, today=today, tense=None, asked=True)),
        told=_told(text, today, open_),
        apart=_apart(text, real, today, open_),
        events=tuple(told_groups(text, today)),
        held=day(held) if held else None,
        planned={kind: day(found) for kind, found in planned.items()},
        used=day(used) if used and len(text) <= LOOSE_AT_MOST else None,
        past=day_asked_about(text, today),
        bare_past=bare_past_day(text, today),
        only=only_a_day(text, today),
        alone=only_a_day(_DOUBT.sub("", text), today),
        answers=bool(open_.event) and answers_question(text, open_.event, today),
    )


def _told(text: str, today: date, open_: Open) -> dict[str, tuple[Told, ...]]:
    found: Mapping[str, list[TellsDay]] = {
        kind: told_dates(
            text,
            group=kind,
            asked=open_.event,
            person=open_.person if open_.event and GROUP_OF.get(open_.event) == kind else open_.person,
            last=open_.last if open_.kind == kind else "",
            today=today,
        )
        for kind in GROUP_ANCHORS
    }
    return {kind: tuple(_as_told(one) for one in told) for kind, told in found.items() if told}


def _as_told(one: TellsDay) -> Told:
    return Told(one.person, one.anchor, day(one.mention), one.also)


def _apart(text: str, real: list[DateMention], today: date, open_: Open) -> dict[str, tuple[Told, ...]]:
    """「電子証明書が1月15日、引っ越しが12月1日」: the days of each family, in the order told; {} when they are of one."""
    if len(real) < 2:
        return {}
    groups = [GROUP_OF.get(nearest_anchor(text, real, number), "") for number in range(len(real))]
    kinds = [kind for kind in dict.fromkeys(groups) if kind in _APART]
    if len(kinds) < 2 or "" in groups:
        return {}
    found = {}
    for kind in kinds:
        blanked = text
        for mention, group in zip(real, groups, strict=True):
            if group != kind:  # the days of the other kinds are blanked out
                blanked = blanked[: mention.start] + "、" * (mention.end - mention.start) + blanked[mention.end :]
        told = told_dates(blanked, group=kind, asked="", person="", last="", today=today)
        found[kind] = tuple(_as_told(one) for one in told)
    return found if all(found.values()) else {}
