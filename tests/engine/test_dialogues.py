"""Whole conversations about deadlines with a started desk: every reply must and must not hold what dialogues.jsonl says.

The days in the file were reckoned by hand from the sources, not by the program. `mynadesk eval` runs the same file.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from running import Running, texts

from bot.cli.evaluate import fits, folded, read_cases

CASES = read_cases(Path(__file__).with_name("dialogues.jsonl"))


def test_there_are_enough_conversations_and_all_are_of_the_desk_s_day() -> None:
    assert len(CASES) >= 30
    assert {case["today"] for case in CASES} == {"2026-11-22"}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_a_conversation_goes_right(desk: Running, case: dict[str, Any]) -> None:
    session = None
    for turn in case["turns"]:
        answer = desk.say(turn["user"], session)
        session = answer["session"]
        reply = folded(texts(answer))
        missing = [pattern for pattern in turn["bot_must"] if not fits(pattern, reply)]
        forbidden = [pattern for pattern in turn["bot_must_not"] if fits(pattern, reply)]
        assert not missing and not forbidden, (turn["user"], missing, forbidden, reply)
