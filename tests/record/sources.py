"""Where recorded messages come from, other than the turns of the tests: question and dialogue files, and conversations in tests."""

from __future__ import annotations

import ast
import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import yaml

from bot.text import is_blank

ROOT: Final = Path(__file__).resolve().parents[2]
ENGINE: Final = ROOT / "tests" / "engine"


class BadInput(Exception):
    """A file cannot be used; the message names file and line."""


@dataclass(frozen=True)
class Dialogue:
    """Messages one after the other in a conversation of its own. A question is a dialogue of one message."""

    id: str
    said: tuple[str, ...]
    insurer: str | None = None
    today: str | None = None
    channel: str = "web"
    card: dict[str, Any] = field(default_factory=dict)


# Conversations that lead to a state worth asking in. Days are of the project's day (2026-11-22).
SEEDS: Final = (
    Dialogue("kitamura", ("保険はキタムラです",)),
    Dialogue("kitaku", ("北区の国民健康保険です",)),
    Dialogue("expiry", ("カードに書いてある電子証明書の有効期限は2027年2月22日です",)),
    Dialogue("expired", ("8月22日に電子証明書が切れていました",)),
    Dialogue("moving", ("12月3日に引っ越します。転入届の期限は？",)),
    Dialogue("moving-both", ("12月3日に引っ越します。転入届の期限は？", "転出予定日は12月1日です")),
    Dialogue("asked-move", ("引っ越しの期限を計算してください",)),
    Dialogue("asked-expiry", ("電子証明書の期限が先月で切れていました",)),
    Dialogue("asked-departure", ("国外継続利用の申請は、いつまでにすればいいですか",)),
    Dialogue("asked-support", ("支援措置の期限がいつ切れるのか知りたい",)),
    Dialogue("options", ("引っ越しの期限を計算してください", "12月3日か12月5日です")),
    Dialogue("asked-insurer", ("利用登録を解除したい",)),
    Dialogue("overseas", ("2027年1月4日に海外へ引っ越します。カードの手続きはいつまで？",)),
    Dialogue("probe", ("妻がマイナ保険証を登録しているか教えて",)),
    Dialogue("dv", ("夫から逃げてきました。カードを家に置いてきてしまった",)),
    Dialogue("people", ("カードに書いてある電子証明書の有効期限は2027年2月22日です", "夫の電子証明書は2026年12月20日までです", "娘のは2027年1月15日です")),
    Dialogue("missed", ("ぽぽぽ",)),
    Dialogue("lost", ("昨日カードをなくしました",)),
    Dialogue("pin", ("暗証番号を2回間違えました。あと何回ですか",)),
    Dialogue("card", ("私の期限は?",), channel="kiosk", card={"card": {"cert_expiry": "2027-02-10", "card_expiry": "2032-02-10"}, "tries_left": {"user_authentication": 2, "digital_signature": 4}}),
)


def read_also(path: Path) -> Iterator[Dialogue]:
    """Lines with "text", or with "turns" (texts, or objects with "user"); "id", "insurer", "today" and "channel" if any. Blank
    messages are left out: they do not get as far as the dialogue."""
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            said = tuple(turn if isinstance(turn, str) else turn["user"] for turn in row["turns"]) if "turns" in row else (row["text"],)
            said = tuple(text for text in said if not is_blank(text))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise BadInput(f"{path}: line {number}: {type(error).__name__}: {error}") from None
        if said:
            yield Dialogue(f"{path.stem}/{row.get('id', number)}", said, row.get("insurer"), row.get("today"), row.get("channel") or "web")


def dialogues() -> list[Dialogue]:
    """The conversations of the tests: of files, and what test functions say one after the other."""
    return [*read_also(ENGINE / "dialogues.jsonl"), *_said_in_tests()]


def _said_in_tests() -> Iterator[Dialogue]:
    for path in sorted([*ENGINE.glob("test_*.py"), *(ROOT / "tests" / "integration").glob("test_*.py")]):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef):
                calls = [call for call in ast.walk(node) if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr == "say"]
                calls.sort(key=lambda call: (call.lineno, call.col_offset))
                firsts = [call.args[0].value for call in calls if call.args and isinstance(call.args[0], ast.Constant)]
                said = tuple(text for text in firsts if isinstance(text, str) and not is_blank(text))
                if said:
                    yield Dialogue(f"{path.stem}/{node.name}", said)


def questions() -> list[Dialogue]:
    """Held-out questions, long stories, one question for each statement of the documents."""
    files = [path for path in sorted(ENGINE.glob("*.jsonl")) if path.name != "dialogues.jsonl"]
    asked = yaml.safe_load((ENGINE / "coverage_questions.yml").read_text(encoding="utf-8"))
    statements = [Dialogue(f"coverage_questions/{name}", (one["question"],), one["insurer"]) for name, one in asked.items()]
    return [*(one for path in files for one in read_also(path)), *statements]


def plain_statements() -> list[Dialogue]:
    """Short everyday statements, all of them."""
    sys.path.insert(0, str(ENGINE))
    from plain_statements import statements

    return [Dialogue(f"plain_statements/{number}", (one.text,)) for number, one in enumerate(statements())]
