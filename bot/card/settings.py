"""Settings of the card reader, all optional, from the environment passed in.

MYNADESK_CARD_READER  beginning of the name of the reader to use, where there are several
MYNADESK_CARD_CHUNK   most bytes one read asks for, 16-256 (some cheap readers fail above 250)
MYNADESK_CARD_CA      file with the published CA certificates (PEM); a certificate none of them signed is not shown
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from cryptography import x509

from bot.card.apdu import LARGEST_READ
from bot.card.certificate import load_authorities
from bot.card.dialogue import Rules
from bot.words import Words

SAY: Final = Words(__file__)

SMALLEST_CHUNK = 16


class BadSetting(ValueError):
    """A setting cannot be used; the message names it, the value and what would do."""


@dataclass(frozen=True)
class Settings:
    """`reader`: beginning of a reader's name or None. `rules`: how to read."""

    reader: str | None
    rules: Rules


def from_environment(environ: Mapping[str, str]) -> Settings:
    """Settings from `environ`. Raises BadSetting."""
    authorities = _authorities(environ.get("MYNADESK_CARD_CA", ""))
    chunk = environ.get("MYNADESK_CARD_CHUNK", "") or str(LARGEST_READ)
    if not chunk.isdecimal() or not SMALLEST_CHUNK <= int(chunk) <= LARGEST_READ:
        raise BadSetting(SAY("bad_chunk", chunk=chunk, least=SMALLEST_CHUNK, most=LARGEST_READ))
    return Settings(
        reader=environ.get("MYNADESK_CARD_READER") or None,
        rules=Rules(chunk=int(chunk), authorities=authorities),
    )


def _authorities(file: str) -> tuple[x509.Certificate, ...]:
    if not file:
        return ()
    try:
        return load_authorities(Path(file).read_bytes())
    except OSError as error:
        raise BadSetting(SAY("unreadable_ca", file=file, reason=error.strerror)) from None
    except ValueError:
        raise BadSetting(SAY("no_certificates", file=file)) from None
