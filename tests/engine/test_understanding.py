"""Floors of understanding on the held-out questions, and the test question of every statement."""

from __future__ import annotations

import json
from typing import Any

import pytest
import yaml
from measures import ALIASES, OUTSIDE, Heard, calibration_error, with_typos, without_punctuation
from understand import ROOT, hear, questions

from bot.nlu.segments import LONGEST_MESSAGE
from bot.nlu.stories import MOST_READ

QUESTIONS: dict[str, Any] = yaml.safe_load((ROOT / "tests" / "engine" / "coverage_questions.yml").read_text(encoding="utf-8"))
TOPIC_FLOOR = 0.80  # of about thirty questions a topic


@pytest.fixture(scope="module")
def heard(agent: Any) -> list[Heard]:
    return hear(agent, questions())


def share(cases: list[Heard]) -> float:
    return sum(case.right for case in cases) / len(cases)


def test_at_least_95_of_100_held_out_questions_are_right(heard: list[Heard]) -> None:
    assert len(heard) >= 1000
    assert share(heard) >= 0.95


@pytest.mark.parametrize("topic", sorted({case["topic"] for case in questions()}))
def test_no_topic_falls_below_its_floor(heard: list[Heard], topic: str) -> None:
    assert share([case for case in heard if case.topic == topic]) >= TOPIC_FLOOR


def test_outside_is_told_from_inside(heard: list[Heard]) -> None:
    outside = [case for case in heard if case.topic == OUTSIDE]
    inside = [case for case in heard if case.topic != OUTSIDE]
    assert sum(case.decided == OUTSIDE for case in outside) / len(outside) >= 0.92
    assert sum(case.decided != OUTSIDE for case in inside) / len(inside) >= 0.96


def test_wrong_and_confident_is_rare(heard: list[Heard]) -> None:
    wrong = [case for case in heard if case.decided and not case.right and case.confidence >= 0.8]
    assert len(wrong) / len(heard) <= 0.01


def test_confidence_means_what_it_says(heard: list[Heard]) -> None:
    assert calibration_error(heard) <= 0.05


@pytest.mark.parametrize("noise", ["kana", "typos", "no punctuation"])
def test_noise_costs_at_most_four_points(agent: Any, heard: list[Heard], noise: str) -> None:
    from bot.nlu.words import WordCutter
    from bot.text import normalise

    cutter = WordCutter()
    change = {"kana": lambda t: cutter.cut(normalise(t)).reading, "typos": lambda t: with_typos(t, 1), "no punctuation": without_punctuation}[noise]
    noisy = hear(agent, [case | {"text": change(case["text"])} for case in questions()])
    assert share(noisy) >= share(heard) - 0.04


def test_the_test_questions_of_the_statements_reach_their_topic(agent: Any) -> None:
    cases = [{"text": one["question"], "topic": one["topic"], "style": "multi"} for one in QUESTIONS.values()]
    found = hear(agent, cases)
    missed = [(case.text, case.topic, case.decided) for case in found if not case.right]
    assert len(missed) <= 3, missed


def test_a_button_is_taken_at_its_word(agent: Any) -> None:
    import asyncio

    parsed = asyncio.run(agent.parse_message("/old_card"))
    assert parsed["intent"]["name"] == "old_card"


@pytest.mark.parametrize(
    ("text", "topics"),
    [
        ("登録の方法を教えてください。古い保険証はまだ使えますか？", ["registration_how", "old_card"]),
        ("カードをなくしました。どうすればいいですか？あと、キタムラ健保の電話番号を教えてください。", ["loss", "contact_kitamura"]),
    ],
)
def test_several_questions_are_heard_in_order(agent: Any, text: str, topics: list[str]) -> None:
    import asyncio

    parsed = asyncio.run(agent.parse_message(text))
    assert [ALIASES.get(one["topic"], one["topic"]) for one in parsed["understanding"]["topics"]] == topics


def test_long_stories_are_understood_from_what_they_ask(agent: Any) -> None:
    stories = [json.loads(line) for line in (ROOT / "tests" / "engine" / "long_stories.jsonl").read_text(encoding="utf-8").splitlines()]
    found = hear(agent, stories)
    assert len(found) >= 60 and min(len(case.text) for case in found) >= 300
    assert share(found) >= 0.9, [(case.topic, case.decided) for case in found if not case.right]


WORST = ["記号" * 1000, "12月3日と1月5日と" * 220, "期限は。" * 500, "登録、解除、紛失、更新、" * 160, "登録は?解除は?紛失は?" * 10, "どこで?いつまで?" * 13]


@pytest.mark.parametrize("text", WORST, ids=lambda text: text[:8])
def test_only_so_much_of_any_message_is_looked_at_closely(agent: Any, monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    """Two thousand characters took four seconds, which nobody else was answered in."""
    import asyncio

    from bot.nlu.linear import LinearModel

    read, look = [], LinearModel.probabilities

    def counted(self: LinearModel, texts: Any, encode: Any) -> Any:
        read.extend(one.text for one in texts)
        return look(self, texts, encode)

    monkeypatch.setattr(LinearModel, "probabilities", counted)
    asyncio.run(agent.parse_message(text))
    assert read and sum(map(len, read)) <= 2 * LONGEST_MESSAGE  # a short one whole and in its questions, a long one in part
    assert MOST_READ <= 2 * LONGEST_MESSAGE


@pytest.mark.parametrize("text", ["", "　", "🐱🐱", "あ" * 5000, "\u202e\u0000<script>alert(1)</script>", "；DROP TABLE"])
def test_nasty_texts_are_understood_without_an_error(agent: Any, text: str) -> None:
    import asyncio

    assert asyncio.run(agent.parse_message(text))["understanding"]["verdict"] in ("answer", "choose", "outside", "unclear")
