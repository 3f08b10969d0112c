"""What goes into the kiosk's session and what comes out of it: events and orders. Plain values.

Nothing here prints what a visitor said or what a card told: every field with a visitor's words or days is left out of repr.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Protocol


class Screen(StrEnum):
    """What the visitor has in front of them."""

    IDLE = "idle"
    CARD = "card"
    QUESTION = "question"
    LISTENING = "listening"
    ANSWER = "answer"
    TIMELINE = "timeline"
    STAFF = "staff"
    OFFLINE = "offline"
    GOODBYE = "goodbye"


class Why(StrEnum):
    """Why a visit ended."""

    ENDED = "ended"
    CARD_OUT = "card_out"
    IDLE = "idle"
    FAULT = "fault"  # a part of the kiosk failed; the next visitor starts clean all the same


# ---- what the desk answers, as far as a skin shows it
@dataclass(frozen=True)
class Choice:
    """A button under an answer; `payload` is sent as the next text."""

    title: str
    payload: str = field(repr=False)


@dataclass(frozen=True)
class Due:
    """A deadline of the visitor's own. `days_left` is negative when it is over."""

    name: str = field(repr=False)
    whose: str = field(default="", repr=False)
    due: date | None = field(default=None, repr=False)
    recommended_by: date | None = field(default=None, repr=False)
    opens: date | None = field(default=None, repr=False)
    days_left: int | None = field(default=None, repr=False)
    state: str = ""
    action: str = field(default="", repr=False)
    consequence: str = field(default="", repr=False)


@dataclass(frozen=True)
class Message:
    """One reply in its forms; `calendar` is the address of the calendar file, "" without one."""

    text: str = field(repr=False)
    easy: str = field(default="", repr=False)
    speech: str = field(default="", repr=False)
    expects: str = ""
    choices: tuple[Choice, ...] = field(default=(), repr=False)
    deadlines: tuple[Due, ...] = field(default=(), repr=False)
    sources: tuple[str, ...] = field(default=(), repr=False)
    calendar: str = field(default="", repr=False)
    quiet: bool = False  # to be shown and not spoken: somebody may be listening


# ---- events
@dataclass(frozen=True)
class Tick:
    """Time has passed; comes about twice a second."""


@dataclass(frozen=True)
class Pressed:
    """A key of the view was pressed, by touch, by keyboard, or said in words."""

    key: str = field(repr=False)


@dataclass(frozen=True, repr=False)
class CardMoved:
    """The reader says something new. `state` as in bot/card/status.py, `says` and `next` the words for it;
    `facts` (JSON values of CardStatus) only with a card that was read."""

    state: str
    says: str = ""
    next: str = ""
    facts: Mapping[str, object] | None = None
    expires_on: date | None = None


@dataclass(frozen=True)
class Answered:
    """The reply to order `number`."""

    number: int
    messages: tuple[Message, ...] = field(repr=False)


@dataclass(frozen=True)
class Failed:
    """Order `number` brought no reply: the desk could not be reached, or answered nonsense."""

    number: int


@dataclass(frozen=True)
class Reached:
    """Whether the desk answers (`online`), and whether the kiosk can go on without it (`can_go_on`)."""

    online: bool
    can_go_on: bool = True


@dataclass(frozen=True)
class Heard:
    """The voice understood these words; `choice`: which of the choices that Listen named they are, where they are one."""

    text: str = field(repr=False)
    choice: int | None = field(default=None, repr=False)


@dataclass(frozen=True)
class Misheard:
    """The voice heard nothing that it could make words of."""


@dataclass(frozen=True)
class VoiceLost:
    """Speaking (`speech`) or hearing (`hearing`) does not work any more, or works again. The kiosk goes on without."""

    speech: bool
    hearing: bool


@dataclass(frozen=True)
class Printed:
    """The receipt came out, or (False) did not."""

    done: bool


@dataclass(frozen=True)
class StaffCalled:
    """Staff was told, or (False) could not be."""

    done: bool


Event = (
    Tick | Pressed | CardMoved | Answered | Failed | Reached | Heard | Misheard | VoiceLost | Printed | StaffCalled
)


# ---- orders
@dataclass(frozen=True)
class Ask:
    """Send the text to the desk; the reply comes back with the same number."""

    number: int
    text: str = field(repr=False)


@dataclass(frozen=True)
class TellCard:
    """Send the card's facts to the desk; its dates come back with the same number."""

    number: int
    facts: Mapping[str, object] = field(repr=False)
    expires_on: date | None = field(repr=False)


@dataclass(frozen=True)
class Say:
    """Speak; what was being spoken stops."""

    text: str = field(repr=False)


@dataclass(frozen=True)
class Hush:
    """Stop speaking and listening."""


@dataclass(frozen=True)
class Listen:
    """Listen until the visitor has said something; `choices` stand on the screen and may be said by number, sound, or part."""

    choices: tuple[str, ...] = field(default=(), repr=False)


@dataclass(frozen=True)
class Enough:
    """What the visitor has said until now is all."""


@dataclass(frozen=True)
class CallStaff:
    """Tell the staff. `cause`: "asked", "card_left", "reader"; no word of the visitor."""

    cause: str


@dataclass(frozen=True)
class Print:
    """Print these lines and the calendar's code."""

    lines: tuple[str, ...] = field(repr=False)
    calendar: str = field(repr=False)


@dataclass(frozen=True)
class Wipe:
    """The visit is over: forget everything, here, on the screen, at the desk."""

    why: Why


Order = Ask | TellCard | Say | Hush | Listen | Enough | CallStaff | Print | Wipe


class Voice(Protocol):
    """Speech out and in. Its news come as Heard, Misheard, VoiceLost, or Pressed (a command that was said), to the `tell`
    that it was made with; none of these calls waits or raises."""

    def say(self, text: str, *, slow: bool, loud: bool) -> None:
        """Speak the text; what was being spoken stops."""

    def listen(self, choices: tuple[str, ...]) -> None:
        """Listen for one utterance, which may be one of `choices`; nothing is said meanwhile."""

    def enough(self) -> None:
        """What was said until now is all."""

    def stop(self) -> None:
        """Neither speak nor listen, and forget what was spoken and heard."""

    def look(self) -> None:
        """Time has passed; called a few times a second."""

    def close(self) -> None:
        """End its processes."""


OpenVoice = Callable[[Callable[[Event], None]], Voice]
"""Makes the voice. `tell` may be called from any thread."""
