"""GiNZA's Sudachi tokenizer in split mode A as a Rasa component (see bot.nlu.words)."""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.tokenizers.tokenizer import Token, Tokenizer
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.nlu.sources import sources_digest
from bot.nlu.words import WORDS, shared_cutter
from bot.text import normalise


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_TOKENIZER, is_trainable=False)
class GinzaTokenizer(Tokenizer):
    """Tokens of the normalised text, with their dictionary form as lemma; the Words stay on the message."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Nothing to set but what Rasa's base class asks for."""
        return {
            "intent_tokenization_flag": False,
            "intent_split_symbol": "_",
            "token_pattern": None,
            "prefix_separator_symbol": None,
        }

    @staticmethod
    def required_packages() -> list[str]:
        """Packages that must be importable."""
        return ["spacy", "sudachipy"]

    def __init__(self, config: dict[str, Any]) -> None:
        super().__init__(config)
        self._cutter = shared_cutter()

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str:
        """See bot.nlu.sources."""
        return sources_digest()

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> GinzaTokenizer:
        """Called by Rasa."""
        return cls(config)

    def tokenize(self, message: Message, attribute: str) -> list[Token]:
        """Tokens of `attribute`; offsets refer to the normalised text. An empty text gives no tokens."""
        words = self._cutter.cut(normalise(str(message.get(attribute) or "")))
        if attribute == TEXT:
            message.set(WORDS, words)
        return [
            Token(surface, offset, lemma=lemma)
            for surface, offset, lemma in zip(words.surfaces, words.offsets, words.lemmas, strict=True)
        ]
