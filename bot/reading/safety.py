"""What a message tells of danger, illness, or not wanting to live; from the lists in `words/` and the
learned pieces of `risk_model.json`. Needs no engine.

A miss costs too much, so the lists lean to the safe side: a number too many harms nobody.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from typing import Final

from bot.reading.language import language_of
from bot.reading.marks import Said, load_marks
from bot.reading.model import EASY, Risk
from bot.reading.others import Whose
from bot.reading.risk_model import SAYS_SOMETHING, shipped_model
from bot.text import normalise

FLED: Final = "fled"
HIDING: Final = "hiding"  # afraid of being found
# a message of some length that a list finds is believed down to so far under the model's limit, one that no list finds
# only so far above it (a minus): chosen on a set that neither had met (sets/README.md) and on ordinary questions (docs/understanding.md)
LISTED: Final = 2.0
VEILED: Final = 0.3
# veiled words beside a denial are few: they must be heard for sure
BESIDE: Final = 0.5
# characters: of less the model knows nothing; of less than SAYS_SOMETHING it overrules no list, and must be so much surer
LEAST: Final = 6
SHORT: Final = 2.0
# so far under the limit a message tells nothing by itself, but it does beside another of the last turns
NEARLY: Final = 0.9
# what is kept from somebody who is no danger must be heard so much surer to be fear of being found
PRIVATE: Final = 1.0
# beside words of our own business, or near them, the model must be surer
MARGINS: Final = {"disaster": 2.5, "our_business": 1.0, "near_ours": 0.3}
# learners' words for everything are few, and those of danger among them: the model must be so much surer
LEARNERS: Final = 0.3
# the most urgent first: what is answered first when several are found
ALARMS: Final = ("overdose", "medical", "danger", "crisis", "hardship", "shelter")
# the last answers, for a turn asks twice, under the hash of the text, which is salted anew in each process: no words are kept
MOST: Final = 32
_answers: OrderedDict[int, Risk] = OrderedDict()
FILES: Final = ("danger", "medical", "crisis", "hardship")


def listed(said: Said) -> frozenset[str]:
    """The kinds that the lists name."""
    return frozenset(marks[name].kind for marks in map(load_marks, FILES) for name in marks.found(said))


def heard(whose: Whose) -> dict[str, float]:
    """The kinds that the model hears, also in veiled words, and how far above what it must be; {} when too little is said."""
    if len(whose.said.text) < LEAST or whose.refused:
        return {}
    ours = load_marks("our_things")
    near = (margin for name, margin in MARGINS.items() if ours[name].pattern.search(whose.said.words))
    # who asks what somebody can see of them is answered that
    margin = MARGINS["our_business"] if whose.looked_at else next(near, 0.0)
    private = "private" in whose.hides and HIDING not in whose.hides
    far = shipped_model().heard(whose.parts)
    margin += SHORT * (len(whose.said.text) < SAYS_SOMETHING) + LEARNERS * (language_of(whose.said) == EASY)
    return {kind: above - (PRIVATE if private and kind == HIDING else margin) for kind, above in far.items()}


def read_risk(text: str) -> Risk:
    """What the text tells of danger and of others. The desk asks this before everything and sends it along."""
    answer = _answers.get(hash(text))
    if answer is None:
        answer = _answers[hash(text)] = _look(text)
        if len(_answers) > MOST:
            _answers.popitem(last=False)
    return answer


def _look(text: str) -> Risk:
    # the desk asks with the text as written, the dialogue with the normal one: one look serves both. Lines are sentences.
    whose = Whose(Said(text if "\n" in text else normalise(text)))
    said, modes = denied(whose.said)
    told = Whose(said) if modes else whose
    far = heard(told)
    named = _believed(told, far)
    kinds = alarms(named or _surely(far, BESIDE if modes else -VEILED))
    return Risk(
        kinds=kinds,
        other="stealth" if whose.stealth else "asks" if whose.refused else "",
        doubted=whose.doubted,
        harmless=whose.harmless,
        insists=whose.insists,
        leans=whose.leans,
        veiled=bool(kinds) and not named,
        nearly="" if kinds else max(_surely(far, -NEARLY), key=lambda kind: far[kind], default=""),
        fits=asked_at_risk(told.said).get("help", "") if kinds else "",
        denies=() if kinds else modes,
    )


def _surely(far: dict[str, float], least: float) -> frozenset[str]:
    return frozenset(kind for kind, above in far.items() if above > least)


def _believed(told: Whose, far: dict[str, float]) -> frozenset[str]:
    """The kinds that the lists name, unless the model is sure that there is nothing of it: 「追われてます、洗濯物に」."""
    long = len(told.said.text) >= SAYS_SOMETHING
    named = frozenset[str]() if long and far and max(far.values()) < -LISTED else listed(told.said)
    return named | (told.hides & {HIDING})


def denied(said: Said) -> tuple[Said, tuple[str, ...]]:
    """What a message tells beside what it denies, and the modes of danger denied: both where its words name neither; () for no
    denial."""
    denials, modes = load_marks("denials"), load_marks("denied")
    found, left, gone = denials.found(said), said.words, ""
    if not found:
        return said, ()
    for name in found:
        gone += "。".join(one.group() for one in denials[name].pattern.finditer(left)) + "。"
        left = denials[name].pattern.sub("。", left)
    named = modes.found(Said(gone))
    return Said(left), tuple(mode for mode in modes if mode in named or not named)


def asked_at_risk(said: Said, heard: Sequence[str] = ()) -> dict[str, str]:
    """What somebody at risk asks: for each kind of danger the id of the need that answers it. Of several that the words name, the
    first `heard` in the conversation, else the first of the list."""
    marks = load_marks("at_risk")
    found = marks.found(said)
    ranked = [*(name for name in heard if name in found), *(name for name in marks if name in found)]
    return {marks[name].kind: name for name in reversed(ranked)}


def alarms(found: frozenset[str]) -> tuple[str, ...]:
    """The kinds that are answered, most urgent first; () for an ordinary message. FLED comes last and alone is weak:
    help comes first unless the message asks for something of ours with certainty. HIDING alone asks for something of ours:
    how not to be found."""
    urgent = [kind for kind in ALARMS if kind in found]
    if "overdose" in urgent:  # its answer holds both the number and the lines that listen
        urgent = [kind for kind in urgent if kind not in ("medical", "crisis")]
    if len(urgent) > 1:  # need and shelter wait
        urgent = [kind for kind in urgent if kind not in ("hardship", "shelter")]
    return (*urgent[:2], *(kind for kind in (FLED, HIDING) if kind in found))
