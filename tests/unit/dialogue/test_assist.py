"""What somebody on the telephone is offered: suggestions beside the answer know what the caller told too."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from bot.dialogue.assist import suggest
from bot.dialogue.belief import Belief
from bot.dialogue.context import Context
from bot.dialogue.phrases import load_phrases
from bot.dialogue.turn import take_turn
from bot.reading.read import read
from bot.rulebook.deadlines.book import load_deadline_book
from bot.rulebook.statements.choose import Statements
from bot.rulebook.statements.loader import load_rules
from bot.rulebook.statements.lookup import Rulebook
from bot.rulebook.statements.needs_loader import load_book

TODAY = date(2026, 11, 24)


def test_a_suggestion_beside_the_answer_is_for_whom_the_caller_told_of() -> None:
    rulebook = Rulebook(load_rules())
    context = Context(rulebook, load_deadline_book(), load_phrases(), Statements(load_book(rules=rulebook.rules)), TODAY)
    understood = {"verdict": "answer", "topics": [{"topic": "loss", "confidence": 0.9, "text": "カードをなくした"}]}
    heard = replace(read("カードをなくした", understood, today=TODAY), facts={"age": "child"})
    laid = suggest(heard, [("loss", 0.9), ("proxy", 0.1)], Belief(), context, take_turn(heard, Belief(), context))
    assert [one["topic"] for one in laid["answers"]][:2] == ["loss", "proxy"]
    assert laid["answers"][1]["messages"][0]["text"].startswith("15歳未満の子の手続きは、親が")
    assert laid["heard"]["facts"] == {"age": "child"}
