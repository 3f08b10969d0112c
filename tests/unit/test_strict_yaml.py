"""Files of words and rules that come with the desk: read strictly, and what is wrong in one is refused by the file's name."""

from __future__ import annotations

import copy
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot import strict_yaml
from bot.dialogue.phrases import load_phrases
from bot.nlu.concepts import read_concepts
from bot.reading.marks import FOLDER as WORDS
from bot.reading.marks import load_marks
from bot.reading.places import read_places
from bot.reading.read import NOT_LISTS
from bot.rulebook.deadlines.closed_days import load_offices
from bot.rulebook.deadlines.counts import load_attempts
from bot.rulebook.deadlines.rules import load_rules
from bot.rulebook.statements.coverage import load_statements
from bot.rulebook.statements.loader import load_topics
from bot.strict_yaml import YamlFaulty, load_yaml, no_texts, parse_yaml

ROOT = Path(__file__).resolve().parents[2]


def marks(path: Path) -> object:
    return load_marks(path.stem, path.parent)


def listed(read: Callable[[dict[str, Any]], object]) -> Callable[[Path], object]:
    return lambda path: strict_yaml.read_words(path.read_text(encoding="utf-8"), path.name, read)


def deadlines(path: Path) -> object:
    return load_rules(path), load_attempts(path), load_offices(path)


LOADERS: dict[Path, Callable[[Path], object]] = {
    WORDS / "municipalities.yml": listed(read_places),
    **{path: marks for path in sorted(WORDS.glob("*.yml")) if path.stem not in NOT_LISTS},
    ROOT / "bot/nlu/concepts.yml": lambda path: read_concepts(load_yaml(path)),
    ROOT / "bot/dialogue/phrases.yml": load_phrases,
    ROOT / "bot/rulebook/statements/topics.yml": load_topics,
    ROOT / "bot/rulebook/statements/statements.yml": load_statements,
    ROOT / "bot/rulebook/deadlines/deadlines.yml": deadlines,
}


def places(data: Any, depth: int = 0) -> Iterator[tuple[Any, ...]]:
    """Where something stands: the first and the last of each list and mapping, three deep."""
    items = list(data.items()) if isinstance(data, dict) else list(enumerate(data)) if isinstance(data, list) else []
    for key, value in items[:1] + items[1:][-1:]:
        yield (key,)
        if depth < 2:
            yield from ((key, *rest) for rest in places(value, depth + 1))


def spoilt(data: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for number, place in enumerate(places(data)):
        made = inner = copy.deepcopy(data)
        for key in place[:-1]:
            inner = inner[key]
        inner[place[-1]] = (None, 3.5, ["x", ["y"]], {"x": {"y": 1}})[number % 4]
        yield made


@pytest.mark.parametrize("file", LOADERS, ids=lambda path: path.name)
def test_what_is_wrong_in_a_file_is_refused_by_its_name_and_never_breaks_elsewhere(file: Path, tmp_path: Path) -> None:
    refused = 0
    for number, data in enumerate(spoilt(load_yaml(file))):
        folder = tmp_path / str(number)
        folder.mkdir()
        (folder / file.name).write_text(yaml.safe_dump(data, allow_unicode=True), encoding="utf-8")
        try:
            LOADERS[file](folder / file.name)
        except Exception as error:  # whatever it is, it must say which file
            assert file.name in str(error), f"{type(error).__name__}: {error}"
            refused += 1
    assert refused >= 2


@pytest.mark.parametrize("file", sorted(path for path in ROOT.glob("bot/**/*.yml") if path not in LOADERS), ids=lambda path: path.name)
def test_every_other_file_of_ours_is_read_strictly_too(file: Path) -> None:
    assert load_yaml(file)


def test_nothing_of_ours_reads_yaml_in_another_way() -> None:
    reading = re.compile(r"yaml\.(?:safe_|full_|unsafe_)?load|yaml\.\w*Loader")
    found = [str(path) for folder in ("bot", "actions") for path in (ROOT / folder).rglob("*.py") if reading.search(path.read_text(encoding="utf-8"))]
    assert [Path(one).name for one in found] == ["strict_yaml.py", "table.py"]  # the table finds places in a file that was read strictly before


@pytest.mark.parametrize(
    ("content", "named"),
    [
        ("a: 1\na: 2", "'a' is written twice"),
        ("a: {b: 1, b: 2}", "'b' is written twice"),
        ("- [{b: 1, b: 2}]", "'b' is written twice"),
        ("1: x\n1: y", "1 is written twice"),
        ("- a", "must hold keys"),
        ("", "must hold keys"),
        ("a: [", "cannot be read as YAML"),
        ("? [a]\n: 1", "cannot be read as YAML"),
        ("a: !!python/name:os.system ''", "cannot be read as YAML"),
    ],
)
def test_bad_yaml_is_refused_by_name(content: str, named: str) -> None:
    with pytest.raises(YamlFaulty, match=r"^words\.yml: ") as caught:
        parse_yaml(content, "words.yml")
    assert named in str(caught.value)


def test_a_file_that_is_not_there_or_no_text_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(YamlFaulty, match=r"^gone\.yml: cannot be read"):
        load_yaml(tmp_path / "gone.yml")
    (tmp_path / "latin.yml").write_bytes(b"a: \xe9")
    with pytest.raises(YamlFaulty, match=r"^latin\.yml: cannot be read"):
        load_yaml(tmp_path / "latin.yml")


def test_what_is_no_text_is_found_with_its_place() -> None:
    assert list(no_texts({"a": ["x", ""], "b": {"c": None, "d": "y"}})) == [("a: 2", ""), ("b: c", None)]
