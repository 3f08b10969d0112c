"""The table of statements goes out and comes back; what was not changed stays to the letter."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from small_book import FORGOT, small_book, statement

from bot.rulebook.statements.model import RulebookError
from bot.rulebook.statements.table import COLUMNS, Change, applied, changes, rows

FILE = """\
# whose family
family: refund   # a note
needs: []
statements:
# the first one
- id: refund.paid.first
  asks: []
  from: 2024-12-02      # since then
  until:
  text: はい。返ってきます。   # said often
  easy: |-
    おかねが もどります。
    よかった。

  # between
  speech: >-
    はい。
    返ってきます。
- {id: refund.paid.flow, text: "「はい」。", easy: a, speech: b, en: c}
# the end
"""


def changed(key: str, value: str, name: str = "refund.paid.first") -> str:
    return applied(FILE, [Change("refund.yml", name, key, value)])


def value_of(text: str, key: str, name: str = "refund.paid.first") -> object:
    return next(one for one in yaml.safe_load(text)["statements"] if one["id"] == name).get(key)


VALUES = ["いいえ。", "まず、窓口へ。\nつぎに、\n\n・申し込みます", "yes", "12:30", "コロン: あり", "# 番号", "「かぎ」", "'a' \"b\"", "- 一", "{fee.card}です", "[x]"]


@pytest.mark.parametrize("value", VALUES)
@pytest.mark.parametrize("key", ["text", "easy", "speech"])
def test_a_wording_is_replaced_and_everything_else_stays(key: str, value: str) -> None:
    text = changed(key, value)
    assert value_of(text, key) == value
    before, after = yaml.safe_load(FILE), yaml.safe_load(text)
    before["statements"][0].pop(key)
    after["statements"][0].pop(key)
    assert before == after
    assert [line for line in FILE.splitlines() if line.startswith(("#", "family", "- ", "  # b"))] == [
        line for line in text.splitlines() if line.startswith(("#", "family", "- ", "  # b"))
    ]


def test_only_the_changed_lines_differ() -> None:
    assert changed("text", "いいえ。") == FILE.replace("はい。返ってきます。   #", '"いいえ。"   #')
    assert changed("speech", "いいえ。") == FILE.replace("speech: >-\n    はい。\n    返ってきます。", "speech: いいえ。")
    assert changed("until", "2026-08-01") == FILE.replace("until:", "until: 2026-08-01")
    assert changed("from", "2024-12-03") == FILE.replace("2024-12-02", "2024-12-03")


def test_a_missing_wording_is_put_behind_the_spoken_one() -> None:
    assert changed("en", "Yes: you do.") == FILE.replace("    返ってきます。\n-", "    返ってきます。\n  en: 'Yes: you do.'\n-")


def test_a_statement_on_one_line_can_be_changed() -> None:
    for key in ("text", "easy", "speech", "en", "until"):
        value = "2026-08-01" if key == "until" else 'a, "b": c]\n2'
        assert str(value_of(changed(key, value, "refund.paid.flow"), key, "refund.paid.flow")) == value


def test_several_changes_in_one_file() -> None:
    text = applied(FILE, [Change("f", "refund.paid.first", key, f"新しい{key}") for key in ("speech", "text", "easy")])
    assert [value_of(text, key) for key in ("text", "easy", "speech")] == ["新しいtext", "新しいeasy", "新しいspeech"]


def test_what_is_no_day_is_refused() -> None:
    with pytest.raises(RulebookError, match="until: 'soon' is not a date"):
        changed("until", "soon")


def test_a_statement_that_is_not_there_is_refused() -> None:
    with pytest.raises(RulebookError, match="not found"):
        changed("text", "x", "refund.paid.gone")


def test_a_table_that_was_not_changed_has_no_changes(tmp_path: Path) -> None:
    book = small_book(tmp_path, [statement("refund.paid.first", when={"card": ["lost", "broken"]}, until="2027-01-01"), FORGOT])
    table = rows(book)
    assert [list(row) for row in table] == [list(COLUMNS)] * 2 or [set(row) for row in table] == [set(COLUMNS)] * 2
    assert (table[0]["when"], table[0]["sources"]) == ("card=lost|broken", "S401 申請 2025-04-01")
    table[0] |= {"text": table[0]["text"] + "\r\n", "from": "2024/12/2"}
    assert changes(book, table) == []
    assert changes(book, table[1:]) == []


def test_what_was_changed_is_named(tmp_path: Path) -> None:
    book = small_book(tmp_path, [statement("refund.paid.first"), FORGOT])
    table = [row | {"text": "いいえ。", "until": "2027/1/31"} for row in rows(book)[:1]]
    assert changes(book, table) == [
        Change("refund.yml", "refund.paid.first", "text", "いいえ。"), Change("refund.yml", "refund.paid.first", "until", "2027-01-31"),
    ]  # fmt: skip


def test_what_may_not_be_changed_in_a_table_is_refused_all_at_once(tmp_path: Path) -> None:
    book = small_book(tmp_path, [statement("refund.paid.first"), FORGOT])
    one = rows(book)[0]
    with pytest.raises(RulebookError) as refusal:
        changes(book, [one | {"asks": "cost"}, one, {"id": "refund.gone"}])
    assert [word in str(refusal.value) for word in ("line 2: refund.paid.first: asks", "line 3: id: 'refund.paid.first' stands twice", "line 4", "is no")]
    assert len(refusal.value.problems) == 3
