"""What each key of the view does. A key that the view does not show does nothing: a second tap, a child, a message of another
page. Pure."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from typing import Final

from bot.kiosk.drawn import View
from bot.kiosk.model import CallStaff, Enough, Hush, Listen, Print, Screen, Why
from bot.kiosk.screens import choices, receipt, shown_choices, view
from bot.kiosk.state import LONGEST, Session, Step, ask, over, spoken
from bot.words import Words

SAY: Final = Words(__file__)
SHORT: Final = frozenset("*/+")  # keys of the numeric pad that are never written
VOICED, HALF_VOICED = "\u3099", "\u309a"  # combining marks


def press(session: Session, key: str, now: float) -> Step:
    """What follows from pressing the key: one of the view's, or "type:X" for the key X of a keyboard."""
    drawn = view(session)
    shown = [one for row in (drawn.keys, drawn.always, *drawn.board) for one in row]
    name, _, rest = key.partition(":")
    if name == "type" and (drawn.draft is None or rest in SHORT or _chooses(session, drawn, rest)):
        key = next((one.id for one in shown if one.digit and one.digit == rest), key)
        name, _, rest = key.partition(":")
    by_hand = name == "type" and drawn.draft is not None and _is_letter(rest)
    if not by_hand and key not in {one.id for one in shown if one.id}:
        return session, ()
    return _do(session.but(touched=now, warned=False, begun=session.begun or name in _BEGINS), name, rest, now)


def _chooses(session: Session, drawn: View, letter: str) -> bool:
    """A digit before anything is written chooses, where letters are asked for; where a day is asked for it is written."""
    return not drawn.draft and session.pad == "kana" and letter.isdecimal()


def _is_letter(letter: str) -> bool:
    return len(letter) == 1 and letter.isprintable() and not letter.isspace()


def _do(session: Session, name: str, rest: str, now: float) -> Step:
    if name == "type":
        return session.but(draft=(session.draft + rest)[:LONGEST], confirm=False, notice=""), ()
    if name == "choice":
        return ask(session, choices(session)[int(rest)].payload, now)
    return _KEYS[name](session, now)


def _question(session: Session, now: float) -> Step:
    return session.at(Screen.QUESTION, now, draft="", confirm=False, pad="kana"), ()


def _back(session: Session, now: float) -> Step:
    if session.screen is Screen.STAFF:
        return session.at(session.before, now), ()
    orders = (Hush(),) if session.screen is Screen.LISTENING else ()
    return session.at(Screen.ANSWER if session.shown else Screen.QUESTION, now, draft="", confirm=False), orders


def _pad(session: Session, _now: float) -> Step:
    return session.but(pad="digits" if session.pad == "kana" else "kana"), ()


def _delete(session: Session, _now: float) -> Step:
    return session.but(draft=session.draft[:-1], confirm=False), ()


def _mark(session: Session, _now: float) -> Step:
    """゛゜小: the last letter in its next form (は→ば→ぱ→は, つ→っ→づ→つ, や→ゃ→や)."""
    if not session.draft:
        return session, ()
    forms = _forms(session.draft[-1])
    following = forms[(forms.index(session.draft[-1]) + 1) % len(forms)]
    return session.but(draft=session.draft[:-1] + following, confirm=False), ()


def _forms(letter: str) -> list[str]:
    small = SAY.table("small")
    large = {one: whole for whole, one in small.items()}
    base = unicodedata.normalize("NFD", large.get(letter, letter))[0]
    marked = [unicodedata.normalize("NFC", base + mark) for mark in (VOICED, HALF_VOICED)]
    return [base, *([small[base]] if base in small else []), *(one for one in marked if len(one) == 1)]


def _send(session: Session, now: float) -> Step:
    return ask(session, session.meant if session.confirm and session.meant else session.draft, now)


def _timeline(session: Session, now: float) -> Step:
    return session.at(Screen.TIMELINE, now, shown=session.own), ()


def _staff(session: Session, now: float) -> Step:
    """Staff is called; what was being listened to is over, and a second call leads back to where the first was made."""
    before = session.before if session.screen is Screen.STAFF else session.screen
    called = session.at(Screen.STAFF, now, before=Screen.QUESTION if before is Screen.LISTENING else before)
    return called, (Hush(), CallStaff("asked"))


def _end(session: Session, now: float) -> Step:
    if not session.begun:
        return session, ()
    return over(session, Why.ENDED, now)


def _repeat(session: Session, _now: float) -> Step:
    return session, spoken(session)


def _slow(session: Session, _now: float) -> Step:
    changed = session.but(slow=not session.slow)
    return changed, spoken(changed)


def _loud(session: Session, _now: float) -> Step:
    changed = session.but(loud=not session.loud)
    return changed, spoken(changed)


def _talk(session: Session, now: float) -> Step:
    offered = session.offered if session.screen is Screen.LISTENING else shown_choices(session)
    listening = session.at(Screen.LISTENING, now, draft="", confirm=False, meant="", offered=offered)
    return listening, (Listen(tuple(one.title for one in offered)),)


def _print(session: Session, _now: float) -> Step:
    lines, calendar = receipt(session)
    return session.but(notice="printing"), (Print(lines, calendar),)


_KEYS: Final[dict[str, Callable[[Session, float], Step]]] = {
    "begin": _question,
    "ask": _question,
    "back": _back,
    "pad": _pad,
    "delete": _delete,
    "mark": _mark,
    "send": _send,
    "timeline": _timeline,
    "staff": _staff,
    "end": _end,
    "repeat": _repeat,
    "slow": _slow,
    "loud": _loud,
    "talk": _talk,
    "said": lambda session, _now: (session, (Enough(),)),
    "print": _print,
    "plain": lambda session, _now: (session.but(plain=not session.plain), ()),
    "large": lambda session, _now: (session.but(large=not session.large), ()),
    "stay": lambda session, _now: (session, ()),
}
_BEGINS: Final = frozenset({"begin", "ask", "talk", "type", "large"})
