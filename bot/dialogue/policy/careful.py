"""Careful mode: once danger was told, what is asked next is heard as somebody at risk asks it, to the end of the conversation.

Short answers of statements; nobody is sent elsewhere or refused what concerns themself (safety.py, repair.py). Pure.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from bot.dialogue import say, statements
from bot.dialogue.belief import USUAL, Belief
from bot.dialogue.choosing import Asked
from bot.dialogue.evidence import barred
from bot.dialogue.policy.needs import answer_as
from bot.dialogue.policy.outcome import Outcome
from bot.dialogue.reply import Message, Part, Reply
from bot.dialogue.view import DV, EMERGENCY, RATHER_SURE, SURE, View
from bot.reading.model import OUTSIDE, SMALL_TALK, Risk

BESIDE_DENIAL: Final = 0.1  # share of a statement from which it answers what stands beside a denial
HIDING: Final = "hiding"  # afraid of being found; alone it asks how not to be
# kind of danger -> the mode it begins
BEGINS: Final = {"danger": "danger", "fled": "danger", HIDING: "danger", "crisis": "crisis", "overdose": "crisis"}
TURNS: Final = 2  # messages before this one that still count
HIDE: Final = "dv_restriction.file"  # what is said to somebody afraid of being found who asks nothing else
_SMALL: Final = frozenset(f"topic:{name}" for name in SMALL_TALK)
FAMILIES: Final = frozenset({*DV, EMERGENCY, "child_danger", "crisis"})
# heard in loose words: a sure subject of our own goes before them
BROAD: Final = frozenset(
    {"dv_restriction.new_address", "dv_restriction.mail", "dv_restriction.insurer_change", "dv_emergency.talk"}
    | {"dv_use_with_restriction.see_doctor", "dv_use_with_restriction.use_card", "crisis.tired"}
)


def begun(risk: Risk) -> str:
    """The mode that a message begins, "" for none."""
    return next((BEGINS[kind] for kind in risk.kinds if kind in BEGINS), "")


def hear_danger(view: View) -> View:
    """With the mode begun by this message or by an earlier one, also one that the engine never saw; and with the danger that
    two of the last three messages tell only together."""
    view = _with_turns_before(view)
    risk, belief = view.reading.risk, view.belief
    if risk.denies and _was_told(view):
        return view.but(belief=_without_danger(belief))
    begins = "" if risk.veiled and belief.careful else begun(risk)  # words of despair end no care for somebody in danger
    mode = begins or belief.careful or ("danger" if view.reading.careful and not belief.denied else "")
    if mode == belief.careful:
        return view
    return view.but(belief=belief.but(careful=mode, denied=belief.denied and not mode))


def _was_told(view: View) -> bool:
    """True when danger was told, or taken to be, and what is denied now is that kind of it."""
    belief = view.belief
    told = belief.careful or view.reading.careful or belief.topic in FAMILIES or any(belief.nearly)
    return bool(told) and (not belief.careful or belief.careful in view.reading.risk.denies)


def _without_danger(belief: Belief) -> Belief:
    """As if no danger had been told. What the desk keeps of the conversation stays short: somebody may be made to deny it.
    Who asked about another's state stays refused."""
    belief = belief.but(careful="", denied=True, nearly=())
    told = belief.topic in FAMILIES or (belief.topic == OUTSIDE and belief.case != USUAL)
    return belief.but(topic="", case=USUAL, need="", earlier="") if told and not belief.probe else belief


def _with_turns_before(view: View) -> View:
    reading, before = view.reading, view.belief.nearly
    risk, now = reading.risk, reading.risk.nearly
    if now and now in before:
        reading = replace(reading, risk=replace(risk, kinds=(now,), nearly="", denies=()))
    after = (*before, now)[-TURNS:]
    return view.but(belief=view.belief.but(nearly=after if any(after) else ()), reading=reading)


def asked(view: View) -> str:
    """The need that somebody at risk asks for, "" for none: the one heard in the conversation, else by its words, else the one
    learned. What everybody asks (a feverish child, a bill) is answered as everybody is."""
    reading, mode = view.reading, view.belief.careful
    if not mode or reading.button or reading.act not in ("", "follow_up", "ask_why"):
        return ""
    of_danger = reading.top.need if reading.top and reading.answered() in FAMILIES else ""
    if reading.top and reading.top.heard:
        return of_danger
    need = reading.at_risk.get(mode, "")
    if need in BROAD and _of_ours(reading.answered(RATHER_SURE)):
        return ""
    return need or of_danger or (HIDE if HIDING in reading.risk.kinds else "")


def _of_ours(topic: str) -> bool:
    """True for a subject that everybody asks about."""
    return topic not in ("", *FAMILIES, *SMALL_TALK, "third_party", "privacy")


def help_with(view: View, need: str, asked: Asked | None = None) -> list[Message]:
    """The statements that answer a need, in the language of the question; said before or not: a number is not to be sought."""
    return statements.answer(view.context, need.partition(".")[0], need, view.belief.but(said=()), asked or Asked(need))


def _is_asked(view: View) -> bool:
    need = asked(view)
    days = view.reading.days
    is_reckoned = days.told or (view.belief.question and days.asked)
    return bool(need) and not is_reckoned and view.tries("at risk", _answer)


def _answer(view: View) -> Reply | None:
    need = asked(view)
    points = tuple(one for one in view.reading.points if one.need == need)
    messages = help_with(view, need, Asked(need, points=points))
    if not messages:
        return None
    first = messages[0]
    if HIDING in view.reading.risk.kinds and view.belief.topic not in FAMILIES:
        first = _with_line(view, first)
    return Reply((first, *messages[1:]), view.belief.about(first.topic).but(question=None, probe=False))


def _with_line(view: View, message: Message) -> Message:
    """With a word of acknowledgement in front and whom to call behind, once."""
    heard, line = view.context.phrases.get("hiding_heard"), view.context.phrases.get("hiding_line")
    before = Part("acknowledgement", heard.text, heard.easy, heard.speech)
    return message.led_by(before).followed_by(say.part(line, "contacts"))


def kept_short(reply: Reply) -> Reply:
    """Without what does not fit the moment: buttons of small talk, and the question for the insurer where something was
    answered."""
    kept = [replace(one, buttons=tuple(b for b in one.buttons if b.payload not in _SMALL)) for one in reply.messages]
    asks = [one for one in kept if all(part.kind == "question" for part in one.parts) and not one.expects]
    left = [one for one in kept if one not in asks]
    return replace(reply, messages=tuple(left or kept))


def is_denied(view: View) -> bool:
    """True when danger that was told, or heard in these words, is denied and nothing else is asked or looked for beside."""
    risk, belief, own = view.reading.risk, view.belief, view.reading.answered(SURE)
    heard = (belief.denied or view.reading.answered() in FAMILIES) and not belief.careful
    asks = own and own not in (*FAMILIES, *SMALL_TALK, OUTSIDE)
    return bool(risk.denies and heard and not asks) and not (belief.probe or risk.other or view.reading.days.named)


def after_denial(view: View) -> Reply:
    """Understood, and the way back to the subject: what is likely asked beside the denial, else the question for it."""
    out = barred(view.reading, view.belief)
    asked_ = next((one for one in view.reading.points if not one.need.startswith(out)), None)
    if not asked_ or asked_.share < BESIDE_DENIAL:
        return Reply((say.phrase(view.context, "denied", ""),), view.belief)
    reply = answer_as(view, asked_.need.partition(".")[0], asked_.share, asked_.need)
    understood = say.part(view.context.phrases.get("denied_answered"), "lead")
    return Reply((reply.messages[0].led_by(understood), *reply.messages[1:]), reply.belief)


OUTCOMES: Final = (Outcome("asked at risk", _is_asked, lambda v: v.made("at risk")),)
