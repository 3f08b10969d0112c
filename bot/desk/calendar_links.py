"""Signed links to calendar files: the link itself carries the days, so the desk has to remember nothing.

A rule stands in the link as a number, not by name: an address in a browser's history should not tell of loss or danger.
Conversation and person stand in it as keyed digests: the same for the same, so that a corrected day replaces the event,
and nothing that could be read back.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any, Final

from itsdangerous import BadData, URLSafeTimedSerializer

from bot.desk.calendar import Entry
from bot.desk.sessions import is_strict
from bot.rulebook.deadlines.model import Deadline, DeadlineRule

LIFETIME: Final = 24 * 60 * 60  # seconds
PLACE: Final = "api/v1/calendar/"
# rules that answer one question as more or less is known: they must write one and the same event
FAMILIES: Final = ("moving_in", "cert_expiry", "card_expiry", "old_card", "dv_support_renewal", "dv_support_end")
_EPOCH: Final = datetime(2026, 1, 1, tzinfo=UTC)


class LinkInvalid(Exception):
    """The link was not made by this desk, is too old, or names a rule that is gone."""


def family(rule: str) -> str:
    """What the rule's event is about, whichever variant of the rule has reckoned it."""
    return next((head for head in FAMILIES if rule == head or rule.startswith(f"{head}_")), rule)


class CalendarLinks:
    """Makes and reads the tokens in `/api/v1/calendar/<token>.ics`. `public_url` as in the settings, or empty."""

    def __init__(
        self, secret: str, rules: Mapping[str, DeadlineRule], lifetime: int = LIFETIME, public_url: str = ""
    ) -> None:
        self._secret = secret.encode()
        self._signer = URLSafeTimedSerializer(secret, salt="mynadesk.calendar.2")
        self._rules = rules
        self._numbers = {name: number for number, name in enumerate(sorted(rules))}
        self._names = sorted(rules)
        self._lifetime = lifetime
        self._public_url = public_url

    def link(self, deadlines: Sequence[Mapping[str, Any]], conversation: str) -> str | None:
        """The file's address for deadlines of the chat API: below the public address, else relative to the page. None when
        there is nothing to write."""
        token = self.token(deadlines, conversation)
        if token is None:
            return None
        return f"{self._public_url}/{PLACE}{token}.ics" if self._public_url else f"{PLACE}{token}.ics"

    def token(self, deadlines: Sequence[Mapping[str, Any]], conversation: str) -> str | None:
        """A token for deadlines of the chat API that are not over; None when there is none."""
        rows = [
            [
                self._numbers[one["id"]],
                self._person(conversation, str(one.get("whose") or "")),
                *(_number(one.get(key)) for key in ("due", "recommended_by", "opens")),
            ]
            for one in deadlines
            if one.get("id") in self._numbers
            and one.get("state") != "over"
            and (one.get("due") or one.get("state") == "not_yet")
        ]
        return self._signer.dumps([self._digest("conversation", conversation)[:16], rows]) if rows else None

    def read(self, token: str, today: date) -> list[Entry]:
        """What a token asks to be written, as of `today`. Raises LinkInvalid."""
        try:
            (visit, rows), made = self._signer.loads(token, max_age=self._lifetime, return_timestamp=True)
            if not is_strict(token):
                raise LinkInvalid("spelt otherwise")
            return [
                self._entry(visit, self._names[number], person, *map(_day, days), today=today, made=made)
                for number, person, *days in rows
            ]
        except (BadData, IndexError, TypeError, ValueError) as error:
            raise LinkInvalid(type(error).__name__) from None

    def _entry(
        self, visit: str, name: str, person: int, due: date | None, safe: date | None, opens: date | None,
        *, today: date, made: datetime,
    ) -> Entry:  # fmt: skip
        over = due is not None and due < today
        ahead = opens is not None and today < opens
        deadline = Deadline(
            id=name,
            name=self._rules[name].name,
            due=due,
            recommended_by=safe,
            opens=opens,
            days_left=(due - today).days if due else None,
            state="over" if over else "not_yet" if ahead else "open",
            consequence="",
            action="",
            derivation=(),
            sources=(),
            notes=(),
            certainty="high",
        )
        uid = f"{self._digest('event', f'{visit} {person} {family(name)}')[:32]}@desk.invalid"
        return Entry(deadline, uid, made, max(0, int((made - _EPOCH).total_seconds())))

    def _person(self, conversation: str, whose: str) -> int:
        """A number for another person, known to this conversation alone; 0 for the one who asks."""
        return int(self._digest("person", f"{conversation} {whose}")[:8], 16) if whose else 0

    def _digest(self, purpose: str, words: str) -> str:
        return hmac.new(self._secret, f"mynadesk.calendar {purpose} {words}".encode(), hashlib.sha256).hexdigest()


def _number(day: str | None) -> int:
    return date.fromisoformat(day).toordinal() if day else 0


def _day(number: int) -> date | None:
    return date.fromordinal(number) if number else None
