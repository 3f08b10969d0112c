"""Importing does nothing: no reader library, no parser, no service is touched until a card is to be read."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import bot.card

FOLDER = Path(bot.card.__file__).parent
LIGHT = (
    "bot.card.reader",
    "bot.card.apdu",
    "bot.card.status",
    "bot.card.commands",
    "bot.card.diagnose",
    "bot.card.choose",
)


@pytest.mark.parametrize("module", LIGHT)
def test_light_modules_load_neither_pyscard_nor_the_certificate_parser(module: str) -> None:
    program = (
        f"import sys, {module}; print([m for m in sys.modules if m in ('smartcard', 'cryptography', 'yaml')])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, cwd=FOLDER.parents[1]
    )
    assert done.stdout.strip() == "[]", done.stderr


def test_only_the_reader_imports_pyscard() -> None:
    importers = {
        file.name
        for file in FOLDER.rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Import | ast.ImportFrom)
        and any(
            (name or "").split(".")[0] == "smartcard"
            for name in ([alias.name for alias in node.names] + [getattr(node, "module", None)])
        )
    }
    assert importers == {"reader.py"}


@pytest.mark.parametrize("file", sorted(FOLDER.glob("*.py")), ids=lambda file: file.name)
def test_the_product_holds_no_command_that_carries_a_pin(file: Path) -> None:
    """Outside the emulator VERIFY is named once, in the command that carries nothing; CHANGE and signing
    never."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    users = [
        function.name
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef)
        and any(isinstance(node, ast.Name) and node.id == "VERIFY" for node in ast.walk(function))
    ]
    assert users == (["ask_tries_left"] if file.name == "apdu.py" else [])
