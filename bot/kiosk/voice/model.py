"""What a voice reports. No logic of the kiosk: whoever draws screens decides what follows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

Organ = Literal["loudspeaker", "voice", "microphone", "recogniser"]
WhyNothing = Literal["silence", "noise"]


@dataclass(frozen=True)
class Said:
    """Everything that was to be said has been said, to the end."""


@dataclass(frozen=True)
class Hearing:
    """Somebody began to speak."""


@dataclass(frozen=True)
class Recognising:
    """The speaking is over and the microphone off; what was said is being made out."""


@dataclass(frozen=True)
class Heard:
    """What was made out, spelt as this subject spells it; `kana`: its reading. `choices`: the readings of the choices that
    `listen` was given, in their order."""

    text: str = field(repr=False)
    kana: str = field(repr=False)
    choices: tuple[str, ...] = field(default=(), repr=False)


@dataclass(frozen=True)
class Nothing:
    """Nobody spoke, or what was heard is no speech."""

    why: WhyNothing


@dataclass(frozen=True)
class Failed:
    """A part does not work; all goes on without it. `says`: a sentence for the screen, with what to do instead."""

    organ: Organ
    says: str


@dataclass(frozen=True)
class Works:
    """A part that had failed works again."""

    organ: Organ


Event = Said | Hearing | Recognising | Heard | Nothing | Failed | Works
Report = Callable[[Event], None]
