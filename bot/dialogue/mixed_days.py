"""Days of several kinds in one message, and a day told before it is known what it is of."""

from __future__ import annotations

import re
from datetime import date
from typing import Final

from bot.dates.find import find_dates
from bot.dialogue import say
from bot.dialogue.context import Context
from bot.dialogue.deadline_turns import hear_dates, put_day, reckoned
from bot.dialogue.grounding import names_group
from bot.dialogue.model import Heard, Message, Reply, State
from bot.dialogue.telling import told_groups
from bot.dialogue.told_dates import GROUP_DEFAULT, GROUP_OF, nearest_anchor, real_mentions
from bot.dialogue.turn_parts import ASKS_DAY, only_roughly

_KINDS: Final = ("moving", "overseas", "certificate")
_ASKS_ELSE: Final = re.compile(r"[?]|(?:です|ます|でしょう)か|かな$|教えて|いつ|どこ|いくら")
_WITHOUT_DAY: Final = {"moving": "moving", "overseas": "overseas", "certificate": "cert_expiry"}


def several_kinds(context: Context, state: State, heard: Heard) -> Reply | None:
    """「電子証明書が1月15日、引っ越しが12月1日」: each day goes to its own deadlines, in the order told."""
    mentions = real_mentions(heard.text, today=context.today, tense=None, asked=False)
    if len(mentions) < 2:
        return None
    groups = [GROUP_OF.get(nearest_anchor(heard.text, mentions, number), "") for number in range(len(mentions))]
    kinds = [kind for kind in dict.fromkeys(groups) if kind in _KINDS]
    if len(kinds) < 2 or "" in groups:
        return None
    messages: list[Message] = []
    for kind in kinds:
        text = heard.text
        for mention, group in zip(mentions, groups, strict=True):
            if group != kind:  # the days of the other kinds are blanked out
                text = text[: mention.start] + "、" * (mention.end - mention.start) + text[mention.end :]
        reply = hear_dates(context, state.but(interview=None), Heard(text, heard.verdict, heard.topics), kind)
        if reply is None:
            return None
        messages += reply.messages
        state = reply.state
    return Reply(tuple(messages), state.but(misses=0))


def what_day(context: Context, state: State, heard: Heard) -> Reply:
    """A bare day when nothing is under discussion: what is it of? The day is kept for the answer."""
    mention = next(one for one in find_dates(heard.text, today=context.today) if one.candidates)
    buttons = [say.topic_button(context, topic) for topic in ("moving_deadline", "cert_expiry", "overseas_deadline")]
    asked = say.phrase(context, "what_day", "", buttons=buttons, day=f"「{mention.text}」")
    days = mention.candidates if mention.kind == "day" else ()
    return Reply((asked,), state.but(options=tuple(day.isoformat() for day in days), misses=0))


def pending_day(context: Context, state: State, heard: Heard) -> Reply | None:
    """「引っ越しの日です」 after a bare day: now it is known what the day is of."""
    if state.interview or len(state.options) != 1:
        return None
    if real_mentions(heard.text, today=context.today, tense=None, asked=False):
        return None
    pressed = heard.topics[0].topic if heard.topics and not heard.text else ""
    kind = next((kind for kind in _KINDS if names_group(heard.text, kind) or pressed == f"{kind}_deadline"), "")
    kind = kind or ("certificate" if pressed == "cert_expiry" else "")
    if not kind:
        return None
    told = put_day(state, "", GROUP_DEFAULT[kind], date.fromisoformat(state.options[0]), kind)
    return reckoned(context, told, kind, [""], before=state)


def told_by_words(context: Context, state: State, heard: Heard, sure_outside: bool = False) -> Reply | None:
    """A message that was not understood but names its day: 「在留期間が12月10日まで。延長の申請中」.

    `sure_outside`: understanding is sure that it is not ours; then only a message that says nothing else is taken.
    """
    named = told_groups(heard.text, context.today)
    if len(named) != 1 or (sure_outside and (_ASKS_ELSE.search(heard.text) and not ASKS_DAY.search(heard.text))):
        return None
    if not state.known and only_roughly(context, heard.text, named[0]):
        topic = _WITHOUT_DAY[named[0]]
        return Reply(tuple(say.answer(context, topic, state)), state.but(topic=topic, case="usual", misses=0))
    return hear_dates(context, state, heard, named[0])
