"""What is sealed opens with its own key, at its own place, and in no other way."""

from __future__ import annotations

import pytest

from bot.desk.sealing import Keyring, Unreadable

SECRET = "a secret of the tests, long enough"
BELIEF = {"known": {"": {"move_date": "2026-12-03"}}, "topic": "moving"}


def test_what_was_sealed_opens_again_also_after_a_restart() -> None:
    seal, wrapped = Keyring(SECRET).new("c1")
    sealed = seal.close(BELIEF, "belief c1 1")
    assert Keyring(SECRET).seal("c1", wrapped).open(sealed, "belief c1 1") == BELIEF


def test_nothing_readable_stands_in_it_and_no_two_are_alike() -> None:
    seal, wrapped = Keyring(SECRET).new("c1")
    one, two = (seal.close("あした引っ越します", "said c1 1") for _ in range(2))
    assert one != two and "引っ越し".encode() not in one + wrapped and SECRET.encode() not in wrapped


@pytest.mark.parametrize("place", ["belief c2 1", "belief c1 2", "said c1 1", ""])
def test_moved_to_another_place_it_does_not_open(place: str) -> None:
    seal, _wrapped = Keyring(SECRET).new("c1")
    with pytest.raises(Unreadable):
        seal.open(seal.close(BELIEF, "belief c1 1"), place)


@pytest.mark.parametrize("spoil", [lambda s: b"", lambda s: s[:20], lambda s: s[:-1] + bytes([s[-1] ^ 1]), lambda s: bytes([s[0] ^ 1]) + s[1:]])
def test_what_is_spoilt_does_not_open_and_says_no_word_of_it(spoil: object) -> None:
    seal, _wrapped = Keyring(SECRET).new("c1")
    with pytest.raises(Unreadable) as told:
        seal.open(spoil(seal.close(BELIEF, "belief c1 1")), "belief c1 1")  # type: ignore[operator]
    assert str(told.value) == "belief"


def test_another_secret_or_another_conversation_opens_no_key() -> None:
    _seal, wrapped = Keyring(SECRET).new("c1")
    for ring, name in ((Keyring(SECRET + "x"), "c1"), (Keyring(SECRET), "c2")):
        with pytest.raises(Unreadable):
            ring.seal(name, wrapped)


def test_a_seal_shows_no_key() -> None:
    seal, _wrapped = Keyring(SECRET).new("c1")
    assert repr(seal) == "Seal(<secret>)"
