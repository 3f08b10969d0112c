"""The insurers' widgets: what a file may say, and that faults are told with what is allowed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.doors.web.widgets import LEAST_CONTRAST, contrast, load_widgets, own_site
from bot.settings import SettingsError

GOOD: dict[str, Any] = {
    "name": "案内", "insurer": "kitamura", "first_words": "こんにちは。", "contacts": "組合 088-804-3038", "colour": "#0b5a7a",
    "colour_in_dark": "#8fd3f0", "position": "right", "origins": ["https://www.example.or.jp", "https://example.jp:8443"],
}  # fmt: skip


def written(folder: Path, **changed: Any) -> Path:
    file = folder / "widgets.yml"
    file.write_text(yaml.safe_dump({"kumiai": GOOD | changed}, allow_unicode=True), encoding="utf-8")
    return file


def test_the_usual_ones_allow_nobody_elses_page() -> None:
    assert {name: (site.insurer, site.origins) for name, site in load_widgets(None).items()} == {"kitamura": ("kitamura", ()), "kitaku": ("kitaku", ())}


def test_a_file_of_the_operator(tmp_path: Path) -> None:
    site = load_widgets(written(tmp_path))["kumiai"]
    assert (site.id, site.origins) == ("kumiai", ("https://www.example.or.jp", "https://example.jp:8443"))
    assert "#0b5a7a" in site.theme and "#8fd3f0" in site.theme


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("name", ""), ("name", "あ" * 41), ("name", 3), ("first_words", ""), ("contacts", None), ("insurer", "other"), ("position", "top"),
        ("colour", "red"), ("colour", "#fff"), ("colour", "#ffff00"), ("colour", "#777777}"), ("colour_in_dark", "#0b5a7a"),
        ("origins", "https://a.example"), ("origins", ["*"]), ("origins", ["https://a.example/"]), ("origins", ["https://*.example"]),
        ("origins", ["http://a.example"]), ("origins", ["https://a.example; script-src *"]), ("origins", [1]), ("more", "x"),
    ],
)  # fmt: skip
def test_a_fault_is_named(tmp_path: Path, key: str, value: Any) -> None:
    with pytest.raises(SettingsError, match="MYNADESK_WIDGETS の kumiai：.*にしてください"):
        load_widgets(written(tmp_path, **{key: value}))


@pytest.mark.parametrize("content", ["", "- a", "a: b", "Kumiai: {}", "kumiai:\n  name: a\n  name: b", "\0"])
def test_a_file_that_is_none_is_told(tmp_path: Path, content: str) -> None:
    file = tmp_path / "widgets.yml"
    file.write_text(content, encoding="utf-8")
    with pytest.raises(SettingsError, match="MYNADESK_WIDGETS"):
        load_widgets(file)


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="MYNADESK_WIDGETS"):
        load_widgets(tmp_path / "none.yml")


@pytest.mark.parametrize(("one", "other", "ratio"), [("#000000", "#ffffff", 21.0), ("#ffffff", "#ffffff", 1.0), ("#767676", "#ffffff", 4.54)])
def test_contrast_is_that_of_wcag(one: str, other: str, ratio: float) -> None:
    assert contrast(one, other) == pytest.approx(ratio, abs=0.01) == contrast(other, one)
    assert LEAST_CONTRAST == 4.5


def test_the_script_holds_no_more_than_the_page_around_may_know() -> None:
    assert '"id": "kitamura"' in load_widgets(None)["kitamura"].for_script
    assert "first_words" not in load_widgets(None)["kitamura"].for_script and own_site().origins == ()
