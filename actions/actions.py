"""Custom actions: doorways between Rasa and the dialogue. Slots in, one call, one reply out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from bot.dialogue.context import Context
from bot.dialogue.model import Heard, HeardTopic, State
from bot.dialogue.turn import take_turn

MakeContext = Callable[[str, str], Context]
SLOT = "desk_state"
BELIEF = "belief"  # in a message's metadata and in the reply: the desk keeps it, the engine nothing
NAMES = ("action_answer", "action_dialogue_act", "action_ask_back")


def heard_in(message: dict[str, Any]) -> Heard:
    """What the engine's understanding says of its latest message."""
    found = message.get("understanding") or {}
    intent = str((message.get("intent") or {}).get("name") or "")
    text = str(message.get("text") or "")
    if text.startswith("/"):  # a button
        return Heard("", "answer", (HeardTopic(intent, 1.0),))
    topics = tuple(HeardTopic(t["topic"], float(t["confidence"]), t["text"]) for t in found.get("topics", ()))
    choices = tuple(found.get("choices", ()))
    return Heard(
        text, found.get("verdict", "unclear"), topics, choices, found.get("act", ""), found.get("act_detail", "")
    )


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
        state = State.from_json(metadata[BELIEF] if travels else tracker.get_slot(SLOT))
        if metadata.get("insurer"):
            state = state.but(insurer=metadata["insurer"])
        context = self._context(tracker.sender_id, str(metadata.get("channel") or "shell"))
        reply = take_turn(heard_in(tracker.latest_message), state, context)
        for message in reply.messages:
            dispatcher.utter_message(text=message.text, json_message=message.as_json())
        # every rule listens after its one action; said here, the policies are not asked a second time
        listen = FollowupAction("action_listen")
        if not travels:
            return [SlotSet(SLOT, reply.state.as_json()), listen]
        said = {
            "statements": [name for message in reply.messages for name in message.statements],
            "contacts": [name for message in reply.messages for name in message.contacts],
        }
        dispatcher.utter_message(json_message={BELIEF: reply.state.as_json(), **said})
        return [listen]


def all_actions(context: MakeContext) -> list[Action]:
    """One doorway for each action name."""
    return [Reply(name, context) for name in NAMES]
