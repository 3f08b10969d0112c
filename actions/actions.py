"""Custom actions: doorways between Rasa and the dialogue. Slots in, one call, one reply out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from bot.dialogue.assist import suggest
from bot.dialogue.belief import Belief
from bot.dialogue.context import Context
from bot.dialogue.turn import take_turn
from bot.reading.model import Reading, pressed

MakeContext = Callable[[str, str], Context]
SLOT = "desk_state"
BELIEF = "belief"  # in a message's metadata and in the reply: the desk keeps it, the engine nothing
FACTS = "facts"  # in the metadata: what somebody at the desk knows of the person, as if the message told it
ASSIST = "assist"  # in the metadata: somebody on the telephone asks, and wants what else it may be
NAMES = ("action_answer", "action_dialogue_act", "action_ask_back")


def understood_in(message: dict[str, Any]) -> dict[str, Any]:
    """What the classifier says of a message that the engine parsed, with its text (for the tools that record turns)."""
    text = str(message.get("text") or "")
    if not text.startswith("/"):
        return {"text": text, **(message.get("understanding") or {})}
    pressed_topic = {"topic": str((message.get("intent") or {}).get("name") or ""), "confidence": 1.0, "text": ""}
    return {"text": "", "verdict": "answer", "topics": [pressed_topic], "choices": [], "act": "", "act_detail": ""}


def reading_in(message: dict[str, Any]) -> Reading:
    """The engine's reading of its latest message; a button is read here. Raises ValueError for one that is none."""
    if str(message.get("text") or "").startswith("/"):
        payload = (message.get("metadata") or {}).get("pressed")
        return pressed(str(payload or (message.get("intent") or {}).get("name") or ""))
    return Reading.from_json(message.get("reading") or {})


def with_facts(reading: Reading, facts: Any) -> Reading:
    """The reading with facts that are known beside the words; they are surer."""
    known = {str(key): str(value) for key, value in facts.items()} if isinstance(facts, dict) else {}
    return replace(reading, facts={**reading.facts, **known}) if known else reading


class Reply(Action):  # type: ignore[misc]
    """Answers the latest message. Registered once per action name."""

    def __init__(self, name: str, context: MakeContext) -> None:
        self._name = name
        self._context = context

    def name(self) -> str:
        """The name that domain.yml and the rules use."""
        return self._name

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> list[dict[str, Any]]:
        """One turn."""
        metadata = tracker.latest_message.get("metadata") or {}
        travels = isinstance(metadata.get(BELIEF), dict)  # not in `rasa shell`: there the slot is the memory
        belief = Belief.from_json(metadata[BELIEF] if travels else tracker.get_slot(SLOT))
        if metadata.get("insurer"):
            belief = belief.but(insurer=metadata["insurer"])
        context = self._context(tracker.sender_id, str(metadata.get("channel") or "shell"))
        reading = with_facts(reading_in(tracker.latest_message), metadata.get(FACTS))
        reply = take_turn(reading, belief, context)
        for message in reply.messages:
            dispatcher.utter_message(text=message.text, json_message=message.as_json())
        # every rule listens after its one action; said here, the policies are not asked a second time
        listen = FollowupAction("action_listen")
        if not travels:
            return [SlotSet(SLOT, reply.belief.as_json()), listen]
        said: dict[str, Any] = {
            "statements": [name for message in reply.messages for name in message.statements],
            "contacts": [name for message in reply.messages for name in message.contacts],
        }
        if metadata.get(ASSIST):
            ranking = [(one["name"], one["confidence"]) for one in tracker.latest_message.get("intent_ranking") or ()]
            said[ASSIST] = suggest(reading, ranking, belief, context, reply)
        dispatcher.utter_message(json_message={BELIEF: reply.belief.as_json(), **said})
        return [listen]


def all_actions(context: MakeContext) -> list[Action]:
    """One doorway for each action name."""
    return [Reply(name, context) for name in NAMES]
