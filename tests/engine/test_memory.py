"""The engine's memory keeps slots and nothing else."""

from __future__ import annotations

import asyncio
import pickle
from pathlib import Path
from typing import Any

import pytest
from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, BotUttered, SessionStarted, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import EndpointConfig

from bot.nlu import memory
from bot.nlu.memory import SlotMemory

ROOT = Path(__file__).parents[2]
SAID = "ひみつの質問"
STATE = {"topic": "old_card", "insurer": "kitaku", "known": {"": {"move_date": "2026-12-03"}}, "options": [], "interview": None}


@pytest.fixture(scope="module")
def domain() -> Domain:
    return Domain.load(str(ROOT / "domain.yml"))


def a_turn(domain: Domain, sender: str = "c1", state: Any = STATE) -> DialogueStateTracker:
    """A conversation after one message and its answer."""
    events = [SessionStarted(), ActionExecuted("action_listen"), UserUttered(SAID, {"name": "old_card"}), ActionExecuted("action_answer")]
    events += [BotUttered("ひみつの返事", {"custom": {"text": "ひみつの返事"}}), SlotSet("desk_state", state), ActionExecuted("action_listen")]
    return DialogueStateTracker.from_events(sender, events, slots=domain.slots)


def kept(store: SlotMemory, *senders: str) -> list[Any]:
    """The desk's state of the conversations, None for one that is forgotten."""
    found = [asyncio.run(store.retrieve(sender)) for sender in senders]
    return [tracker and tracker.get_slot("desk_state") for tracker in found]


def save(store: SlotMemory, *trackers: DialogueStateTracker) -> None:
    for tracker in trackers:
        asyncio.run(store.save(tracker))


def test_slots_survive(domain: Domain) -> None:
    store = SlotMemory(domain)
    save(store, a_turn(domain))
    assert kept(store, "c1", "c2") == [STATE, None]


def test_a_kept_conversation_waits_for_a_message(domain: Domain) -> None:
    store = SlotMemory(domain)
    save(store, a_turn(domain))
    tracker = asyncio.run(store.retrieve("c1"))
    assert tracker is not None and tracker.latest_action_name == "action_listen"
    assert tracker.latest_message is None or not tracker.latest_message.text


def test_no_text_is_kept(domain: Domain) -> None:
    store = SlotMemory(domain)
    save(store, a_turn(domain))
    assert "ひみつ".encode() not in pickle.dumps(store._kept)
    tracker = asyncio.run(store.retrieve("c1"))
    assert tracker is not None and "ひみつ" not in str(tracker.as_dialogue().as_dict())


def test_the_history_does_not_grow(domain: Domain) -> None:
    store = SlotMemory(domain)
    lengths = set()
    for _turn in range(5):
        save(store, a_turn(domain))
        tracker = asyncio.run(store.retrieve("c1"))
        assert tracker is not None
        lengths.add(len(tracker.events))
    assert len(lengths) == 1


def test_the_latest_state_counts(domain: Domain) -> None:
    store = SlotMemory(domain)
    save(store, a_turn(domain), a_turn(domain, state=STATE | {"topic": "loss"}))
    assert kept(store, "c1")[0]["topic"] == "loss"


def test_changing_a_read_state_does_not_change_what_is_kept(domain: Domain) -> None:
    store = SlotMemory(domain)
    save(store, a_turn(domain))
    kept(store, "c1")[0]["topic"] = "loss"
    assert kept(store, "c1") == [STATE]


def test_the_number_of_conversations_is_bounded_and_the_oldest_go(domain: Domain) -> None:
    store = SlotMemory(domain, most=2)
    save(store, a_turn(domain, "a"), a_turn(domain, "b"), a_turn(domain, "a"), a_turn(domain, "c"))
    assert kept(store, "a", "b", "c") == [STATE, None, STATE]
    assert asyncio.run(store.keys()) == ["a", "c"]


def test_a_conversation_is_forgotten_after_its_time(domain: Domain, monkeypatch: pytest.MonkeyPatch) -> None:
    now = 1000.0
    monkeypatch.setattr(memory, "time", lambda: now)
    store = SlotMemory(domain, seconds=60)
    save(store, a_turn(domain))
    now = 1059.0
    assert kept(store, "c1") == [STATE]
    now = 1060.0
    assert kept(store, "c1") == [None]


def test_old_conversations_leave_the_memory_when_others_come(domain: Domain, monkeypatch: pytest.MonkeyPatch) -> None:
    now = 1000.0
    monkeypatch.setattr(memory, "time", lambda: now)
    store = SlotMemory(domain, seconds=60)
    save(store, a_turn(domain, "a"), a_turn(domain, "b"))
    now = 2000.0
    save(store, a_turn(domain, "c"))
    assert asyncio.run(store.keys()) == ["c"]


def test_one_conversation_can_be_forgotten(domain: Domain) -> None:
    store = SlotMemory(domain)
    save(store, a_turn(domain, "a"), a_turn(domain, "b"))
    asyncio.run(store.delete("a"))
    asyncio.run(store.delete("never there"))
    assert kept(store, "a", "b") == [None, STATE]


def test_rasa_makes_it_from_endpoints_yml(domain: Domain) -> None:
    store = TrackerStore.create(EndpointConfig(type="bot.nlu.memory.SlotMemory", most=3, seconds=5), domain)
    inner = getattr(store, "_tracker_store", store)
    assert isinstance(inner, SlotMemory)
    assert (inner._most, inner._seconds) == (3, 5.0)
