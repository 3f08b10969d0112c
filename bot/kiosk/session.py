"""The kiosk's session: what has happened goes in, the next state and orders come out. Pure: no clock, no I/O.

`step` takes the state, one event and the time (seconds of any clock that only goes forward). A visit begins with a touch or a
card and ends with the card taken out, with 「おわる」, or after two idle minutes; then the state is a fresh one, and an order
to wipe goes out. A reply that comes for a visit that is over finds nobody: order numbers go on from visit to visit.
"""

from __future__ import annotations

from typing import Final

from bot.kiosk.model import (
    Answered,
    CallStaff,
    CardMoved,
    Choice,
    Event,
    Failed,
    Heard,
    Hush,
    Message,
    Misheard,
    Pressed,
    Printed,
    Reached,
    Say,
    Screen,
    StaffCalled,
    TellCard,
    Tick,
    VoiceLost,
    Why,
)
from bot.kiosk.presses import press
from bot.kiosk.state import EQUIPMENT, LONGEST, OUT, Session, Step, home, over, spoken
from bot.reading.safety import read_risk
from bot.words import Words

SAY: Final = Words(__file__)

WARN: Final = 100.0  # seconds without a touch until the visitor is asked whether they are still there
IDLE: Final = 120.0  # seconds without a touch until everything is wiped
PATIENCE: Final = 12.0  # seconds an order may take
LISTENING: Final = 15.0  # seconds of listening at most
STAFF: Final = 20.0  # seconds the word that staff was called stays
GOODBYE: Final = 8.0  # seconds the word that all is wiped stays
REMIND: Final = 10.0  # seconds between reminders of a card left behind
CARD_LEFT: Final = 30.0  # seconds until staff is told of it
MISSES: Final = 2  # utterances not understood until there are only buttons

LEFT_BEHIND: Final = "left_behind"


def step(session: Session, event: Event, now: float) -> Step:
    """What follows from one event."""
    match event:
        case Tick():
            return _time(session, now)
        case Pressed(key):
            return press(session, key, now)
        case CardMoved():
            return _card(session, event, now)
        case Answered(number, messages):
            return _answered(session, number, messages, now)
        case Failed(number):
            return _failed(session, number, now)
        case Reached(online, can_go_on):
            return _reached(session, online, can_go_on, now)
        case Heard(text, choice):
            return _heard(session, text, choice, now)
        case Misheard():
            return _misheard(session, now)
        case VoiceLost(speech, hearing):
            return _voice(session, speech, hearing, now)
        case Printed(done):
            return session.but(notice="printed" if done else "not_printed"), ()
        case StaffCalled(done):
            return session.but(staffed=done), ()


# ---- time
def _time(session: Session, now: float) -> Step:
    if session.begun and now - session.touched >= IDLE:
        return over(session, Why.IDLE, now)
    if session.begun and now - session.touched >= WARN and not session.warned:
        return session.but(warned=True), (Say(SAY("still_there")),)
    if session.waiting and now - session.sent >= PATIENCE:
        return _failed(session, session.waiting, now)
    return _screen_time(session, now)


def _screen_time(session: Session, now: float) -> Step:
    passed = now - session.since
    if session.screen is Screen.GOODBYE:
        return _goodbye(session, passed, now)
    if session.screen is Screen.LISTENING and passed >= LISTENING:
        return _misheard(session, now)
    if session.screen is Screen.STAFF and passed >= STAFF:
        return session.at(session.before, now), ()
    return session, ()


def _goodbye(session: Session, passed: float, now: float) -> Step:
    if not session.must_go:
        return (session.at(home(session), now, why=None), ()) if passed >= GOODBYE else (session, ())
    if passed >= CARD_LEFT and not session.told_staff:
        return session.but(told_staff=True, reminded=now), (CallStaff("card_left"), Say(SAY("card_left")))
    if now - session.reminded >= REMIND:
        return session.but(reminded=now), (Say(SAY("card_left")),)
    return session, ()


# ---- the card
def _card(session: Session, moved: CardMoved, now: float) -> Step:
    seen = session.but(reader=CardMoved(moved.state, moved.says, moved.next))
    if session.card_in:  # whatever the reader says now, it is no longer the visitor's card lying still
        return over(seen, Why.FAULT if moved.state in EQUIPMENT else Why.CARD_OUT, now)
    if session.must_go:
        return _left_card(seen, moved, now)
    if moved.state == LEFT_BEHIND:
        return _left_behind(seen, now)
    if moved.state in EQUIPMENT:
        return seen, (CallStaff("reader"),)
    if moved.state == "no_card":
        return _no_card(seen, now)
    if moved.state == "read" and moved.facts is not None:
        return _read(seen, moved, now)
    words = () if moved.state in ("reading", "read") else (Say(f"{moved.says}{moved.next}"),)
    return seen.at(Screen.CARD, now, begun=True, touched=now, warned=False), words


def _left_behind(session: Session, now: float) -> Step:
    """A card lies there from before. Whoever has begun already is told, and goes on."""
    said = (Say(SAY("card_left")),)
    if session.begun:
        return session.but(notice="card_left"), said
    return session.at(Screen.GOODBYE, now, must_go=True, reminded=now), said


def _left_card(session: Session, moved: CardMoved, now: float) -> Step:
    if moved.state in OUT | EQUIPMENT:
        return session.but(must_go=False, since=now, told_staff=False), (Hush(),)
    return session, ()  # nobody reads a card that lies there from before


def _no_card(session: Session, now: float) -> Step:
    """A card that could not be read was taken away."""
    seen = session.but(notice="" if session.notice == "card_left" else session.notice)
    if session.screen is not Screen.CARD:
        return seen, ()
    if session.waiting:
        return session.at(Screen.ANSWER, now), (Hush(),)
    if session.shown or session.draft:
        return session.at(Screen.QUESTION, now), (Hush(),)
    return session.at(home(session), now, begun=False), (Hush(),)


def _read(session: Session, moved: CardMoved, now: float) -> Step:
    number = session.order + 1
    busy = session.at(Screen.CARD, now, begun=True, touched=now, warned=False, card_in=True)
    busy = busy.but(order=number, waiting=number, telling=number, sent=now)
    return busy, (Hush(), TellCard(number, moved.facts or {}, moved.expires_on))


# ---- the desk
def _answered(session: Session, number: int, messages: tuple[Message, ...], now: float) -> Step:
    if number != session.waiting or not session.begun:
        return session, ()  # for a visit that is over, or a question that was given up
    if not messages:
        return _failed(session, number, now)
    done = session.but(waiting=0, shown=messages)
    if number == session.telling:
        done = done.at(Screen.TIMELINE, now, own=messages)
    elif messages[-1].expects == "date":
        done = done.at(Screen.ANSWER, now, pad="digits")
    else:
        done = done.at(Screen.ANSWER, now, pad="kana")
    return done, spoken(done)


def _failed(session: Session, number: int, now: float) -> Step:
    if number != session.waiting or not session.begun:
        return session, ()
    screen = Screen.CARD if number == session.telling else Screen.QUESTION
    return session.at(screen, now, waiting=0, notice="no_answer"), (Say(SAY("no_answer")),)


def _reached(session: Session, online: bool, can_go_on: bool, now: float) -> Step:
    changed = session.but(online=online, can_go_on=can_go_on)
    if session.screen in (Screen.IDLE, Screen.OFFLINE):
        return changed.at(home(changed), now), ()
    return changed, ()


# ---- the voice
def _heard(session: Session, text: str, choice: int | None, now: float) -> Step:
    """What was heard, or the choice that it is, is asked back."""
    if session.screen is not Screen.LISTENING:
        return session, ()
    meant = session.offered[choice] if choice is not None and choice < len(session.offered) else Choice("", "")
    words = meant.title or text.strip()[:LONGEST]
    if not words:
        return _misheard(session, now)
    asked = session.at(Screen.QUESTION, now, draft=words, confirm=True, touched=now, warned=False, misses=0)
    asked = asked.but(meant=meant.payload, offered=())
    return asked, (Say(SAY("is_it_this", words=words) if _may_be_overheard(words) else SAY("is_it_this_quietly")),)


def _may_be_overheard(words: str) -> bool:
    """Whether the loudspeaker may repeat the words: nothing of danger, and no numbers, which may be a PIN."""
    return not read_risk(words).kinds and not any(letter.isnumeric() for letter in words)


def _misheard(session: Session, now: float) -> Step:
    if session.screen is not Screen.LISTENING:
        return session, ()
    misses = session.misses + 1
    notice = "only_buttons" if misses >= MISSES else "misheard"
    return session.at(Screen.QUESTION, now, misses=misses, notice=notice), (
        Hush(),
        Say(SAY("only_buttons") if misses >= MISSES else SAY("misheard")),
    )


def _voice(session: Session, speech: bool, hearing: bool, now: float) -> Step:
    changed = session.but(speech=speech, hearing=hearing)
    if session.screen is Screen.LISTENING and not hearing:
        return changed.at(Screen.QUESTION, now, notice="no_hearing"), ()
    return changed, ()
