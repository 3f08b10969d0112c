"""What a message is about by its whole words, and what it is not about: the families that were denied. Pure."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from bot.dialogue.belief import Belief
from bot.reading.model import OF_DANGER, OUTSIDE, SMALL_TALK, Need, Reading

DECLINED: Final = 0.7  # confidence from which something is none of our business for sure
CERTIFICATE: Final = "cert_expiry"
CARD: Final = "card_renewal"
RESTRICTION: Final = "dv_restriction"
CERTAIN: Final = 0.9  # confidence of what needs no word of its own
PAID: Final = "refund.paid_in_full"
FOUND: Final = "found_card.own"
LOSSES: Final = frozenset({"loss", "loss_visit_soon"})
EMERGENCY: Final = "dv_emergency"
KOUKI: Final = "kouki"  # a family, and the insurer of its people
# what begins needs and statements of a card that is gone
TOLD_OF_LOSS: Final = ("loss", "found_card", "stolen_misuse", "smartphone.lost", "employers.lost", "disaster", "dv_")
_OF_BILLS: Final = ("refund", "premium_arrears", "benefits", "hospital_stay", "reader_failure")
STATED: Final = 0.95  # confidence of what a message states and nothing else
GUESS: Final = 0.5  # confidence of a need that takes the place of one ruled out
LONGEST_SMALL: Final = 14  # characters of small talk that asks nothing
LONGEST_FURTHER: Final = 40  # characters of a message that goes on about what is discussed
LEAST_HEARD: Final = 0.03  # share of all needs from which one is heard in the conversation (390 share 1)
CLEARLY_HEARD: Final = 0.06  # ... also against a topic that the words alone name for certain
DANGER_CASES: Final = frozenset({"distress", "overdose", "emergency_119", "shelter", "hardship"})  # of what is outside
STICKY: Final = frozenset({"foreign_residents"})  # heard in whatever learners and English people write
SAYS_MORE: Final = 20  # characters from which a message about what is under discussion has words of it
ABOUT_THE_ANSWER: Final = ("follow_up", "ask_why")
STANDS_OUT: Final = 0.7  # share of all needs from which a first message's need outweighs its topic
LIKELY: Final = 0.7  # confidence of what was heard so, at least
CLEAR_AGAIN: Final = 0.9  # confidence from which a denied family is spoken of again


def as_stated(reading: Reading, belief: Belief) -> Reading:
    """A message that only states one thing, read as the need that answers it; while a day is asked for it may be an answer."""
    if not reading.bare or reading.button or reading.risk.kinds or belief.question or belief.careful:
        return reading
    need = Need(reading.bare.partition(".")[0], STATED, None, reading.bare, share=1.0)
    return replace(reading, verdict="answer", needs=(need,), choices=())


def as_heard(reading: Reading, belief: Belief) -> Reading:
    """A further message, read as the need it has after what was answered: alone 「母でも?」 or 「そうじゃなくて」 says little, and
    the words it shares with other subjects mislead. Days of ours, acts, danger and what belongs to nobody's need are heard
    elsewhere."""
    heard = _heard(reading, belief)
    if not heard or not _may_be_heard(reading, belief) or _is_surer(reading, belief, heard):
        return reading
    need = replace(heard, confidence=max(heard.share, LIKELY), share=1.0, heard=True)
    cases = {topic: case for topic, case in reading.cases.items() if topic != need.topic}  # guessed from a word
    return replace(reading, verdict="answer", needs=(need,), choices=(), cases=cases, act="")


def _heard(reading: Reading, belief: Belief) -> Need | None:
    """The likeliest need, loud enough, that is not denied here (「国保じゃない」), of a card that is at hand no loss, and of no
    family that lacks its words; a fragment needs none about what is under discussion."""
    out = reading.denied | frozenset(belief.dismissed) | (LOSSES if reading.said("card_at_hand", "found_again") else frozenset())
    goes_on = belief.topic if reading.length < SAYS_MORE or belief.topic not in STICKY else ""
    out |= frozenset(one for one in _lacking(reading, belief) if _stem(one) != _stem(goes_on))
    out |= frozenset() if belief.careful else OF_DANGER  # of danger the message itself must tell
    out |= _not_again(belief)
    again = belief.answered if belief.corrected else ""
    heard = next((one for one in reading.heard if one.topic not in out and one.need != again and one.share >= LEAST_HEARD), None)
    return heard if heard and heard.topic not in (*SMALL_TALK, OUTSIDE) else None


def _is_surer(reading: Reading, belief: Belief, heard: Need) -> bool:
    """True where the words alone name another topic for certain, or danger was told, and the need is heard faintly."""
    if belief.careful and heard.share < CLEARLY_HEARD:
        return True
    certain = reading.top and reading.top.confidence >= CERTAIN and heard.share < CLEARLY_HEARD
    sure = reading.top.topic if reading.top and certain else ""
    outside = sure == OUTSIDE and _goes_on(reading, belief)
    return sure not in ("", heard.topic, *SMALL_TALK) and not belief.misses and not outside


def _is_fresh(belief: Belief) -> bool:
    """True while nothing of ours is under discussion: at the beginning, after a greeting or other offices' business."""
    return belief.topic in ("", *SMALL_TALK, OUTSIDE) and not belief.question


def _may_be_heard(reading: Reading, belief: Belief) -> bool:
    """False for buttons, acts of the conversation, whole statements, several questions, danger, and what belongs to a deadline."""
    several = reading.verdict == "answer" and len(reading.needs) > 1
    act = reading.act not in ("", *ABOUT_THE_ANSWER)
    if reading.button or act or reading.bare or several or _is_fresh(belief):
        return False
    return not (_of_deadline(reading, belief) or _is_guarded(reading, belief))


def _of_deadline(reading: Reading, belief: Belief) -> bool:
    """True for an answer to the question for a day, a day of a deadline, and what is asked of one that was reckoned."""
    days = reading.days
    asks_of_it = belief.known and (reading.aspect or reading.act)
    return bool(belief.question or days.told or days.only or (days.named and belief.kind) or asks_of_it)


def thing_alone(reading: Reading, belief: Belief) -> Reading:
    """「マイナンバーカード」 and nothing else, with nothing under discussion: what about it is asked back, not guessed."""
    if not reading.said("thing_alone") or reading.button or not _is_fresh(belief):
        return reading
    return replace(reading, verdict="unclear", needs=(), choices=(), near=None)


def by_its_need(reading: Reading, belief: Belief) -> Reading:
    """A first message whose need stands out, though its topic was taken for another: 「友達に貸してもいい？」 is no small talk."""
    nearest = next(iter(reading.nearest), None)
    stands_out = nearest and nearest.confidence >= STANDS_OUT and _is_fresh(belief) and not belief.careful
    if not nearest or not stands_out or reading.button or reading.act or _is_guarded(reading, belief):
        return reading
    if nearest.topic in (*SMALL_TALK, OUTSIDE) or len(reading.needs) > 1 or nearest.topic == reading.answered():
        return reading
    return replace(reading, verdict="answer", needs=(replace(nearest, share=1.0),), choices=())


def _is_guarded(reading: Reading, belief: Belief) -> bool:
    """True where danger or another person decides what may be said, by the lists or by the topic heard; in a talk about ours,
    danger that no list and no model heard only where it is certain, and veiled words not where help was said already."""
    risk, outside = reading.risk, reading.cases.get(OUTSIDE, "")
    guess = frozenset[str]() if _is_fresh(belief) or reading.said("danger_words") else frozenset({EMERGENCY})
    told = any(one.topic in OF_DANGER - (guess if one.confidence < CERTAIN else frozenset()) for one in reading.needs)
    kinds = risk.kinds and not (risk.veiled and belief.careful)
    return bool(kinds or risk.other or told or outside in DANGER_CASES)


def of_the_card(reading: Reading) -> Reading:
    """A question about the card's own years, heard as one about its certificate, read as the nearest need of the card."""
    if reading.button or reading.days.told or reading.answered() != CERTIFICATE or not reading.said("card_itself"):
        return reading
    nearest = next((one for one in reading.nearest if one.topic == CARD), Need(CARD, GUESS, None, f"{CARD}.apply"))
    return replace(reading, needs=(replace(nearest, confidence=max(nearest.confidence, GUESS), share=1.0),), choices=())


def of_the_bill(reading: Reading) -> Reading:
    """Who asks for money back is answered that, whatever is under discussion: the fee of a card is another matter."""
    if reading.button or not reading.said("bill_back") or reading.answered() in _OF_BILLS:
        return reading
    return replace(reading, verdict="answer", needs=(Need("refund", STATED, None, PAID, share=1.0),), choices=())


def found_again(reading: Reading, belief: Belief) -> Reading:
    """A lost card that is there again is not to be stopped but to be started."""
    losses = (reading.answered(), belief.topic)
    if reading.button or not reading.said("found_again") or not LOSSES.intersection(losses):
        return reading
    return replace(reading, verdict="answer", needs=(Need("found_card", STATED, None, FOUND, share=1.0),), choices=())


def ruled_out(reading: Reading, belief: Belief) -> frozenset[str]:
    """The families that the message is not about, in this conversation."""
    return _unfounded(reading, belief) | reading.denied | frozenset(belief.dismissed) | _not_again(belief)


def _not_again(belief: Belief) -> frozenset[str]:
    """The family answered last, where two messages in a row said that it is not what was asked."""
    return frozenset({belief.topic}) if belief.corrected > 1 and not belief.careful else frozenset()


def _lacking(reading: Reading, belief: Belief) -> frozenset[str]:
    """The families that lack a word of theirs in the message and, of life's circumstances, in the conversation."""
    theirs = frozenset({KOUKI}) if belief.insurer == KOUKI else frozenset[str]()
    return reading.unfounded - frozenset(belief.circumstances) - theirs


def _unfounded(reading: Reading, belief: Belief) -> frozenset[str]:
    """Families without a word of theirs; none beside danger, in a talk about them, or where one is certain."""
    risk, lacking = reading.risk, _lacking(reading, belief)
    heard = risk.kinds or risk.nearly or risk.other or belief.careful or reading.careful or belief.topic in lacking
    if heard or reading.verdict != "answer":
        return _no_loss(reading, belief)
    return _no_loss(reading, belief) if reading.answered(CERTAIN) in lacking else lacking


def _no_loss(reading: Reading, belief: Belief) -> frozenset[str]:
    """The families of a lost card, where neither the message nor the conversation has a word of one: whoever holds a working
    card is not told to stop it, however sure the topic seems. Only where it could be of nothing else it stands."""
    told = any(one.startswith(TOLD_OF_LOSS) for one in (belief.answered, belief.earlier, *belief.said))
    elsewhere = any(one.topic not in LOSSES for one in reading.nearest)
    return reading.unfounded & LOSSES if elsewhere and not told else frozenset()


def hear_words(reading: Reading, belief: Belief) -> Belief:
    """With the circumstances that the message tells, and what it denies; without what it speaks of again."""
    told = tuple(sorted(reading.circumstances.union(belief.circumstances)))
    corrected = belief.corrected + 1 if reading.said("not_asked") and not reading.button else 0
    belief = belief.but(circumstances=told, corrected=corrected)
    top = reading.answered(CLEAR_AGAIN) if not reading.denied else ""
    pressed = reading.top.topic if reading.button and reading.top else ""
    again = {_stem(one) for one in (top, pressed) if one} | _feared_again(reading)
    denied = tuple(sorted(one for one in {*belief.dismissed, *reading.denied} if _stem(one) not in again))
    return belief if denied == belief.dismissed else belief.but(dismissed=denied)


def _feared_again(reading: Reading) -> set[str]:
    """A restriction was denied, perhaps by somebody made to: any word of it, or of danger, that denies nothing brings it back."""
    quiet = reading.denied or reading.risk.denies
    return set() if quiet or (RESTRICTION in reading.unfounded and not reading.risk.kinds) else {_stem(RESTRICTION)}


def _stem(topic: str) -> str:
    """What topics of one subject begin with: moving, moving_deadline."""
    return topic.partition("_")[0]


def by_evidence(reading: Reading, belief: Belief) -> Reading:
    """The reading without needs and choices that are ruled out; where none is left, the nearest need that is not."""
    out = ruled_out(reading, belief)
    if _asks_on(reading):
        out |= SMALL_TALK
    if _declined_within(reading, belief):
        return _nearest(reading, out)
    named = [*(one.topic for one in reading.needs), *reading.choices]
    if reading.button or reading.said("card_at_hand") or reading.verdict not in ("answer", "choose") or out.isdisjoint(named):
        return reading
    needs = tuple(one for one in reading.needs if one.topic not in out)
    choices = tuple(one for one in reading.choices if one not in out)
    if needs:
        return replace(reading, needs=needs, choices=choices)
    if choices:
        likeliest = (Need(choices[0], GUESS),)
        return replace(reading, verdict="choose" if len(choices) > 1 else "answer", needs=likeliest, choices=choices)
    return _nearest(reading, out)


def _asks_on(reading: Reading) -> bool:
    """True when something is asked beside thanks or a greeting."""
    asks = reading.whether or reading.yes_no or bool(reading.asks) or reading.said("question")
    return asks and reading.length > LONGEST_SMALL


def _declined_within(reading: Reading, belief: Belief) -> bool:
    """True for a short message in a talk about our things that was taken for another office's business without naming any."""
    if reading.button or reading.act:
        return False
    sure = reading.top is not None and reading.top.topic == OUTSIDE and reading.top.confidence >= DECLINED
    return reading.verdict == "outside" and not sure and _goes_on(reading, belief)


def _goes_on(reading: Reading, belief: Belief) -> bool:
    """True for a short message in a talk about our things that names no other office's business."""
    ours = belief.topic and belief.topic not in (*SMALL_TALK, OUTSIDE)
    named = reading.cases.get(OUTSIDE) or reading.said("others_business")
    return bool(ours and not named and reading.length <= LONGEST_FURTHER)


def _nearest(reading: Reading, out: frozenset[str]) -> Reading:
    """Read as the nearest need that is not ruled out, and never of danger or another person on a mere guess; as not understood
    when there is none."""
    nearest = next((one for one in reading.nearest if one.topic not in (*out, *SMALL_TALK, *OF_DANGER, OUTSIDE)), None)
    if nearest:
        return replace(reading, verdict="answer", needs=(replace(nearest, confidence=GUESS, share=1.0),), choices=())
    return replace(reading, verdict="unclear", needs=(), choices=())
