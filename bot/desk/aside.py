"""What staff do in a conversation: in its order, like a message of the person, and written once or not at all."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from time import time
from typing import Final, Literal

from bot.desk.lanes import Busy, Lanes
from bot.desk.people import Step
from bot.desk.record import Line, Record
from bot.desk.records import Records, reply_json

PATIENCE: Final = 10.0  # seconds that another desk's turn of the conversation is waited for
ASIDE: Final = "aside"  # of a reply that nobody's message has asked for: a door must bring it to the person by itself
Act = Callable[[Record], Awaitable[Step]]


class Aside:
    """`lanes` and `records` are those of the conversations."""

    def __init__(self, lanes: Lanes, records: Records) -> None:
        self._lanes = lanes
        self._records = records

    async def do(self, conversation: str, act: Act, message_id: str | None = None) -> Literal["done", "over"]:
        """Takes the step that `act` makes of the record; the same `message_id` again does nothing more. "over": the conversation is
        gone. Raises what `act` and its `also` raise, Busy, and SQLAlchemyError; then nothing was written."""
        while True:
            kept = await self._once(conversation, act, message_id)
            if kept != "lost":  # another desk went on meanwhile: from what is there now
                return kept

    async def _once(self, conversation: str, act: Act, message_id: str | None) -> Literal["done", "over", "lost"]:
        async with self._lanes.in_order(conversation):
            taken = await self._records.begin(conversation, message_id, "", PATIENCE, time())
            if taken.what == "again":
                return "done"
            if taken.what == "busy":
                raise Busy("conversation")
            if taken.held is None:
                return "over"
            if taken.held.new or not self._records.is_durable(taken.held):
                await self._records.forget_new(taken.held)
                if taken.held.store is not self._records.durable:  # it fails: what staff saw may still be there
                    raise Busy("desk")
                return "over"
            try:
                step = await act(taken.held.record)
                line = Line(message_id, step.said, reply_json(step.messages, step.record.owner) | {ASIDE: True})
                kept = await self._records.commit(taken.held, step.record, line, step.also)
            except BaseException:
                await self._records.release(taken.held)
                raise
            return "done" if kept == "stored" else kept
