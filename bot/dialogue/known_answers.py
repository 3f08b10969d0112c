"""Answers to what is asked further about deadlines that were reckoned: why, what then, since when, does the 20th do?"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Final

from bot.dates.find import DateMention, find_dates
from bot.dialogue import say
from bot.dialogue.context import Context
from bot.dialogue.deadline_text import day_words, full_text, head
from bot.dialogue.follow_ups import LONGEST, aspect_of, sentences_about
from bot.dialogue.model import Heard, Message, Reply, State
from bot.dialogue.plans import planned_day
from bot.dialogue.reckonings import TOPICS, days_of, reckon, under_discussion
from bot.dialogue.telling import Told
from bot.dialogue.told_dates import VISIT, doubted_day, persons
from bot.dialogue.turn_parts import aspect_text, elsewhere
from bot.dialogue.visits import as_of_visit
from bot.rulebook.deadlines.model import Deadline, NotComputable

_EACH: Final = re.compile(r"どっち|どちら|それぞれ|両方|ふたり|2人|二人|みんな|全員")


def _month_of_use(text: str, today: date) -> DateMention | None:
    """「4月中なら大丈夫?」「1月はもう使えない?」: the month in which the card is to be used, or None."""
    if len(text) > LONGEST or not re.search(r"大丈夫|だいじょうぶ|使え|つかえ|平気|だめ|ダメ|いける|OK", text):
        return None
    return next((one for one in find_dates(text, today=today) if one.kind == "month"), None)


def _deadlines(context: Context, state: State, text: str) -> tuple[str, tuple[Deadline, ...]]:
    """Whose deadlines the message means, and them; none when nothing can be reckoned."""
    named = [person for person in persons(text) if person in state.known]
    person = named[0] if named else list(state.known)[-1] if "" not in state.known else ""
    return person, _of_person(context, state, person)


def _of_person(context: Context, state: State, person: str) -> tuple[Deadline, ...]:
    """The deadlines of one person; none when nothing can be reckoned."""
    try:
        return reckon(context, state.kind, days_of(state, person), state)
    except NotComputable:
        return ()


def _message(context: Context, state: State, text: str, easy: str, shown: Sequence[Deadline], person: str) -> Message:
    message = say.deadline_message(context, TOPICS[state.kind], shown, person)
    return replace(message, text=text, easy=easy, speech=easy.replace("\n", " ").replace("■ ", ""))


def _sentences(found: Sequence[Deadline]) -> list[str]:
    """Every sentence of the deadlines, each once, in order of what matters."""
    whole = [part for one in found for part in (one.consequence, one.action, *one.notes)]
    return list(dict.fromkeys(f"{one}。" for part in whole for one in part.split("。") if one))


def about_known(context: Context, state: State, heard: Heard) -> Reply | None:
    """The reply to a further question about the deadlines under discussion, or None when it is no such question."""
    if not under_discussion(state) or not heard.text or elsewhere(context, state, heard):
        return None
    person, found = _deadlines(context, state, heard.text)
    if not found:
        return None
    first = found[0]
    doubted = doubted_day(heard.text, context.today)
    if doubted and doubted.kind in ("day", "bare_day", "ambiguous") and first.due:
        return Reply((_against(context, state, found, person, doubted, heard.text),), state.but(misses=0))
    month = _month_of_use(heard.text, context.today) if state.kind == "certificate" else None
    if month:
        return as_of_visit(context, state, [Told(person, VISIT, month)])
    aspect = aspect_of(heard.text)
    if aspect == "opens":
        whose = list(state.known) if _EACH.search(heard.text) else [person]
        shown = [(one, _opening(context, state, one)) for one in whose]
        messages = [
            _message(
                context,
                state,
                full_text(first_day, one),
                f"{first_day.consequence}\n{first_day.action}",
                [first_day],
                one,
            )
            for one, first_day in shown
            if first_day
        ]
        if messages:
            return Reply(tuple(messages), state.but(misses=0))
    told = sentences_about(heard.text, _sentences(found[:1])) or sentences_about(heard.text, _sentences(found))
    if told and aspect in ("", "consequence", "family", "bring", "online"):
        words = "\n".join(told)
        return Reply((_message(context, state, words, words, [first], person),), state.but(misses=0))
    if aspect == "consequence" or (aspect == "over_cost" and state.kind != "certificate"):
        free = aspect_text(context, "overseas", state, "cost") if first.id == "overseas_continued_use" else ""
        words = "\n".join(one for one in (head(first, person), first.consequence, first.action, free) if one)
        return Reply((_message(context, state, words, words, [first], person),), state.but(misses=0))
    if aspect == "unverified":
        return Reply((say.phrase(context, "unverified", TOPICS[state.kind]),), state.but(misses=0))
    if aspect == "closed":
        return Reply((_closed(context, state, first, person),), state.but(misses=0))
    if aspect in ("why", "counting"):
        return Reply((_why(context, state, first, person, counting=aspect == "counting"),), state.but(misses=0))
    if aspect == "cost" and re.search(r"作り直|再交付|再発行", heard.text):
        words = "\n".join(one for one in _sentences(found) if "円" in one)
        if words:
            return Reply((_message(context, state, words, words, [first], person),), state.but(misses=0))
    if aspect == "cost" and first.id in ("stay_limit", "card_expiry", "overseas_free_reapply", "loss_express"):
        words = "\n".join(one for one in _sentences(found) if re.search("円|お金|無料", one)) or first.consequence
        return Reply((_message(context, state, words, words, [first], person),), state.but(misses=0))
    return None


def plan_compared(context: Context, state: State, heard: Heard) -> Reply | None:
    """「年明けの4日に行く」 after a deadline was reckoned: whether that day is in time; no day is changed by it."""
    if not under_discussion(state) or elsewhere(context, state, heard):
        return None
    planned = planned_day(heard.text, context.today, state.kind)
    if not planned:
        return None
    each = [(person, _of_person(context, state, person)) for person in state.known]
    ahead = [(person, found) for person, found in each if found and found[0].due and found[0].state != "over"]
    if not ahead:
        return None
    # of several people the one whose last day comes first
    person, found = min(ahead, key=lambda one: one[1][0].due or date.max)
    message = _against(context, state, found, person, planned, heard.text)
    if len(each) > 1:
        line = head(found[0], person)
        message = replace(message, text=f"{message.text}\n{line}", easy=f"{message.easy}\n{line}")
    return Reply((message,), state.but(misses=0))


def _opening(context: Context, state: State, person: str) -> Deadline | None:
    """The deadline that says from when: the renewal of a certificate, or the first one with a first day."""
    days = days_of(state, person)
    try:
        if state.kind == "certificate":
            every = context.deadlines.reckon("certificate", days, today=context.today)
            return next((one for one in every if one.id == "cert_renewal_opens"), None)
        return next((one for one in reckon(context, state.kind, days, state) if one.opens), None)
    except NotComputable:
        return None


def _closed(context: Context, state: State, first: Deadline, person: str) -> Message:
    """「土日も開いてる?」: what is known of closed days, and the safe day."""
    said = say.phrase(context, "office_days", TOPICS[state.kind])
    before = aspect_text(context, "overseas", state, "when") if state.kind == "overseas" else ""
    safe = first.recommended_by or first.due
    closed = [note for note in first.notes if "閉ま" in note]
    ahead = bool(safe) and first.state != "over"
    lines = [said.text, before, *closed, *([say.safe_line(safe)] if ahead and safe else [])]
    return _message(context, state, "\n".join(one for one in lines if one), said.easy, [first], person)


def _why(context: Context, state: State, first: Deadline, person: str, counting: bool = False) -> Message:
    aspect = {"moving_in": "when", "continued_use": "how_long", "return_continued_use": "how_long"}.get(first.id, "why")
    topic = "moving_deadline" if first.id in ("continued_use", "return_continued_use") else TOPICS[state.kind]
    reason = (
        "" if first.id in ("relocation_same_town", "online_moving_out") else aspect_text(context, topic, state, aspect)
    )
    notes = [note for note in first.notes if re.search("閉ま|1日目|数え方", note)] if counting else []
    counted = ["【数え方】", *(f"・{step}" for step in first.derivation), *notes]
    text = "\n".join([head(first, person), *counted, *([reason] if reason else [])])
    return _message(context, state, text, "\n".join([head(first, person), reason]), [first], person)


def _against(
    context: Context, state: State, found: Sequence[Deadline], person: str, doubted: DateMention, text: str
) -> Message:
    """「12月20日でも間に合う?」「12月19日じゃないの?」: the day held against the last day, and the reckoning."""
    first = next((one for one in found if one.state != "over"), found[0])
    days, bare = list(doubted.candidates), doubted.kind == "bare_day"
    due = first.due or context.today
    if bare:  # 「じゃあ22日は?」: the 22nd nearest to the last day
        days = [
            due + timedelta(days=shift) for shift in range(-31, 32) if (due + timedelta(days=shift)).day == days[0].day
        ]
    day = min(days, key=lambda one: abs((one - due).days))
    if re.search(r"(?:じゃ|では)な(?:い|かった)", text):
        return _why(context, state, first, person)
    opening = _opening(context, state, person) if state.kind == "certificate" and first.id == "cert_expiry" else None
    if opening and opening.opens and day < opening.opens:
        early = say.phrase(
            context, "day_too_early", TOPICS[state.kind], day=day_words(day), opens=day_words(opening.opens)
        )
        return _message(context, state, f"{early.text}\n{opening.action}", early.easy, [first], person)
    moved = days_of(state, person).get("move_date") if first.id.startswith("moving_in") else None
    if moved and day < moved:
        later = say.phrase(context, "day_before_move", TOPICS[state.kind], move=day_words(moved), due=day_words(due))
        return _message(context, state, f"{later.text}\n{first.consequence}", later.easy, [first], person)
    safe = first.recommended_by or due
    shut = day <= safe and day != safe and context.deadlines.is_closed(day)
    key = "day_too_late" if day > due else "day_closed" if shut else "day_risky" if day > safe else "day_in_time"
    said = say.phrase(context, key, TOPICS[state.kind], day=day_words(day), due=day_words(due), safe=day_words(safe))
    counted = "\n".join(["【数え方】", *(f"・{step}" for step in first.derivation)])
    return _message(context, state, f"{said.text}\n{first.consequence}\n{counted}", said.easy, [first], person)
