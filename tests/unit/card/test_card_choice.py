"""Which of several readers is used."""

from __future__ import annotations

import pytest

from bot.card.choose import choose
from bot.card.kinds import kind_of_atr, kind_of_token
from bot.card.reader import PRESENT, ReaderState
from bot.card.status import Kind, State

CONTACT = "SCM SCR 3310 [CCID] (123) 00 00"
PICC = "ACS ACR1252 Dual Reader [ACR1252 Dual Reader PICC] (9) 01 00"
SAM = "ACS ACR1252 Dual Reader [ACR1252 Dual Reader SAM] (9) 01 01"
OTHER_CONTACT = "Gemalto PC Twin 02 00"


def chosen(present: str, wanted: str | None, jpki: str = "") -> str | State:
    """`present` and `jpki`: letters of C, P, S, O, the readers that hold a card and a JPKI card."""
    letters = {"C": CONTACT, "P": PICC, "S": SAM, "O": OTHER_CONTACT}
    readers = [ReaderState(name, PRESENT if letter in present else 0) for letter, name in letters.items()]
    choice = choose(readers, wanted, lambda name: any(letters[letter] == name for letter in jpki))
    return choice if isinstance(choice, State) else choice.name


@pytest.mark.parametrize(
    ("present", "wanted", "jpki", "choice"),
    [
        ("", None, "", State.NO_CARD),
        ("S", None, "S", State.NO_CARD),
        ("C", None, "", CONTACT),
        ("PS", None, "", PICC),
        ("CP", None, "C", PICC),
        ("CO", None, "O", OTHER_CONTACT),
        ("CO", None, "CO", State.SEVERAL_CARDS),
        ("CO", None, "", CONTACT),
        ("CP", "SCM SCR", "", CONTACT),
        ("P", "SCM SCR", "", State.NO_CARD),
        ("P", "Sony", "", State.NO_READER),
    ],
)
def test_the_reader_is_chosen_by_setting_then_contactless_then_card(
    present: str, wanted: str | None, jpki: str, choice: str | State
) -> None:
    assert chosen(present, wanted, jpki) == choice


def test_without_readers_there_is_none() -> None:
    assert choose([], None, lambda _: True) is State.NO_READER


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("JPKIAPICCTOKEN2", Kind.MY_NUMBER),
        ("JPKIAPICCTOKEN", Kind.JUKI),
        ("JPKIAPGPSETOKEN", Kind.SMARTPHONE),
        ("JPKIAPIOSTOKEN", Kind.SMARTPHONE),
        ("JPKIAPICCTOKEN22", Kind.OTHER),
        ("", Kind.OTHER),
    ],
)
def test_the_tokens_name_tells_the_kind(name: str, kind: Kind) -> None:
    assert kind_of_token(name.encode().ljust(32)) is kind


@pytest.mark.parametrize(
    ("atr", "kind"),
    [
        ("3B8F8001804F0CA0000003061100 3B0000000042", Kind.FELICA),
        ("3B8F8001804F0CA0000003060300 010000000 06A", Kind.EMPLOYEE),
        ("3B888001000000009181C100D8", Kind.LICENCE),
        ("3B888001000041E0B381A1003B", Kind.OTHER),
        ("3B8F8001804F0CA000000306", Kind.OTHER),
        ("", Kind.OTHER),
    ],
)
def test_the_atr_gives_a_guess(atr: str, kind: Kind) -> None:
    assert kind_of_atr(bytes.fromhex(atr.replace(" ", ""))) is kind
