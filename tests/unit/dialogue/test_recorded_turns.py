"""The tools that record turns and compare: what they would miss, nobody would see when the dialogue is rebuilt."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bot.dialogue.belief import Belief
from bot.dialogue.turn import take_turn
from tests.record import adapter, compare, record, sources
from tests.unit.dialogue.talk import heard, reading, the_context

TEXT, UNDERSTOOD = heard("12月3日に引っ越します。転入届の期限は?", "moving_deadline")
MOVING = {"text": TEXT, "act": "", **UNDERSTOOD}
Plain = dict[str, Any]


@pytest.fixture(scope="module")
def turn() -> Plain:
    """A turn with deadlines, buttons, sources and a day asked for, as a recording holds it."""
    given = adapter.make_input(MOVING, adapter.fresh())
    return json.loads(json.dumps({"id": "abc", "group": "tests", "source": "a test", "input": given, "outcome": adapter.take(given)}))


def test_a_replay_is_what_the_dialogue_says(turn: Plain) -> None:
    reply = take_turn(reading(TEXT, "moving_deadline"), Belief(), the_context())
    assert [one["text"] for one in turn["outcome"]["messages"]] == [one.text for one in reply.messages]
    assert adapter.take(turn["input"]) == turn["outcome"]
    assert adapter.asks_day(turn["outcome"]) and turn["outcome"]["state"]["known"]


def test_what_a_test_run_takes_is_noted_and_can_be_replayed() -> None:
    noted = record.turns_of_tests((("tests/unit/dialogue/test_dialogue_card.py",),))
    kept, left = record.reproduced(noted)
    assert len(kept) == len(noted) >= 10 and not left
    assert any(one["input"]["card"] for one in kept) and any(one["input"]["tries_left"] for one in kept)
    assert all(one["source"].startswith("tests/unit/dialogue/test_dialogue_card.py::") for one in kept)


def test_a_turn_that_the_shipped_rulebook_does_not_repeat_is_left_out(turn: Plain) -> None:
    other = copy.deepcopy(turn)
    other["outcome"]["messages"][0]["text"] += "。"
    kept, left = record.reproduced([turn, other])
    assert len(kept) == 1 and left.total() == 1


def test_an_error_is_an_outcome(turn: Plain) -> None:
    given = copy.deepcopy(turn["input"])
    given["state"]["known"] = {"": {"move_date": "no day"}}
    assert adapter.take(given)["raised"].startswith("ValueError")


CHANGES: dict[str, Callable[[Plain], object]] = {
    "count": lambda told: told["messages"].append(told["messages"][0]),
    "text": lambda told: told["messages"][0].update(text="x"),
    "forms": lambda told: told["messages"][-1].update(speech="x"),
    "topic": lambda told: told["messages"][0].update(topic="loss"),
    "confidence": lambda told: told["messages"][0].update(confidence=0.5),
    "expects": lambda told: told["messages"][-1].update(expects="x"),
    "buttons": lambda told: told["messages"][0].update(buttons=[{"title": "x", "payload": "x"}]),
    "sources": lambda told: told["messages"][0].update(sources=[]),
    "deadlines": lambda told: told["messages"][0]["deadlines"][0].update(days_left=1),
    "state": lambda told: told["state"].update(misses=1),
    "new part": lambda told: told["messages"][0].update({"new part": 1}),
    "raised": lambda told: told.update(raised="ValueError: x"),
    "shape": lambda told: told.update(more=None),
}


@pytest.mark.parametrize("kind", CHANGES)
def test_every_kind_of_difference_is_found(turn: Plain, kind: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    recorded = copy.deepcopy(turn)
    CHANGES[kind](recorded["outcome"])
    assert kind in compare.Difference(recorded, turn["outcome"], compare.changes(recorded["outcome"], turn["outcome"])).kinds
    assert run(tmp_path, [recorded], "--kind", kind) == 1
    assert "abc@" in capsys.readouterr().out


def run(folder: Path, turns: list[Plain], *options: str) -> int:
    """The exit code of a comparison."""
    file = folder / "recording.jsonl"
    file.write_text("".join(json.dumps(one) + "\n" for one in turns))
    return compare.main([str(file), *options])


def test_what_is_the_same_is_no_difference(turn: Plain, tmp_path: Path) -> None:
    assert run(tmp_path, [turn]) == 0


def test_a_difference_is_accepted_with_a_reason_and_only_as_it_came_out(turn: Plain, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    recorded = copy.deepcopy(turn)
    recorded["outcome"]["messages"][0]["text"] = "x"
    assert run(tmp_path, [recorded]) == 1
    name = next(word for word in capsys.readouterr().out.split() if word.startswith("abc@"))
    accepted = tmp_path / "accepted"
    for line, code in ((f"{name} the words are better", 0), ("abc whatever comes", 0), ("abc@000000 another outcome", 1), (name, 2)):
        accepted.write_text(f"# for the release\n{line}\n")
        assert run(tmp_path, [recorded], "--accepted", str(accepted)) == code, line


@pytest.mark.parametrize("options", [("--kind", "txet"), ("--only", "nowhere"), ("--accepted", "no such file")])
def test_a_slip_in_an_option_is_no_success(turn: Plain, tmp_path: Path, options: tuple[str, str]) -> None:
    assert run(tmp_path, [turn], *options) == 2


def test_a_broken_recording_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "recording.jsonl"
    file.write_text('{"group": "tests"}\n')
    assert compare.main([str(file)]) == 2
    assert "line 1" in capsys.readouterr().err


def test_other_files_may_hold_questions_and_dialogues(tmp_path: Path) -> None:
    file = tmp_path / "more.jsonl"
    file.write_text('{"text": "更新は", "insurer": "kitaku"}\n{"id": "d", "turns": ["はい", {"user": "  "}, {"user": "なぜ"}], "today": "2026-12-01"}\n')
    one, two = sources.read_also(file)
    assert (one.said, one.insurer, two.said, two.today) == (("更新は",), "kitaku", ("はい", "なぜ"), "2026-12-01")
    file.write_text('{"turns": [1]}\n')
    with pytest.raises(sources.BadInput, match="line 1"):
        list(sources.read_also(file))


def test_a_button_needs_no_engine_and_a_message_not_understood_is_named() -> None:
    ears = record.Ears()
    assert ears.hear("topic:loss")["topics"][0]["topic"] == "loss"
    with pytest.raises(sources.BadInput, match="--hear"):
        ears.hear("更新は")
