"""One message read once: from its text and what the classifier made of it to a `Reading`. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date
from typing import Any, Final

from bot.reading.acts import find_act
from bot.reading.days import read_days
from bot.reading.evidence import circumstances, denied, unfounded
from bot.reading.foreign import things
from bot.reading.insurers import read_insurer
from bot.reading.language import in_english, language_of
from bot.reading.marks import FOLDER, Said, load_marks
from bot.reading.mentions import persons, words
from bot.reading.model import Choice, Near, Need, Open, Pins, Point, Reading, Risk
from bot.reading.places import shipped_places
from bot.reading.safety import asked_at_risk, read_risk
from bot.text import normalise

LONGEST: Final = 80  # characters of a message; a longer one tells a story
LONGEST_WHY: Final = 24
MOST_ASKED: Final = 3
NOTHING_OPEN: Final = Open()
NEARLY: Final = 0.5  # of the likeliest need's share
CHOICE_AT_MOST: Final = 16
NOT_LISTS: Final = ("municipalities", "parts")
_YEARS: Final = {"last_year": -1, "this_year": 0, "next_year": 1, "year_after_next": 2}
_NUMBERS: Final = {"一": 1, "二": 2, "三": 3, "四": 4, "五": 5}
_YEAR: Final = re.compile(r"20\d\d")
_WORDY: Final = re.compile(r"[一-龠ァ-ヶA-Za-z0-9]")
_NOUN: Final = re.compile(r"[一-龠々]+|[ァ-ヴー]{2,}|[A-Za-z]{3,}")
_KANA_LEFT: Final = re.compile(r"[ぁ-ん]{4,}")  # kana of a word that no list knows
_WORD: Final = re.compile(r"[一-龠]{2,}|[ァ-ヶー]{3,}")
# asks that hold a whether themselves: their answer says yes or no
_WITH_WHETHER: Final = ("online", "who")


def load_lists() -> None:
    """Reads and tries every list, so that a faulty one ends the start and not somebody's turn. Raises YamlFaulty."""
    for path in FOLDER.glob("*.yml"):
        if path.stem not in NOT_LISTS:
            load_marks(path.stem)
    shipped_places()


def read(
    text: str,
    understood: Mapping[str, Any],
    *,
    today: date,
    open_: Open = NOTHING_OPEN,
    yomi: str = "",
    risk: Risk | None = None,
) -> Reading:
    """The reading of a message. `text` is normalised here; `understood` is the classifier's output (verdict, topics with
    confidence and text, choices); `yomi` the hiragana reading; `risk` when it is known already."""
    text = normalise(text)
    topics = understood.get("topics") or ()
    parts = [_part(one, text, today, open_) if len(topics) > 1 else None for one in topics]
    said, risk, heard = Said(text, yomi), risk or read_risk(text), _heard(understood)
    return replace(
        _read_words(said, today, open_),
        verdict=understood.get("verdict") or "unclear",
        needs=tuple(
            Need(str(one["topic"]), float(one["confidence"]), part, *_finer(one, understood))
            for one, part in zip(topics, parts)
        ),
        points=tuple(Point(str(one), float(share)) for one, share in understood.get("points") or ()),
        choices=tuple(understood.get("choices") or ()),
        risk=risk,
        careful=open_.careful,
        at_risk=asked_at_risk(said, [one.need for one in heard]) if open_.careful or risk.kinds else {},
        nearest=_nearest(understood),
        heard=heard,
        denied=denied(said),
        unfounded=unfounded(said),
        circumstances=circumstances(said),
    )


def _finer(one: Mapping[str, Any], understood: Mapping[str, Any]) -> tuple[str, str, float]:
    """The likeliest need of the topic's family, another that is nearly as likely, "" for none, and the first one's share of the
    family."""
    ranked = one.get("needs") or understood.get("needs") or ()
    ours = [need for need in ranked if str(need["need"]).startswith(f"{one['topic']}.")]
    near = [need for need in ours[1:2] if need["confidence"] >= NEARLY * ours[0]["confidence"]]
    whole = sum(float(one["confidence"]) for one in ours)
    share = float(ours[0]["confidence"]) / whole if whole else 0.0
    return (str(ours[0]["need"]) if ours else ""), (str(near[0]["need"]) if near else ""), share


def _heard(understood: Mapping[str, Any]) -> tuple[Need, ...]:
    """The likeliest needs in the conversation, with their shares of all."""
    ranked = [(str(one["need"]), float(one["confidence"])) for one in understood.get("heard") or ()]
    return tuple(Need(name.partition(".")[0], share, None, name, share=share) for name, share in ranked)


def _nearest(understood: Mapping[str, Any]) -> tuple[Need, ...]:
    ranked = understood.get("needs") or ()
    return tuple(
        Need(str(one["need"]).partition(".")[0], float(one["confidence"]), None, str(one["need"])) for one in ranked
    )


def _part(one: Mapping[str, Any], text: str, today: date, open_: Open) -> Reading | None:
    piece = normalise(str(one.get("text") or ""))
    return _read_words(Said(piece), today, open_) if piece and piece != text else None


def _read_words(said: Said, today: date, open_: Open) -> Reading:
    text, insurer = said.text, read_insurer(said.text)
    says = load_marks("marks").found(said)
    asks = load_marks("asks").found(said)
    details = load_marks("details").found(said)
    act, detail = find_act(said, insurer)
    return Reading(
        length=len(text),
        english=in_english(text),
        latin=text.isascii(),
        language=language_of(said),
        bare=load_marks("bare").first(said, "whole"),
        act=act,
        detail=detail,
        hint=load_marks("acts").first(said, "loose"),
        asks=_asked(said, asks),
        aspect=load_marks("asks").first(said, "loose"),
        says=frozenset(says),
        people=persons(text),
        like=_like(text),
        own_topic=_of_kind("own_topic", details),
        year=next(iter(_years(text, details, today)), 0) if "only_a_year" in details else 0,
        choice=_choice(text, details, today),
        insurer=insurer,
        days=read_days(text, "fine_then" in says, today, open_),
        pins=Pins(_of_kind("pin", details), _misses(text) if "misses" in details else 0),
        near=_near(said),
        cases=_cases(said),
        facts=_facts(said),
        whether="asks_yes_or_no" in details,
        things=tuple(nouns(text)),
        words=tuple(_WORD.findall(text)),
        yes_no="whether" in details and _asks_whether(said, asks),
    )


def _of_kind(kind: str, details: Collection[str]) -> str:
    """The first of the details found that is of the kind, "" for none."""
    return next((name for name in details if load_marks("details")[name].kind == kind), "")


def _asked(said: Said, places: Mapping[str, int]) -> tuple[str, ...]:
    """What is asked in particular, in the order of the words."""
    length = len(said.words)
    found = [name for name in sorted(places, key=lambda one: places[one]) if name != "why" or length <= LONGEST_WHY]
    return tuple(found[:MOST_ASKED]) if length <= LONGEST else ()


def _asks_whether(said: Said, asks: Collection[str]) -> bool:
    """True when it asks whether, beside what else it asks."""
    left = said.words
    for name in asks:
        left = left if name in _WITH_WHETHER else load_marks("asks")[name].pattern.sub("", left)
    return bool(load_marks("details")["whether"].pattern.search(left))


def _like(text: str) -> str:
    """「娘は夫と一緒です」: whose days are those of the one named."""
    found = words("like").search(text)
    return next(reversed(persons(found[0])), "") if found else ""


def _years(text: str, details: Collection[str], today: date) -> list[int]:
    """The years that are named."""
    return [today.year + _YEARS[name] for name in _YEARS if name in details] + list(map(int, _YEAR.findall(text)))


def _choice(text: str, details: Collection[str], today: date) -> Choice:
    if len(text) > CHOICE_AT_MOST:
        return Choice()
    number = load_marks("details")["one_day"].pattern.match(text)
    ends = [name for name in ("first", "last") if name in details]
    day, digits = int(number[1]) if number else 0, any(map(str.isdigit, text))
    return Choice(tuple(_years(text, details, today)), day, ends[0] if len(ends) == 1 else "", digits)


def _misses(text: str) -> int:
    found = load_marks("details")["misses"].pattern.search(text)
    return _NUMBERS.get(found[1]) or int(found[1]) if found else 0


def _cases(said: Said) -> dict[str, str]:
    """Topic -> the case of it that the message means, the first that fits."""
    cases = load_marks("cases")
    return {cases[name].kind: name for name in reversed(cases.found(said))}


def _facts(said: Said) -> dict[str, str]:
    """What is said by the way: condition -> value; the first value of a condition counts."""
    pairs = (name.partition(".") for name in reversed(load_marks("facts").found(said)))
    return {key: value for key, _dot, value in pairs}


def _near(said: Said) -> Near | None:
    near = load_marks("near_things").get(load_marks("near_things").first(said))
    if not near:
        return None
    return Near(near.topics, "others" if near.kind == "any" and things(said).any_others else near.kind)


def nouns(text: str) -> list[str]:
    """The nouns of the normalised text that do not merely go on about what was answered (words/fragment_words.yml)."""
    if _WORDY.search(text):
        return _NOUN.findall(load_marks("fragment_words")["goes_on"].pattern.sub("。", text))
    return _KANA_LEFT.findall(load_marks("fragment_words")["goes_on_in_kana"].pattern.sub("。", text))
