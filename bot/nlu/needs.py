"""Which need a message has, finer than its topic, and which statements are nearest to it: learned from the needs' own examples
and from written conversations, whose turns mean something only after what was answered before.

The topic classifier knows every family but those of danger that have no topic. Such a family that is heard clearly takes the place
of the classifier's topic, and so does any family where the classifier is not sure and a need of it stands out. Adds to
`understanding`: `needs` ([{"need", "confidence"}], the likeliest first), `points` ([[statement, share]], what most likely answers
in this conversation) and after an answer `heard` (the needs of those).
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
from rasa.shared.nlu.constants import INTENT, METADATA, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.grams import Floats
from bot.nlu.need_files import (
    OTHER,
    Example,
    dialogue_examples,
    dialogue_files,
    learned_by_topics,
    misheard,
    need_examples,
    need_files,
    need_statements,
    told_by,
)
from bot.nlu.need_model import NeedModel, fit_needs
from bot.nlu.ranking import Ranking, SoFar
from bot.nlu.segments import split_questions
from bot.reading.language import in_english
from bot.reading.marks import Said, load_marks
from bot.reading.model import OF_DANGER, OUTSIDE, SMALL_TALK, tells_situation
from bot.text import normalise

CODE: Final = ("needs.py", "need_files.py", "need_model.py", "nearness.py", "ranking.py", "sparse.py", "grams.py", "linear.py")
MOST_NEEDS: Final = 5
# margins from which a family that the classifier does not know (of danger) takes the place of its topic
NEW_FAMILY: Final = -0.45
NEW_BESIDE_SURE: Final = 0.2  # ... where the classifier is SURE
SURE: Final = 0.9
# weighs the classifier against the needs' own letters, in a message alone and after an answer (docs/understanding.md)
ALONE: Final = 1.0
TOLD: Final = 0.4  # ... in a message that tells a situation
AFTER: Final = 0.06
UNDECIDED: Final = 0.1  # share of a need from which it counts where the classifier is undecided
OURS_INSTEAD: Final = 0.3  # ... where the classifier finds the message none of ours
TALK: Final = 0.5  # confidence of small talk that no need takes the place of
DECIDED: Final = ("answer", "outside")  # verdicts of a classifier that is not in doubt
DOUBTED: Final = 0.79  # the most confidence where classifier and need differ
MOST_HEARD: Final = 4
MOST_POINTS: Final = 20


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
        self.ranking = Ranking(model) if model else None

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
        own = {str(example.get(INTENT)) for example in topics}
        alone = [Example(text, need) for text, need in need_examples(folder)]
        families = [(one.text, one.need.partition(".")[0]) for one in alone]
        known = sorted(own.union(family for _text, family in learned_by_topics(families, own)))
        strength = float(self._config["strength"])
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
                so_far = so_far_of((message.get(METADATA) or {}).get("open") or {}, text)
                ranking = {str(one["name"]): float(one["confidence"]) for one in message.get("intent_ranking") or ()}
                message.set("understanding", self._finer(text, dict(understood), ranking, so_far), add_to_output=True)
        return messages

    def margins(self, text: str, topics: Mapping[str, float], so_far: SoFar) -> tuple[Floats, Floats]:
        """Those of the needs by the letters alone, and with what the classifier thinks (`topics`) and what was answered before."""
        assert self._model
        letters = self._model.margins(text)
        if so_far.answered:
            here = self._model.with_topics(letters, topics, AFTER)
            return letters, self._model.after(here, so_far.answered, so_far.earlier)
        told = tells_situation(len(text), in_english(text))
        return letters, self._model.with_topics(letters, topics, TOLD if told else ALONE)

    def _finer(self, text: str, understood: dict[str, Any], ranking: dict[str, float], so_far: SoFar) -> dict[str, Any]:
        assert self._model and self.ranking
        topics = [dict(one) for one in understood["topics"]]
        letters, margins = self.margins(text, ranking, SoFar())
        of_letters = self._model.shares(margins)
        ranked = self.ranking.shares(text, letters, margins, SoFar())
        shares = self.ranking.of_all_needs(ranked, of_letters)
        family = self._family_instead(letters, of_letters, topics, str(understood["verdict"]))
        if family:
            share = min(DOUBTED, self._model.share(shares, family))
            topics = [{"topic": family, "confidence": share, "text": topics[0]["text"]}]
            understood["verdict"] = "outside" if family == OUTSIDE else "answer"
        pieces = split_questions(text) if len(topics) == 1 else ()
        for topic in topics:
            piece = normalise(str(topic["text"])) if len(topics) > 1 else ""
            of_piece = self._model.shares(self._model.margins(piece)) if piece else shares
            topic["needs"] = self._asked(pieces, str(topic["topic"])) or self._named(of_piece, str(topic["topic"]))
        understood["topics"] = topics
        understood["needs"] = self._named(of_letters)
        after = self.margins(text, ranking, so_far)[1] if so_far.answered else margins
        points = self.ranking.shares(text, letters, after, so_far)
        understood["heard"] = self._heard(after, points) if so_far.answered else []
        best = np.argsort(-points)[:MOST_POINTS]
        understood["points"] = [[self.ranking.names[at], round(float(points[at]), 4)] for at in best]
        return understood

    def _heard(self, margins: Floats, points: Floats) -> list[dict[str, Any]]:
        """The likeliest needs after what was answered before, by their statements; [] when it is likelier none at all."""
        assert self._model and self.ranking
        if self._model.needs[int(margins.argmax())].startswith(OTHER):
            return []
        shares = self.ranking.of_needs(points)
        likeliest = list(dict.fromkeys(self.ranking.needs[at] for at in np.argsort(-points)))[:MOST_HEARD]
        return [{"need": need, "confidence": round(shares[need], 4)} for need in likeliest]

    def _family_instead(
        self, letters: Floats, shares: Floats, topics: list[dict[str, Any]], verdict: str
    ) -> str:
        """The family that counts instead of the classifier's topic, "" for none."""
        assert self._model
        if len(topics) != 1 or topics[0]["topic"] in OF_DANGER:
            return ""
        topic = str(topics[0]["topic"])
        confidence = float(topics[0]["confidence"]) if verdict in DECIDED else 0.0
        unknown, margin = self._model.likeliest_family(letters)
        if unknown not in self._model.known and margin > (NEW_BESIDE_SURE if confidence >= SURE else NEW_FAMILY):
            return unknown
        family, _share = self._model.likeliest_family(shares)
        talk = family in SMALL_TALK or (topic in SMALL_TALK and confidence >= TALK)
        enough = float(shares[self._model.real].max()) >= _least_share(topic, verdict)
        return family if enough and not talk and family != topic and family in self._model.known else ""

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


def _least_share(topic: str, verdict: str) -> float:
    """The share of a need from which its family takes the place of the classifier's topic."""
    if verdict not in DECIDED:
        return UNDECIDED
    return OURS_INSTEAD if topic == OUTSIDE else 0.0


def so_far_of(sent: Mapping[str, Any], text: str) -> SoFar:
    """The conversation before a message: `sent` as bot.reading.model.Open."""
    asked = {str(need): float(share) for need, share in (sent.get("asked") or {}).items()}
    answered = str(sent.get("answered") or "")
    corrected = bool(answered and load_marks("marks")["not_asked"].said_in(Said(text)))
    return SoFar(answered, str(sent.get("earlier") or ""), tuple(sent.get("said") or ()), asked, corrected)
