"""Bad rulebook data is refused at load, naming file, entry, key and what is allowed: one broken file a refusal."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.rulebook.statements.loader import load_rules
from bot.rulebook.statements.model import RulebookError

TOPICS = {"old_card": {"ja": "従来の保険証", "about": "the old card"}, "loss": {"ja": "紛失", "about": "lost"}}
SOURCES = [{"id": "A", "title": "案内", "publisher": "組合"}]
CONTACTS = [{"id": "office", "name": "窓口", "phone": "03-0000-0000", "sources": ["A"], "verified_on": "2026-11-22"}]
DATES = [{"id": "end", "date": "2026-03-31", "says": "終わり", "sources": ["A"], "verified_on": "2026-11-22"}]


def entry(topic: str, /, **changes: Any) -> dict[str, Any]:
    fields: dict[str, Any] = {
        "id": f"{topic}.general.one", "topic": topic, "insurer": "general", "from": "2024-01-01", "until": None,
        "verified_on": "2026-11-22", "sources": ["A"], "text": "使えません。", "easy": "使（つか）えません。", "speech": "使えません。",
    }  # fmt: skip
    return {key: value for key, value in (fields | changes).items() if value != "(leave out)"}


def write(folder: Path, entries: list[dict[str, Any]], **more: Any) -> tuple[Path, Path]:
    (folder / "entries").mkdir()
    content = {"sources": SOURCES, "contacts": CONTACTS, "dates": DATES, "entries": entries} | more
    (folder / "entries" / "all.yml").write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
    (folder / "topics.yml").write_text(yaml.safe_dump(TOPICS, allow_unicode=True), encoding="utf-8")
    return folder / "entries", folder / "topics.yml"


def test_good_data_loads(tmp_path: Path) -> None:
    rules = load_rules(*write(tmp_path, [entry("old_card"), entry("loss")]))
    assert [one.id for one in rules.entries] == ["old_card.general.one", "loss.general.one"]


LATER = {"id": "old_card.general.two", "from": "2026-04-01", "until": None}
REFUSALS: dict[str, tuple[list[dict[str, Any]], list[str]]] = {
    "unknown topic": ([entry("old_card", topic="nonsense"), entry("loss")], ["all.yml", "topic", "'nonsense'", "old_card"]),
    "unknown insurer": ([entry("old_card", insurer="other"), entry("loss")], ["insurer", "'other'", "kitaku, kitamura"]),
    "unknown source": ([entry("old_card", sources=["Z"]), entry("loss")], ["sources", "'Z'", "sources.yml"]),
    "no source": ([entry("old_card", sources=[]), entry("loss")], ["sources", "at least one"]),
    "unknown contact": ([entry("old_card", contacts=["nobody"]), entry("loss")], ["contacts", "'nobody'", "office"]),
    "unknown follow-up": ([entry("old_card", followups=["nonsense"]), entry("loss")], ["followups", "'nonsense'"]),
    "four follow-ups": ([entry("old_card", followups=["loss"] * 4), entry("loss")], ["followups", "at most 3"]),
    "unknown aspect": ([entry("old_card", aspects={"colour": "赤"}), entry("loss")], ["aspects", "'colour'", "where"]),
    "unknown key": ([entry("old_card", colour="赤"), entry("loss")], ["colour", "unknown key", "verified_on"]),
    "missing text": ([entry("old_card", text="(leave out)"), entry("loss")], ["old_card.general.one", "text", "missing"]),
    "missing easy": ([entry("old_card", easy="(leave out)"), entry("loss")], ["easy", "missing"]),
    "missing speech": ([entry("old_card", speech="(leave out)"), entry("loss")], ["speech", "missing"]),
    "bad date": ([entry("old_card", **{"from": "2026-13-01"}), entry("loss")], ["from", "2026-13-01", "2026-04-01"]),
    "end before start": ([entry("old_card", until="2023-01-01"), entry("loss")], ["until", "must be after"]),
    "overlap": ([entry("old_card", until="2026-05-01"), entry("old_card", **LATER), entry("loss")], ["overlaps", "2026-04-01"]),
    "gap": ([entry("old_card", until="2026-03-01"), entry("old_card", **LATER), entry("loss")], ["gap", "2026-03-01", "2026-04-01"]),
    "gap at the end": ([entry("old_card", until="2026-03-01"), entry("loss")], ["old_card", "gap", "must be open"]),
    "topic without entry": ([entry("old_card")], ["loss", "no entry"]),
    "same id twice": ([entry("old_card"), entry("loss", id="old_card.general.one")], ["id", "used twice"]),
    "insurer without general": (
        [entry("old_card"), entry("loss"), entry("loss", id="loss.kitaku.x", insurer="kitaku", case="special")],
        ["special", "general has none"],
    ),
    "a date no rule carries": ([entry("old_card", text="2026年5月6日までです。"), entry("loss")], ["text", "2026年5月6日", "dates.yml"]),
    "a date in easy Japanese": ([entry("old_card", easy="5月6日まで"), entry("loss")], ["5月6日", "carried by no rule"]),
    "an address in a text": ([entry("old_card", speech="https://example.jp"), entry("loss")], ["speech", "sources.yml"]),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSALS)
def test_bad_data_is_refused_with_words_that_help(tmp_path: Path, name: str) -> None:
    entries, words = REFUSALS[name]
    with pytest.raises(RulebookError) as refusal:
        load_rules(*write(tmp_path, entries))
    assert [word for word in words if word not in str(refusal.value)] == []


def test_a_carried_date_is_fine(tmp_path: Path) -> None:
    entries = [entry("old_card", text="2026年3月31日で終わりました。"), entry("loss")]
    assert load_rules(*write(tmp_path, entries)).entries[0].text.startswith("2026年3月31日")


def test_every_fault_is_named_at_once(tmp_path: Path) -> None:
    with pytest.raises(RulebookError) as refusal:
        load_rules(*write(tmp_path, [entry("old_card", text="(leave out)", insurer="x"), entry("loss", sources=["Z"])]))
    assert len(refusal.value.problems) >= 3


@pytest.mark.parametrize("spoil", [lambda p: p.write_text("a: [", encoding="utf-8"), lambda p: p.write_bytes(b"\xff\xfe\x00")])
def test_a_file_that_is_no_yaml_is_named(tmp_path: Path, spoil: Callable[[Path], object]) -> None:
    entries, topics = write(tmp_path, [entry("old_card"), entry("loss")])
    spoil(entries / "broken.yml")
    with pytest.raises(RulebookError, match="broken.yml"):
        load_rules(entries, topics)
