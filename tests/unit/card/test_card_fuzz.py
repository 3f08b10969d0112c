"""Any bytes at all: a date or a refusal, never a crash. Long runs: tests/card/fuzz_certificate.py."""

from __future__ import annotations

from contextlib import suppress

from card_samples import certificate
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.card.certificate import CertificateError, length_from_header, read_validity

VALID = certificate()


def parse(der: bytes) -> None:
    with suppress(CertificateError):
        read_validity(der)


@settings(max_examples=2000, deadline=None)
@given(st.binary(max_size=400))
def test_random_bytes_are_answered(der: bytes) -> None:
    parse(der)


@settings(max_examples=2000, deadline=None)
@given(st.lists(st.tuples(st.integers(0, len(VALID) - 1), st.integers(0, 255)), min_size=1, max_size=8))
def test_a_certificate_with_bytes_changed_is_answered(changes: list[tuple[int, int]]) -> None:
    spoilt = bytearray(VALID)
    for place, value in changes:
        spoilt[place] = value
    parse(bytes(spoilt))


@settings(max_examples=1000, deadline=None)
@given(st.integers(0, len(VALID)), st.binary(max_size=40))
def test_a_certificate_cut_and_patched_is_answered(cut: int, patch: bytes) -> None:
    body = VALID[4:cut] + patch + VALID[cut:]
    parse(b"\x30\x82" + len(body).to_bytes(2, "big") + body)


@settings(max_examples=2000, deadline=None)
@given(st.binary(max_size=6))
def test_a_length_is_within_reach_or_refused(header: bytes) -> None:
    with suppress(CertificateError):
        assert 2 <= length_from_header(header) <= 8192
