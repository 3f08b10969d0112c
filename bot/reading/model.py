"""What one message says, read once: nothing behind it sees the text. Values only; JSON there and back. Pure.

Every repr is without words: what a person wrote stands in no log.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import date
from functools import cache
from types import UnionType
from typing import Any, Final, Literal, Union, get_args, get_origin, get_type_hints

# in which language a message is written, or asks to be answered
ENGLISH: Final = "en"
EASY: Final = "easy"  # Japanese of learners and children
USUAL_WORDS: Final = "usual"  # everybody's Japanese again
JAPANESE: Final = "ja"
LATIN: Final = 3  # Latin letters that say what one Japanese character says
SITUATION: Final = 40  # characters from which a message tells a situation
# topics that the whole house treats apart from those it answers
OUTSIDE: Final = "out_of_scope"
SMALL_TALK: Final = frozenset({"greeting", "thanks", "goodbye", "chitchat"})
# heard by the classifier where no list names a danger or another person; nothing takes their place
OF_DANGER: Final = frozenset({"dv_emergency", "child_danger", "crisis", "medical_emergency", "third_party"})
Verdict = Literal["answer", "choose", "outside", "unclear"]


@dataclass(frozen=True)
class Open:
    """What the desk sends along: the question that is open and what is under discussion.

    `event` is the day asked for ("" = none), `person` whose ("" = the speaker), `last` the event told last, `kind` the
    family of deadlines under discussion, `careful` after danger was told; `answered`: the need or topic answered last,
    `earlier`: another one answered before it; `said`: ids of the statements said, `asked`: the needs that earlier messages may
    have meant with their largest shares."""

    event: str = ""
    person: str = field(default="", repr=False)
    last: str = ""
    kind: str = ""
    careful: bool = False
    answered: str = ""
    earlier: str = ""
    said: tuple[str, ...] = field(default=(), repr=False)
    asked: Mapping[str, float] = field(default_factory=dict, repr=False)


@dataclass(frozen=True)
class Risk:
    """What is told of danger (kinds, most urgent first; bot.reading.safety) and of others.

    `other`: "" | "asks" (asks for, infers or acts on what is another's) | "stealth" (so that it is refused to anybody).
    `doubted`: only lists have it so, the learned model has not.
    `harmless`: surely from the person concerned or from somebody who cares. `insists`, `leans`: presses on after a refusal,
    or means the same person still. `veiled`: no list names the danger, the words were only learned; `nearly`: the kind that
    this message does not tell alone; `fits`: the need whose help fits the danger told, where the usual one does not;
    `denies`: which modes of danger it says are none (words/denials.yml, denied.yml), where it tells of none beside."""

    kinds: tuple[str, ...] = ()
    other: str = ""
    doubted: bool = False
    harmless: bool = False
    insists: bool = False
    leans: bool = False
    veiled: bool = False
    nearly: str = ""
    fits: str = ""
    denies: tuple[str, ...] = ()


@dataclass(frozen=True)
class Day:
    """A day or period as said. `kind` and `candidates` are bot.dates'; `words` as written, for asking back. `yearless`: a
    year may be missing; `rough`: of a stretch, nothing is counted from it."""

    kind: str = ""
    candidates: tuple[date, ...] = field(default=(), repr=False)
    words: str = field(default="", repr=False)
    reason: str = field(default="", repr=False)
    yearless: bool = False
    rough: bool = False
    slashed: bool = False  # the words hold a year, 年 or 3/4/…


@dataclass(frozen=True)
class Told:
    """A day told: of which event, whose ("" = the speaker), and who was named beside (`also`)."""

    person: str = field(default="", repr=False)
    event: str = ""
    day: Day = Day()
    also: tuple[str, ...] = field(default=(), repr=False)


@dataclass(frozen=True)
class Days:
    """The days of a message.

    `named`: those that name a day, without an open question; `asked`: how many when one is asked for; `told`: by family of
    deadlines; `apart`: the same when the message tells days of several families; `events`: families whose event is said of
    a day; `held`: held against an answer; `planned`: to go to the office, by family; `used`: the month of use; `past`:
    asked about; `bare_past`: and little else; `only`: a day and little else; `alone`: the same but for a doubt; `answers`:
    the answer to the open question."""

    named: tuple[Day, ...] = ()
    asked: int = 0
    told: Mapping[str, tuple[Told, ...]] = field(default_factory=dict)
    apart: Mapping[str, tuple[Told, ...]] = field(default_factory=dict)
    events: tuple[str, ...] = ()
    held: Day | None = None
    planned: Mapping[str, Day] = field(default_factory=dict)
    used: Day | None = None
    past: date | None = field(default=None, repr=False)
    bare_past: date | None = field(default=None, repr=False)
    only: bool = False
    alone: bool = False
    answers: bool = False


@dataclass(frozen=True)
class Insurer:
    """Insurers and towns named. `named`: kitamura, kitaku or other; `offices`: spoken of at all; `meant`: by a general
    word (国保); `town`: another town's office or insurance is the subject; `own_town`: it is the writer's; `only`: named and
    little else; `ward`: "named" (北区です) or "lives"."""

    named: str = ""
    offices: tuple[str, ...] = ()
    meant: tuple[str, ...] = ()
    town: str = field(default="", repr=False)
    own_town: str = field(default="", repr=False)
    only: str = ""
    ward: str = ""


@dataclass(frozen=True)
class Choice:
    """What is picked of several days on offer: years, a day of the month, or the first or last."""

    years: tuple[int, ...] = ()
    day: int = 0
    end: str = ""  # first, last
    digits: bool = False


@dataclass(frozen=True)
class Near:
    """What the words are nearest to of ours; `say` as in words/near_things.yml."""

    topics: tuple[str, ...] = ()
    say: str = ""


@dataclass(frozen=True)
class Pins:
    """Of PINs: which is meant (ids of bot.card.status.Pin, "" = none named), how many wrong entries are told."""

    kind: str = ""
    misses: int = 0


@dataclass(frozen=True)
class Point:
    """A statement and how likely it is the one that answers, of 1."""

    statement: str = ""
    share: float = 0.0

    @property
    def need(self) -> str:
        """The need it is of: ids of statements are theirs and a word more."""
        return self.statement.rpartition(".")[0]


@dataclass(frozen=True)
class Need:
    """A topic heard, confidence 0..1, and the finer need of it ("" when none was learned) with its share of 1
    among those of the topic (`share`), another that is nearly as likely (`near`); `part` is the reading of its own question
    when the message holds several; `heard`: after what was answered before it, not by the message alone."""

    topic: str = ""
    confidence: float = 0.0
    part: Reading | None = None
    need: str = ""
    near: str = ""
    share: float = 0.0
    heard: bool = False


@dataclass(frozen=True)
class Reading:
    """One message. `asks`: what is asked of the subject, in the order of the words; `aspect`: the same for a fragment without
    a subject; `act` and `detail`: the dialogue act that the whole message is, `hint`: one inside a short sentence; `says`:
    what is said by the way (words/marks.yml); `people`: family named; `like`: whose days are those of the named;
    `things`: nouns that do not go on about anything, for telling a new subject, `words` its telling words; `yes_no`: it asks
    whether, beside the rest; `cases`: topic -> case of it; `facts`: condition ->
    value said by the way; `whether`: a question for yes or no; `pressed`: the payload of a button; `points`: the statements
    that most likely answer in this conversation, the likeliest first; `careful`: danger was told before; `at_risk`: what somebody
    at risk asks: which danger -> id of the need; `nearest`: the likeliest needs of all families, whatever `needs` are;
    `denied`: the families that it says it is not about, `unfounded`: those whose words it lacks, `circumstances`: those of life's
    circumstances whose words it holds (bot.reading.evidence);
    `bare`: id of the need that answers a message which only states one thing (words/bare.yml); `heard`: the likeliest needs of all
    after what was answered before;
    `language`: bot.reading.language."""

    verdict: Verdict = "unclear"
    needs: tuple[Need, ...] = ()
    choices: tuple[str, ...] = ()
    length: int = 0
    button: bool = False
    english: bool = False
    latin: bool = False
    language: str = ""
    act: str = ""
    detail: str = ""
    hint: str = ""
    asks: tuple[str, ...] = ()
    aspect: str = ""
    says: frozenset[str] = frozenset()
    people: tuple[str, ...] = field(default=(), repr=False)
    like: str = field(default="", repr=False)
    own_topic: str = ""
    year: int = 0
    choice: Choice = Choice()
    insurer: Insurer = Insurer()
    days: Days = Days()
    risk: Risk = Risk()
    pins: Pins = Pins()
    near: Near | None = None
    cases: Mapping[str, str] = field(default_factory=dict)
    facts: Mapping[str, str] = field(default_factory=dict)
    things: tuple[str, ...] = field(default=(), repr=False)
    words: tuple[str, ...] = field(default=(), repr=False)
    yes_no: bool = False
    whether: bool = False
    pressed: str = ""
    points: tuple[Point, ...] = ()
    careful: bool = False
    at_risk: Mapping[str, str] = field(default_factory=dict)
    nearest: tuple[Need, ...] = ()
    denied: frozenset[str] = frozenset()
    unfounded: frozenset[str] = frozenset()
    circumstances: frozenset[str] = frozenset()
    bare: str = ""
    heard: tuple[Need, ...] = ()

    @property
    def top(self) -> Need | None:
        """The likeliest need."""
        return self.needs[0] if self.needs else None

    def said(self, *names: str) -> bool:
        """True when any of the marks is said."""
        return not self.says.isdisjoint(names)

    def answered(self, at_least: float = 0.0) -> str:
        """The topic that understanding is sure of, with at least that confidence; "" for none."""
        top = self.top
        return top.topic if top and self.verdict == "answer" and top.confidence >= at_least else ""

    def as_json(self) -> dict[str, Any]:
        """Plain values; what is empty is left out."""
        plain: dict[str, Any] = _plain(self)
        return plain

    @classmethod
    def from_json(cls, plain: Mapping[str, Any]) -> Reading:
        """Reads `as_json`. Raises ValueError when it is of another version or no reading."""
        try:
            found: Reading = _made(cls, plain)
        except (TypeError, AttributeError, KeyError, ValueError) as error:
            raise ValueError(f"not a reading: {type(error).__name__}") from None
        return found


def tells_situation(length: int, english: bool) -> bool:
    """True for a message long enough to tell a situation; `length` in characters."""
    return length >= SITUATION * (LATIN if english else 1)


def pressed(payload: str) -> Reading:
    """The reading of a button: of a topic, or with its kind in front (need:…, fact:…, more:)."""
    kind, colon, value = payload.partition(":")
    if not colon or kind == "topic":
        return Reading(verdict="answer", needs=(Need(value or kind, 1.0),), button=True)
    if kind == "need":
        return Reading(verdict="answer", needs=(Need(value.partition(".")[0], 1.0, None, value, share=1.0),), button=True)
    if kind == "fact":
        key, _, told = value.partition("=")
        return Reading(button=True, pressed="fact", facts={key: told})
    return Reading(button=True, act="again", detail="more")


def _plain(value: Any) -> Any:
    if is_dataclass(value):
        pairs = ((one.name, _plain(getattr(value, one.name))) for one in fields(value))
        return {name: held for name, held in pairs if held or held == 0.0 and isinstance(held, float)}
    if isinstance(value, Mapping):
        return {str(key): _plain(held) for key, held in value.items()}
    if isinstance(value, tuple | frozenset):
        return [_plain(held) for held in (value if isinstance(value, tuple) else sorted(value))]
    return value.isoformat() if isinstance(value, date) else value


@cache
def _types(kind: Any) -> dict[str, Any]:
    """The fields of a dataclass with their types; {} for another type."""
    return get_type_hints(kind) if is_dataclass(kind) else {}


def _made(kind: Any, plain: Any) -> Any:
    """`plain` as a value of the annotated type `kind`."""
    origin, inside = get_origin(kind), get_args(kind)
    if origin in (Union, UnionType):
        return None if plain is None else _made(inside[0], plain)
    if types := _types(kind):
        return kind(**{name: _made(types[name], one) for name, one in plain.items()})
    if origin in (tuple, frozenset):
        return origin(_made(inside[0], one) for one in plain)
    if origin is Mapping:
        return {name: _made(inside[1], one) for name, one in plain.items()}
    return date.fromisoformat(plain) if kind is date else plain
