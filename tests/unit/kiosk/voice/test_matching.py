"""Commands and choices by their sound."""

from __future__ import annotations

import pytest

from bot.kiosk.voice.matching import FILE, choice_of, command_of, load_commands
from bot.strict_yaml import load_yaml

LISTED = load_yaml(FILE)["commands"]
SCREEN = ("ヒッコシ", "カードヲナクシタ", "デンシショーメーショノコーシン")


@pytest.mark.parametrize(("name", "alias"), [(name, alias) for name, one in LISTED.items() for alias in one["say"]])
def test_each_alias_is_its_command(name: str, alias: str) -> None:
    assert command_of(alias) == name
    assert command_of(f"えーと、{alias}。") == name


@pytest.mark.parametrize(("name", "near"), [(name, near) for name, one in LISTED.items() for near in one["near"]])
def test_what_sounds_near_is_no_command(name: str, near: str) -> None:
    assert command_of(near) == ""


@pytest.mark.parametrize(("heard", "name"), [("イエ", "no"), ("イヤ", "no"), ("モドレ", "back"), ("モウイチドオネガイシマス", "again"), ("オワリマス。", "end")])
def test_what_a_recogniser_made_of_commands_is_still_the_command(heard: str, name: str) -> None:
    assert command_of(heard) == name


@pytest.mark.parametrize(
    ("heard", "index"),
    [
        ("ヒッコシデス", 0),
        ("カードナクシマシタ", 1),
        ("デンシショメイショノコウシン", 2),
        ("コーシン", 2),
        ("サンバ", 2),
        ("ニバンデオネガイシマス", 1),
        ("イチバンウエ", 0),
        ("キューバン", None),
        ("ホケンショー", None),
        ("エート", None),
        ("", None),
    ],
)
def test_a_choice_is_found_by_number_sound_or_part(heard: str, index: int | None) -> None:
    assert choice_of(heard, SCREEN) == index


def test_of_two_alike_choices_none_is_taken() -> None:
    assert choice_of("カードノコーシン", ("カードノコーシン", "カードノコーシン")) is None
    assert choice_of("カードノコーシン", ("カードノコーシン", "ヒッコシ")) == 0
    assert choice_of("カード", ()) is None


def test_no_alias_belongs_to_two() -> None:
    known = load_commands()
    assert set(known.commands) & set(known.numbers) == set()
