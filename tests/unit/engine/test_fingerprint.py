"""A model's fingerprint covers the code that training runs through, and no other."""

from __future__ import annotations

import ast
from pathlib import Path

import yaml

from bot.engine import training
from bot.nlu import sources

ROOT = Path(__file__).resolve().parents[3]
# asked only while a message is understood (bot.nlu.sources says so), or for lists whose content counts, not their loading
NOT_LEARNT_FROM = ("bot.reading", "bot.guard", "bot.strict_yaml")


def file_of(module: str) -> Path:
    return ROOT / f"{module.replace('.', '/')}.py"


def imported(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
        elif isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
    return {name for name in found if name.startswith("bot.") and file_of(name).exists()}


def trained_with() -> set[str]:
    """All modules of ours that the pipeline of config.yml reaches."""
    pipeline = yaml.safe_load((ROOT / "config.yml").read_text(encoding="utf-8"))["pipeline"]
    waiting = {one["name"].rpartition(".")[0] for one in pipeline if one["name"].startswith("bot.")}
    reached: set[str] = set()
    while waiting:
        module = waiting.pop()
        reached.add(module)
        if not module.startswith(NOT_LEARNT_FROM):
            waiting |= imported(file_of(module)) - reached
    return {module for module in reached if not module.startswith(NOT_LEARNT_FROM)}


def counted() -> set[Path]:
    return set(training._inputs())


def test_every_module_that_training_runs_through_counts() -> None:
    missing = {module for module in trained_with() if file_of(module) not in counted()}
    assert {module for module in missing if file_of(module).name not in sources.RUNNING} == set()


def test_what_only_serves_a_model_does_not_count_and_both_lists_are_the_same() -> None:
    assert training._RUNNING == sources.RUNNING
    assert not {path.name for path in counted() if path.parent.name == "nlu"} & sources.RUNNING
    assert all((ROOT / "bot/nlu" / name).exists() for name in sources.RUNNING)


def test_data_configuration_and_libraries_count() -> None:
    names = {str(path.relative_to(ROOT)) for path in counted()}
    assert {"config.yml", "domain.yml", "bot/text.py", "bot/nlu/concepts.yml", "requirements/engine.txt"} <= names
    assert {str(path.relative_to(ROOT)) for path in (ROOT / "data").rglob("*.yml")} <= names
