"""`mynadesk eval` grades fairly and refuses a bad file in one sentence."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from bot.cli.evaluate import evaluate_file, fits, folded

FITS = [
    ("使えません", "もう使えません。", True),
    ("使えません", "使えます。", False),
    ("2026年12月3日", "２０２６年１２月３日まで", True),
    ("２０２６年", "2026年12月3日", True),
    ("マイナンバーカード", "ﾏｲﾅﾝﾊﾞｰｶｰﾄﾞ", True),
    ("03-3908-1131", "03-3908-1131", True),
    ("資格 確認書", "資格確認書です", True),
    ("資格確認書", "資格\n確認 書\u3000です", True),
    ("/使え(ません|ない)/", "もう使えない", True),
    ("/使え(ません|ない)/", "使えます", False),
    ("/^もう/", "もう使えない", True),
    ("/14日(以内|まで)/", "14日\n以内", True),
    ("/", "a/b", True),
    ("//", "何か", True),
    ("a.c", "abc", False),
    ("/a.c/", "abc", True),
    ("(", "(注)", True),
    ("", "", True),
]


@pytest.mark.parametrize(("pattern", "text", "expected"), FITS)
def test_a_pattern_fits(pattern: str, text: str, expected: bool) -> None:
    assert fits(pattern, folded(text)) is expected


class FakeDesk:
    """Answers from a table: text -> list of (text, topic)."""

    def __init__(self, answers: dict[str, list[tuple[str, str]]]) -> None:
        self.answers = answers
        self.calls: list[str] = []

    def restart(self) -> None:
        self.calls.append("restart")

    def say(self, text: str, insurer: str | None = None) -> dict[str, Any]:
        assert insurer is None
        self.calls.append(text)
        return {"messages": [{"text": said, "topic": topic} for said, topic in self.answers[text]]}


def grade(tmp_path: Path, cases: list[dict[str, Any]], answers: dict[str, list[tuple[str, str]]], **more: Any) -> dict[str, Any]:
    """The report over the cases."""
    file, report = tmp_path / "cases.jsonl", tmp_path / "report.json"
    file.write_text("\n".join(json.dumps(case, ensure_ascii=False) for case in cases), encoding="utf-8")
    assert evaluate_file(file, FakeDesk(answers), report=report, **more) == 0
    found: dict[str, Any] = json.loads(report.read_text(encoding="utf-8"))
    return found


def a_case(**more: Any) -> dict[str, Any]:
    return {"id": "q1", "topic": "loss", "text": "なくした", "style": "casual"} | more


QUESTIONS: dict[str, tuple[dict[str, Any], list[tuple[str, str]], float, float]] = {
    "right": ({"answer_must": ["止め"]}, [("止めます", "loss")], 1, 1),
    "wrong topic": ({"answer_must": ["止め"]}, [("止めます", "old_card")], 0, 1),
    "must is missing": ({"answer_must": ["止め", "電話"]}, [("止めます", "loss")], 1, 0),
    "must not is there": ({"answer_must_not": ["/使え(る|ます)/"]}, [("使えます", "loss")], 1, 0),
    "must not is absent": ({"answer_must_not": ["/使え(る|ます)/"]}, [("使えません", "loss")], 1, 1),
    "facts in the second message count": ({"answer_must": ["電話"]}, [("止めます", "loss"), ("電話です", "")], 1, 1),
    "a fact over two messages": ({"answer_must": ["止めます電話"]}, [("止めます", "loss"), ("電話です", "")], 1, 1),
    "the topic must come first": ({}, [("x", "old_card"), ("y", "loss")], 0, 1),
    "a message without a topic does not count as first": ({}, [("番号を伏せました", ""), ("y", "loss")], 1, 1),
    "of several questions any place counts": ({"style": "multi"}, [("x", "old_card"), ("y", "loss")], 1, 1),
    "of several questions it must be there": ({"style": "multi"}, [("x", "old_card")], 0, 1),
    "no topic at all": ({}, [("x", "")], 0, 1),
    "no messages": ({"answer_must": ["x"]}, [], 0, 0),
}


@pytest.mark.parametrize(("case", "answers", "topic", "facts"), QUESTIONS.values(), ids=QUESTIONS.keys())
def test_a_question_is_graded(tmp_path: Path, case: dict[str, Any], answers: list[tuple[str, str]], topic: float, facts: float) -> None:
    report = grade(tmp_path, [a_case(**case)], {"なくした": answers})
    assert (report["topic"], report["facts"]) == (topic, facts)
    assert bool(report["failures"]) == (topic < 1 or facts < 1)


def test_rates_are_shares_and_are_printed_by_topic_and_style(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    cases = [a_case(), a_case(id="q2", text="別の", style="polite"), a_case(id="q3", topic="old_card", text="古い")]
    report = grade(tmp_path, cases, {"なくした": [("a", "loss")], "別の": [("a", "moving")], "古い": [("a", "old_card")]})
    assert report["topic"] == pytest.approx(2 / 3)
    printed = capsys.readouterr().out
    assert "話題が正しい：2/3（66.7 %）" in printed
    assert [line.split() for line in printed.splitlines() if "loss" in line][0] == ["話題", "loss", "1/2"]
    assert ["文体", "polite", "0/1"] in [line.split() for line in printed.splitlines()]


def test_each_question_is_a_new_conversation(tmp_path: Path) -> None:
    file = tmp_path / "cases.jsonl"
    file.write_text("\n".join(json.dumps(a_case(id=name)) for name in "ab"), encoding="utf-8")
    desk = FakeDesk({"なくした": [("a", "loss")]})
    evaluate_file(file, desk)
    assert desk.calls == ["restart", "なくした", "restart", "なくした"]


def test_a_dialogue_is_one_conversation_graded_by_turn(tmp_path: Path) -> None:
    turns = [{"user": "一", "bot_must": ["a"]}, {"user": "二", "bot_must": ["b"], "bot_must_not": ["c"]}, {"user": "三"}]
    file, report = tmp_path / "cases.jsonl", tmp_path / "report.json"
    file.write_text(json.dumps({"id": "d1", "topic": "moving", "turns": turns}), encoding="utf-8")
    desk = FakeDesk({"一": [("a", "")], "二": [("bc", "")], "三": []})
    evaluate_file(file, desk, report=report)
    assert desk.calls == ["restart", "一", "二", "三"]
    assert json.loads(report.read_text(encoding="utf-8"))["turns"] == pytest.approx(2 / 3)


def test_only_so_many_failures_are_printed_but_all_are_reported(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    cases = [a_case(id=f"q{number}") for number in range(5)]
    report = grade(tmp_path, cases, {"なくした": [("a", "moving")]}, limit=2)
    assert len(report["failures"]) == 5
    assert sum("  ・" in line for line in capsys.readouterr().out.splitlines()) == 2


@pytest.mark.parametrize(("days", "told"), [(("2026-11-22", "2027-01-04"), True), (("2026-11-22", "2026-11-22"), False)])
def test_dialogues_of_several_days_are_pointed_out(tmp_path: Path, capsys: pytest.CaptureFixture[str], days: tuple[str, str], told: bool) -> None:
    grade(tmp_path, [{"id": day, "topic": "loss", "today": day, "turns": [{"user": "なくした"}]} for day in days], {"なくした": [("a", "loss")]})
    assert ("MYNADESK_TODAY" in capsys.readouterr().out) is told


GOOD = json.dumps(a_case())
BAD_FILES: dict[str, tuple[bytes, str]] = {
    "empty": (b"", "質問"),
    "blank lines": (b"\n \n", "質問"),
    "no json": (GOOD.encode() + b"\nhello", "2行目がJSONではありません"),
    "a list": (b"[]", "1行目"),
    "a number": (b"5", "1行目"),
    "not utf-8": (b"\xff\xfe", "UTF-8"),
    "neither text nor turns": (b'{"id": "a", "topic": "loss"}', "1行目：質問"),
    "text is a number": (b'{"id": "a", "topic": "loss", "text": 5}', "1行目：質問"),
    "no id": (b'{"topic": "loss", "text": "a"}', "1行目：id"),
    "no topic": (b'{"id": "a", "text": "a"}', "1行目：topic"),
    "no turns": (b'{"id": "a", "topic": "loss", "turns": []}', "1行目：質問"),
    "a turn without user": (b'{"id": "a", "topic": "loss", "turns": [{}]}', "1行目：turns"),
    "must is a text": (b'{"id": "a", "topic": "loss", "text": "a", "answer_must": "b"}', "1行目：answer_must"),
    "must holds a number": (b'{"id": "a", "topic": "loss", "text": "a", "answer_must": [1]}', "1行目：answer_must"),
    "broken expression": (b'{"id": "a", "topic": "loss", "text": "a", "answer_must_not": ["/(/"]}', "1行目：answer_must_not の正規表現"),
    "broken expression in a turn": (b'{"id": "a", "topic": "loss", "turns": [{"user": "a", "bot_must": ["/[/"]}]}', "1行目：bot_must の正規表現"),
}


@pytest.mark.parametrize(("content", "says"), BAD_FILES.values(), ids=BAD_FILES.keys())
def test_a_bad_file_is_refused_with_file_and_line(tmp_path: Path, capsys: pytest.CaptureFixture[str], content: bytes, says: str) -> None:
    file = tmp_path / "cases.jsonl"
    file.write_bytes(content)
    desk = FakeDesk({})
    assert evaluate_file(file, desk) == 1
    assert says in (printed := capsys.readouterr().out) and str(file) in printed
    assert desk.calls == []


@pytest.mark.parametrize("place", ["nothing.jsonl", "."])
def test_a_file_that_cannot_be_read_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str], place: str) -> None:
    assert evaluate_file(tmp_path / place, FakeDesk({})) == 1
    assert "読めません" in capsys.readouterr().out


def test_a_report_that_cannot_be_written_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "cases.jsonl"
    file.write_text(GOOD, encoding="utf-8")
    assert evaluate_file(file, FakeDesk({"なくした": [("a", "loss")]}), report=tmp_path / "no" / "report.json") == 1
    assert "書けません" in capsys.readouterr().out


def test_a_line_separator_inside_a_text_does_not_cut_the_line(tmp_path: Path) -> None:
    report = grade(tmp_path, [a_case(text="a\u2028b")], {"a\u2028b": [("x", "loss")]})
    assert report["topic"] == 1
