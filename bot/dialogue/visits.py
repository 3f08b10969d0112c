"""As of another day: could the card be used on the day of a visit? Nothing is counted from such a day."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from bot.dates.find import spoken
from bot.dialogue import say
from bot.dialogue.context import Context
from bot.dialogue.model import Heard, Interview, Reply, State
from bot.dialogue.past_day import bare_past_day, day_asked_about
from bot.dialogue.reckonings import TOPICS, days_of, reckon
from bot.dialogue.telling import Told
from bot.rulebook.deadlines.model import Deadline, NotComputable

AS_OF_TOPICS: Final = frozenset({"old_card"})
_NOW: Final = re.compile(
    r"^(?:じゃあ|では|で|それで)?[、\s]*(?:今|いま|現在|今日|いまも|今月|今年)(?:は|なら|も)?.{0,10}$"
)


def as_of_visit(context: Context, state: State, visits: Sequence[Told]) -> Reply | None:
    """What held for the certificate on the day of a visit; asks for the expiry when it is not known.

    None when the visit names no day and no month as a whole is clear.
    """
    person = visits[0].person
    days = days_of(state, person)
    if not {"cert_expiry", "card_expiry", "stay_limit"} & days.keys():
        name = context.deadlines.anchors["cert_expiry"].name
        asked = say.phrase(context, "ask_day_of" if person else "ask_day", "cert_expiry", anchor=name, person=person)
        waiting = state.but(
            kind="certificate", topic="cert_expiry", interview=Interview("certificate", "cert_expiry", person)
        )
        return Reply((asked,), waiting)
    candidates = visits[0].mention.candidates
    if not candidates:
        return None
    try:
        found = [reckon(context, "certificate", days, state, on=day) for day in candidates]
    except NotComputable:
        return None
    state = state.but(kind="certificate", topic="cert_expiry", interview=None)
    if len({tuple(sorted((one.id, one.state == "over") for one in each)) for each in found}) > 1:
        return Reply((say.phrase(context, "need_day", "cert_expiry", words=visits[0].mention.text),), state)
    day = candidates[-1]
    shown = _usable_first(found[-1])
    message = say.deadline_message(context, TOPICS["certificate"], shown, person)
    text = "\n".join([shown[0].consequence, "【数え方】", *(f"・{step}" for step in shown[0].derivation)])
    easy = shown[0].consequence
    words = visits[0].mention.text if visits[0].mention.kind == "month" else spoken(day)
    head = context.phrases.get("as_of").fill(day=words)
    message = replace(message, text=f"{head.text}\n{text}", easy=f"{head.easy}\n{easy}", speech=f"{head.speech}{easy}")
    return Reply((message,), state)


def _usable_first(found: Sequence[Deadline]) -> tuple[Deadline, ...]:
    """What says whether the card could be used in a doctor's office stands first."""
    return tuple(sorted(found, key=lambda one: one.id != "cert_insurance_grace"))


def as_of_again(context: Context, state: State, heard: Heard) -> Reply | None:
    """「じゃあ今年の3月は?」「今は?」 after an answer that depends on the day: the same for another day."""
    top = heard.topics[0] if heard.topics else None
    sure = (
        heard.verdict == "answer"
        and top is not None
        and top.topic not in (state.topic, *say.SPOKEN_TO)
        and top.confidence >= 0.8
    )
    if state.topic not in AS_OF_TOPICS or sure or len(heard.text) > 30:
        return None
    on = day_asked_about(heard.text, context.today) or bare_past_day(heard.text, context.today)
    if on is None and not _NOW.match(heard.text):
        return None
    messages = say.answer(context, state.topic, state, case=state.case, on=on)
    return Reply(tuple(messages), state.but(on=on.isoformat() if on else "", misses=0))
