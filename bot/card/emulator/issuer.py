"""A test authority made on the spot, and the certificates it issues for emulated cards.

Everything is plainly false: its own names, policies under the example arc 2.999, a subject that says
TESTCARD. The shape (fields, order, times, sizes) follows the real certificates as far as they are published.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from bot.card.certificate import CA_KEY_GENERATIONS
from bot.card.emulator.files import PrivateKey
from bot.card.status import JST

HOLDER = "TESTCARD00000099999001A"
AUTHENTICATION_POLICY = x509.ObjectIdentifier("2.999.8.5.1.3")
SIGNATURE_POLICY = x509.ObjectIdentifier("2.999.8.5.1.1")
FILLER = x509.ObjectIdentifier("2.999.1")


@dataclass(frozen=True, repr=False)
class Issued:
    """A certificate (DER) and the key it belongs to."""

    der: bytes
    key: rsa.RSAPrivateKey

    def card_key(self) -> PrivateKey:
        """The key as the card holds it."""
        numbers = self.key.private_numbers()
        return PrivateKey(numbers.public_numbers.n, numbers.d)


class TestIssuer:
    """One authority. `generation` (1 or 3) gives it the key identifier of that real CA generation, for tests
    of it."""

    __test__ = False  # pytest: not a test class

    def __init__(self, purpose: str = "user authentication", generation: int | None = None) -> None:
        self._key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self._leaf_key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self._name = _name(organization="MYNADESK EMULATED CARD", unit=f"For tests only: {purpose}")
        identifiers = {number: key for key, number in CA_KEY_GENERATIONS.items()}
        own = x509.SubjectKeyIdentifier.from_public_key(self._key.public_key()).digest
        self._key_identifier = own if generation is None else identifiers[generation]
        self.certificate = self._authority()

    @property
    def der(self) -> bytes:
        """The authority's certificate, DER."""
        return self.certificate.public_bytes(serialization.Encoding.DER)

    @property
    def pem(self) -> bytes:
        """The authority's certificate, PEM: what the setting for CA certificates takes."""
        return self.certificate.public_bytes(serialization.Encoding.PEM)

    def issue(
        self,
        expires_on: date,
        *,
        not_before: datetime | None = None,
        policy: x509.ObjectIdentifier = AUTHENTICATION_POLICY,
        filler: int = 0,
        holder: str = HOLDER,
        serial: int = 0x00ABCDE1,
    ) -> Issued:
        """A certificate good until 23:59:59 of `expires_on` in Japan, with `filler` bytes of ballast."""
        ends = datetime.combine(expires_on, time(23, 59, 59), JST).astimezone(UTC)
        begins = not_before or ends - timedelta(days=5 * 365 + 40, hours=4, minutes=17)
        subject = x509.Name(
            [x509.NameAttribute(NameOID.COUNTRY_NAME, "JP"), x509.NameAttribute(NameOID.COMMON_NAME, holder)]
        )
        key = self._leaf_key
        builder = self._builder(subject, key.public_key(), serial, begins, ends)
        builder = builder.add_extension(_usage(signature=True), critical=True)
        builder = builder.add_extension(_policies(policy), critical=True)
        builder = builder.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CLIENT_AUTH]), critical=False)
        builder = builder.add_extension(_revocation_list(self._name), critical=False)
        if filler:
            ballast = x509.UnrecognizedExtension(FILLER, b"\x04\x82" + filler.to_bytes(2, "big") + bytes(filler))
            builder = builder.add_extension(ballast, critical=False)
        der = builder.sign(self._key, hashes.SHA256()).public_bytes(serialization.Encoding.DER)
        return Issued(der, key)

    def issue_of_size(self, size: int, expires_on: date) -> Issued:
        """As `issue`, exactly `size` bytes long. Raises ValueError when that is too short."""
        filler = 300
        for _ in range(8):
            issued = self.issue(expires_on, filler=filler)
            if len(issued.der) == size:
                return issued
            filler += size - len(issued.der)
            if filler < 1:
                break
        raise ValueError(f"no certificate of {size} bytes can be made")

    def _authority(self) -> x509.Certificate:
        begins, ends = datetime(2023, 7, 15, 15, tzinfo=UTC), datetime(2043, 7, 15, 14, 59, 59, tzinfo=UTC)
        builder = self._builder(self._name, self._key.public_key(), 1, begins, ends)
        builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        builder = builder.add_extension(_usage(signature=False), critical=True)
        identifier = x509.SubjectKeyIdentifier(self._key_identifier)
        return builder.add_extension(identifier, critical=False).sign(self._key, hashes.SHA256())

    def _builder(
        self, subject: x509.Name, key: rsa.RSAPublicKey, serial: int, begins: datetime, ends: datetime
    ) -> x509.CertificateBuilder:
        builder = x509.CertificateBuilder().issuer_name(self._name).subject_name(subject)
        builder = builder.public_key(key).serial_number(serial).not_valid_before(begins).not_valid_after(ends)
        identifier = x509.AuthorityKeyIdentifier(self._key_identifier, None, None)
        return builder.add_extension(identifier, critical=False)


def _name(organization: str, unit: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "JP"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, organization),
            x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, unit),
            x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, "Nobody is certified by this authority"),
        ]
    )


def _usage(signature: bool) -> x509.KeyUsage:
    """`signature`: of a card's certificate; otherwise of an authority's."""
    return x509.KeyUsage(
        digital_signature=signature,
        key_cert_sign=not signature,
        crl_sign=not signature,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _policies(policy: x509.ObjectIdentifier) -> x509.CertificatePolicies:
    where = "https://card.example/"
    return x509.CertificatePolicies([x509.PolicyInformation(policy, [where])])


def _revocation_list(name: x509.Name) -> x509.CRLDistributionPoints:
    point = x509.DistributionPoint(
        full_name=[x509.DirectoryName(name)], relative_name=None, reasons=None, crl_issuer=None
    )
    return x509.CRLDistributionPoints([point])
