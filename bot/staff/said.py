"""What the desk says to a person about staff, and what masks names before staff see a word."""

from __future__ import annotations

from typing import Any, Final, Protocol

from bot.desk.own_words import plain_message
from bot.dialogue.phrases import Phrase

DOORS: Final = ("web",)  # that bring staff's words to the person by themselves; elsewhere nobody is offered
LINE: Final = "line"  # does where the account may push


class Names(Protocol):
    """Masks personal names (the engine's recogniser). None: it is away, and nothing may be kept."""

    async def __call__(self, texts: list[str]) -> list[str] | None: ...


def told(words: str, buttons: tuple[dict[str, str], ...] = ()) -> dict[str, Any]:
    """A message of the desk's own about the hand-over."""
    return plain_message(Phrase(words, words, words), list(buttons))
