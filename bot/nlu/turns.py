"""The order of the engine's work: a conversation's messages one after the other, and nothing for a caller who has gone.

Understanding a message keeps the only loop busy. Of three hundred messages that arrive together every one would be
worked off before the loop looks at its sockets again, long after all callers have left. So each waits at a gate, and
behind it the loop first sees who has closed the connection.
Rasa's own lock of a conversation looks once a second; behind ours it is always free.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Final

LOOKS: Final = 3  # rounds of the loop until a closed connection shows, with asyncio's loop and with uvloop


@dataclass
class _Line:
    """The messages of one conversation under way."""

    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    waiting: int = 0


class Turns:
    """Takes turns in the order of their coming."""

    def __init__(self) -> None:
        self._lines: dict[str, _Line] = {}
        self._gate = asyncio.Lock()

    def under_way(self, conversation: str) -> bool:
        """Whether a message of the conversation waits or is worked on."""
        return conversation in self._lines

    async def take(self, conversation: str, gone: Callable[[], bool], work: Callable[[], Awaitable[None]]) -> bool:
        """Does `work` when it is its turn; False, and nothing done, when the caller was `gone` by then. What `work`
        raises passes."""
        line = self._lines.setdefault(conversation, _Line())
        line.waiting += 1
        try:
            async with line.lock:
                async with self._gate:
                    for _ in range(LOOKS):
                        await asyncio.sleep(0)
                if gone():
                    return False
                await work()  # no await between the look and the work
                return True
        finally:
            line.waiting -= 1
            if not line.waiting:
                del self._lines[conversation]
