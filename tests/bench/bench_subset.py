"""The measuring material: a fixed training subset, and the unseen questions both set-ups are tried on. Pure but for reading files."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

import yaml

from bot.text import normalise

EXAMPLES_A_TOPIC: Final = 12
SEED: Final = "mynadesk-bench-1"
# intents that the product answers under another topic
PARENTS: Final[Mapping[str, str]] = {"third_party": "dv_restriction", "data_kept": "privacy"}


@dataclass(frozen=True)
class Example:
    """One text and its topic id."""

    text: str
    topic: str


class MaterialFaulty(Exception):
    """The measuring material cannot be used; the message says which line and why."""


def topic_of(intent: str) -> str:
    """The topic that an intent counts as."""
    return PARENTS.get(intent, intent)


def read_nlu(files: Iterable[Path]) -> list[Example]:
    """Every example of Rasa NLU files, in order."""
    found: list[Example] = []
    for path in files:
        content: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
        for block in content.get("nlu", []):
            lines = str(block.get("examples", "")).splitlines()
            found += [Example(line.strip()[2:].strip(), topic_of(str(block["intent"]))) for line in lines if line.strip().startswith("- ")]
    return found


def choose(examples: Iterable[Example], each: int = EXAMPLES_A_TOPIC) -> list[Example]:
    """`each` examples a topic, the same ones on every machine whatever the order of the files; sorted by topic."""
    pools: dict[str, dict[str, Example]] = {}
    for example in examples:
        pools.setdefault(example.topic, {}).setdefault(normalise(example.text), example)

    def lot(text: str) -> str:
        return hashlib.sha256(f"{SEED}:{text}".encode()).hexdigest()

    return [pools[topic][text] for topic in sorted(pools) for text in sorted(pools[topic], key=lot)[:each]]


def write_examples(path: Path, examples: Iterable[Example]) -> None:
    """One JSON object a line."""
    path.write_text("".join(json.dumps(asdict(e), ensure_ascii=False) + "\n" for e in examples), encoding="utf-8")


def read_examples(path: Path) -> list[Example]:
    """Reads lines with `text` and `topic`; other keys are ignored. Raises MaterialFaulty naming the line."""
    found: list[Example] = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        try:
            row = json.loads(line)
            found.append(Example(str(row["text"]), topic_of(str(row["topic"]))))
        except (ValueError, KeyError, TypeError) as error:
            raise MaterialFaulty(f"{path.name}: line {number}: needs a JSON object with text and topic ({error!r})") from error
    return found


def check_apart(training: Iterable[Example], unseen: Iterable[Example]) -> None:
    """Raises MaterialFaulty when an unseen question is a training example (after normalising)."""
    known = {normalise(example.text) for example in training}
    leaks = [example.text for example in unseen if normalise(example.text) in known]
    if leaks:
        raise MaterialFaulty(f"{len(leaks)} unseen questions are training examples, the first: {leaks[0]}")


def nlu_file(examples: Iterable[Example]) -> str:
    """The examples as the text of a Rasa NLU file."""
    by_topic: dict[str, list[str]] = {}
    for example in examples:
        by_topic.setdefault(example.topic, []).append(example.text)
    blocks = [f"- intent: {topic}\n  examples: |\n" + "".join(f"    - {text}\n" for text in texts) for topic, texts in sorted(by_topic.items())]
    return 'version: "3.1"\nnlu:\n' + "".join(blocks)


def digest(*parts: str) -> str:
    """A short name for exactly these contents."""
    together = hashlib.sha256()
    for part in parts:
        together.update(len(part.encode()).to_bytes(8, "big") + part.encode())
    return together.hexdigest()[:16]
