"""No value shows a visitor's words, days or name in its repr: it could stand in a log or a traceback. Read from the code itself, so
that a new type is looked at as well."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from bot.dates.find import find_dates
from bot.desk.record import Line, Record, Taken
from bot.dialogue.belief import Belief, Question
from bot.dialogue.reply import Button, Message, Part
from bot.rulebook.deadlines.book import load_deadline_book

ROOT = Path(__file__).resolve().parents[2]
# names under which words, days, people or addresses travel
TELLING = {
    "text", "texts", "said", "before", "after", "sentence", "message", "message_id", "line", "raw", "reading", "surfaces", "words", "forms", "lemmas",
    "digits", "number", "person", "whose", "also", "conversation", "address", "easy", "speech", "reply", "messages", "payload", "belief", "known", "salient",
    "day", "days", "candidates", "due", "recommended_by", "opens", "on", "month", "options", "derivation", "reason", "card", "tries_left", "item", "secret",
}  # fmt: skip
# what comes with the product and holds nothing of a visitor
SHIPPED = {
    "bot.staff.desk_settings",
    "bot.card.words", "bot.card.settings", "bot.cli.doctor", "bot.dialogue.phrases",
    "bot.rulebook.statements.model", "bot.rulebook.statements.choose", "bot.rulebook.statements.render", "bot.rulebook.statements.ruby", "bot.rulebook.statements.statement",
    "bot.rulebook.deadlines.closed_days", "bot.nlu.concepts", "bot.desk.our_numbers",
}  # fmt: skip
HARMLESS = {
    ("bot.settings", "Settings", "line"),  # LineSettings hides its secrets itself
    ("bot.desk.record", "Record", "digits"), ("bot.guard.guard", "Guarded", "digits"),  # counts of digits, never the digits
    ("bot.dates.readers", "Meaning", "number"), ("bot.dates.readers", "Meaning", "reading"),  # a Reading hides its days itself
    ("bot.dialogue.reply", "Reply", "messages"), ("bot.dialogue.reply", "Reply", "belief"), ("bot.dialogue.view", "View", "reading"),
    ("bot.dialogue.view", "View", "belief"), ("bot.reading.model", "Told", "day"), ("bot.reading.model", "Reading", "days"),  # they hide it themselves
    ("bot.dialogue.policy.outcome", "Outcome", "before"), ("bot.rulebook.statements.led", "Leads", "said"),  # ours
    ("bot.card.monitor", "_Scene", "raw"),  # a Message hides its words itself; states of readers
    ("bot.rulebook.deadlines.model", "DeadlineRule", "opens"), ("bot.rulebook.deadlines.model", "Gap", "reason"), ("bot.rulebook.deadlines.model", "InTime", "reason"),  # rules
    ("bot.rulebook.deadlines.model", "DeadlineRule", "due"), ("bot.rulebook.deadlines.model", "DeadlineRule", "texts"),
    ("bot.nlu.need_model", "NeedModel", "before"), ("bot.nlu.need_files", "Example", "before"),  # ids of needs
    ("bot.nlu.nearness", "Nearness", "words"), ("bot.nlu.need_model", "NeedModel", "known"),  # of the statements and examples that come with it
}  # fmt: skip


def is_dataclass(node: ast.ClassDef) -> bool:
    """A dataclass that prints its fields."""
    own = any(isinstance(one, ast.FunctionDef) and one.name == "__repr__" for one in node.body)
    return not own and any("dataclass" in ast.unparse(one) and "repr=False" not in ast.unparse(one) for one in node.decorator_list)


def shown() -> Iterator[tuple[str, str, str]]:
    """(module, class, field) of what is printed and could tell."""
    for path in sorted((ROOT / "bot").rglob("*.py")):
        module = ".".join(path.relative_to(ROOT).with_suffix("").parts)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef) and is_dataclass(node):
                for one in node.body:
                    if isinstance(one, ast.AnnAssign) and isinstance(one.target, ast.Name) and "ClassVar" not in ast.unparse(one.annotation):
                        hidden = one.value is not None and "repr=False" in ast.unparse(one.value)
                        if not hidden and one.target.id.lstrip("_") in TELLING and ast.unparse(one.annotation) not in ("int", "bool", "float"):
                            yield module, node.name, one.target.id


def test_every_type_hides_what_a_visitor_told() -> None:
    assert [one for one in shown() if one[0] not in SHIPPED and one not in HARMLESS] == []


def test_what_is_listed_as_harmless_is_there() -> None:
    assert {module for module in SHIPPED if not (ROOT / f"{module.replace('.', '/')}.py").exists()} == set()


@pytest.mark.parametrize(
    "value",
    [
        *find_dates("12月3日と来月の5日", today=date(2026, 11, 22)),
        Record("ひみつ", belief={"ひみつ": 1}, salient={"person": "ひみつ"}, said=("ひみつ",)),
        Line("ひみつ", "ひみつ", {"text": "ひみつ"}),
        Taken("again", reply={"text": "ひみつ"}),
        Belief(options=("2026-12-03",), on="2026-12-03", month="2026-12", question=Question("moving", "move_date", "ひみつ")),
        Message((Part("lead", "ひみつ", "ひみつ", "ひみつ"),), "loss", buttons=(Button("はい", "ひみつ"),), whose=("ひみつ",)),
        *load_deadline_book().reckon("moving", {"move_date": date(2026, 12, 3), "moving_out_planned": date(2026, 12, 3)}, today=date(2026, 11, 22)),
    ],
    ids=lambda value: type(value).__name__,
)
def test_a_value_shows_neither_words_nor_days(value: object) -> None:
    assert not any(word in repr(value) for word in ("ひみつ", "2026", "12月", "5日"))
