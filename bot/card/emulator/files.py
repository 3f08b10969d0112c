"""What an emulated card holds: applications, files, PINs. Plain data, changed only by the card itself."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class SecretPin:
    """A PIN with its counter. A real card blocks it for good at zero; the town hall resets it."""

    value: bytes
    most: int
    left: int
    needed_length: range

    def try_with(self, attempt: bytes) -> bool:
        """Whether `attempt` is right; counts down when it is not, back to the top when it is."""
        if self.left == 0:
            return False
        right = attempt == self.value
        self.left = self.most if right else self.left - 1
        return right


@dataclass(frozen=True)
class PrivateKey:
    """An RSA private key as numbers; only the test cards of this package have one."""

    modulus: int
    exponent: int

    def sign(self, digest_info: bytes) -> bytes:
        """PKCS#1 v1.5 signature over an encoded DigestInfo. Raises ValueError when it is too long."""
        size = (self.modulus.bit_length() + 7) // 8
        padding = size - len(digest_info) - 3
        if padding < 8:
            raise ValueError("the digest is too long for this key")
        block = b"\x00\x01" + b"\xff" * padding + b"\x00" + digest_info
        return pow(int.from_bytes(block, "big"), self.exponent, self.modulus).to_bytes(size, "big")


@dataclass(frozen=True)
class File:
    """One elementary file. Exactly one of `content`, `pin`, `key` is set. `guard`: PIN file needed to read or
    sign."""

    content: bytes | None = None
    pin: SecretPin | None = None
    key: PrivateKey | None = None
    guard: int | None = None


@dataclass(frozen=True)
class Application:
    """An application and its files by identifier (0x0000-0xFFFF)."""

    identifier: bytes
    files: dict[int, File] = field(default_factory=dict)
