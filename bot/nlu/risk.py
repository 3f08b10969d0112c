"""Learns the models of `bot/reading`: `.venv/bin/python deploy/in_engine.py python -m bot.nlu.risk`.

`risk_model.json` tells danger and crisis, `others_model.json` what is asked for or done behind another adult's back. Each is
learned from examples written for it against look-alikes and the ordinary questions of data/nlu. One row of weights says
whether there is any of it at all, one a kind which it is. The limit is the lowest under which, out of fold, few ordinary
questions and look-alikes are taken for it.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix, diags

from bot.nlu.need_files import TELLS_OF_DANGER, calm_turns, dialogue_files
from bot.reading.marks import Said, load_marks
from bot.reading.risk_model import OTHERS, RISK, SCALE, digest_lines, every_part, names_somebody, pieces, read_model

ROOT: Final = Path(__file__).resolve().parents[2]
DATA: Final = ROOT / "data" / "risk"
DIALOGUES: Final = "data/dialogues"
MEASURED: Final = "third_"  # conversations by which false alarms are measured (tests/unit/reading/test_alarms.py)
NEEDS: Final = ROOT / "bot" / "rulebook" / "statements" / "needs"
FOLDS: Final = 5
WEAKEST: Final = 0.53  # weights below it are left out
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Task:
    """examples, model: files; kinds: labels that count, the others are look-alikes; usual_one_in, like_one_in: how many
    ordinary questions and look-alikes there are for one that may be taken for a kind."""

    examples: Path
    model: Path
    kinds: tuple[str, ...]
    usual_one_in: int
    like_one_in: int


TASKS: Final = (
    Task(DATA / "danger.jsonl", RISK, ("crisis", "overdose", "danger", "medical", "hiding"), 170, 11),
    Task(DATA / "others.jsonl", OTHERS, ("probe",), 1000, 50),
)


def read_examples(path: Path) -> list[tuple[str, str]]:
    """(text, label) of the examples written for a model."""
    return [(row["text"], row["label"]) for row in map(json.loads, path.read_text(encoding="utf-8").splitlines())]


def ordinary() -> list[str]:
    """The questions of data/nlu that tell of no danger, the sentences written beside them, and what people say in conversations."""
    found = (DATA / "ordinary.txt").read_text(encoding="utf-8").splitlines()
    found += [*_of_topics(), *_of_needs()]
    found += [text for path in dialogue_files(DIALOGUES) if not path.name.startswith(MEASURED) for text in calm_turns(path)]
    return [text for text in dict.fromkeys(found) if _silent(Said(text))]


def _of_topics() -> Iterator[str]:
    from bot.strict_yaml import load_yaml

    for path in sorted((ROOT / "data" / "nlu").glob("*.yml")):
        for part in load_yaml(path).get("nlu") or ():
            if not TELLS_OF_DANGER.match(str(part.get("intent") or "")):
                lines = str(part.get("examples") or "").splitlines()
                yield from (line[2:].strip() for line in lines if line.startswith("- "))


def _of_needs() -> Iterator[str]:
    from bot.strict_yaml import load_yaml

    for data in map(load_yaml, sorted(NEEDS.glob("*.yml"))):
        if not TELLS_OF_DANGER.match(str(data.get("family") or "")):
            yield from (str(one) for need in data.get("needs") or () for one in need["examples"])


def _silent(said: Said) -> bool:
    """Whether no list finds anything; what is denied is taken out before the model looks."""
    from bot.reading.safety import listed

    return not listed(said) and not load_marks("denials").found(said)


def learn(task: Task, usual: Sequence[str], seed: int = 0) -> dict[str, Any]:
    """The model in its JSON form."""
    told = read_examples(task.examples)
    labels = np.asarray([kind for _text, kind in told] + [""] * len(usual))
    counts = np.isin(labels, task.kinds)
    written = np.arange(len(labels)) < len(told)
    every = [Said(text) for text in (*(text for text, _kind in told), *usual)]
    split = [pieces(said) for said in every]
    seen = Counter(piece for one in split for piece in one)
    column = {piece: at for at, piece in enumerate(sorted(piece for piece, count in seen.items() if count > 1))}
    rows = _rows(split, column)
    fold = np.random.default_rng(seed).permutation(len(labels)) % FOLDS
    # what was written for this counts more, and so does an ordinary question that names another person
    named = np.asarray([names_somebody(said) for said in every])
    worth = np.where(counts, 6.0, np.where(written | named, 3.0, 1.0))
    margins = np.zeros(len(labels))
    for number in range(FOLDS):
        kept = fold != number
        weights, bias = _machine(rows[kept], counts[kept], worth[kept])
        margins[~kept] = rows[~kept] @ weights + bias
    usual_ones, alike = np.sort(margins[~written]), np.sort(margins[written & ~counts])
    limit = float(
        max(usual_ones[-1 - len(usual_ones) // task.usual_one_in], alike[-1 - len(alike) // task.like_one_in])
    )
    print(
        f"{task.model.name}: heard out of fold {float((margins[counts] > limit).mean()):.3f}, limit {limit:.2f}",
        file=sys.stderr,
    )
    machines = [_machine(rows, truth, worth) for truth in (counts, *(labels == kind for kind in task.kinds))]
    table = np.stack([weights for weights, _bias in machines], axis=1)
    strong = np.abs(table).max(axis=1) > WEAKEST
    return {
        "learned_from": digest_lines(f"{kind}\t{text}" for text, kind in told),
        "kinds": list(task.kinds),
        "bias": [round(bias, 4) for _weights, bias in machines],
        "limit": round(limit, 4),
        "weights": {
            piece: [round(SCALE * float(one)) for one in table[at]] for piece, at in column.items() if strong[at]
        },
    }


def _machine(rows: csr_matrix, truth: Any, worth: Any) -> tuple[Floats, float]:
    """Weights and bias. Each piece counts as much as its share among the kinds differs from that among the rest (Wang and
    Manning 2012, naive Bayes features in a linear model): three points more heard at the same false alarms."""
    from sklearn.linear_model import LogisticRegression

    there = (rows > 0).astype(np.float64)
    inside, outside = (
        1.0 + np.asarray(there[truth].sum(axis=0)).ravel(),
        1.0 + np.asarray(there[~truth].sum(axis=0)).ravel(),
    )
    scale = np.abs(np.log((inside / inside.sum()) / (outside / outside.sum()))) + 0.1
    machine = LogisticRegression(C=12.0, solver="liblinear").fit(rows @ diags(scale), truth, sample_weight=worth)
    return machine.coef_[0] * scale, float(machine.intercept_[0])


def _rows(split: Sequence[frozenset[str]], column: dict[str, int]) -> csr_matrix:
    data: list[float] = []
    columns: list[int] = []
    ends = [0]
    for one in split:
        found = sorted(column[piece] for piece in one if piece in column)
        columns += found
        data += [1 / np.sqrt(len(one))] * len(found)
        ends.append(len(columns))
    return csr_matrix((data, columns, ends), shape=(len(split), len(column)))


def main() -> None:
    """Learns and writes both."""
    usual = ordinary()
    for task in TASKS:
        plain = learn(task, usual)
        words = json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        task.model.write_text(words + "\n", encoding="utf-8")
        model, told = read_model(plain), read_examples(task.examples)
        right = sum((kind in task.kinds) == bool(model.found(every_part(Said(text)))) for text, kind in told)
        print(
            f"{len(plain['weights'])} pieces, {len(words) >> 10} Ki characters; its own examples right {right}/{len(told)}"
        )


if __name__ == "__main__":
    main()
