"""An outcome: its name, when it is the case, and what is said then. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from bot.dialogue.reply import Reply
from bot.dialogue.view import View


@dataclass(frozen=True)
class Outcome:
    """`when` reads and says nothing; `do` makes the reply. `before`: names of outcomes of the same tier that it may be true
    beside, and that then come later. `rest`: what is left over when no other of the tier is the case."""

    name: str
    when: Callable[[View], object]
    do: Callable[[View], Reply]
    before: tuple[str, ...] = ()
    rest: bool = False


def first(outcomes: Iterable[Outcome], view: View) -> Outcome | None:
    """The first that is the case."""
    return next((one for one in outcomes if one.when(view)), None)
