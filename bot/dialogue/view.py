"""The one resolver of "what is this about": a message, what is known, and everything that follows from both. Pure.

The policy's conditions read it; nothing here says a word.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

from bot.dialogue import say, statements
from bot.dialogue.belief import USUAL, Belief
from bot.dialogue.context import Context
from bot.dialogue.evidence import by_evidence
from bot.dialogue.hearing import (
    as_heard,
    as_ranked,
    as_stated,
    by_its_need,
    found_again,
    of_another,
    of_fraud,
    of_the_bill,
    of_the_card,
    thing_alone,
)
from bot.dialogue.reckon import GROUPS, under_discussion
from bot.dialogue.reply import Reply
from bot.reading.model import OUTSIDE, Need, Reading

SURE: Final = 0.6
RATHER_SURE: Final = 0.9
VERY_SURE: Final = 0.95
SURE_OUTSIDE: Final = 0.5
DOUBTFUL: Final = 0.8  # an outside guess less sure than this yields to plain words
SHORT: Final = 32  # characters; a longer message has a subject of its own
NEAR_YEARS: Final = 3  # a period told without a day is believed this many years around today
PIN_TOPICS: Final = ("pin_lock", "pin_forgotten")
DV: Final = frozenset({"dv_restriction", "dv_use_with_restriction", "dv_lift"})
EMERGENCY: Final = "dv_emergency"
OFFICES: Final = {"contact_kitamura": "kitamura", "contact_kitaku": "kitaku", "contact_kouki": "kouki"}
OFFICE_TOPICS: Final = {insurer: topic for topic, insurer in OFFICES.items()}
# asked beside another subject they are its details
_SIDE_EFFECTS: Final = frozenset(
    {"reception_consent", "reception_how", "benefits", "privacy", "online_qualification"}
    | {"registration_check", "old_card", "chitchat"}
)
_FAMILIES: Final = {"dv_restriction": "dv", "dv_use_with_restriction": "dv"}
_LASTING: Final = frozenset({"nationality", "phone", "restricted"})
_SAID_SMALL: Final = {"greeting": "greeting", "goodbye": "goodbye", "thanks": "thanks"}


@dataclass(frozen=True)
class View:
    """A message as read, the belief before it, and what may be used. `insurer_changed`: the message tells another insurer."""

    reading: Reading
    belief: Belief
    context: Context
    insurer_told: bool = False
    insurer_changed: bool = False

    def but(self, *, belief: Belief | None = None, reading: Reading | None = None) -> View:
        """The same message before another belief, or read otherwise."""
        return replace(self, belief=belief or self.belief, reading=reading or self.reading)

    @cached_property
    def _tried(self) -> dict[str, Reply | None]:
        return {}

    def tries(self, name: str, make: Callable[[View], Reply | None]) -> bool:
        """True when `make` can answer: for an outcome whose condition is that it can. `made` has the reply."""
        if name not in self._tried:
            self._tried[name] = make(self)
        return self._tried[name] is not None

    def made(self, name: str) -> Reply:
        """What `tries` made."""
        made = self._tried[name]
        assert made
        return made

    @property
    def topic(self) -> str:
        """The topic of the likeliest need, "" for none."""
        return self.reading.top.topic if self.reading.top else ""

    @property
    def confidence(self) -> float:
        """Of the likeliest need."""
        return self.reading.top.confidence if self.reading.top else 0.0

    @cached_property
    def goes_on(self) -> bool:
        """True for a further message that is read as the need heard in the conversation (bot.dialogue.hearing.as_heard)."""
        return self.reading.top is not None and self.reading.top.heard

    @cached_property
    def is_short(self) -> bool:
        """True for a message that may go on about what was answered."""
        return self.reading.length <= SHORT

    @cached_property
    def aspect(self) -> str:
        """What a fragment asks of the topic under discussion."""
        return self.reading.aspect if self.is_short else ""

    @cached_property
    def discussing(self) -> bool:
        """True when the topic under discussion is the one whose days were told."""
        return under_discussion(self.belief)

    @cached_property
    def own_subject(self) -> bool:
        """True when the message starts a subject of its own, not a further question about what was just answered."""
        side = self.topic in _SIDE_EFFECTS and self.confidence < VERY_SURE
        if self.reading.verdict != "answer" or side:
            return False
        same = GROUPS.get(self.topic, self.topic) == GROUPS.get(self.belief.topic, self.belief.topic)
        return not same and self.confidence >= SURE

    @cached_property
    def elsewhere(self) -> bool:
        """True when the message speaks of other offices' business: no further question of ours."""
        reading, asked = self.reading, self.belief.question
        if reading.verdict != "outside":
            return reading.verdict != "answer" and reading.said("others_business")
        if asked and self.confidence >= RATHER_SURE and self._asks_instead(asked.kind):
            return True
        if self.confidence >= SURE_OUTSIDE and not reading.days.named and self._names_a_new_thing:
            return True  # 「クレカ落とした、どこに電話?」 after an answer about the card
        case = reading.cases.get(OUTSIDE, "")
        ours = not case or (case == "visa" and self.belief.kind == "certificate")
        return not ours or reading.said("others_business")

    def _asks_instead(self, kind: str) -> bool:
        """「明日の天気は?」 while a day is being asked for: a question with a day in it is no answer."""
        days = self.reading.days
        return self.reading.said("question") and not (days.alone or self.reading.said(kind) or days.answers)

    @cached_property
    def _names_a_new_thing(self) -> bool:
        belief, context = self.belief, self.context
        had = say.found(context, belief.topic, belief, belief.case) if belief.topic else None
        known = [thing for thing in self.reading.things if had and had.speaks_of(thing)]
        return any(
            thing not in known and not statements.speaks_of(context, belief.need, thing)
            for thing in self.reading.things
        )

    @cached_property
    def rough(self) -> bool:
        """True when the text names a period ("next month"), near today, and no day."""
        days, year = self.reading.days.named, self.context.today.year
        near = all(abs(day.year - year) <= NEAR_YEARS for one in days for day in one.candidates)
        return bool(days) and all(one.kind == "month" for one in days) and near

    def only_roughly(self, kind: str) -> bool:
        """True when a period is named but no deadline asked for: then no day is needed to answer."""
        asks = self.reading.said("day_words") or (kind == "certificate" and self.reading.said("use_or_end"))
        return self.rough and not asks

    @cached_property
    def offices(self) -> tuple[str, ...]:
        """The insurers whose office the text asks for: kitamura, kitaku, both, or other; empty when nothing tells. What the
        words name goes before what was told or chosen earlier."""
        insurer = self.reading.insurer
        if insurer.named == "other" or insurer.town:
            return ("other",)
        if insurer.offices:
            return insurer.offices
        return (self.belief.insurer,) if self.belief.insurer else insurer.meant[:1]

    @cached_property
    def named_deadline(self) -> str:
        """「引っ越しの期限を知りたい」 names its topic, though it sounds like "my own deadlines"."""
        said = self.reading.said
        if said("names_overseas"):
            return "overseas_deadline"
        return "moving_deadline" if said("names_moving") else "cert_expiry" if said("certificate_itself") else ""


def resolve(reading: Reading, belief: Belief) -> Reading:
    """The message with the needs that its own words and the conversation carry."""
    return by_evidence(_grounded(_one_family(_contact(_by_words(reading, belief))), belief), belief)


def _by_words(reading: Reading, belief: Belief) -> Reading:
    heard = as_ranked(thing_alone(by_its_need(as_heard(of_another(reading, belief), belief), belief), belief), belief)
    return as_stated(of_fraud(found_again(of_the_bill(of_the_card(heard)), belief)), belief)


def _one(reading: Reading, topic: str) -> Reading:
    return replace(
        reading, verdict="answer", needs=(Need(topic, reading.top.confidence if reading.top else 0.5),), choices=()
    )


def _contact(reading: Reading) -> Reading:
    """A guess at an office must be carried by the words: 「北とぴあ」 and 「カメラのキタムラ」 name a hall and a shop. Undecided
    between offices only, the first stands: which one it is, the words or the insurer decide later."""
    if reading.verdict == "choose" and reading.choices and set(reading.choices) <= {*OFFICES, "human_handoff"}:
        return _one(reading, reading.choices[0])
    guessed = reading.answered() in OFFICES and len(reading.needs) == 1 and not reading.button
    insurer = reading.insurer
    carried = insurer.offices or insurer.named or insurer.town or insurer.meant or reading.said("contact")
    if not guessed or carried:
        return reading
    return replace(reading, verdict="outside", needs=(replace(reading.needs[0], topic=OUTSIDE),))


def _one_family(reading: Reading) -> Reading:
    """Undecided between topics of one family (deadline or not, filing or using a restriction): the first answers both."""
    families = {_FAMILIES.get(choice, GROUPS.get(choice, choice)) for choice in reading.choices}
    undecided = reading.verdict == "choose" and len(reading.choices) >= 2
    return _one(reading, reading.choices[0]) if undecided and len(families) == 1 else reading


def _grounded(reading: Reading, belief: Belief) -> Reading:
    """Without a first topic that the words do not carry. Nothing changes where nothing is under discussion, for buttons, and
    for the topic under discussion itself: while it is, 「当日でもいい?」 says nothing of going abroad."""
    if reading.button or not reading.needs or not _free(reading, belief):
        return reading
    rest = tuple(one for one in reading.needs if one.topic != reading.needs[0].topic)
    if rest and reading.verdict == "answer":
        return replace(reading, needs=rest, choices=())
    return replace(reading, verdict="unclear", needs=(), choices=())


def _free(reading: Reading, belief: Belief) -> bool:
    """True when no word of the message carries its first topic."""
    top, said = reading.needs[0], reading.said
    kind = GROUPS.get(top.topic)
    if not (belief.topic or belief.kind):  # a first message: only the rarest subject must be named
        return kind == "overseas" and top.confidence < RATHER_SURE and not said("overseas")
    if kind:
        return kind not in (belief.kind, GROUPS.get(belief.topic)) and not said(kind)
    if top.topic in _SAID_SMALL:
        return not said(_SAID_SMALL[top.topic])
    doubtful = {
        EMERGENCY: (top.confidence < RATHER_SURE, "danger_words"),
        "deregistration": (belief.topic == "loss", "registration_words"),
        "third_party": (bool(belief.kind), "of_others"),
    }
    if top.topic not in doubtful:
        return False
    unlikely, carried_by = doubtful[top.topic]
    return unlikely and not said(carried_by)


def concerning_the_writer(reading: Reading) -> Reading:
    """What the classifier took for a question about another person, though it comes from the person concerned or from
    somebody who cares: the topic that its words name."""
    if not any(one.topic == "third_party" for one in reading.needs):
        return reading
    kept = tuple(one for one in reading.needs if one.topic != "third_party")
    if reading.own_topic:
        return replace(reading, verdict="answer", needs=(Need(reading.own_topic, 1.0), *kept))
    if kept or reading.verdict != "answer":
        return replace(reading, needs=kept)
    return replace(reading, verdict="unclear", needs=())


def their_office(topic: str, insurer: str) -> str:
    """`topic`; of the topics of an office that of the insurer's: its number is asked for, not the other's."""
    if not topic.startswith("contact_") or not insurer:
        return topic
    return "human_handoff" if insurer == "other" else f"contact_{insurer}"


def hear_insurer(view: View) -> View:
    """With the insurer that the message tells by the way."""
    belief, insurer = view.belief.but(probe=False), view.reading.insurer
    if (
        belief.insurer != "kitamura" and insurer.own_town
    ):  # 「高知市ですが」: no number of ours; a company's insurance stays
        belief = belief.but(insurer="other")
    asks_contact = view.reading.said("contact")
    if insurer.ward:  # 「北区です」: the ward, not yet an insurer
        return replace(view, belief=belief)
    named, meant = insurer.named, OFFICES.get(view.topic, "")
    if not named and belief.topic and meant in insurer.offices and not asks_contact:
        named = meant  # 「北区に変わりました」
    if not named or (view.topic.startswith("contact_") and asks_contact):
        return replace(view, belief=belief)
    changed = named != belief.insurer
    belief = belief.but(insurer=named, topic=their_office(belief.topic, named))
    return replace(view, belief=belief, insurer_told=True, insurer_changed=changed)


def usual(case: str) -> str:
    """A case's key, the usual one for none."""
    return case or USUAL


def hear_facts(view: View) -> View:
    """With the facts told by the way; another subject forgets those of the one before, but for what lasts."""
    belief, told = view.belief, view.reading.facts
    same = not view.topic or view.topic == belief.topic or view.reading.verdict != "answer"
    kept = {key: value for key, value in belief.facts.items() if same or key in _LASTING}
    return view if {**kept, **told} == dict(belief.facts) else replace(view, belief=belief.but(facts={**kept, **told}))
