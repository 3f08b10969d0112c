"""What a message is about in its conversation: by what was answered before it, by what it states, by a need that stands out.
Pure."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from bot.dialogue.belief import Belief
from bot.dialogue.evidence import CERTAIN, GUESS, LOSSES, barred, goes_on, lacking, not_again, stem
from bot.dialogue.reckon import GROUPS, VISIT
from bot.reading.model import ENGLISH, LATIN, OF_DANGER, OUTSIDE, SMALL_TALK, Need, Point, Reading

CERTIFICATE: Final = "cert_expiry"
CARD: Final = "card_renewal"
EMERGENCY: Final = "dv_emergency"
OTHERS: Final = "third_party"
SURELY_OTHERS: Final = 0.7  # confidence from which the topic alone makes a question one about another person
PAID: Final = "refund.paid_in_full"
FRAUD: Final = "scam.call"
FOUND: Final = "found_card.own"
_OF_BILLS: Final = ("refund", "premium_arrears", "benefits", "hospital_stay", "reader_failure")
# what begins statements for those who ask of another, or may be asked of by another
TOLD_OF_OTHERS: Final = ("third_party", "dv_", "crisis", "child_danger", "shelter")
RATHER: Final = 0.15  # share from which a statement answers where nothing else was understood
RULE: Final = 0.3  # share from which a statement answers a question that only a list takes for one about another
SUSPECTED: Final = 0.1  # ... unless those of others have more than this
STATED: Final = 0.95  # confidence of what a message states and nothing else
LEAST_HEARD: Final = 0.03  # share of all needs from which one is heard in the conversation (390 share 1)
CLEARLY_HEARD: Final = 0.25  # ... also against a topic that the words alone name for certain
# cases of what is outside that tell of danger
DANGER_CASES: Final = frozenset({"distress", "overdose", "emergency_119", "shelter", "hardship"})
STICKY: Final = frozenset({"foreign_residents"})  # heard in whatever learners and English people write
SAYS_MORE: Final = 20  # characters from which a message about what is under discussion has words of it
PLAINLY_HEARD: Final = 0.45  # share from which a need is heard though a day is asked for or told, or the words are few
ABOUT_THE_ANSWER: Final = ("follow_up", "ask_why")  # acts that ask further
SURE_OF_EACH: Final = 0.5  # confidence from which each of several questions is understood
STANDS_OUT: Final = 0.7  # share of all needs from which a first message's need outweighs its topic
LIKELY: Final = 0.7  # confidence of what was heard so, at least


def _of_a_rule(reading: Reading, belief: Belief) -> Reading:
    """Without the suspicion that another's things are asked for, where only a list has it and a statement answers clearly:
    「会社は社員の登録を見られますか」 asks for a rule, and every statement tells rules, nobody's data."""
    points = reading.points
    if not reading.risk.doubted or belief.probe or not points or points[0].statement.startswith(TOLD_OF_OTHERS):
        return reading
    theirs = sum(one.share for one in points if one.statement.startswith(TOLD_OF_OTHERS))
    if points[0].share < RULE or theirs > SUSPECTED:
        return reading
    return replace(reading, risk=replace(reading.risk, other="", doubted=False))


def of_another(reading: Reading, belief: Belief) -> Reading:
    """A question taken for one about another person by its topic alone, not for certain and by no list: as the nearest need, where
    that is none of another's. 「妻のカードはどこで作りますか」 asks how cards are made."""
    reading = _of_a_rule(reading, belief)
    top, risk = reading.top, reading.risk
    guessed = top and top.topic == OTHERS and top.confidence < SURELY_OTHERS and not (risk.other or risk.insists or risk.leans)
    nearest = next(iter(reading.nearest), None)
    if not guessed or not nearest or reading.button or nearest.topic in (*OF_DANGER, *SMALL_TALK, OUTSIDE):
        return reading
    return replace(reading, verdict="answer", needs=(replace(nearest, share=1.0),), choices=())


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
    found = likely(reading, belief)
    if not found or not _may_be_heard(reading, belief, found[0]) or _is_surer(reading, belief, found[0]):
        return reading
    heard = found[0]
    need = replace(heard, confidence=max(heard.share, LIKELY), share=1.0, heard=True)
    cases = {topic: case for topic, case in reading.cases.items() if topic != need.topic}  # guessed from a word
    return replace(reading, verdict="answer", needs=(need,), choices=(), cases=cases, act="")


def likely(reading: Reading, belief: Belief) -> list[Need]:
    """The needs heard in the conversation, loud enough, the likeliest first; [] where small talk or other offices' business is.

    None that is denied (「国保じゃない」) or was just said not to be meant, no loss of a card at hand, none of a family that
    lacks its words (a fragment needs none about what is under discussion), and of danger none that the message does not tell."""
    out = reading.denied | frozenset(belief.dismissed) | (LOSSES if reading.said("card_at_hand", "found_again") else frozenset())
    few = reading.length < SAYS_MORE * (LATIN if reading.language == ENGLISH else 1)
    kept = belief.topic if few or belief.topic not in STICKY else ""
    out |= frozenset(one for one in lacking(reading, belief) if stem(one) != stem(kept))
    out |= frozenset() if belief.careful else OF_DANGER
    doubtful = not_again(belief)
    found = [
        one
        for one in reading.heard
        if one.topic not in out and one.share >= (PLAINLY_HEARD if one.topic in doubtful else LEAST_HEARD)
    ]
    return found if found and found[0].topic not in (*SMALL_TALK, OUTSIDE) else []


def _is_surer(reading: Reading, belief: Belief, heard: Need) -> bool:
    """True where the words alone name another topic for certain, or danger was told, and the need is heard faintly."""
    if belief.careful and heard.share < CLEARLY_HEARD:
        return True
    certain = reading.top and reading.top.confidence >= CERTAIN and heard.share < CLEARLY_HEARD
    sure = reading.top.topic if reading.top and certain else ""
    outside = sure == OUTSIDE and goes_on(reading, belief)
    return sure not in ("", heard.topic, *SMALL_TALK) and not belief.misses and not outside


def _is_fresh(belief: Belief) -> bool:
    """True while nothing of ours is under discussion: at the beginning, after a greeting or other offices' business."""
    return belief.topic in ("", *SMALL_TALK, OUTSIDE) and not belief.question


def _may_be_heard(reading: Reading, belief: Belief, heard: Need) -> bool:
    """False for buttons, acts of the conversation, whole statements, several questions, danger, and what belongs to a deadline."""
    several = reading.verdict == "answer" and len(reading.needs) > 1 and reading.needs[0].confidence >= SURE_OF_EACH
    several = several and heard.share < PLAINLY_HEARD
    act = reading.act not in ("", *ABOUT_THE_ANSWER)
    if reading.button or act or reading.bare or several or _is_fresh(belief):
        return False
    return not (_of_deadline(reading, belief, heard) or _is_guarded(reading, belief))


def _of_deadline(reading: Reading, belief: Belief, heard: Need) -> bool:
    """True for an answer to the question for a day, a day of a deadline, and what is asked of one that was reckoned; a need that
    is heard plainly goes before them, unless the message is a day and little else, or the need has days of ours and one is
    told or asked for."""
    days = reading.days
    if heard.share >= PLAINLY_HEARD and not (_is_dated(reading, heard) or days.only or reading.act):
        return False
    asks_of_it = belief.known and (reading.aspect or reading.act)
    told = any(one.event != VISIT for each in days.told.values() for one in each)
    return bool(belief.question or told or days.only or (days.named and belief.kind) or asks_of_it)


def _is_dated(reading: Reading, heard: Need) -> bool:
    return heard.topic in GROUPS and bool(reading.days.named or reading.said("day_words", "last_day"))


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


def as_ranked(reading: Reading, belief: Belief) -> Reading:
    """A message of which nothing was understood, or several things, read as the need of the statement that likely answers."""
    best = reading.points[0] if reading.points else Point()
    topic, top = best.need.partition(".")[0], reading.top or Need()
    known = reading.verdict not in ("unclear", "choose") or top.heard or top.topic in SMALL_TALK
    if known or best.share < RATHER or reading.button or reading.act or belief.question or reading.days.only:
        return reading
    if _is_guarded(reading, belief) or best.need.startswith(barred(reading, belief)):
        return reading
    return replace(reading, verdict="answer", needs=(Need(topic, GUESS, None, best.need, share=1.0),), choices=())


def _is_guarded(reading: Reading, belief: Belief) -> bool:
    """True where danger or another person decides what may be said, by the lists or by the topic heard; in a talk about ours,
    danger that no list and no model heard only where it is certain, and veiled words not where help was said already."""
    risk, outside = reading.risk, reading.cases.get(OUTSIDE, "")
    sure = 0.0 if _is_fresh(belief) or reading.said("danger_words") else CERTAIN
    told = any(one.topic in OF_DANGER and (one.topic != EMERGENCY or one.confidence >= sure) for one in reading.needs)
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


def of_fraud(reading: Reading) -> Reading:
    """Who is sent to a cash machine for money that comes back is told to hang up, whatever else the words name."""
    if reading.button or not reading.said("sent_to_atm"):
        return reading
    return replace(reading, verdict="answer", needs=(Need("scam", STATED, None, FRAUD, share=1.0),), choices=(), act="")


def found_again(reading: Reading, belief: Belief) -> Reading:
    """A lost card that is there again is not to be stopped but to be started."""
    losses = (reading.answered(), belief.topic)
    if reading.button or not reading.said("found_again") or not LOSSES.intersection(losses):
        return reading
    return replace(reading, verdict="answer", needs=(Need("found_card", STATED, None, FOUND, share=1.0),), choices=())
