"""What people read stands in YAML: a walk over the code finds Japanese in it, keys that nobody uses and placeholders left open."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.strict_yaml import YamlFaulty
from bot.words import Text, Words, load_words

ROOT = Path(__file__).resolve().parents[2]
LETTER = re.compile(r"[ぁ-ゖァ-ヺー々〆一-鿿ｦ-ﾟ]")
# rooms whose strings are patterns and closed lists of words: what people write, never what they are told
PATTERNS = {
    "bot/dates/": "the words that days are written with",
    "bot/guard/": "the words around numbers, and the marks that stand for masked ones",
    "bot/reading/": "the few lists that no lexicon holds yet, and how they are folded",
    "bot/nlu/": "where a long message is cut for the classifier",
    "bot/kiosk/voice/kana.py": "the sounds of kana",
    "bot/kiosk/voice/speakable.py": "signs that are not said",
    "bot/rulebook/statements/lint": "the writing of statements is checked by patterns",
    "bot/rulebook/statements/leaks.py": "how sentences are folded before they are compared",
    "bot/rulebook/statements/typed_facts.py": "how numbers, fees and days look in a statement",
    "bot/rulebook/statements/ruby.py": "how a reading is written in easy Japanese",
    "bot/rulebook/statements/render.py": "the counter behind a number",
    "bot/rulebook/statements/spoken.py": "digits, days and numbers as they are said",
    "bot/rulebook/statements/needs_fields.py": "the shape that a refusal names",
    "bot/text.py": "signs that look alike",
    "bot/patterns.py": "the range of hiragana",
}
SENTENCE = re.compile(r"[^|()\[\]?\\]{6,}(?:です|ます|ません|ください|でしょうか)[。」）]?")  # without the signs of a pattern


def files() -> list[Path]:
    return [path for folder in ("bot", "actions") for path in sorted((ROOT / folder).rglob("*.py"))]


def docstrings(tree: ast.Module) -> set[int]:
    lines: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            lines |= set(range(node.lineno, (node.end_lineno or node.lineno) + 1))
    return lines


def japanese(code: str) -> list[str]:
    """The string literals of `code` with a Japanese letter in them, docstrings aside."""
    documented = docstrings(ast.parse(code))
    kinds = {tokenize.STRING, getattr(tokenize, "FSTRING_MIDDLE", tokenize.STRING)}
    tokens = tokenize.generate_tokens(io.StringIO(code).readline)
    return [one.string for one in tokens if one.type in kinds and one.start[0] not in documented and LETTER.search(one.string)]


def place(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("path", files(), ids=place)
def test_no_japanese_stands_in_the_code_but_patterns(path: Path) -> None:
    found = japanese(path.read_text(encoding="utf-8"))
    if place(path).startswith(tuple(PATTERNS)):
        found = [one for one in found if SENTENCE.fullmatch(one.strip("rf\"'"))]
    assert found == []


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ('"""日本語。"""\nx = 1', []),
        ("x = 1  # 日本語", []),
        ('x = "日本語"', ["日本語"]),
        ('x = f"{y}円です"', ["円です"]),
        ('x = ("、", "（", "・")', []),
    ],
)
def test_the_walk_sees_literals_and_neither_comments_nor_docstrings(code: str, found: list[str]) -> None:
    assert [any(one in literal for literal in japanese(code)) for one in found] == [True] * len(japanese(code))


# ---- every key used, every placeholder filled
def words_files() -> list[Path]:
    return sorted((ROOT / "bot").rglob("words.yml"))


def branches(key: ast.expr) -> Iterator[str]:
    """The keys that an argument may be: a literal, or a choice between literals."""
    if isinstance(key, ast.IfExp):
        yield from branches(key.body)
        yield from branches(key.orelse)
    else:
        assert isinstance(key, ast.Constant) and isinstance(key.value, str), f"line {key.lineno}: a key must be written out"
        yield key.value


def calls(path: Path) -> Iterator[tuple[str, frozenset[str] | None]]:
    """Keys that a module asks for with the names it fills; None for a table."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call):
            continue
        if isinstance(node.func, ast.Name) and node.func.id == "SAY":
            for key in branches(node.args[0]):
                yield key, frozenset(one.arg or "**" for one in node.keywords)
        if isinstance(node.func, ast.Attribute) and isinstance(node.func.value, ast.Name) and node.func.value.id == "SAY":
            for key in branches(node.args[0]):
                yield key, None


@pytest.mark.parametrize("path", words_files(), ids=place)
def test_every_section_is_a_module_and_every_text_is_said_with_all_its_places(path: Path) -> None:
    for module, section in load_words(path).items():
        code = path.with_name(f"{module}.py")
        asked = dict(calls(code))
        assert asked.keys() == section.keys(), f"{place(path)}: {module}"
        for key, names in calls(code):
            one = section[key]
            assert names == (one.names if isinstance(one, Text) else None), f"{place(path)}: {module}: {key}"


def test_every_module_that_says_something_has_its_section() -> None:
    saying = {path for path in files() if "\nSAY: Final = Words(__file__)\n" in path.read_text(encoding="utf-8")}
    assert saying == {path.with_name(f"{module}.py") for path in words_files() for module in load_words(path)}


# ---- the room itself
def room(tmp_path: Path, content: str) -> Words:
    (tmp_path / "words.yml").write_text(content, encoding="utf-8")
    return Words(str(tmp_path / "shop.py"))


def test_a_text_is_filled_and_a_table_read(tmp_path: Path) -> None:
    say = room(tmp_path, "shop:\n  open: '{name}は{hour:02d}時から'\n  days: {mon: 月, tue: 火}\n")
    assert say("open", name="店", hour=9) == "店は09時から"
    assert say.table("days") == {"mon": "月", "tue": "火"}


def test_braces_written_twice_are_braces(tmp_path: Path) -> None:
    assert room(tmp_path, "shop:\n  shape: '{{ }}の形'\n")("shape") == "{ }の形"


@pytest.mark.parametrize("given", [{}, {"name": "店", "more": 1}, {"hour": 9}])
def test_other_placeholders_than_the_text_has_are_refused(tmp_path: Path, given: dict[str, object]) -> None:
    say = room(tmp_path, "shop:\n  open: '{name}が開く'\n")
    with pytest.raises(KeyError, match="placeholders"):
        say("open", **given)


def test_a_key_that_is_not_there_a_table_taken_for_a_text_and_the_reverse_are_refused(tmp_path: Path) -> None:
    say = room(tmp_path, "shop:\n  open: 開く\n  days: {mon: 月}\n")
    for ask in (lambda: say("shut"), lambda: say("days"), lambda: say.table("open")):
        with pytest.raises(KeyError):
            ask()


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        ("shop: 開く\n", "shop: must hold texts"),
        ("shop: {}\n", "shop: must hold texts"),
        ("shop:\n  open: 9\n", "shop: open: must be a text"),
        ("shop:\n  open: ' '\n", "shop: open: must be a text"),
        ("shop:\n  open: '{名前'\n", "shop: open: the braces"),
        ("shop:\n  open: '{}時'\n", "cannot be filled"),
        ("shop:\n  open: '{a.b}時'\n", "cannot be filled"),
        ("shop:\n  days: {mon: '{day}'}\n", "shop: days: mon: .day. cannot be filled"),
        ("shop:\n  open: 開く\n  open: 閉まる\n", "written twice"),
    ],
)
def test_a_faulty_file_is_refused_by_name(tmp_path: Path, content: str, fault: str) -> None:
    with pytest.raises(YamlFaulty, match=fault) as raised:
        room(tmp_path, content)("open")
    assert "words.yml" in str(raised.value)
