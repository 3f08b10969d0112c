"""From certificate bytes to the last day in Japan, and nothing else."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from card_samples import authentication_issuer, certificate, contents, signature_issuer
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa

from bot.card.certificate import (
    CA_KEY_GENERATIONS,
    CertificateError,
    length_from_header,
    load_authorities,
    read_validity,
)
from bot.card.emulator.issuer import TestIssuer


def made(
    not_after: datetime,
    *extensions: x509.ExtensionType,
    not_before: datetime | None = None,
    key: ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey | rsa.RSAPrivateKey | None = None,
) -> bytes:
    """A self-signed certificate with just these extensions."""
    key = key or ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "TEST")])
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).serial_number(7)
    builder = builder.public_key(key.public_key())
    builder = builder.not_valid_before(not_before or not_after - timedelta(days=1000)).not_valid_after(
        not_after
    )
    for extension in extensions:
        builder = builder.add_extension(extension, critical=False)
    digest = None if isinstance(key, ed25519.Ed25519PrivateKey) else hashes.SHA256()
    return builder.sign(key, digest).public_bytes(serialization.Encoding.DER)


@pytest.mark.parametrize(
    ("not_after", "day"),
    [
        (datetime(2029, 5, 14, 14, 59, 59, tzinfo=UTC), date(2029, 5, 14)),
        (datetime(2028, 2, 29, 14, 59, 59, tzinfo=UTC), date(2028, 2, 29)),
        (datetime(2027, 12, 31, 14, 59, 59, tzinfo=UTC), date(2027, 12, 31)),
        (datetime(2027, 12, 31, 15, 0, 0, tzinfo=UTC), date(2028, 1, 1)),
        (datetime(2027, 3, 1, 0, 0, 0, tzinfo=UTC), date(2027, 3, 1)),
        (datetime(2049, 12, 31, 14, 59, 59, tzinfo=UTC), date(2049, 12, 31)),
        (datetime(2051, 1, 1, 14, 59, 59, tzinfo=UTC), date(2051, 1, 1)),
        (datetime(2019, 1, 1, 14, 59, 59, tzinfo=UTC), date(2019, 1, 1)),
    ],
)
def test_the_last_day_is_the_one_in_japan(not_after: datetime, day: date) -> None:
    assert read_validity(made(not_after)).expires_on == day


SOME_DAY = datetime(2029, 5, 14, 14, 59, 59, tzinfo=UTC)


@pytest.mark.parametrize(
    "key",
    [
        ec.generate_private_key(ec.SECP384R1()),
        ed25519.Ed25519PrivateKey.generate(),
        rsa.generate_private_key(public_exponent=65537, key_size=3072),
    ],
    ids=["elliptic", "ed25519", "rsa3072"],
)
def test_no_kind_or_size_of_key_is_taken_for_granted(
    key: ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey | rsa.RSAPrivateKey,
) -> None:
    assert read_validity(made(SOME_DAY, key=key)).expires_on == date(2029, 5, 14)


@pytest.mark.parametrize("generation", sorted(CA_KEY_GENERATIONS.values()))
def test_the_generation_of_the_authority_is_told_by_its_key(generation: int) -> None:
    issuer = TestIssuer(generation=generation)
    assert read_validity(issuer.issue(date(2029, 5, 14)).der).ca_generation == generation


def test_an_unknown_authority_has_no_generation() -> None:
    assert read_validity(certificate()).ca_generation is None


@pytest.mark.parametrize(
    "der",
    [
        b"",
        b"\x30",
        b"\x30\x00",
        b"\x31\x82\x01\x00" + bytes(256),
        certificate()[:-1],
        certificate() + b"\x00",
        bytes(1583),
        b"\xff" * 1583,
        b"\x30\x82\x06\x2b" + bytes(1579),
    ],
    ids=["none", "one byte", "empty", "set", "cut", "longer", "zero", "ff", "nonsense"],
)
def test_broken_bytes_are_refused(der: bytes) -> None:
    with pytest.raises(CertificateError):
        read_validity(der)


@pytest.mark.parametrize(
    ("header", "length"),
    [("3003", 5), ("307F", 129), ("308180", 131), ("3081FF", 258), ("30820100", 260), ("3082062B", 1583)],
)
def test_the_length_is_in_the_header(header: str, length: int) -> None:
    assert length_from_header(bytes.fromhex(header)) == length


@pytest.mark.parametrize(
    "header",
    [
        "",
        "30",
        "3182",
        "3080",
        "3081",
        "30817F",
        "3082",
        "308200FF",
        "308207",
        "30822000",
        "30830100",
        "3084",
    ],
)
def test_headers_without_a_sane_length_are_refused(header: str) -> None:
    with pytest.raises(CertificateError):
        length_from_header(bytes.fromhex(header))


@pytest.mark.parametrize(
    ("first", "last"),
    [
        (SOME_DAY - timedelta(days=366 * 12), SOME_DAY),
        (SOME_DAY - timedelta(days=366 * 60), SOME_DAY),
        (datetime(9995, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)),
    ],
)
def test_a_period_no_real_certificate_has_is_refused(first: datetime, last: datetime) -> None:
    with pytest.raises(CertificateError):
        read_validity(made(last, not_before=first))


def test_a_certificate_of_an_authority_is_not_taken_for_a_persons() -> None:
    with pytest.raises(CertificateError):
        read_validity(made(SOME_DAY, x509.BasicConstraints(ca=True, path_length=None)))


def test_a_signature_certificate_is_not_taken_for_one_of_authentication() -> None:
    policy = x509.PolicyInformation(x509.ObjectIdentifier("1.2.392.200149.8.5.1.1.20"), None)
    with pytest.raises(CertificateError):
        read_validity(made(SOME_DAY, x509.CertificatePolicies([policy])))


def test_an_extension_we_cannot_read_does_not_hide_the_expiry() -> None:
    broken = x509.UnrecognizedExtension(x509.ObjectIdentifier("2.5.29.18"), b"\xff\xff\xff")
    assert read_validity(made(SOME_DAY, broken)).expires_on == date(2029, 5, 14)


def test_with_authorities_given_the_issuer_must_be_among_them() -> None:
    right, wrong = authentication_issuer().certificate, signature_issuer().certificate
    assert read_validity(certificate(), [wrong, right]).ca_generation is None
    with pytest.raises(CertificateError):
        read_validity(certificate(), [wrong])


def test_with_authorities_given_every_turned_bit_of_the_date_is_found() -> None:
    der = certificate()
    at = der.index(b"290514145959Z")
    for bit in range(8 * 13):
        spoilt = bytearray(der)
        spoilt[at + bit // 8] ^= 1 << bit % 8
        with pytest.raises(CertificateError):
            read_validity(bytes(spoilt), [authentication_issuer().certificate])


def test_authorities_are_read_from_pem_text() -> None:
    pem = authentication_issuer().pem + signature_issuer().pem
    assert len(load_authorities(pem)) == 2


@pytest.mark.parametrize("pem", [b"", b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"])
def test_a_file_without_authorities_is_refused(pem: bytes) -> None:
    with pytest.raises(ValueError):
        load_authorities(pem)


def test_neither_result_nor_error_shows_what_was_in_the_certificate() -> None:
    der = contents().authentication
    assert der is not None
    assert repr(read_validity(der)) == "Validity(<masked>)"
    with pytest.raises(CertificateError) as refused:
        read_validity(der[:800] + bytes(len(der) - 800))
    assert refused.value.__cause__ is None and refused.value.__context__ is None
