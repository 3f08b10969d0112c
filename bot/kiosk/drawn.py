"""The view: all that is to be seen, in words. A skin draws it and adds nothing. Plain values."""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.kiosk.model import Screen


@dataclass(frozen=True)
class Key:
    """Something to press. `digit` is the key of the numeric pad for it ("" = none); `look`: "main", "plain", "leave", "letter"."""

    id: str = field(repr=False)
    label: str = field(repr=False)
    digit: str = ""
    look: str = "plain"


@dataclass(frozen=True)
class Bar:
    """A line of the timeline: its words, where today and the day lie in the picture (0 to 100), and its state."""

    words: str = field(repr=False)
    today: int = field(repr=False)
    day: int = field(repr=False)
    state: str = ""


@dataclass(frozen=True, repr=False)
class View:
    """All that is to be seen, in words. A skin draws it and adds nothing."""

    screen: Screen
    title: str
    lines: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()
    keys: tuple[Key, ...] = ()
    always: tuple[Key, ...] = ()
    board: tuple[tuple[Key, ...], ...] = ()
    draft: str | None = None
    bars: tuple[Bar, ...] = ()
    today: str = ""
    code: tuple[str, ...] = ()  # rows of a QR code, "1" = dark
    code_words: str = ""
    busy: bool = False
    large: bool = False
