"""Last tier: nothing certain was understood: what the words are nearest to, a question back, then a person. Pure."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from bot.dialogue import say
from bot.dialogue.belief import USUAL
from bot.dialogue.evidence import barred
from bot.dialogue.policy import needs
from bot.dialogue.policy.outcome import Outcome
from bot.dialogue.policy.safety import ANSWERS, CASES, answer
from bot.dialogue.reply import Button, Message, Reply
from bot.dialogue.statements import need_button
from bot.dialogue.telling import hear
from bot.dialogue.view import DOUBTFUL, EMERGENCY, SURE, View, usual
from bot.reading.model import OUTSIDE

GIVE_UP_AFTER: Final = 3  # messages in a row that were not understood; then a person is offered
CONFIDENCE: Final = 0.5  # of a topic found by its words alone
MOST_BUTTONS: Final = 3
OFFERED: Final = 0.04  # share of a statement from which its need is offered
_WITHOUT_DAY: Final = {"moving": "moving", "overseas": "overseas", "certificate": "cert_expiry"}
_OF_DAYS: Final = ("moving_deadline", "cert_expiry", "overseas_deadline")


def _phone(view: View) -> bool:
    """「電話番号は?」 where the answer before has none."""
    return view.reading.said("phone") and not view.elsewhere


def _doubtful(view: View) -> bool:
    return not view.elsewhere and view.confidence < DOUBTFUL


def _named(view: View) -> str:
    """「引っ越しの期限」: the words leave no doubt."""
    if not _doubtful(view) or not view.reading.said("last_day"):
        return ""
    return view.named_deadline or ("overseas_deadline" if view.reading.said("overseas") else "")


def _told(view: View) -> Reply | None:
    """A message that was not understood but names its day: 「在留期間が12月10日まで。延長の申請中」. Where it is surely
    another's business only one that asks nothing else is taken."""
    doubtful, days, reading = _doubtful(view), view.reading.days, view.reading
    if (view.elsewhere and not doubtful) or len(days.events) != 1:
        return None
    if not doubtful and reading.said("asks_something") and not reading.said("last_day"):
        return None
    kind = days.events[0]
    if not view.belief.known and view.only_roughly(kind):
        topic = _WITHOUT_DAY[kind]
        return Reply(tuple(say.answer(view.context, topic, view.belief)), view.belief.about(topic))
    return hear(view, kind)


def _in_need(view: View) -> bool:
    """After help was given, a message that is not understood is no business of other offices: the numbers stay."""
    belief = view.belief
    helped = belief.careful or belief.topic == EMERGENCY or (belief.topic == OUTSIDE and belief.case in CASES)
    return bool(helped) and not view.reading.answered(SURE) and not view.reading.act and not view.reading.button


def _still_there(view: View) -> Reply:
    belief, context = view.belief, view.context
    if context.english:
        kind = next((kind for kind, said in ANSWERS.items() if said == (belief.topic, belief.case)), belief.careful)
        return Reply((answer(context, kind, belief),), belief.but(misses=0))
    danger = belief.topic == EMERGENCY or belief.careful == "danger"
    key = "still_there_danger" if danger else "still_there"
    return Reply((say.phrase(context, key, belief.topic),), belief.but(misses=0))


def _what_day(view: View) -> Reply:
    """A bare day when nothing is under discussion: what is it of? The day is kept for the answer."""
    day = next(one for one in view.reading.days.named if one.candidates)
    buttons = [say.topic_button(view.context, topic) for topic in _OF_DAYS]
    quoted = view.context.phrases.line("quoted").format(words=day.words)
    asked = say.phrase(view.context, "what_day", "", buttons=buttons, day=quoted)
    kept = tuple(one.isoformat() for one in day.candidates) if day.kind == "day" else ()
    return Reply((asked,), view.belief.but(options=kept, misses=0))


def _own(choices: tuple[str, ...]) -> list[str]:
    """Of the topics understanding thought likely those that a button can ask for."""
    return [topic for topic in choices if topic not in say.ALIASES and topic not in say.SPOKEN_TO]


def _is_near(view: View) -> bool:
    """True when the words name a thing of ours, and no business that there is a pointer for."""
    near, pointer = view.reading.near, view.reading.cases.get(OUTSIDE, "")
    foreign = pointer == "languages"
    if not near or near.say == "button" or (pointer and not foreign):
        return False
    if near.say == "others" and view.reading.verdict == "outside":
        return False
    # what understanding found undecided is offered already, or answered
    undecided = view.reading.verdict == "choose" and (foreign or len(view.reading.choices) > 1)
    return not (near.say in ("any", "others") and undecided)


def _nearest(view: View) -> Reply:
    """The nearest topic answered, answered with a word before it, or offered."""
    near, context, reading = view.reading.near, view.context, view.reading
    assert near
    foreign = reading.cases.get(OUTSIDE) == "languages"
    note = (say.phrase(context, "foreign_words", near.topics[0]),) if foreign else ()
    if near.say in ("offer", "any", "others"):
        likely = _own(reading.choices) if near.say != "offer" else []
        names = list(dict.fromkeys((*likely, *near.topics)))[:MOST_BUTTONS]
        buttons = [say.topic_button(context, topic) for topic in names]
        return Reply((say.phrase(context, "near_offer", "", buttons=buttons), *note), view.belief.but(misses=0))
    reply = needs.answer_as(view, near.topics[0], CONFIDENCE)
    first, *rest = reply.messages
    first = replace(
        first, buttons=_joined([say.topic_button(context, name) for name in near.topics[1:]], first.buttons)
    )
    if near.say == "near":
        first = first.led_by(say.part(context.phrases.get("near_answer"), "lead"))
    return Reply((first, *rest, *note), reply.belief)


def _joined(before: list[Button], rest: tuple[Button, ...]) -> tuple[Button, ...]:
    return tuple(dict.fromkeys((*before, *rest)))[:MOST_BUTTONS]


def _with_nearest(view: View, pointer: Message, *, unnamed: bool) -> Message:
    """The decline with what is nearest of ours as its first button. `unnamed`: it names no other office; then what
    understanding thought likely follows, and the nearest topic is said as well."""
    near, context = view.reading.near, view.context
    likely = _own(view.reading.choices) if unnamed else []
    own = [*near.topics, *likely] if near and near.say not in ("any", "others") else likely
    buttons = _joined([say.topic_button(context, topic) for topic in own[:2]], pointer.buttons)
    if near and own and unnamed:
        line = context.phrases.get("near_line").fill(name=buttons[0].title)
        pointer = pointer.followed_by(say.part(line))
    return replace(pointer, buttons=buttons)


def _likeliest(view: View) -> Reply:
    """Undecided between needs: the likelier one is answered, the other is its first button."""
    choices = [name for name in _own(view.reading.choices) if name != view.topic]
    reply = needs.answer_as(view, view.topic, view.confidence, view.reading.needs[0].need)
    first, *rest = reply.messages
    others = _ranked(view, view.reading.needs[0].need)[:1] or [say.topic_button(view.context, name) for name in choices[:1]]
    return Reply((replace(first, buttons=_joined(others, first.buttons)), *rest), reply.belief)


def _ranked(view: View, beside: str = "") -> list[Button]:
    """Buttons of the needs whose statements most likely answer, but for `beside` it."""
    out = barred(view.reading, view.belief)
    likely = dict.fromkeys(one.need for one in view.reading.points if one.share >= OFFERED)
    known = [one for one in likely if one != beside and not one.startswith(out) and view.context.statements.need(one)]
    return [need_button(view.context, one) for one in known]


def _is_likely(view: View) -> bool:
    top = view.reading.top
    return bool(view.reading.verdict == "choose" and top and top.need and not view.elsewhere)


def _outside(view: View) -> Reply:
    """Not ours; never twice in a row the same words, then a person."""
    context, belief = view.context, view.belief
    case = usual(view.reading.cases.get(OUTSIDE, ""))
    if case == USUAL and belief.misses:
        buttons = say.first_buttons(context)
        again = say.phrase(context, "outside_again", OUTSIDE, turn=belief.misses, buttons=buttons)
        contacts = say.answer(context, "human_handoff", belief) if belief.misses >= GIVE_UP_AFTER - 1 else []
        return Reply((again, *contacts), belief.but(misses=belief.misses + 1))
    confidence = view.confidence if view.topic else 1.0
    declined, *rest = say.answer(context, OUTSIDE, belief, case=case, confidence=confidence)
    declined = _with_nearest(view, declined, unnamed=case == USUAL)
    return Reply((declined, *rest), belief.but(misses=int(case == USUAL)))


def ask_back(view: View) -> Reply:
    """Several candidates, or nothing: never twice in a row the same words, then a person."""
    context, reading, misses = view.context, view.reading, view.belief.misses + 1
    belief = view.belief.but(misses=misses)
    if misses >= GIVE_UP_AFTER:
        head = say.phrase(context, "person_after_misses", "human_handoff", turn=misses)
        return Reply((head, *say.answer(context, "human_handoff", belief)), belief.but(misses=0, case=USUAL))
    if reading.choices and reading.latin:  # another language: the best guess helps more than a Japanese question
        best = say.answer(context, reading.choices[0], belief)
        note = say.phrase(context, "foreign_words", belief.topic)
        return Reply((*best, note), belief.about(best[0].topic))
    ranked = _ranked(view)[:MOST_BUTTONS]
    if ranked:
        return Reply((say.phrase(context, "choose", "", turn=misses, buttons=ranked),), belief)
    if reading.verdict == "choose" and reading.choices:
        topics = dict.fromkeys(say.ALIASES.get(choice, (choice, ""))[0] for choice in reading.choices)
        buttons = [say.topic_button(context, topic) for topic in topics][:MOST_BUTTONS]
        return Reply((say.phrase(context, "choose", "", turn=misses, buttons=buttons),), belief)
    buttons = list(say.first_buttons(context))
    if not reading.length:
        return Reply((say.phrase(context, "empty", "", turn=misses - 1, buttons=buttons),), belief)
    said = say.phrase(context, "unclear", "", turn=misses - 1, buttons=buttons[:MOST_BUTTONS])
    return Reply((said,), belief)


OUTCOMES: Final = (
    Outcome("number asked", _phone, lambda v: needs.answer_as(v, "human_handoff"), ("outside",)),
    Outcome(
        "deadline by its name",
        _named,
        lambda v: needs.answer_as(v, _named(v)),
        ("day by its event", "nearest", "outside"),
    ),
    Outcome(
        "day by its event",
        lambda v: v.tries("told", _told),
        lambda v: v.made("told"),
        ("still in need", "nearest", "outside"),
    ),
    Outcome("still in need", _in_need, _still_there, ("a bare day", "nearest", "outside")),
    Outcome("a bare day", lambda v: v.reading.days.only and v.reading.days.named, _what_day, ("outside",)),
    Outcome("likeliest need", _is_likely, _likeliest, ("nearest", "asks back")),
    Outcome("nearest", _is_near, _nearest, ("outside",)),
    Outcome("outside", lambda v: v.reading.verdict == "outside", _outside),
    Outcome("asks back", lambda v: v.reading.verdict != "outside", ask_back, rest=True),
)
