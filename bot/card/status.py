"""What is known about the card on the reader: the only card facts that leave this package. Pure.

`CardStatus` holds an expiry date, which is normally the holder's birthday: it lives in memory only and cannot
print itself. No serial number, subject, key, My Number or card byte has a place in it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, timezone
from enum import StrEnum

JST = timezone(timedelta(hours=9), "JST")
BUILT_ON = date(2026, 11, 22)
"""A clock that shows an earlier day is wrong, and nothing is judged by it."""


class Kind(StrEnum):
    """What lies on the reader, as far as it can be told without any PIN."""

    MY_NUMBER = "mynumber"
    SMARTPHONE = "smartphone"
    JUKI = "juki"
    LICENCE = "licence"
    RESIDENCE = "residence"
    FELICA = "felica"
    EMPLOYEE = "employee"
    OTHER = "other"


class State(StrEnum):
    """Where the reader stands. Each has its words in words.yml; UNSUPPORTED has them per Kind."""

    DRIVER_MISSING = "driver_missing"
    NO_SERVICE = "no_service"
    NO_PERMISSION = "no_permission"
    NO_READER = "no_reader"
    SEVERAL_CARDS = "several_cards"
    NO_CARD = "no_card"
    LEFT_BEHIND = "left_behind"
    READING = "reading"
    READ = "read"
    REMOVED = "removed"
    BUSY = "busy"
    RESET = "reset"
    NO_RESPONSE = "no_response"
    UNSUPPORTED = "unsupported"
    NO_CERTIFICATE = "no_certificate"
    UNREADABLE = "unreadable"


class Pin(StrEnum):
    """The card's PINs. The last two belong to applications a kiosk never opens: always None in
    `tries_left`."""

    AUTHENTICATION = "user_authentication"
    SIGNATURE = "digital_signature"
    CARD_INFO = "card_info_input"
    RESIDENT = "resident_register"


@dataclass(frozen=True, repr=False)
class CardStatus:
    """Facts of one card.

    `certificate_expires_on`: last day of the user authentication certificate, in Japan time; None when not
        read.
    `ca_generation`: of the issuing authority (1, 2, 3), None when not known.
    `tries_left`: None when nobody asked; else each Pin's tries left (0 = locked), None where not told.
    `read_at`: with time zone.
    """

    kind: Kind
    certificate_expires_on: date | None
    ca_generation: int | None
    tries_left: Mapping[Pin, int | None] | None
    read_at: datetime

    def facts(self) -> dict[str, object]:
        """The facts as JSON values: dates as YYYY-MM-DD, the time as ISO 8601."""
        expires = self.certificate_expires_on
        tries = self.tries_left
        return {
            "kind": str(self.kind),
            "certificate_expires_on": None if expires is None else expires.isoformat(),
            "ca_generation": self.ca_generation,
            "tries_left": None if tries is None else {str(pin): left for pin, left in tries.items()},
            "read_at": self.read_at.isoformat(timespec="seconds"),
        }

    def __repr__(self) -> str:
        return f"CardStatus(kind={self.kind.value!r}, <masked>)"


@dataclass(frozen=True)
class Reading:
    """Outcome of one look at the reader. `status` is there for READ, UNSUPPORTED and NO_CERTIFICATE.

    `exchanges`: commands sent to the card. `code`: the status word or PC/SC code behind a failure, 0 if none.
    """

    state: State
    status: CardStatus | None = None
    exchanges: int = field(default=0, compare=False)
    code: int = field(default=0, compare=False)

    @property
    def kind(self) -> Kind | None:
        """The card's kind, where there is a card that told it."""
        return None if self.status is None else self.status.kind


class Verdict(StrEnum):
    """What a date says about the certificate. Nothing says that it was not revoked: that is not on the
    card."""

    VALID = "valid"
    EXPIRED = "expired"
    CLOCK_WRONG = "clock_wrong"


def judge(expires_on: date, today: date) -> Verdict:
    """Compare the last day with `today`, both in Japan. CLOCK_WRONG when today is before this program was
    built."""
    if today < BUILT_ON:
        return Verdict.CLOCK_WRONG
    return Verdict.VALID if today <= expires_on else Verdict.EXPIRED
