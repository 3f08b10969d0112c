"""First tier: danger, illness and crisis, and what is asked for or done behind another's back. Pure."""

from __future__ import annotations

from typing import Final

from bot.dialogue import say, statements
from bot.dialogue.asking import ask
from bot.dialogue.belief import USUAL, Belief
from bot.dialogue.choosing import Asked
from bot.dialogue.context import Context
from bot.dialogue.policy.careful import HIDING, after_denial, asked, is_denied
from bot.dialogue.policy.outcome import Outcome
from bot.dialogue.reckon import TOPICS
from bot.dialogue.reply import Message, Reply
from bot.dialogue.telling import reckoned, whose_same
from bot.dialogue.view import DV, EMERGENCY, SURE, View
from bot.reading.model import OUTSIDE, Risk

FLED: Final = "fled"
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
HELPING: Final = frozenset({"child_danger", "dv_emergency", "stolen_misuse"})
FIRST: Final = "child_danger"  # whose help comes before the usual one
LISTENS: Final = frozenset({"dv_emergency.talk", "dv_emergency.flee", "dv_restriction.who_sees", "dv_restriction.file"})
IN_OTHER_LANGUAGES: Final = "dv_emergency.foreign"
CASES: Final = frozenset(case for topic, case in ANSWERS.values() if topic == OUTSIDE)
_OF_ONE: Final = ("", "family", "until", "opens")  # what may be asked of another's card


def answer(context: Context, kind: str, belief: Belief) -> Message:
    """The answer to a kind of danger."""
    topic, case = ANSWERS[kind]
    said = say.answer(context, topic, belief.but(said=()), case=case)[0]
    if not context.english or topic != EMERGENCY:
        return said
    return said.followed_by(*(part for one in _statements(context, IN_OTHER_LANGUAGES) for part in one.parts))


def help_now(context: Context, risk: Risk, english: bool) -> tuple[Message, ...]:
    """The answers to what is told of danger, most urgent first; () when nothing is. For the desk, before the engine."""
    context = context.in_english() if english else context
    return tuple(_answers(context, _urgent(risk.kinds), risk.fits, Belief()))


def _answers(context: Context, told: tuple[str, ...], fits: str, belief: Belief) -> list[Message]:
    """The answers to the kinds told, with the help that fits better (a child, an old person, somebody else's crisis)."""
    helped = [answer(context, kind, belief) for kind in told]
    family = fits.partition(".")[0]
    wanted = "crisis" if family == "crisis" else "danger"
    fitting = _statements(context, fits) if fits and wanted in told else []
    return [*fitting, *helped] if family == FIRST else [*helped, *fitting]


def _statements(context: Context, need: str) -> list[Message]:
    topic = need.partition(".")[0]
    return statements.answer(context, topic, need, Belief(), Asked(need))


def _urgent(kinds: tuple[str, ...]) -> tuple[str, ...]:
    """Having fled gets an answer only when it stands alone; who is afraid of being found is answered how not to be."""
    found = tuple(kind for kind in kinds if kind != HIDING)
    return tuple(kind for kind in found if kind != FLED) or found


def kinds(view: View) -> tuple[str, ...]:
    """What is told of danger and gets an answer; having fled does not beside a sure question of one's own, nor do veiled
    words where help was said before and something is asked now. Veiled words of despair from somebody who told of danger before
    bring the help for both."""
    risk, need = view.reading.risk, asked(view)
    if risk.denies:
        return ()
    if view.reading.careful and need not in ("", *LISTENS) and (risk.veiled or not _urgent(risk.kinds)):
        return ()
    own = view.reading.answered(SURE) in DV
    found = tuple(kind for kind in _urgent(view.reading.risk.kinds) if not (own and kind == FLED))
    top = view.reading.top
    said = top and not (top.heard or view.belief.careful) and view.reading.answered() == EMERGENCY
    return _with_known(view, found) or (("danger",) if said else ())


def _with_known(view: View, found: tuple[str, ...]) -> tuple[str, ...]:
    both = found == ("crisis",) and view.reading.risk.veiled and view.belief.careful == "danger"
    return ("crisis", "danger") if both else found


def _help(view: View) -> Reply:
    context, belief = view.context, view.belief
    told = kinds(view)
    risk = view.reading.risk
    helped = _answers(context, told, risk.fits, belief)
    topic, case = ANSWERS[told[0]]
    top = None if risk.fits else view.reading.top
    if top and told == ("danger",) and view.reading.answered(SURE) in HELPING:  # a child, somebody else, how to flee
        first = say.answer(context, top.topic, belief.but(said=()), asked=Asked(top.need))
        helped = [*first, *(one for one in helped if one.need not in [other.need for other in first])]
    if topic == EMERGENCY:
        helped += _also(view)
    return Reply(tuple(helped), belief.about(topic, case).but(question=None, probe=False))


def _also(view: View) -> list[Message]:
    """What helps next to somebody in danger: what was asked beside, the way to restrict, how to stop a card left behind."""
    context, belief, reading = view.context, view.belief, view.reading
    more: list[Message] = []
    need = reading.at_risk.get("danger", "")
    if need and need not in LISTENS:
        return _statements(context, need)
    for one in reading.needs:
        if one.topic in DV and one.confidence >= SURE:
            more += say.answer(context, one.topic, belief, confidence=one.confidence)
    if FLED in reading.risk.kinds and not more and reading.said("our_things"):
        more += say.answer(context, "dv_restriction", belief)
    if reading.said("left_behind"):
        stop = context.deadlines.rules["loss_express"].note_about("stop")
        more.append(Message((say.plain(context.phrases.instead("stop", stop)),), "loss"))
    return more


def _new_people(view: View) -> list[str]:
    return [person for person in view.reading.people if person not in view.belief.known]


def _model(view: View) -> str:
    """Whose days hold for those named: of the one named beside と, else the speaker's."""
    like = view.reading.like
    return like if like in view.belief.known else ""


def joins(view: View) -> bool:
    """「夫と子ども2人も」: only family is named, and the days told can hold for them."""
    belief, reading = view.belief, view.reading
    if not (belief.kind and reading.people and reading.said("only_people") and _new_people(view)):
        return False
    return belief.kind == "certificate" or (
        belief.kind in ("moving", "overseas") and bool(belief.known.get(_model(view)))
    )


def join(view: View) -> Reply:
    """The days already told hold for them as well; every card has its own."""
    belief, context, named = view.belief, view.context, _new_people(view)
    if belief.kind == "certificate":
        return ask(context, belief, "certificate", "cert_expiry", named[0])
    belief = belief.with_days(named, belief.known[_model(view)])
    reply = reckoned(context, belief, belief.kind, named)
    note = whose_same(context, belief.kind, named)
    return Reply((*reply.messages[: len(named)], note), reply.belief.but(question=None))


def _asks_of_one(view: View) -> bool:
    """「夫の電子証明書は?」 while deadlines are reckoned: the day on that person's card is asked for, nothing is looked up."""
    belief, reading = view.belief, view.reading
    if not _speaks_of_one(view) or reading.days.asked or reading.said("not_days"):
        return False
    known = "cert_expiry" in belief.known.get(reading.people[0], {})
    return view.aspect in _OF_ONE and not (known and view.aspect == "opens")


def _speaks_of_one(view: View) -> bool:
    belief, reading = view.belief, view.reading
    talking = belief.kind and (any(belief.known.values()) or belief.question)
    about = reading.said("certificate_itself") or (belief.kind == "certificate" and reading.said("asks_days_of"))
    named = len(reading.people) == 1 and view.is_short and not reading.risk.other
    return bool(talking and about and named)


def _of_one(view: View) -> Reply:
    person = view.reading.people[0]
    belief = view.belief.about(TOPICS["certificate"]).but(kind="certificate", probe=False)
    if "cert_expiry" in belief.known.get(person, {}):
        return reckoned(view.context, belief, "certificate", [person])
    return ask(view.context, belief, "certificate", "cert_expiry", person)


def _about_other(view: View) -> bool:
    belief, risk = view.belief, view.reading.risk
    # somebody who told of danger is asking for themself, until they ask for another
    told = belief.careful == "danger" or belief.topic in (EMERGENCY, *DV)
    concerned = told and not belief.probe and belief.case != "third_party"
    if risk.other == "stealth" or (risk.other and not concerned):
        return True
    if risk.harmless:
        return False
    if view.reading.answered() == "third_party" and not concerned:
        # 「妻のはR9.1.15です」 while deadlines are being reckoned is no question about the wife
        return not (belief.kind and view.reading.days.asked)
    return belief.probe and (risk.insists or risk.leans)


def _refuse(view: View) -> Reply:
    """The same words for everybody who asks about another person; only the label says what was asked about."""
    registered = view.reading.said("registers") and not view.reading.said("parted")
    messages = say.answer(view.context, "third_party", view.belief.but(said=()))
    if registered:
        messages = [
            Message(one.parts, "registration_check", buttons=one.buttons, sources=one.sources) for one in messages
        ]
    refused = view.belief.about("dv_restriction", "third_party").but(question=None, probe=True)
    return Reply(tuple(messages), refused)


OUTCOMES: Final = (
    Outcome(
        "family joins",
        lambda v: v.belief.known and joins(v) and not v.reading.risk.kinds,
        join,
        ("help", "denied", "another's card", "refuse"),
    ),
    Outcome("help", kinds, _help, ("another's card", "refuse")),
    Outcome("denied", is_denied, after_denial, ("another's card", "refuse")),
    Outcome("another's card", _asks_of_one, _of_one, ("refuse",)),
    Outcome("refuse", _about_other, _refuse),
)
