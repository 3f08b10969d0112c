"""What a message is not about: the families that it denies, whose words it lacks, that were just said not to be meant. Pure."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from bot.dialogue.belief import Belief
from bot.reading.model import OF_DANGER, OUTSIDE, SMALL_TALK, Need, Reading

DECLINED: Final = 0.7  # confidence from which something is none of our business for sure
RESTRICTION: Final = "dv_restriction"
CERTAIN: Final = 0.9  # confidence of what needs no word of its own
LOSSES: Final = frozenset({"loss", "loss_visit_soon"})
KOUKI: Final = "kouki"  # a family, and the insurer of its people
# what begins needs and statements of a card that is gone
TOLD_OF_LOSS: Final = ("loss", "found_card", "stolen_misuse", "smartphone.lost", "employers.lost", "disaster", "dv_")
TOLD_AT_RISK: Final = ("dv_", "crisis", "shelter")  # what begins needs that are only told to somebody at risk
GUESS: Final = 0.5  # confidence of a need that takes the place of one ruled out
LONGEST_SMALL: Final = 14  # characters of small talk that asks nothing
LONGEST_FURTHER: Final = 40  # characters of a message that goes on about what is discussed
MOST_ASKED: Final = 24  # needs remembered that messages may have meant
CLEAR_AGAIN: Final = 0.9  # confidence from which a denied family is spoken of again


def ruled_out(reading: Reading, belief: Belief) -> frozenset[str]:
    """The families that the message is not about, in this conversation."""
    return _unfounded(reading, belief) | reading.denied | frozenset(belief.dismissed) | not_again(belief)


def not_again(belief: Belief) -> frozenset[str]:
    """The family answered last, where two messages in a row said that it is not what was asked."""
    return frozenset({belief.topic}) if belief.corrected > 1 and not belief.careful else frozenset()


def barred(reading: Reading, belief: Belief) -> tuple[str, ...]:
    """What the ids of needs begin with that nothing is told of beside an answer: what the message denies or lacks the words of, of
    danger that it does not tell, and of a lost card where no word of it is said: whoever left it at home is not told to stop it."""
    out = reading.denied | frozenset(belief.dismissed) | lacking(reading, belief) | OF_DANGER | frozenset((*SMALL_TALK, OUTSIDE))
    loss = () if LOSSES.isdisjoint(reading.unfounded) else TOLD_OF_LOSS
    return (*(f"{family}." for family in sorted(out)), *loss, *TOLD_AT_RISK)


def lacking(reading: Reading, belief: Belief) -> frozenset[str]:
    """The families that lack a word of theirs in the message and, of life's circumstances, in the conversation."""
    theirs = frozenset({KOUKI}) if belief.insurer == KOUKI else frozenset[str]()
    return reading.unfounded - frozenset(belief.circumstances) - theirs


def _unfounded(reading: Reading, belief: Belief) -> frozenset[str]:
    """Families without a word of theirs; none beside danger, in a talk about them, or where one is certain."""
    risk, out = reading.risk, lacking(reading, belief)
    heard = risk.kinds or risk.nearly or risk.other or belief.careful or reading.careful or belief.topic in out
    stands = heard or reading.verdict != "answer" or reading.answered(CERTAIN) in out
    return _no_loss(reading, belief) if stands else out


def _no_loss(reading: Reading, belief: Belief) -> frozenset[str]:
    """The families of a lost card, where neither the message nor the conversation has a word of one: whoever holds a working
    card is not told to stop it, however sure the topic seems. Only where it could be of nothing else it stands."""
    told = any(one.startswith(TOLD_OF_LOSS) for one in (belief.answered, belief.earlier, *belief.said))
    elsewhere = any(one.topic not in LOSSES for one in reading.nearest)
    return reading.unfounded & LOSSES if elsewhere and not told else frozenset()


def hear_words(reading: Reading, belief: Belief) -> Belief:
    """With what the message may mean, the circumstances that it tells, and what it denies; without what it speaks of again."""
    told = tuple(sorted(reading.circumstances.union(belief.circumstances)))
    corrected = belief.corrected + 1 if reading.said("not_asked") and not reading.button else 0
    belief = belief.but(circumstances=told, corrected=corrected, asked=_asked(reading, belief))
    top = reading.answered(CLEAR_AGAIN) if not reading.denied else ""
    pressed = reading.top.topic if reading.button and reading.top else ""
    again = {stem(one) for one in (top, pressed) if one} | _feared_again(reading)
    denied = tuple(sorted(one for one in {*belief.dismissed, *reading.denied} if stem(one) not in again))
    return belief if denied == belief.dismissed else belief.but(dismissed=denied)


def _asked(reading: Reading, belief: Belief) -> dict[str, float]:
    """The needs that this message and those before may have meant, with their largest shares."""
    asked = dict(belief.asked)
    for one in reading.nearest:
        asked[one.need] = max(asked.get(one.need, 0.0), one.confidence)
    return dict(sorted(asked.items(), key=lambda pair: -pair[1])[:MOST_ASKED])


def _feared_again(reading: Reading) -> set[str]:
    """A restriction was denied, perhaps by somebody made to: any word of it, or of danger, that denies nothing brings it back."""
    quiet = reading.denied or reading.risk.denies
    return set() if quiet or (RESTRICTION in reading.unfounded and not reading.risk.kinds) else {stem(RESTRICTION)}


def stem(topic: str) -> str:
    """What topics of one subject begin with: moving, moving_deadline."""
    return topic.partition("_")[0]


def by_evidence(reading: Reading, belief: Belief) -> Reading:
    """The reading without needs and choices that are ruled out; where none is left, the nearest need that is not."""
    out = _out_of(reading, belief)
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


def _out_of(reading: Reading, belief: Belief) -> frozenset[str]:
    out = ruled_out(reading, belief)
    if reading.top and reading.top.heard:  # it was judged by the whole conversation
        out -= not_again(belief)
    return out | frozenset(SMALL_TALK) if _asks_on(reading) else out


def _asks_on(reading: Reading) -> bool:
    """True when something is asked beside thanks or a greeting."""
    asks = reading.whether or reading.yes_no or bool(reading.asks) or reading.said("question")
    return asks and reading.length > LONGEST_SMALL


def _declined_within(reading: Reading, belief: Belief) -> bool:
    """True for a short message in a talk about our things that was taken for another office's business without naming any."""
    if reading.button or reading.act:
        return False
    sure = reading.top is not None and reading.top.topic == OUTSIDE and reading.top.confidence >= DECLINED
    return reading.verdict == "outside" and not sure and goes_on(reading, belief)


def goes_on(reading: Reading, belief: Belief) -> bool:
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
