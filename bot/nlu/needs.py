"""Which need a message has, finer than its topic, and which statements are nearest to it: learned from the needs' own examples
and from written conversations, whose turns mean something only after what was answered before.

The topic classifier knows the families that data/nlu has examples of; the other families are known here alone. A family of
that kind that is heard clearly takes the place of the classifier's topic, and so does any family where the classifier is not
sure. Adds to `understanding`: `needs` ([{"need", "confidence"}], the likeliest first) and `points` ([[statement, nearness]]).
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any, Final

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import INTENT, METADATA, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.grams import Floats
from bot.nlu.need_files import (
    OTHER,
    Example,
    dialogue_examples,
    dialogue_files,
    misheard,
    need_examples,
    need_files,
    need_statements,
    told_by,
)
from bot.nlu.need_model import NeedModel, fit_needs
from bot.nlu.segments import split_questions
from bot.reading.language import in_english
from bot.reading.model import OF_DANGER, OUTSIDE, SMALL_TALK
from bot.text import normalise

CODE: Final = ("needs.py", "need_files.py", "need_model.py", "nearness.py", "grams.py", "linear.py")
MOST_NEEDS: Final = 5
# margins from which a need's family takes the place of the classifier's topic; chosen on 480 questions by a fresh writer
NEW_FAMILY: Final = -0.45  # a family that the classifier does not know
NEW_BESIDE_SURE: Final = 0.2  # ... where the classifier is SURE
INSTEAD_OF_UNSURE: Final = -0.55  # a family that it knows, where the classifier is less than UNSURE or undecided
SURE: Final = 0.9
UNSURE: Final = 0.6
# characters from which a message tells a situation, of Japanese and of Latin letters; of it the family counts where the
# classifier is UNSURE
STORY: Final = 30
LATIN_STORY: Final = 90
MOST_HEARD: Final = 4


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class NeedFinder(GraphComponent):
    """A linear machine over the needs, and the statements by what they share with the question."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """`folder` of the needs' files, `strength` of the machine."""
        return {
            "folder": "bot/rulebook/statements/needs",
            "dialogues": "data/dialogues",
            "strength": 0.3,
        }

    def __init__(
        self, config: dict[str, Any], storage: ModelStorage, resource: Resource, model: NeedModel | None = None
    ) -> None:
        self._config = config
        self._storage = storage
        self._resource = resource
        self._model = model

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str:
        """Digest of the needs' files, of the written conversations and of the code that learns from them."""
        digest = hashlib.sha256()
        usual = cls.get_default_config()
        files = need_files(str(config.get("folder", usual["folder"])))
        files += dialogue_files(str(config.get("dialogues", usual["dialogues"])))
        here = Path(__file__).parent
        for path in (*files, *(here / name for name in CODE)):
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
        alone = [Example(text, need) for text, need in need_examples(folder)]
        dialogues = str(self._config["dialogues"])
        turns = dialogue_examples(dialogues)
        examples = [*alone, *turns, *misheard(turns)]
        self._model = fit_needs(examples, others, need_statements(folder), told_by(dialogues), known, strength)
        with self._storage.write_to(self._resource) as folder:
            self._model.save(folder)
        return self._resource

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Nothing later in the pipeline needs our output while training."""
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Adds needs and points to every message that was understood at all, and the need heard in the conversation."""
        for message in messages:
            understood = message.get("understanding")
            text = normalise(str(message.get(TEXT) or ""))
            if understood and text and self._model:
                sent = (message.get(METADATA) or {}).get("open") or {}  # bot.reading.model.Open
                before = str(sent.get("answered") or ""), str(sent.get("earlier") or "")
                message.set("understanding", self._finer(text, dict(understood), *before), add_to_output=True)
        return messages

    def _finer(self, text: str, understood: dict[str, Any], before: str, earlier: str) -> dict[str, Any]:
        assert self._model
        topics = [dict(one) for one in understood["topics"]]
        margins = self._model.margins(text)
        family, margin = self._model.likeliest_family(margins)
        shares = self._model.shares(margins)
        share = self._model.share(shares, family)
        verdict = str(understood["verdict"])
        if len(topics) == 1 and self._takes_over(family, margin, topics[0], verdict, text):
            topics = [{"topic": family, "confidence": share, "text": topics[0]["text"]}]
            understood["verdict"] = "outside" if family == OUTSIDE else "answer"
        pieces = split_questions(text) if len(topics) == 1 else ()
        for topic in topics:
            piece = normalise(str(topic["text"])) if len(topics) > 1 else ""
            of_piece = self._model.shares(self._model.margins(piece)) if piece else shares
            topic["needs"] = self._asked(pieces, str(topic["topic"])) or self._named(of_piece, str(topic["topic"]))
        understood["topics"] = topics
        understood["needs"] = self._named(shares)
        understood["heard"] = self._heard(self._model.after(margins, before, earlier)) if before else []
        needs = [one["need"] for topic in topics for one in topic["needs"][:1]]
        asked = dict.fromkeys([*needs[:1], *(one["need"] for one in understood["heard"][:2])])
        points = self._model.nearest(text, *asked)
        understood["points"] = [[name, round(nearness, 4)] for name, nearness in points if nearness > 0]
        return understood

    def _heard(self, margins: Floats) -> list[dict[str, Any]]:
        """The likeliest needs after what was answered before; [] when it is likelier none at all."""
        assert self._model
        shares = self._model.shares(margins)
        none = self._model.needs[int(shares.argmax())].startswith(OTHER)
        return [] if none else self._named(shares)[:MOST_HEARD]

    def _takes_over(self, family: str, margin: float, topic: dict[str, Any], verdict: str, text: str) -> bool:
        """True when the family heard here counts instead of the classifier's topic."""
        assert self._model
        if family == topic["topic"] or family in SMALL_TALK or topic["topic"] in OF_DANGER:
            return False
        confidence = float(topic["confidence"]) if verdict in ("answer", "outside") else 0.0
        story = verdict != "outside" and len(text) >= (LATIN_STORY if in_english(text) else STORY)
        if confidence < UNSURE and story:
            return True
        if family not in self._model.known:
            return margin > (NEW_BESIDE_SURE if confidence >= SURE else NEW_FAMILY)
        return confidence < UNSURE and margin > INSTEAD_OF_UNSURE

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
        ours = np.asarray(self._model.of_family(family) if family else self._model.real, dtype=np.intp)
        order = ours[np.argsort(-shares[ours])][:MOST_NEEDS]
        return [{"need": self._model.needs[at], "confidence": round(float(shares[at]), 4)} for at in order]
