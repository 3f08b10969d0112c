"""Signed links to calendar files: the link itself carries the days, so the desk has to remember nothing.

A rule stands in the link as a number, not by name: an address in a browser's history should not tell of loss or danger.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from itsdangerous import BadData, URLSafeTimedSerializer

from bot.rulebook.deadlines.model import Deadline, DeadlineRule

LIFETIME: Final = 24 * 60 * 60  # seconds


class LinkInvalid(Exception):
    """The link was not made by this desk, is too old, or names a rule that is gone."""


class CalendarLinks:
    """Makes and reads the tokens in `/api/v1/calendar/<token>.ics`."""

    def __init__(self, secret: str, rules: Mapping[str, DeadlineRule], lifetime: int = LIFETIME) -> None:
        self._signer = URLSafeTimedSerializer(secret, salt="mynadesk.calendar")
        self._rules = rules
        self._numbers = {name: number for number, name in enumerate(sorted(rules))}
        self._names = sorted(rules)
        self._lifetime = lifetime

    def token(self, deadlines: Sequence[Mapping[str, Any]]) -> str | None:
        """A token for deadlines of the chat API that are not over; None when there is none."""
        rows = [
            [self._numbers[one["id"]], *(_number(one.get(key)) for key in ("due", "recommended_by", "opens"))]
            for one in deadlines
            if one.get("id") in self._numbers
            and one.get("state") != "over"
            and (one.get("due") or one.get("state") == "not_yet")
        ]
        return self._signer.dumps(rows) if rows else None

    def read(self, token: str, today: date) -> list[Deadline]:
        """The deadlines of a token, as of `today`. Raises LinkInvalid."""
        try:
            rows = self._signer.loads(token, max_age=self._lifetime)
            return [self._deadline(self._names[number], *map(_day, days), today=today) for number, *days in rows]
        except (BadData, IndexError, TypeError, ValueError) as error:
            raise LinkInvalid(type(error).__name__) from None

    def _deadline(self, name: str, due: date | None, safe: date | None, opens: date | None, *, today: date) -> Deadline:
        over = due is not None and due < today
        ahead = opens is not None and today < opens
        return Deadline(
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


def _number(day: str | None) -> int:
    return date.fromisoformat(day).toordinal() if day else 0


def _day(number: int) -> date | None:
    return date.fromordinal(number) if number else None
