"""The lists of danger, illness and crisis, against ordinary sentences of our own subject and in all writings."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from bot.nlu.need_files import calm_turns
from bot.reading.safety import FLED, read_risk

ROOT = Path(__file__).resolve().parents[3]
OTHERS = ("dv_", "out_of_scope", "third_party")  # these may tell of danger, and some do


def ordinary() -> list[str]:
    """Every third training sentence of our subject: people's everyday questions."""
    said: list[str] = []
    for path in sorted((ROOT / "data/nlu").glob("*.yml")):
        for block in yaml.safe_load(path.read_text(encoding="utf-8"))["nlu"]:
            if not str(block["intent"]).startswith(OTHERS):
                said += [line.removeprefix("- ").strip() for line in block["examples"].splitlines()]
    return [line for line in said if line][::3]


def test_ordinary_sentences_raise_no_alarm() -> None:
    said = ordinary()
    false = [line for line in said if read_risk(line).kinds]
    assert len(said) >= 1000 and len(false) <= len(said) * 0.01, false


def test_ordinary_conversations_raise_few_alarms() -> None:
    """Those that the models have not learned from (bot/nlu/risk.py, MEASURED): 3.3 in a hundred turns before, 1.3 now."""
    said = [text for path in sorted((ROOT / "data/dialogues").glob("third_*.jsonl")) for text in calm_turns(path)]
    false = [line for line in said if read_risk(line).kinds]
    assert len(said) >= 1500 and len(false) <= len(said) * 0.015, false


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("薬を全部飲んだ。死にたい。息が苦しい", ("overdose",)),
        ("夫に殴られて意識がもうろうとしている", ("medical", "danger")),
        ("夫に殴られて死にたい", ("danger", "crisis")),
        ("夫から逃げてきました。登録はどうしますか", (FLED,)),
        ("夫から逃げてきました", ("danger", FLED)),
        ("お金がなくて食べるものがない。死にたい", ("crisis",)),
        ("カードをなくした", ()),
        ("", ()),
    ],
)
def test_the_most_urgent_comes_first(text: str, kinds: tuple[str, ...]) -> None:
    assert read_risk(text).kinds == kinds


@pytest.mark.parametrize("text", ["ﾀｽｹﾃ", "た す け て", "タスケテ！！！", "助けて😭", "たすけてぇぇぇ", "\u200b助\u200bけて"])
def test_every_writing_is_one(text: str) -> None:
    assert read_risk(text).kinds == ("danger",)


def test_the_longest_text_is_read_in_bounded_work() -> None:
    for text in ("夫が" * 1000, "死" * 2000, "し" * 2000, "a" * 2000, "私の息子が家の" * 280, "he is " * 330):
        read_risk(text)
