"""What is to be seen: from the session's state to the view that a skin draws. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import lru_cache
from typing import Final

import segno

from bot.kiosk.drawn import Bar, Key, View
from bot.kiosk.model import Choice, Due, Message, Screen
from bot.kiosk.state import EQUIPMENT, Session
from bot.words import Words

SAY: Final = Words(__file__)
GAP: Final = "_"  # a place of the keyboard without a key
_WITH_CHOICES: Final = frozenset({Screen.QUESTION, Screen.ANSWER, Screen.TIMELINE})


def view(session: Session) -> View:
    """The view of the state."""
    drawn = View(
        session.screen,
        SAY.table("titles")[_words_of(session)],
        lines=_lines(session),
        notices=_notices(session),
        keys=_numbered(_keys(session)),
        always=_always(session),
        busy=bool(session.waiting),
        large=session.large,
    )
    if writes(session):
        drawn = replace(drawn, board=_board(session.pad), draft=session.draft)
    if session.screen in (Screen.ANSWER, Screen.TIMELINE):
        drawn = _with_days(drawn, session)
    return drawn


def writes(session: Session) -> bool:
    """Whether there is a keyboard: for a question of one's own, or for a day that is asked for."""
    if session.screen is Screen.QUESTION:
        return not session.confirm
    return session.screen is Screen.ANSWER and bool(session.shown) and session.shown[-1].expects == "date"


def choices(session: Session) -> tuple[Choice, ...]:
    """What may be chosen instead of writing."""
    if session.screen is Screen.QUESTION:
        return tuple(Choice(title, payload) for payload, title in SAY.table("starts").items())
    found = {one.payload: one for message in session.shown for one in message.choices}
    return tuple(found.values())[:6]


def receipt(session: Session) -> tuple[tuple[str, ...], str]:
    """What is printed of the answer on the screen, and the address of its calendar file."""
    head = (SAY("receipt_head"), "")
    days = tuple(bar.words for bar in _bars(_deadlines(session.shown)))
    sources = tuple(dict.fromkeys(one for message in session.shown for one in message.sources))
    told = tuple(line for message in session.shown for line in message.text.split("\n"))
    return (*head, *days, *told, "", *sources, SAY("receipt_foot")), _calendar(session)


# ---- words
def _lines(session: Session) -> tuple[str, ...]:
    screen = session.screen
    if screen is Screen.GOODBYE:
        last = (SAY("take_card"),) if session.must_go else (SAY("thanks"),)
        return (SAY.table("wiped")[session.why], *last) if session.why else last
    if screen is Screen.CARD:
        return _card_lines(session)
    if screen in (Screen.ANSWER, Screen.TIMELINE):
        return _told(session) if session.shown else (SAY("wait"),)
    if screen is Screen.QUESTION and session.confirm:
        return (SAY("is_it_this", words=session.draft),)
    return tuple(SAY.table("lines")[_words_of(session)].split("\n"))


def _words_of(session: Session) -> str:
    """The screen by whose name its words are found."""
    return "no_staff" if session.screen is Screen.STAFF and not session.staffed else session.screen


def _card_lines(session: Session) -> tuple[str, ...]:
    if session.waiting:
        return (SAY("reckoning"),)
    if session.card_in:
        return (SAY("card_read_only"),)
    return tuple(one for one in (session.reader.says, session.reader.next) if one)


def _told(session: Session) -> tuple[str, ...]:
    forms = (one.text if session.plain else one.easy or one.text for one in session.shown)
    return tuple(line for form in forms for line in form.split("\n") if line)


def _notices(session: Session) -> tuple[str, ...]:
    table = SAY.table("notices")
    found = [session.notice, "still_there" if session.warned else ""]
    if session.screen is not Screen.OFFLINE:
        found.append("" if session.online else "offline")
    if session.reader.state in EQUIPMENT and session.screen in (Screen.IDLE, Screen.OFFLINE):
        found.append("no_reader")
    return tuple(table[one] for one in found if one)


# ---- keys
def _keys(session: Session) -> list[Key]:
    labels = SAY.table("keys")
    listed = [Key(f"choice:{number}", one.title) for number, one in enumerate(shown_choices(session))]
    names = {"send": "yes", "ask": "no"} if session.confirm else {}
    return [*listed, *(Key(name, labels[names.get(name, name)], look=look) for name, look in _own_keys(session))]


def shown_choices(session: Session) -> tuple[Choice, ...]:
    """Those that stand on the screen now."""
    if session.screen not in _WITH_CHOICES or session.waiting or session.confirm or session.draft:
        return ()
    return choices(session)


def _own_keys(session: Session) -> list[tuple[str, str]]:
    screen = session.screen
    if session.warned:
        return [("stay", "main")]
    if screen is Screen.IDLE or (screen is Screen.GOODBYE and not session.must_go):
        return [("begin", "main")]
    if screen is Screen.CARD and not session.waiting:
        return [("ask", "main")]
    if screen is Screen.QUESTION:
        return _question_keys(session)
    if screen in (Screen.ANSWER, Screen.TIMELINE) and not session.waiting:
        return _answer_keys(session)
    if screen is Screen.LISTENING:
        return [("said", "main"), ("back", "plain")]
    return [("back", "plain")] if screen is Screen.STAFF else []


def _question_keys(session: Session) -> list[tuple[str, str]]:
    if session.confirm:
        return [("send", "main"), ("ask", "plain")]
    keys = [("send", "main")] if session.draft else []
    return keys + ([("back", "plain")] if session.shown else [])


def _answer_keys(session: Session) -> list[tuple[str, str]]:
    keys = [("send", "main")] if session.draft else []
    keys.append(("ask", "plain" if session.draft else "main"))
    if session.own and session.screen is not Screen.TIMELINE:
        keys.append(("timeline", "plain"))
    return [*keys, ("print", "plain")] if session.printer else keys


def _always(session: Session) -> tuple[Key, ...]:
    """The keys that are there on every screen; the end first."""
    labels = SAY.table("keys")
    names = ["end", "staff", "large"]
    if session.shown:
        names.append("plain" if not session.plain else "easy")
    if session.speech and session.shown and session.screen is not Screen.LISTENING:  # the microphone would hear it
        names += ["repeat", "slow", "loud"]
    if session.hearing and session.misses < 2 and session.begun and not session.waiting:
        names.append("talk")
    ids, pad = {"easy": "plain"}, SAY.table("pad")
    return tuple(
        Key(ids.get(one, one), labels[one], pad.get(one, ""), "leave" if one == "end" else "plain") for one in names
    )


def _numbered(keys: list[Key]) -> tuple[Key, ...]:
    return tuple(replace(key, digit=str(number) if number <= 9 else "") for number, key in enumerate(keys, start=1))


def _board(pad: str) -> tuple[tuple[Key, ...], ...]:
    """The keyboard: rows of letters, and the keys beside them."""
    rows = SAY.table("kana" if pad == "kana" else "digits")
    labels = SAY.table("keys")
    letters = [
        tuple(Key("" if one == GAP else f"type:{one}", one, look="letter") for one in row) for row in rows.values()
    ]
    beside = ["mark", "delete", "pad"] if pad == "kana" else ["delete", "pad"]
    names = {"pad": "pad_digits" if pad == "kana" else "pad_kana"}
    return (*letters, tuple(Key(one, labels[names.get(one, one)]) for one in beside))


# ---- days
def _deadlines(messages: Iterable[Message]) -> list[Due]:
    return [one for message in messages for one in message.deadlines]


def _with_days(drawn: View, session: Session) -> View:
    dues = _deadlines(session.shown)
    address = _calendar(session)
    code = _code(address) if address.startswith("https://") else ()  # a phone does not reach this machine itself
    words = SAY("code") if code else ""
    return replace(drawn, bars=_bars(dues), today=_today_words(dues), code=code, code_words=words)


def _today_words(dues: Sequence[Due]) -> str:
    day = _today(dues)
    return SAY("today", day=_day(day)) if day else ""


def _today(dues: Sequence[Due]) -> date | None:
    """Today as the desk has it: it follows from its own days left, never from this machine's clock."""
    for one in dues:
        if one.due and one.days_left is not None:
            return one.due - timedelta(days=one.days_left)
    return None


def _bars(dues: Sequence[Due]) -> tuple[Bar, ...]:
    today = _today(dues)
    dated = [(one, day) for one in dues if (day := one.due or one.opens)]
    if today is None or not dated:
        return ()
    first, last = min(today, *(day for _one, day in dated)), max(today, *(day for _one, day in dated))
    length = max((last - first).days, 1)
    return tuple(
        Bar(_bar_words(one, day), (today - first).days * 100 // length, (day - first).days * 100 // length, one.state)
        for one, day in dated
    )


def _bar_words(one: Due, day: date) -> str:
    name = SAY("of_person", whose=one.whose, name=one.name) if one.whose else one.name
    if not one.due:
        return SAY("from_day", name=name, day=_day(day))
    left = one.days_left or 0
    when = SAY("over", days=-left) if left < 0 else SAY("left", days=left) if left else SAY("last_day")
    return SAY("until_day", name=name, day=_day(day), left=when)


def _day(day: date) -> str:
    return SAY("day", year=day.year, month=day.month, day=day.day, weekday=SAY("weekdays")[day.weekday()])


def _calendar(session: Session) -> str:
    return next((one.calendar for one in session.shown if one.calendar), "")


@lru_cache(maxsize=1)
def _code(address: str) -> tuple[str, ...]:
    """The address as a QR code, with the quiet zone around it."""
    made = segno.make(address, error="l", micro=False)
    return tuple("".join("1" if dark else "0" for dark in row) for row in made.matrix_iter(border=4))
