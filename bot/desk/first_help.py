"""Danger and crisis at the desk itself: the numbers are said whether or not the engine answers, and never late."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, Final, Protocol

from bot.dialogue.reply import Message

PATIENCE: Final = 1.5  # seconds the engine is waited for when the numbers are already known


class Answered(Protocol):
    """What a turn of the engine comes back with."""

    @property
    def messages(self) -> tuple[dict[str, Any], ...]: ...


class FirstHelp:
    """Tests each message by itself. `help_now` gives the answers to what a text tells of danger, () for all others."""

    def __init__(self, help_now: Callable[[str], tuple[Message, ...]], patience: float = PATIENCE) -> None:
        self._help_now = help_now
        self._patience = patience
        self._late: set[asyncio.Task[Any]] = set()

    def known(self, text: str) -> tuple[dict[str, Any], ...]:
        """The messages that help now, () when the text tells of no danger. Up to 30 ms for 2,000 characters."""
        return tuple(message.as_json() for message in self._help_now(text))

    async def answer(
        self, text: str, ask: Callable[[], Awaitable[Answered]], is_notice: Callable[[dict[str, Any]], bool]
    ) -> tuple[dict[str, Any], ...]:
        """The reply to a message that tells of danger, () when it tells of none."""
        own = self.known(text)
        return await self.beside(own, ask, is_notice) if own else ()

    async def beside(
        self,
        own: tuple[dict[str, Any], ...],
        ask: Callable[[], Awaitable[Answered]],
        is_notice: Callable[[dict[str, Any]], bool],
    ) -> tuple[dict[str, Any], ...]:
        """What helps now, with what the usual turn says.

        The usual turn (`ask`) is taken too, for what else helps and so that the conversation goes on from here. What it
        says is used when it comes in time and holds the same help; otherwise only its notices are.
        """
        task = asyncio.ensure_future(self._quiet(ask))
        done, _waiting = await asyncio.wait({task}, timeout=self._patience)
        if not done:  # not cancelled: the conversation may still learn of it; the engine's client ends it in time
            self._late.add(task)
            task.add_done_callback(self._late.discard)
            return own
        replies = task.result()
        for place, reply in enumerate(replies):
            # its text may be the easy one; notices of the desk that stood before it come after it
            if reply.get("speech") == own[0]["speech"]:
                return (*replies[place:], *replies[:place])
        return (*own, *(reply for reply in replies if is_notice(reply)))

    @staticmethod
    async def _quiet(ask: Callable[[], Awaitable[Answered]]) -> tuple[dict[str, Any], ...]:
        try:
            return (await ask()).messages
        except Exception:  # the numbers are said already; the fault was logged where it happened
            return ()
