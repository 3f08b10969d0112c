"""Is a day the day of one of our own events (moving, leaving, an expiry)? The default is no.

A day feeds a deadline only when its event is said in the same sentence, or when the message is the bare answer to the
open question for it. Words: ``words/day_events.yml``. Pure; the file is read once, when it is first needed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from bot.strict_yaml import YamlFaulty, read_words

DAY: Final = "〓"
FILE: Final = Path(__file__).parent / "words" / "day_events.yml"
_KEYS: Final = frozenset({"nouns", "verbs", "phrases", "subjects", "asked", "must", "must_not"})
_LISTS: Final = ("nobody", "between", "fillers", "family", "speakers", "links")
_FAR: Final = 26  # characters between a day and the verb that tells its event
_LOOKED_AT: Final = 60  # characters on each side of a day; keeps the work bounded
_WEEKDAY: Final = r"(?:\s*\(?[月火水木金土日](?:曜日?)?\)?(?=[^一-龠ァ-ヶ]|$))?"
_ROUGH: Final = r"(?:頃|ごろ|くらい|ぐらい|あたり|付け?|中|いっぱい|の?(?:朝|昼|夕方|夜|午[前後]))*"
# What may close a sentence whose subject was said before the day: 引っ越しは〓に決まりました.
_CLOSES: Final = (
    r"(?:$|[、。,!?\s)]|で[、,]|で$|です|でし|でした|だ|なん|なの|や(?:ね|で|わ|けど)|みたい|でござ|(?:に|を|が|から|まで)?(?:と|って|で)?(?:"
    r"$|[、。,!?\s]|です|でし|だ|なん|なの|な(?:り|る|っ)|し(?:ま|た|て|よう)|決ま|きま|決め|考え|検討|目標|予定|変わ|変更|延び|のび|延期|ずれ|早ま|確定|書|かい|記|印|あ(?:り|る)|言|聞"
    r"|思|お願|見|出て|届けて?い?ま|の?つもり|の(?:予定|はず|間違|まま|方|ほう))|の?よう|みたい|らしい|だそう|(?:まで)?(?:みたい|らしい|のよう)|かな|じゃ|ってこと|くらい|じゃ|では|ではな|ですが|けど|から(?:です|$)|よ|ね)"
)
# 「なんで〓って出るの」「〓は〓ですね」 ask or tell about the day itself
_NO_ANSWER: Final = re.compile(
    rf"な(?:ん|に)で(?!す)|何で|なぜ|どうして|何の|何日|何曜|何時|{DAY}は[、\s]*{DAY}|{DAY}に.{{1,10}}が決"
)
# 「夫だけ〓に来ます」: told apart from the others; else who comes is a visitor
_APART: Final = r".{0,3}だけ(?!ど)|遅れて|あとから|後から"
_MOVES: Final = re.compile(r"来(?:ます|る)|行(?:きます|く)|出(?:ます|る)|遅れて|あとから|後から|移(?:ります|る)")
_SUBJECT: Final = re.compile(r"([^、,。\s]{1,16}?)(?:は|が|も)(?=[^、,]*$)")


class DayEventsError(Exception):
    """day_events.yml cannot be used; the message names the group, the key and what is wrong."""


@dataclass(frozen=True)
class Event:
    """The words of one group of deadlines."""

    noun: re.Pattern[str]
    verb: re.Pattern[str]
    phrase: re.Pattern[str]
    subject: re.Pattern[str]
    asked: Mapping[str, re.Pattern[str]]


@dataclass(frozen=True)
class DayEvents:
    """Says whether words around a day make it the day of an event of ours. Immutable."""

    groups: Mapping[str, Event]
    nobody: re.Pattern[str]
    between: re.Pattern[str]
    fillers: re.Pattern[str]
    family: re.Pattern[str]
    whose: re.Pattern[str]
    apart: re.Pattern[str]

    def said(self, group: str, before: str, after: str) -> bool:
        """True when the event of `group` is said of the day between `before` and `after` (one sentence, no dates in it)."""
        event, before, after = self.groups.get(group), before[-_LOOKED_AT:], after[:_LOOKED_AT]
        if event is None or self.nobody.search(f"{before[-_FAR:]}{DAY}{after[:_FAR]}"):
            return False
        clause = re.split(r"[。!?\n]", before)[-1]
        rest = re.split(r"[。!?\n]", after, maxsplit=1)[0]
        if event.noun.search(clause) and re.match(rf"{_WEEKDAY}{_ROUGH}{_CLOSES}", rest):
            return True
        if event.phrase.search(f"{before}{DAY}{rest}"):
            return True
        told = event.verb.search(rest)
        return bool(
            told
            and told.start() <= _FAR
            and not self.between.search(rest[: told.start()])
            and not self.nobody.search(rest[: told.start()])
            and not re.search(r"[っいんえけせてべ]て[、]|ので|たら|けど|ますが", rest[: told.start()])
            and self._ours(event, clause)
        )

    def _ours(self, event: Event, clause: str) -> bool:
        """False when another thing than ours is the subject before the day: 「定期券が〓に切れます」."""
        subject = _SUBJECT.search(clause)
        if not subject:
            return True
        head = re.sub(r"[とや・、\s]|さん", "", self.whose.sub("", subject[1]))
        return not head or bool(event.subject.search(head) or event.noun.search(subject[0]))

    def bare(self, anchor: str, sentence: str) -> bool:
        """True when `sentence` (days written 〓) is the answer to the question for `anchor` and nothing else."""
        asked = next((event.asked[anchor] for event in self.groups.values() if anchor in event.asked), None)
        if len(sentence) > 2 * _LOOKED_AT or _NO_ANSWER.search(sentence):
            return False
        if asked:
            sentence = asked.sub("", sentence)
        if self.apart.search(sentence):
            sentence = _MOVES.sub("", sentence)
        return not self.fillers.sub("", self.family.sub("", sentence.replace(DAY, "").replace("大丈夫", "")))


def _joined(file: str, name: str, key: str, words: Any) -> re.Pattern[str]:
    if not isinstance(words, list) or not all(isinstance(one, str) and one for one in words):
        raise DayEventsError(f"{file}: {name}: {key}: must be a list of patterns")
    try:
        return re.compile("|".join(f"(?:{one})" for one in words), re.IGNORECASE)
    except re.error as problem:
        raise DayEventsError(f"{file}: {name}: {key}: {problem}") from problem


def _event(file: str, name: str, data: Mapping[str, Any], links: str) -> Event:
    unknown = set(data) - _KEYS
    if unknown or not data.get("must") or not data.get("must_not"):
        raise DayEventsError(f"{file}: {name}: must and must_not are required; unknown: {sorted(unknown)}")
    noun = _joined(file, name, "nouns", data["nouns"])
    return Event(
        re.compile(f"(?:{noun.pattern})(?:{links})*$", re.IGNORECASE),
        _joined(file, name, "verbs", data["verbs"]),
        _joined(file, name, "phrases", data["phrases"]),
        _joined(file, name, "subjects", data["subjects"]),
        {anchor: _joined(file, name, f"asked: {anchor}", words) for anchor, words in data["asked"].items()},
    )


@lru_cache(maxsize=1)
def load_day_events(path: Path = FILE) -> DayEvents:
    """The words of day_events.yml. Raises DayEventsError for bad data or a sentence that is not told as it says."""
    try:
        return read_words(path.read_text(encoding="utf-8"), path.name, lambda data: _read(path.name, data))
    except YamlFaulty as error:
        raise DayEventsError(str(error)) from None


def _read(file: str, data: Mapping[str, Any]) -> DayEvents:
    lists = {key: _joined(file, "top", key, data.get(key)) for key in _LISTS}
    links, family = lists["links"].pattern, lists["family"].pattern
    groups = {name: _event(file, name, one, links) for name, one in data.items() if name not in lists}
    events = DayEvents(
        groups,
        lists["nobody"],
        lists["between"],
        lists["fillers"],
        lists["family"],
        re.compile(f"(?:{family}|{lists['speakers'].pattern})の?"),
        re.compile(f"(?:{family}){_APART}"),
    )
    for name in groups:
        for key, wanted in (("must", True), ("must_not", False)):
            for sentence in data[name][key]:
                before, _, after = sentence.partition(DAY)
                if events.said(name, before, after) is not wanted:
                    raise DayEventsError(f"{file}: {name}: {key}: {sentence}")
    return events
