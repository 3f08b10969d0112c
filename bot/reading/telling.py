"""Which day of whom a message tells: "転出予定日は10月20日" -> moving_out_planned. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from bot.dates.find import DateMention, Tense
from bot.reading.day_events import DAY, load_day_events
from bot.reading.day_words import (
    ASKS,
    FROM,
    GROUP_ANCHORS,
    GROUP_DEFAULT,
    OR,
    OTHER_DAY,
    QUESTION,
    REJECTED,
    STRONG,
    UNTIL,
    VISIT,
    cue,
    held_against,
    persons,
    real_mentions,
)
from bot.reading.marks import load_marks, packed

_TOGETHER: Final = re.compile(
    r"と(?:二人|2人|ふたり|一緒|いっしょ|ともに|共に)"
)  # 「娘と二人で〓に」: the speaker as well
# 「引っ越しは12月3日、4日です」「予定日は先月じゃなくて今月の20日」: the words before the first day are those of the second
_GOES_ON: Final = re.compile(r"[\s、,]*(?:(?:じゃ|では|で)なく(?:て)?|から|だったのが|の予定が)?[\s、,]*")
_SPEAKER: Final = re.compile(r"(?:私|わたし|僕|ぼく|俺|自分)(?:の)?(?:は|も|が|と)")
# 「夫の駐在に帯同して」「夫の転勤で」: whose event it is, not who moves
_OCCASION: Final = re.compile(
    r"[一-龠ぁ-ん]{1,4}の(?:海外)?(?:駐在|赴任|転勤|異動|出張|留学|仕事|会社|都合|就職|進学)(?:先)?(?:に(?:帯同|同行|つい|付い|一緒|伴|とも|合わせ|よ)|で|のため|が(?:決ま|あ)|と(?:一緒|とも))"
)


@dataclass(frozen=True)
class TellsDay:
    """A day told: whose ("" = the speaker), which day it is, and the mention it came from."""

    person: str = field(repr=False)
    anchor: str
    mention: DateMention
    also: tuple[str, ...] = field(default=(), repr=False)  # others named before the same day: 「子どもと私は12月1日」


def _subject(text: str, anchor: str) -> str:
    """What a day of moving is by the subject of the whole message."""
    if anchor == "moving_in_filed" and re.search(r"帰国|(?:海外|外国)から(?:戻|帰|もど|かえ)", text):
        return "return_filed"
    if anchor != "move_date":
        return anchor
    said = load_marks("marks").found(packed(text))
    return "move_in_online" if "online_notice" in said else "relocation_date" if "same_town" in said else anchor


def _tells(text: str, mentions: list[DateMention], number: int, group: str) -> bool:
    """False for a day that is doubted, no longer holds, or is the end of a period ("12月17日まで")."""
    mention = mentions[number]
    rest = text[mention.end :]
    following = text[mention.end : mentions[number + 1].start] if number + 1 < len(mentions) else ""
    before = text[mentions[number - 1].end if number else 0 : mention.start]
    clause = re.split(r"[。!?\n、,]", before)[-1]
    if group in ("moving", "overseas", "loss") and re.search(r"(?:締め?切り?|期限)(?:日)?(?:は|を|が|って)?$", clause):
        return False  # 「締切を12月15日だと思っていた」
    if re.match(r"\s*(?:だと|なら|だったら)", rest) and cue(f"{clause}〓", group) and len(clause) <= 12:
        return True  # 「出国が11月24日だともう遅い?」 tells the day
    if (
        held_against(mention, rest)
        or REJECTED.match(rest)
        or (following and STRONG.search(text) and FROM.match(following))
    ):
        return False
    return not (group in ("moving", "overseas", "loss") and UNTIL.match(rest))


def _around(text: str, mentions: list[DateMention], number: int) -> tuple[str, str]:
    """The words before and after a day; days joined by "or" share theirs: 「12月3日か12月4日に引っ越します」."""
    first, last = number, number
    while first and OR.match(text[mentions[first - 1].end : mentions[first].start]):
        first -= 1
    while last + 1 < len(mentions) and OR.match(text[mentions[last].end : mentions[last + 1].start]):
        last += 1
    begin = mentions[first - 1].end if first else 0
    end = mentions[last + 1].start if last + 1 < len(mentions) else len(text)
    return text[begin : mentions[first].start], text[mentions[last].end : end]


def _is_ours(text: str, found: list[DateMention], mention: DateMention, group: str, anchor: str) -> bool:
    """True when the event of `group` is said of the day, or its sentence is a day and little else: the answer to `anchor`."""
    number = found.index(mention)
    before, after = _around(text, found, number)
    events = load_day_events()
    if events.said(group, before, after):
        return True
    goes_on = number and _GOES_ON.fullmatch(text[found[number - 1].end : mention.start])
    if goes_on and events.said(group, _around(text, found, number - 1)[0], after):
        return True
    marked, end = "", 0
    for one in found:
        marked, end = marked + text[end : one.start] + DAY, one.end
    marked += text[end:]
    mine = next(part for part, days in _counted(re.split(r"(?<=[。!?\n])", marked)) if number < days)
    return events.bare(anchor, mine)


def told_groups(text: str, today: date) -> list[str]:
    """The kinds of deadlines whose event the text says a day of; leaving Japan is no move inside it."""
    found = real_mentions(text, today=today, tense=None, asked=False)
    words = [_around(text, found, number) for number in range(len(found))]
    events = load_day_events()
    kinds = [kind for kind in ("overseas", "moving", "certificate") if any(events.said(kind, *one) for one in words)]
    return [kind for kind in kinds if kind != "moving" or "overseas" not in kinds]


def answers_question(text: str, anchor: str, today: date) -> bool:
    """True when the text is a day and little else, the answer to the question for `anchor`."""
    found = real_mentions(text, today=today, tense=None, asked=True)
    for one in reversed(found):
        text = text[: one.start] + DAY + text[one.end :]
    return bool(found) and load_day_events().bare(anchor, text)


def _counted(sentences: list[str]) -> list[tuple[str, int]]:
    """Each sentence with the number of days up to its end."""
    counted: list[tuple[str, int]] = []
    for one in sentences:
        counted.append((one, (counted[-1][1] if counted else 0) + one.count(DAY)))
    return counted


def told_dates(text: str, *, group: str, asked: str, person: str, last: str, today: date) -> list[TellsDay]:
    """The days the message tells for `group`.

    `asked` is the anchor that was asked for ("" = none), `person` whose; `last` the anchor told last, which a correction
    ("間違えた、11月16日") means. A day of a visit to a doctor has the anchor VISIT.
    """
    ours = GROUP_ANCHORS.get(group, set())
    asked = asked if asked in ours else ""  # of another deadline: means nothing here
    last = last if last in ours else ""
    tense = Tense.PAST if asked == "moving_in_filed" else None
    told: list[TellsDay] = []
    sure: list[TellsDay] = []
    found = real_mentions(text, today=today, tense=tense, asked=bool(asked))
    mentions = [one for number, one in enumerate(found) if _tells(text, found, number, group)]
    for number, mention in enumerate(mentions):
        before, after = _around(text, mentions, number)
        sentence = re.split(r"[。!?\n]", before)[-1]
        clause = re.split(r"[、,]", sentence)[-1]
        following = re.split(r"[。、,!?\n]", after, maxsplit=1)[0]
        named = persons(_OCCASION.sub("", before))
        speaker = _SPEAKER.search(before)
        together = _TOGETHER.search(before)
        whose = "" if speaker or together else named[-1] if named else person
        # the nearest words first; 「転入届は、十月五日に出した」 needs the whole sentence before
        chosen = cue(f"{clause}〓{following}", group) or cue(f"{sentence}〓{following}", group)
        if not chosen and not sentence.strip():  # a day alone in its sentence: 「転入届はもう出した。11月2日。」
            chosen = cue(f"{before.rstrip('。!?').split('。')[-1]}〓", group)
        if mention.kind == "month" and not chosen and (not asked or QUESTION.search(text)):
            continue  # 「もし2月になったら?」 tells no day of the person's own
        if last and not (chosen or asked or STRONG.search(text)) and ASKS.search(text):
            continue  # 「今日更新すればいい?」 changes nothing
        corrected = last if last and STRONG.search(text) and (len(mentions) == 1 or mention is mentions[-1]) else ""
        expected = asked if whose == person else ""  # what was asked of one is not answered by another's day
        same_kind = last if whose == person or last != "moving_out_planned" else ""
        anchor = chosen or corrected or expected or same_kind or GROUP_DEFAULT.get(group, "")
        if anchor not in (VISIT, OTHER_DAY) and not _is_ours(text, found, mention, group, asked or anchor):
            continue  # the day of something else: the default
        if asked == "move_in_online" and anchor == "move_date":
            anchor = asked
        told.append(TellsDay(whose, _subject(text, anchor), mention, tuple(name for name in named if name != whose)))
        sure += [told[-1]] if chosen or asked else []
    days = [one for one in told if one.mention.kind != "month" or one.anchor == VISIT]
    # beside a day with its name, one without a name is another matter (a visit, a holiday)
    named_for = {one.person for one in sure if one.anchor not in (VISIT, OTHER_DAY)}
    return [one for one in days if one in sure or one.person not in named_for] or told
