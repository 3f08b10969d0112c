"""`mynadesk eval`: grades question and dialogue files against a running desk.

Grading: the whole reply of a turn (all messages joined) is NFKC-normalised and stripped of white space; `/.../` is a
regular expression to search for, anything else a literal; every must is found and no must-not is.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, Protocol

from bot.words import Words

SAY: Final = Words(__file__)


class BadFile(Exception):
    """The file cannot be graded; the message names file, line and what is wrong."""


class Asks(Protocol):
    """What evaluation needs of a desk."""

    def say(self, text: str, insurer: str | None = None) -> dict[str, Any]: ...

    def restart(self) -> None: ...


def folded(text: str) -> str:
    """NFKC without white space."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))


def fits(pattern: str, text: str) -> bool:
    """Whether `text` (folded already) holds the pattern."""
    if len(pattern) >= 2 and pattern.startswith("/") and pattern.endswith("/"):
        return re.search(pattern[1:-1], text) is not None
    return folded(pattern) in text


@dataclass
class Rates:
    """Counts of right answers, in all and by group."""

    total: int = 0
    right: int = 0
    groups: dict[str, list[int]] = field(default_factory=lambda: defaultdict(lambda: [0, 0]))

    def add(self, ok: bool, *groups: str) -> None:
        """One more case."""
        self.total += 1
        self.right += ok
        for group in groups:
            self.groups[group][0] += ok
            self.groups[group][1] += 1


def _reply(answer: dict[str, Any]) -> str:
    return folded("\n".join(message["text"] for message in answer["messages"]))


def _facts(reply: str, must: list[str], must_not: list[str]) -> list[str]:
    missed = [SAY("missing", pattern=pattern) for pattern in must if not fits(pattern, reply)]
    return missed + [SAY("too_much", pattern=pattern) for pattern in must_not if fits(pattern, reply)]


def _questions(cases: list[dict[str, Any]], desk: Asks) -> tuple[Rates, Rates, list[str]]:
    topics, facts, failures = Rates(), Rates(), []
    for case in cases:
        desk.restart()
        answer = desk.say(case["text"])
        heard = [message["topic"] for message in answer["messages"] if message["topic"]]
        topic_ok = case["topic"] in heard[:1] or (case.get("style") == "multi" and case["topic"] in heard)
        faults = _facts(_reply(answer), case.get("answer_must", []), case.get("answer_must_not", []))
        for rates, ok in ((topics, topic_ok), (facts, not faults)):
            rates.add(ok, SAY("topic", topic=case["topic"]), SAY("style", style=case.get("style", "-")))
        if not topic_ok or faults:
            said = "、".join(dict.fromkeys(heard)) or SAY("none")
            failures.append(
                f"{case['id']} [{case['topic']} → {said}] {case['text'][:60]}"
                + "".join(f"\n      {fault[:120]}" for fault in faults)
            )
    return topics, facts, failures


def _dialogues(cases: list[dict[str, Any]], desk: Asks) -> tuple[Rates, list[str]]:
    rates, failures = Rates(), []
    for case in cases:
        desk.restart()
        for number, turn in enumerate(case["turns"], start=1):
            reply = _reply(desk.say(turn["user"]))
            faults = _facts(reply, turn.get("bot_must", []), turn.get("bot_must_not", []))
            rates.add(not faults, SAY("topic", topic=case["topic"]))
            if faults:
                failures.append(
                    SAY("turn", id=case["id"], number=number, text=turn["user"][:60])
                    + "".join(f"\n      {fault[:120]}" for fault in faults)
                    + SAY("reply", reply=reply[:160])
                )
    return rates, failures


def _print(name: str, rates: Rates) -> None:
    share = 100 * rates.right / rates.total if rates.total else 0.0
    print(f"{name}：{rates.right}/{rates.total}（{share:.1f} %）")
    for group, (right, total) in sorted(rates.groups.items()):
        print(f"    {group:<40} {right}/{total}")


def _check_patterns(owner: dict[str, Any], names: tuple[str, str]) -> None:
    """Raises ValueError for a list of patterns that cannot be used."""
    for name in names:
        patterns = owner.get(name, [])
        if not isinstance(patterns, list) or not all(isinstance(one, str) for one in patterns):
            raise ValueError(SAY("no_list", name=name))
        for one in patterns:
            try:
                fits(one, "")
            except re.error as error:
                raise ValueError(SAY("bad_pattern", name=name, pattern=one, reason=error)) from None


def _check(case: Any) -> None:
    """Raises ValueError saying what a case lacks."""
    if not isinstance(case, dict):
        raise ValueError(SAY("no_object"))
    for name in ("id", "topic"):
        if not isinstance(case.get(name), str):
            raise ValueError(SAY("no_text", name=name))
    if isinstance(case.get("text"), str):
        _check_patterns(case, ("answer_must", "answer_must_not"))
        return
    turns = case.get("turns")
    if not isinstance(turns, list) or not turns:
        raise ValueError(SAY("nothing_asked"))
    for turn in turns:
        if not isinstance(turn, dict) or not isinstance(turn.get("user"), str):
            raise ValueError(SAY("no_user"))
        _check_patterns(turn, ("bot_must", "bot_must_not"))


def read_cases(path: Path) -> list[dict[str, Any]]:
    """The cases of a file, one JSON object a line, blank lines aside. Raises BadFile."""
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except OSError as error:
        raise BadFile(SAY("unreadable", file=path, reason=error.strerror)) from None
    except UnicodeDecodeError:
        raise BadFile(SAY("not_utf8", file=path)) from None
    cases: list[dict[str, Any]] = []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            case = json.loads(line)
        except ValueError as error:
            raise BadFile(SAY("no_json", file=path, line=number, reason=error)) from None
        try:
            _check(case)
        except ValueError as error:
            raise BadFile(SAY("bad_line", file=path, line=number, reason=error)) from None
        cases.append(case)
    if not cases:
        raise BadFile(SAY("empty", file=path))
    return cases


def evaluate_file(path: Path, desk: Asks, *, limit: int = 20, report: Path | None = None) -> int:
    """Prints rates by topic and style, and the failures. Exit code 0 when the file could be graded, 1 otherwise."""
    try:
        cases = read_cases(path)
    except BadFile as error:
        print(error)
        return 1
    questions = [case for case in cases if "text" in case]
    dialogues = [case for case in cases if "turns" in case]
    results: dict[str, Any] = {}
    failures: list[str] = []
    if questions:
        topics, facts, failed = _questions(questions, desk)
        _print(SAY("topics_right"), topics)
        _print(SAY("facts_right"), facts)
        results |= {"topic": topics.right / topics.total, "facts": facts.right / facts.total}
        failures += failed
    if dialogues:
        days = sorted({str(case["today"]) for case in dialogues if case.get("today")})
        if len(days) > 1:  # the running desk has one today
            print(SAY("several_days", days="、".join(days)))
        turns, failed = _dialogues(dialogues, desk)
        _print(SAY("turns_right"), turns)
        results["turns"] = turns.right / turns.total
        failures += failed
    print(SAY("failures", count=len(failures)) + (SAY("first_ones", count=limit) if len(failures) > limit else ""))
    for failure in failures[:limit]:
        print("  ・" + failure)
    if report:
        try:
            report.write_text(
                json.dumps(results | {"failures": failures}, ensure_ascii=False, indent=2), encoding="utf-8"
            )
        except OSError as error:
            print(SAY("unwritable", file=report, reason=error.strerror))
            return 1
    return 0
