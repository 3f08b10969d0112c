"""Which command or which choice on the screen an utterance is, by its sound. Pure but for its file."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final, TypeVar

from bot.kiosk.voice.kana import distance, fold, katakana, likeness, only_kana
from bot.strict_yaml import YamlFaulty, load_yaml

FILE: Final = Path(__file__).with_name("commands.yml")
LIKE_FROM: Final = 6  # kana: a shorter alias must sound the same
ALIKE: Final = 0.65  # of a choice
KANA: Final = re.compile(r"[\u3041-\u3096\u30a1-\u30fa\u30fc]+")
Value = TypeVar("Value", str, int)
APART: Final = 0.12  # how much nearer than the second
PART_FROM: Final = 4  # kana of a choice that are looked for inside a longer utterance


@dataclass(frozen=True)
class Commands:
    """Commands and numbers by folded alias; what may stand around them in katakana, the longest first."""

    commands: Mapping[str, str]
    numbers: Mapping[str, int]
    fillers: tuple[str, ...]
    polite: tuple[str, ...]


def command_of(kana: str) -> str:
    """The command that an utterance is as a whole (yes, no, back, next, again, slower, louder, end, staff); "" for none."""
    known = load_commands()
    forms = _bare(kana, known)
    for form in forms:
        if form in known.commands:
            return known.commands[form]
    near = {
        command
        for alias, command in known.commands.items()
        if len(alias) >= LIKE_FROM and any(distance(form, alias, 1) == 1 for form in forms)
    }
    return near.pop() if len(near) == 1 else ""


def choice_of(kana: str, choices: Sequence[str]) -> int | None:
    """The index of the choice that was meant, of choices by their readings; by its number, its sound, or a good part of it.
    None when none is, or when two are as near."""
    known = load_commands()
    forms = _bare(kana, known)
    for form in forms:
        if form in known.numbers and known.numbers[form] <= len(choices):
            return known.numbers[form] - 1
    readings = [fold(one) for one in choices]
    ranked = sorted(
        ((max((_near(form, one) for form in forms), default=0.0), -number) for number, one in enumerate(readings)),
        reverse=True,
    )
    if not ranked or ranked[0][0] < ALIKE or (len(ranked) > 1 and ranked[0][0] - ranked[1][0] < APART):
        return None
    return -ranked[0][1]


def _near(heard: str, choice: str) -> float:
    """How near an utterance is to a choice: as a whole, or the choice inside it, or it inside the choice."""
    whole = likeness(heard, choice)
    shorter, longer = sorted((heard, choice), key=len)
    if len(shorter) < PART_FROM or len(shorter) == len(longer):
        return whole
    inside = max(likeness(shorter, longer[at : at + len(shorter)]) for at in range(len(longer) - len(shorter) + 1))
    return max(whole, inside * 0.95)  # the whole is the better witness


def _bare(kana: str, known: Commands) -> tuple[str, ...]:
    """The folded utterance as it is, and without what stands around a command."""
    whole = only_kana(kana)  # not folded yet: ドオネガイ must not become ドーネガイ
    bare = _first_other(whole, [whole.removeprefix(one).lstrip("\u30fc") for one in known.fillers])
    short = _first_other(bare, [bare.removesuffix(one) for one in known.polite])
    return tuple(dict.fromkeys(fold(one) for one in (whole, bare, short) if fold(one)))


def _first_other(sound: str, cut: Iterable[str]) -> str:
    """The first of `cut` that is another than `sound` and not empty; else `sound`."""
    return next((one for one in cut if one and one != sound), sound)


@cache
def load_commands() -> Commands:
    """The aliases of commands.yml. Raises YamlFaulty for one that two commands have, or a `near` that is taken for its command."""
    data = load_yaml(FILE)
    commands: dict[str, str] = {}
    numbers: dict[str, int] = {}
    for name, one in data["commands"].items():
        _put(commands, one["say"], str(name))
    for number, aliases in data["numbers"].items():
        _put(numbers, aliases, int(number))
    fillers, polite = (tuple(sorted(map(katakana, data[key]), key=len, reverse=True)) for key in ("fillers", "polite"))
    return Commands(commands, numbers, fillers, polite)


def _put(table: dict[str, Value], aliases: Iterable[object], value: Value) -> None:
    for alias in aliases:
        sound = fold(str(alias))
        if not KANA.fullmatch(str(alias)) or table.get(sound, value) != value:
            raise YamlFaulty(f"{FILE.name}: {value}: {alias!r} is no reading, or another command's")
        table[sound] = value
