"""How a conversation ends: what the engine remembers of it is forgotten, at once or as soon as the engine can be reached; and
whether the engine has lost what was told, which has to be said.

Nothing but names of conversations is kept, in memory, bounded in number and age.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from time import time
from typing import Final

from bot.desk.memory import ForgetfulMemory
from bot.desk.sessions import LONGEST, born
from bot.engine.client import EngineClient, EngineUnavailable

logger = logging.getLogger(__name__)
_MOST: Final = 50_000  # as many as the engine remembers


class Endings:
    """Of all conversations of one desk. `clock` gives seconds since 1970."""

    def __init__(self, engine: EngineClient, clock: Callable[[], float] = time) -> None:
        self._engine = engine
        self._started = int(clock())
        self._answered: ForgetfulMemory[bool] = ForgetfulMemory(most=_MOST, seconds=LONGEST)
        self._ended: ForgetfulMemory[bool] = ForgetfulMemory(most=_MOST, seconds=LONGEST)
        self._to_forget: dict[str, None] = {}

    def is_over(self, conversation: str) -> bool:
        """Whether it was ended."""
        return bool(self._ended.get(conversation))

    def has_lost(self, conversation: str, known: bool) -> bool:
        """Whether something told before is gone. `known`: the engine knew the conversation when its message came. One that is
        older than this desk may have been answered by the desk before it."""
        begun = born(conversation)
        before = self._answered.get(conversation) or (begun is not None and begun < self._started)
        return bool(before) and not known

    async def after_answer(self, conversation: str) -> None:
        """The engine has answered: notes it, forgets at once what was ended meanwhile, and one that still waits to be."""
        self._answered.put(conversation, True)
        if self.is_over(conversation):
            self._to_forget[conversation] = None
        if self._to_forget:
            await self._forget(next(iter(self._to_forget)))

    async def end(self, conversation: str) -> None:
        """Forgets all that was told. When the engine cannot be reached it is told later; one that is down has forgotten."""
        self._ended.put(conversation, True)
        self._answered.forget(conversation)
        await self._forget(conversation)

    async def _forget(self, conversation: str) -> None:
        self._to_forget.pop(conversation, None)
        try:
            await self._engine.forget(conversation)
        except EngineUnavailable as error:
            logger.warning("engine has not forgotten yet: %s", error)
            if len(self._to_forget) < _MOST:
                self._to_forget[conversation] = None
