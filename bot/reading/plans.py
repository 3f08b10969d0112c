"""A day on which somebody means to go to the office: 「1月15日に更新に行きます」. It is compared, nothing is counted from it."""

from __future__ import annotations

import re
from datetime import date
from typing import Final

from bot.dates.find import DateMention
from bot.reading.day_words import STRONG, persons, real_mentions

LONGEST: Final = 40  # characters; a longer message tells more than a plan
_OFFICE: Final = r"窓口|役所|役場|市民課|区民事務所|手続|申請|更新|届け"
_GOES: Final = re.compile(
    r"^\s*(?:\([^)]*\))?\s*(?:の?(?:朝|昼|午前|午後|夕方))?(?:に|は|なら|、)?.{0,12}?"
    r"(?:行(?:く|き(?:ます|たい)|こう|ける|けます)|いきます|伺(?:う|います)|届け(?:る|ます|に)|出し(?:ます|に行)|手続き?(?:を)?(?:する|し(?:ます|よう|に))"
    r"|更新(?:を)?(?:する|し(?:ます|よう|に)|に)|申請(?:を)?(?:する|し(?:ます|よう|に)|に)|済ませ(?:る|ます))"
)
# words that make the day another one: of moving, of leaving, printed on the card, of a visit to a doctor
_OTHER: Final = {
    "moving": re.compile(r"引っ?越|ひっこし|転入届|転居届|転出|予定日|移[りるっ]|越[しす]|入居|住み"),
    "overseas": re.compile(r"出国|渡航|出発|赴任|留学|日本を|海外|国外|外国|予定日|帰国|転入届"),
    "certificate": re.compile(r"切れ|期限|まで|病院|受診|通院|診察|薬局|歯医者|クリニック|手術|入院"),
}
_OFFICE_NAMED: Final = re.compile(_OFFICE)


def planned_day(text: str, today: date, group: str) -> DateMention | None:
    """The day on which the message plans to go to the office about the deadlines of `group`, or None.

    Abroad one "goes" as well: there the office or what is done there must be named.
    """
    if group not in _OTHER or len(text) > LONGEST or _OTHER[group].search(text) or STRONG.search(text) or persons(text):
        return None
    if group == "overseas" and not _OFFICE_NAMED.search(text):
        return None
    found = [
        one
        for one in real_mentions(text, today=today, tense=None, asked=True)
        if one.kind in ("day", "ambiguous", "bare_day")
    ]
    return found[0] if len(found) == 1 and _GOES.match(text[found[0].end :]) else None
