"""The engine's conversation memory: of the desk's conversations nothing, of `rasa shell` the slots, bounded in number and age.

The desk sends what is known with each message and gets it back, so no slot is set for it.
Rasa's own stores keep every message and write the whole history again on each turn. Ours keeps no text at all, so the
cost of a turn does not grow with the conversation and nothing is there to leak.
"""

from __future__ import annotations

import json
from collections import OrderedDict
from time import time
from typing import Any

from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, SessionStarted, SlotSet
from rasa.shared.core.trackers import DialogueStateTracker


class SlotMemory(TrackerStore):
    """endpoints.yml: tracker_store: type: bot.nlu.memory.SlotMemory; `most` conversations, `seconds` each."""

    def __init__(
        self,
        domain: Domain,
        event_broker: EventBroker | None = None,
        most: int = 50_000,
        seconds: float = 12 * 3600.0,
        **kwargs: Any,
    ) -> None:
        self._kept: OrderedDict[str, tuple[float, str]] = OrderedDict()
        self._most = int(most)
        self._seconds = float(seconds)
        super().__init__(domain, event_broker, **kwargs)

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Keeps the slots that have a value, if any; forgets the oldest conversations when there are too many or too old."""
        await self.stream_events(tracker)
        slots = {name: slot.value for name, slot in tracker.slots.items() if slot.value is not None}
        self._kept.pop(tracker.sender_id, None)
        if slots:
            self._kept[tracker.sender_id] = (time(), json.dumps(slots))
        while self._kept:
            oldest, (when, _slots) = next(iter(self._kept.items()))
            if len(self._kept) <= self._most and time() - when < self._seconds:
                break
            del self._kept[oldest]

    async def retrieve(self, sender_id: str) -> DialogueStateTracker:
        """A tracker that has just begun to listen, with the kept slots: Rasa needs no turn of its own to begin a session."""
        found = self._kept.get(sender_id)
        slots = json.loads(found[1]) if found is not None and time() - found[0] < self._seconds else {}
        events = [SessionStarted(), *(SlotSet(name, value) for name, value in slots.items())]
        events.append(ActionExecuted(ACTION_LISTEN_NAME))
        return DialogueStateTracker.from_events(sender_id, evts=events, slots=self.domain.slots)

    async def keys(self) -> list[str]:
        """The conversations kept now."""
        return list(self._kept)

    async def delete(self, sender_id: str) -> None:
        """Forgets one conversation."""
        self._kept.pop(sender_id, None)


def require_memory(store: TrackerStore) -> None:
    """Raises TypeError when endpoints.yml names another store than SlotMemory: Rasa's own keep every message."""
    inner = getattr(store, "_tracker_store", store)  # what Rasa wraps around it
    if not isinstance(inner, SlotMemory):
        raise TypeError(f"endpoints.yml: tracker_store: must be bot.nlu.memory.SlotMemory, is {type(inner).__name__}")
