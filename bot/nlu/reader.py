"""Reads each message once, inside the engine: after the classifier, from text, hiragana reading and what the desk sends along.

The output property `reading` is what the dialogue decides by (bot.reading.model); `rasa shell nlu` shows it.
"""

from __future__ import annotations

from dataclasses import fields
from datetime import date, datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import METADATA, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.nlu.words import WORDS, Words
from bot.reading.model import Open, Risk
from bot.reading.read import read

TOKYO: Final = ZoneInfo("Asia/Tokyo")


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class MessageReader(GraphComponent):
    """From `understanding` to `reading`. The desk's metadata: `today` (ISO day), `open` (bot.reading.model.Open) and `risk`
    (Risk, known before the engine was asked); each may be missing."""

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> MessageReader:
        """Called by Rasa."""
        return cls()

    def process(self, messages: list[Message]) -> list[Message]:
        """Sets `reading` on every message."""
        for message in messages:
            sent = message.get(METADATA) or {}
            words = message.get(WORDS)
            reading = read(
                str(message.get(TEXT) or ""),
                message.get("understanding") or {},
                today=_today(sent),
                open_=_value(Open, sent.get("open")),
                yomi=words.reading if isinstance(words, Words) else "",
                risk=_risk(sent.get("risk")),
            )
            message.set("reading", reading.as_json(), add_to_output=True)
        return messages


def _today(sent: dict[str, Any]) -> date:
    day = sent.get("today")
    return date.fromisoformat(day) if isinstance(day, str) else datetime.now(TOKYO).date()


def _value(kind: Any, sent: Any) -> Any:
    """A value of the dataclass `kind` from what was sent; unknown keys (of another version) are ignored."""
    known = {one.name for one in fields(kind)}
    return kind(**{name: value for name, value in sent.items() if name in known}) if isinstance(sent, dict) else kind()


def _risk(sent: Any) -> Risk | None:
    if not isinstance(sent, dict):
        return None
    return _value(Risk, {**sent, "kinds": tuple(sent.get("kinds") or ())})
