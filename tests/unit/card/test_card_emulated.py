"""The emulated card's own parts: taking commands apart, faults, options, timing."""

from __future__ import annotations

import argparse

import pytest
from card_samples import card, contents

from bot.card.emulator.card import Habits, LongAnswers
from bot.card.emulator.command import Malformed, parse
from bot.card.emulator.faults import Act, BadFault, Fault, act, meanings, parse_faults
from bot.card.emulator.link import CONTACTLESS
from bot.card.emulator.options import tries
from bot.card.emulator.profiles import card_of_kind, jpki_card, token_information

AP = "00A4040C0AD392F000260100000001"


@pytest.mark.parametrize(
    ("raw", "data", "expected"),
    [
        ("00200080", "", None),
        ("00B0000004", "", 4),
        ("00B0000000", "", 256),
        ("00A4020C02000A", "000A", None),
        ("00A4020002000A00", "000A", 256),
        ("00B00000000000", "", 65536),
        ("00B0000000062F", "", 0x62F),
        ("00A4020C000002000A", "000A", None),
        ("00A4020C000002000A0100", "000A", 256),
    ],
)
def test_commands_of_every_form_are_understood(raw: str, data: str, expected: int | None) -> None:
    command = parse(bytes.fromhex(raw))
    assert (command.data.hex().upper(), command.expected) == (data, expected)


@pytest.mark.parametrize(
    "raw", ["", "00A4", "00A404", "00A4020C05000A", "00A4020C02000A0000", "00B0000000 00", "00A40200000002AA"]
)
def test_commands_whose_lengths_disagree_are_refused(raw: str) -> None:
    with pytest.raises(Malformed):
        parse(bytes.fromhex(raw))


def talk(one_card: object, *commands: str) -> list[str]:
    from bot.card.emulator.card import EmulatedCard

    assert isinstance(one_card, EmulatedCard)
    return [one_card.process(bytes.fromhex(command)).hex().upper() for command in commands]


@pytest.mark.parametrize(
    ("commands", "last"),
    [
        (["00A40000"], "6A86"),
        ([AP, "00A40000"], "9000"),
        ([AP, "00A40000023F00"], "6A82"),
        ([AP, "0CA4020C02000A"], "6882"),
        ([AP, "00A4020C02000A", "0CB0000004"], "69FC"),
        ([AP, "00200080"], "6986"),
        ([AP, "00A4020C02000A", "00200080"], "6981"),
        ([AP, "00A4020C020018", "00200081"], "6A86"),
        ([AP, "00A4020C020018", "002401800431323334"], "6982"),
        (["00A4040C04D392F000"], "9000"),
        (["00A4040C05D392F0004F"], "6A82"),
        (["00A4040C"], "6700"),
        ([AP, "00B0970004"], "6981"),
        ([AP, "00B09F0004"], "6A82"),
        ([AP, "00B0AA0004"], "6A86"),
        ([AP, "00A4020002000A"], "6F048402000A9000"),
        (["00A4"], "6700"),
        (
            [AP, "00A4020C020018", "0020008004" + "31323334", "002401800439393939", "002000800431323334"],
            "63C2",
        ),
    ],
)
def test_the_less_usual_commands_are_answered_like_the_real_card(commands: list[str], last: str) -> None:
    assert talk(card(), *commands)[-1] == last


def test_a_verified_pin_survives_a_warm_reset_and_ends_with_the_power() -> None:
    one = card()
    read_guarded = ["00A4020C020001", "00B0000001"]
    talk(one, AP, "00A4020C02001B", "0020008008" + b"TEST1234".hex())
    one.warm_reset()
    assert talk(one, AP, *read_guarded)[-1] == "309000"
    one.power_cycle()
    assert talk(one, AP, *read_guarded)[-1] == "6982"


def test_a_wrong_pin_ends_an_earlier_verification() -> None:
    one = card()
    talk(one, AP, "00A4020C02001B", "0020008008" + b"TEST1234".hex(), "0020008008" + b"TEST9999".hex())
    assert talk(one, "00A4020C020001", "00B0000001")[-1] == "6982"


@pytest.mark.parametrize(
    ("habits", "answer"),
    [
        (Habits(), "3C3C9000"),
        (Habits(past_end=0x6282), "3C3C6282"),
        (Habits(past_end=0x6B00), "6B00"),
        (Habits(long_answers=LongAnswers.WRONG_LENGTH), "6C02"),
        (Habits(long_answers=LongAnswers.FETCH), "6102"),
    ],
)
def test_a_read_past_the_end_is_answered_as_the_card_is_wont(habits: Habits, answer: str) -> None:
    from dataclasses import replace

    one = jpki_card(replace(contents(), authentication=b"<<"), habits=habits)
    assert talk(one, AP, "00A4020C02000A", "00B0000000")[-1] == answer


def test_a_query_on_a_verified_pin_is_answered_as_the_card_is_wont() -> None:
    one = card(Habits(verified_query=0x9000))
    assert talk(one, AP, "00A4020C020018", "002000800431323334", "00200080")[-1] == "9000"


def test_a_smartphones_certificate_needs_its_pin() -> None:
    phone = card_of_kind("smartphone", contents())
    assert talk(phone, AP, "00A4020C02000A", "00B0000004")[-1] == "6982"


def test_the_token_information_has_its_fixed_length() -> None:
    assert len(token_information(b"JPKIAPICCTOKEN2")) == 160


def test_a_kind_nobody_knows_is_refused() -> None:
    with pytest.raises(ValueError, match="mynumber"):
        card_of_kind("passport", contents())


@pytest.mark.parametrize(
    ("spec", "faults"),
    [
        ("", ()),
        ("mute", (Fault("mute"),)),
        ("mute@3", (Fault("mute", at=3),)),
        ("slow=0.2@*, torn=10@5", (Fault("slow", "0.2"), Fault("torn", "10", 5))),
    ],
)
def test_faults_are_read_from_their_written_form(spec: str, faults: tuple[Fault, ...]) -> None:
    assert parse_faults(spec) == faults


@pytest.mark.parametrize(
    "spec", ["explode", "mute@0", "mute@x", "sw", "sw=90", "torn=x", "slow=-1", "mute=3", "flip=-1"]
)
def test_faults_nobody_knows_are_refused_with_a_reason(spec: str) -> None:
    with pytest.raises(BadFault) as refused:
        parse_faults(spec)
    assert len(str(refused.value)) > 15


@pytest.mark.parametrize(
    ("spec", "result"),
    [
        ("mute@2", Act(b"\x01\x02\x03\x90\x00", 5)),
        ("mute", Act(None, 0)),
        ("remove", Act(None, 0, leave=True)),
        ("torn=1", Act(b"\x01", 200, leave=True)),
        ("slow=2", Act(b"\x01\x02\x03\x90\x00", 5, delay=2)),
        ("sw=6A82", Act(b"\x6a\x82", 2)),
        ("short=1", Act(b"\x01\x02\x90\x00", 4)),
        ("long=1", Act(b"\x01\x02\x03\x00\x90\x00", 6)),
        ("flip=0", Act(b"\x81\x02\x03\x90\x00", 5)),
        ("onebyte", Act(b"\x90", 1)),
        ("6c", Act(b"\x6c\x03", 2)),
    ],
)
def test_each_fault_does_its_harm(spec: str, result: Act) -> None:
    assert act(parse_faults(spec), 1, b"\x01\x02\x03\x90\x00") == result


def test_every_fault_has_an_explanation() -> None:
    assert all(meanings().values())


def test_a_contactless_exchange_takes_its_time() -> None:
    assert CONTACTLESS.seconds(1152) == pytest.approx(0.02 + 0.1)


def test_four_counters_are_taken() -> None:
    assert tries("1,2,3,0") == (1, 2, 3, 0)


@pytest.mark.parametrize("text", ["", "3", "3,5,3", "4,5,3,3", "a,5,3,3", "3,5,3,3,3", "-1,5,3,3"])
def test_other_counters_are_refused(text: str) -> None:
    with pytest.raises(argparse.ArgumentTypeError):
        tries(text)
