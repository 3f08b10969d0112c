"""Stock custom action: a prepared text for the latest intent, of the length of the product's own answer."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

REPLIES: dict[str, str] = json.loads((Path(__file__).parent / "replies.json").read_text(encoding="utf-8"))


class ActionAnswer(Action):  # type: ignore[misc]
    """As in Rasa's documentation of custom actions."""

    def name(self) -> str:
        """The name that domain.yml and the rules use."""
        return "action_answer"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[dict[str, Any]]:
        """One reply."""
        intent = str(tracker.latest_message["intent"].get("name"))
        dispatcher.utter_message(text=REPLIES.get(intent, REPLIES["registration_how"]))
        return []
