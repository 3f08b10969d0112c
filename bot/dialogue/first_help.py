"""Help that comes before every other answer: 110, 119, the lines that listen. Used by the dialogue, and by the desk alone
when the engine is away."""

from __future__ import annotations

import re
from typing import Final

from bot.dialogue import say
from bot.dialogue.context import Context
from bot.dialogue.model import Heard, Message, Reply, State
from bot.reading.safety import FLED, alarms
from bot.rulebook.statements.model import USUAL

DV: Final = frozenset({"dv_restriction", "dv_use_with_restriction", "dv_lift"})
SURE_DV: Final = 0.6  # a question from the person concerned, not about another person
EMERGENCY: Final = "dv_emergency"
OUTSIDE: Final = "out_of_scope"
# kind -> topic and case of the answer
ANSWERS: Final = {
    "overdose": (OUTSIDE, "overdose"),
    "medical": (OUTSIDE, "emergency_119"),
    "danger": (EMERGENCY, USUAL),
    FLED: (EMERGENCY, USUAL),
    "crisis": (OUTSIDE, "distress"),
    "hardship": (OUTSIDE, "hardship"),
    "shelter": (OUTSIDE, "shelter"),
}
CASES: Final = frozenset(case for topic, case in ANSWERS.values() if topic == OUTSIDE)
_JAPANESE: Final = re.compile(r"[ぁ-んァ-ヶ一-龥]")
_LATIN: Final = re.compile(r"[A-Za-z]{2}")
_LEFT_BEHIND: Final = re.compile(
    r"(?:カード|保険証).{0,16}(?:置いて|おいて|残して|忘れて|取られ|とられ|取り上げ|持って(?:来|こ|いか|行か)|持っていない)"
)
_OURS: Final = re.compile(r"カード|保険証|マイナ|(?i:card)")


def in_english(text: str) -> bool:
    """True when `text` is written in Latin letters only."""
    return bool(_LATIN.search(text)) and not _JAPANESE.search(text)


def _answer(context: Context, kind: str, state: State, text: str) -> Message:
    topic, case = ANSWERS[kind]
    if in_english(text):
        english = "english" if case == USUAL else f"{case}_english"
        case = english if english in context.rulebook.cases(topic) else case
    return say.answer(context, topic, state, case=case)[0]


def help_now(context: Context, text: str) -> tuple[Message, ...]:
    """The answers to what `text` (normalised or not) tells of danger, most urgent first; () when it tells of none."""
    kinds = _answered(alarms(context.alarms, text))
    return tuple(_answer(context, kind, State(), text) for kind in kinds)


def _answered(found: tuple[str, ...], *, fled_too: bool = True) -> tuple[str, ...]:
    """The kinds that get an answer: having fled only when it stands alone, and when `fled_too`."""
    urgent = tuple(kind for kind in found if kind != FLED)
    return urgent or (found if fled_too else ())


def help_turn(context: Context, state: State, heard: Heard) -> Reply | None:
    """The turn of a message that tells of danger, or that the classifier takes for danger; None for all others."""
    top = heard.topics[0] if heard.topics else None
    answered = heard.verdict == "answer" and top is not None
    own = answered and top is not None and top.topic in DV and top.confidence >= SURE_DV
    found = alarms(context.alarms, heard.text)
    kinds = _answered(found, fled_too=not own)
    if not kinds and answered and top is not None and top.topic == EMERGENCY:
        kinds = ("danger",)
    if not kinds:
        return None
    helped = [_answer(context, kind, state, heard.text) for kind in kinds]
    topic, case = ANSWERS[kinds[0]]
    if topic == EMERGENCY:
        helped += _also(context, state, heard, fled=FLED in found)
    return Reply(tuple(helped), state.but(topic=topic, case=case, interview=None, misses=0, probe=False))


def _also(context: Context, state: State, heard: Heard, *, fled: bool) -> list[Message]:
    """What helps next to somebody in danger: the way to restrict, and how to stop a card left behind."""
    more: list[Message] = []
    for one in heard.topics:
        if one.topic in DV and one.confidence >= SURE_DV:
            more += say.answer(context, one.topic, state, confidence=one.confidence)
    if fled and not more and _OURS.search(heard.text):
        more += say.answer(context, "dv_restriction", state)
    if _LEFT_BEHIND.search(heard.text):
        stop = context.deadlines.rules["loss_express"].notes[0]  # the card can be stopped by telephone
        more.append(Message(stop, stop, stop, "loss"))
    return more


def still_there(context: Context, state: State, heard: Heard) -> Reply | None:
    """After help was given, a message that is not understood is no business of other offices: the numbers stay."""
    in_need = state.topic == EMERGENCY or (state.topic == OUTSIDE and state.case in CASES)
    top = heard.topics[0] if heard.topics else None
    sure = heard.verdict == "answer" and top is not None and top.confidence >= SURE_DV
    if not in_need or sure or heard.act or not heard.text:
        return None
    if in_english(heard.text):
        kind = next(kind for kind, answer in ANSWERS.items() if answer == (state.topic, state.case))
        return Reply((_answer(context, kind, state, heard.text),), state.but(misses=0))
    key = "still_there_danger" if state.topic == EMERGENCY else "still_there"
    return Reply((say.phrase(context, key, state.topic),), state.but(misses=0))
