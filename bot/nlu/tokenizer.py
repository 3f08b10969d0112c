"""GiNZA's Sudachi tokenizer in split mode A as a Rasa component.

Mode A always cuts the same way (mode C joins 有効期限切れ differently from sentence to sentence). Only the tokenizer is
loaded, no tagger, parser or vectors: 0.3 ms a sentence. Sudachi's tokenizer is not thread-safe and refuses more than
49,149 bytes, so calls are serialised by a lock and text is normalised (and cut) first.
"""

from __future__ import annotations

from threading import Lock
from typing import Any

from rasa.engine.graph import ExecutionContext
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.tokenizers.tokenizer import Token, Tokenizer
from rasa.shared.nlu.training_data.message import Message

from bot.text import normalise


def load_tokenizer() -> Any:
    """spaCy's Japanese tokenizer (Sudachi, the dictionary GiNZA uses) in mode A."""
    import spacy

    return spacy.blank("ja", config={"nlp": {"tokenizer": {"split_mode": "A"}}}).tokenizer


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_TOKENIZER, is_trainable=False)
class GinzaTokenizer(Tokenizer):
    """Tokens of the normalised text, with their dictionary form as lemma."""

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
        self._tokenizer = load_tokenizer()
        self._lock = Lock()

    @classmethod
    def create(
        cls, config: dict[str, Any], model_storage: ModelStorage, resource: Resource, execution_context: ExecutionContext
    ) -> GinzaTokenizer:
        """Called by Rasa."""
        return cls(config)

    def tokenize(self, message: Message, attribute: str) -> list[Token]:
        """Tokens of `attribute`; offsets refer to the normalised text. An empty text gives no tokens."""
        text = normalise(str(message.get(attribute) or ""))
        if not text:
            return []
        with self._lock:
            doc = self._tokenizer(text)
        return [Token(word.text, word.idx, lemma=word.lemma_ or word.text) for word in doc if word.text.strip()]
