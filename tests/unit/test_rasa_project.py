"""The Rasa project holds together: topics, intents, rules, examples, and no question under two intents."""

from __future__ import annotations

import json
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest
import yaml

from actions.actions import NAMES
from bot.reading.marks import load_marks
from bot.rulebook.statements.loader import load_topics
from bot.text import fold

ROOT = Path(__file__).resolve().parents[2]
TOPICS = list(load_topics())
CASES = ["third_party", "data_kept"]  # classes that are cases of a topic


def read(path: str) -> Any:
    return yaml.safe_load((ROOT / path).read_text(encoding="utf-8"))


def training() -> list[tuple[str, str, str]]:
    """(file, intent, text) of every example."""
    found = []
    for path in sorted((ROOT / "data" / "nlu").glob("*.yml")):
        for block in yaml.safe_load(path.read_text(encoding="utf-8"))["nlu"]:
            for line in block["examples"].splitlines():
                if line.strip():
                    assert line.strip().startswith("- "), f"{path.name}: {block['intent']}: {line!r}"
                    found.append((path.name, block["intent"], line.strip()[2:]))
    return found


EXAMPLES = training()


def test_every_topic_and_act_is_an_intent_with_a_rule() -> None:
    intents = {next(iter(one)) if isinstance(one, dict) else one for one in read("domain.yml")["intents"]}
    ruled = {step["intent"] for file in ("topics", "acts") for rule in read(f"data/rules/{file}.yml")["rules"] for step in rule["steps"] if "intent" in step}
    acts = {name for name, mark in load_marks("acts").items() if "whole" in mark.patterns} - {"neither_insurer", "more"}  # said as tell_insurer and again
    wanted = {*TOPICS, *CASES, *acts, "tell_insurer", "follow_up", "nlu_fallback"}
    assert wanted - intents == set()
    assert wanted - ruled == set()


def test_rules_use_the_actions_that_exist() -> None:
    used = {step["action"] for file in ("topics", "acts") for rule in read(f"data/rules/{file}.yml")["rules"] for step in rule["steps"] if "action" in step}
    assert used == set(NAMES)
    assert set(read("domain.yml")["actions"]) == set(NAMES)


@pytest.mark.parametrize("intent", [*TOPICS, *CASES])
def test_there_are_enough_examples(intent: str) -> None:
    count = sum(one == intent for _file, one, _text in EXAMPLES)
    assert count >= (600 if intent == "out_of_scope" else 100)


def test_no_example_stands_under_two_intents() -> None:
    seen: dict[str, set[str]] = defaultdict(set)
    for _file, intent, text in EXAMPLES:
        if fold(text):
            seen[fold(text)].add(intent)
    assert {text: intents for text, intents in seen.items() if len(intents) > 1} == {}


def test_no_example_stands_twice() -> None:
    seen: dict[str, list[str]] = defaultdict(list)
    for file, _intent, text in EXAMPLES:
        if fold(text):
            seen[fold(text)].append(f"{file}: {text}")
    assert {text: places for text, places in seen.items() if len(places) > 1} == {}


def test_no_held_out_question_is_trained_on() -> None:
    trained = {fold(text) for _file, _intent, text in EXAMPLES}
    lines = (ROOT / "tests" / "engine" / "heldout.jsonl").read_text(encoding="utf-8").splitlines()
    asked = [json.loads(line) for line in lines if line.strip()]
    assert len(asked) >= 1000
    assert [one["id"] for one in asked if len(fold(one["text"])) > 7 and fold(one["text"]) in trained] == []


def test_there_are_twenty_held_out_questions_for_each_topic() -> None:
    lines = (ROOT / "tests" / "engine" / "heldout.jsonl").read_text(encoding="utf-8").splitlines()
    counts: dict[str, int] = defaultdict(int)
    for line in lines:
        counts[json.loads(line)["topic"]] += 1
    assert [topic for topic in TOPICS if counts[topic] < 20] == []


def test_the_components_in_the_configuration_exist() -> None:
    names = [one["name"] for one in read("config.yml")["pipeline"]]
    for name in (one for one in names if one.startswith("bot.")):
        module, component = name.rsplit(".", 1)
        source = (ROOT / (module.replace(".", "/") + ".py")).read_text(encoding="utf-8")
        assert f"class {component}" in source
