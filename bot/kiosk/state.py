"""The state of a kiosk's session, and the changes that presses and events have in common. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from bot.kiosk.model import Ask, CardMoved, Choice, Hush, Message, Order, Say, Screen, Why, Wipe
from bot.words import Words

SAY: Final = Words(__file__)

LONGEST: Final = 100  # letters of a draft
OUT: Final = frozenset({"no_card", "removed"})
EQUIPMENT: Final = frozenset({"driver_missing", "no_service", "no_permission", "no_reader"})


@dataclass(frozen=True, repr=False)
class Session:
    """All that a kiosk knows at a moment. What begins with the visit ends with it; `fresh` names what stays."""

    screen: Screen = Screen.IDLE
    since: float = 0.0  # when this screen came
    # of the visit
    touched: float = 0.0  # when the visitor last did something
    begun: bool = False
    warned: bool = False
    card_in: bool = False  # the visitor's card was read and lies there
    before: Screen = Screen.IDLE  # where the word that staff was called leads back to
    draft: str = ""
    pad: str = "kana"
    confirm: bool = False  # the draft was heard, not typed
    offered: tuple[Choice, ...] = ()  # what stood on the screen as listening began
    meant: str = ""  # the payload of the choice that was heard
    waiting: int = 0  # the order whose reply is awaited; 0 = none
    telling: int = 0  # the order that asks for the card's own dates; 0 = none
    sent: float = 0.0
    shown: tuple[Message, ...] = ()
    own: tuple[Message, ...] = ()  # the visitor's own dates, by the card
    notice: str = ""
    misses: int = 0
    plain: bool = False  # usual Japanese rather than easy
    slow: bool = False
    loud: bool = False
    large: bool = False
    # of the kiosk
    order: int = 0  # number of the last order
    why: Why | None = None
    must_go: bool = False  # a card of the visit before lies on the reader
    reminded: float = 0.0
    told_staff: bool = False
    reader: CardMoved = CardMoved("no_card")  # what the reader said last, without facts
    online: bool = True
    can_go_on: bool = True
    speech: bool = False
    hearing: bool = False
    printer: bool = False
    staffed: bool = True  # staff can be told from here

    def but(self, **changes: object) -> Session:
        """The same with these fields changed."""
        return replace(self, **changes)  # type: ignore[arg-type]

    def at(self, screen: Screen, now: float, **changes: object) -> Session:
        """On another screen; a notice is gone with the screen it stood on."""
        return self.but(**{"screen": screen, "since": now, "notice": "", **changes})


Step = tuple[Session, tuple[Order, ...]]


def fresh(session: Session, why: Why, now: float) -> Session:
    """The kiosk after a visit: nothing of the visitor is in it."""
    lies = session.reader.state not in OUT | EQUIPMENT
    return Session(
        Screen.GOODBYE,
        now,
        order=session.order,
        why=why,
        must_go=lies,
        reminded=now,
        reader=CardMoved(session.reader.state, session.reader.says, session.reader.next),
        online=session.online,
        can_go_on=session.can_go_on,
        speech=session.speech,
        hearing=session.hearing,
        printer=session.printer,
        staffed=session.staffed,
    )


def over(session: Session, why: Why, now: float) -> Step:
    """The visit ends; everything is wiped and said so."""
    after = fresh(session, why, now)
    return after, (Hush(), Wipe(why), goodbye(after))


def goodbye(session: Session) -> Say:
    """What is said when all is wiped."""
    words = SAY.table("goodbye")[session.why or Why.ENDED]
    return Say(words + (SAY("take_card") if session.must_go else ""))


def spoken(session: Session) -> tuple[Order, ...]:
    """The answer on the screen to be heard, unless somebody might listen who must not."""
    words = "".join(one.speech for one in session.shown if not one.quiet)
    return (Say(words),) if words else (Hush(),)


def home(session: Session) -> Screen:
    """The screen that waits for a visitor."""
    return Screen.IDLE if session.online or session.can_go_on else Screen.OFFLINE


def ask(session: Session, text: str, now: float) -> Step:
    """The text goes to the desk."""
    number = session.order + 1
    busy = session.at(Screen.ANSWER, now, order=number, waiting=number, sent=now, shown=(), draft="", confirm=False)
    return busy.but(meant=""), (Hush(), Ask(number, text))
