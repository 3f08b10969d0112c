"""From the bytes of a user authentication certificate to its validity and the generation of its issuing CA.

Nothing else leaves this module: no serial number, no subject, no key, no byte. Its exceptions carry neither.
Facts about the certificate: docs/card.md, section "The certificate".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from cryptography import x509

from bot.card.status import JST

LARGEST = 8192
"""Bytes. Real certificates have about 1,600; the limit keeps a false length from costing minutes."""
LONGEST_VALIDITY = timedelta(days=366 * 11)
"""Real ones last until the 6th birthday at most; a longer one is a damaged or a foreign certificate."""

CA_KEY_GENERATIONS = {
    bytes.fromhex("9567951B5CA70D84A0FFF1D85A87F1AAB1340385"): 1,
    bytes.fromhex("1AC100F596A3BC8C4B3DF195E32699249E9E308A"): 3,
}
"""Subject key identifiers of the published CA certificates of 2015 and 2023. All generations share one name,
so only the key tells them apart. The one of 2019 (generation 2) was not at hand: its certificates show no
generation."""

SIGNING_POLICIES = ("1.2.392.200149.8.5.1.1.", "1.2.392.200149.8.5.1.0.")
"""Policies of digital signature certificates, which hold name and address and must never be taken for
ours."""


NEVER_EXPIRES = 9999
"""Year by which X.509 says "no expiry"; a card's certificate always has one."""


class CertificateError(Exception):
    """These bytes are not a user authentication certificate we can stand behind. The message says why, in
    general."""


@dataclass(frozen=True, repr=False)
class Validity:
    """The last instant of validity, included, in UTC; `ca_generation` is 1, 3 or None (not known)."""

    not_after: datetime
    ca_generation: int | None

    @property
    def expires_on(self) -> date:
        """Last day of validity in Japan. The card keeps 23:59:59 Japan time as 14:59:59 UTC."""
        return self.not_after.astimezone(JST).date()

    def __repr__(self) -> str:
        return "Validity(<masked>)"


def length_from_header(header: bytes) -> int:
    """Total length in bytes, header included, of the DER sequence that starts with `header` (2-4 bytes).

    Raises CertificateError when it is not a sequence, has no plain length, or is absurdly long.
    """
    if len(header) < 2 or header[0] != 0x30:
        raise CertificateError("no certificate is stored here")
    if header[1] < 0x80:
        return 2 + header[1]
    count = header[1] - 0x80
    if count not in (1, 2) or len(header) < 2 + count:
        raise CertificateError("the stored length makes no sense")
    length = int.from_bytes(header[2 : 2 + count], "big")
    if length < (0x80 if count == 1 else 0x100):
        raise CertificateError("the stored length is not written the one allowed way")
    if 2 + count + length > LARGEST:
        raise CertificateError("the stored length is absurd")
    return 2 + count + length


def read_validity(der: bytes, authorities: Sequence[x509.Certificate] = ()) -> Validity:
    """Validity of the certificate in `der`. Raises CertificateError, never anything else, for any bytes.

    With `authorities` one of them must have signed it; that finds damage and forgery of the file, but shows
    neither who holds the card nor whether the certificate was revoked.
    """
    if length_from_header(der[:4]) != len(der):
        raise CertificateError("the certificate is cut off or has something after it")
    validity, problem = _examine(der, authorities)
    if validity is None:
        raise CertificateError(problem)
    return validity


def load_authorities(pem: bytes) -> tuple[x509.Certificate, ...]:
    """CA certificates from PEM text. Raises ValueError when there is none or one is broken."""
    return tuple(x509.load_pem_x509_certificates(pem))


def _examine(der: bytes, authorities: Sequence[x509.Certificate]) -> tuple[Validity | None, str]:
    """The validity, or None and why not.

    The parser has a dozen unrelated exceptions, and warnings that a program may make errors. All of them mean the
    same here, and all end here: they may know the bytes.
    """
    try:
        found = x509.load_der_x509_certificate(der)
        first, last = found.not_valid_before_utc, found.not_valid_after_utc
        extensions = _extensions(found)
    except Exception:
        return None, "the certificate is damaged"
    if _is_another_kind(extensions):
        return None, "it is a certificate for something else"
    if authorities and not any(_signed_by(found, authority) for authority in authorities):
        return None, "none of the configured authorities has signed the certificate"
    if not timedelta(0) < last - first <= LONGEST_VALIDITY or last.year >= NEVER_EXPIRES:
        return None, "the period of validity makes no sense"
    return Validity(last, _generation(extensions)), ""


def _is_another_kind(extensions: list[x509.ExtensionType]) -> bool:
    """Whether an extension shows a CA or a digital signature certificate. No extension is required to be
    there."""
    for value in extensions:
        if isinstance(value, x509.BasicConstraints) and value.ca:
            return True
        if isinstance(value, x509.KeyUsage) and (value.key_cert_sign or not value.digital_signature):
            return True
        if isinstance(value, x509.CertificatePolicies):
            policies = [policy.policy_identifier.dotted_string for policy in value]
            if any(policy.startswith(SIGNING_POLICIES) for policy in policies):
                return True
    return False


def _extensions(found: x509.Certificate) -> list[x509.ExtensionType]:
    """All extensions; none when one cannot be read, since the expiry must not depend on what it does not
    need."""
    try:
        return [extension.value for extension in found.extensions]
    except Exception:
        return []


def _generation(extensions: list[x509.ExtensionType]) -> int | None:
    for value in extensions:
        if isinstance(value, x509.AuthorityKeyIdentifier):
            return CA_KEY_GENERATIONS.get(value.key_identifier or b"")
    return None


def _signed_by(found: x509.Certificate, authority: x509.Certificate) -> bool:
    try:
        found.verify_directly_issued_by(authority)
    except Exception:
        return False
    return True
