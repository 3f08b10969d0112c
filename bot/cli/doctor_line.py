"""What `mynadesk doctor` and `mynadesk line status` see of the LINE door: counts and kinds, nothing of anybody."""

from __future__ import annotations

import asyncio
from datetime import datetime
from time import time
from typing import Any, Final

from sqlalchemy.exc import SQLAlchemyError

from bot.cli.finding import Finding
from bot.settings import TOKYO, Settings
from bot.words import Words

SAY: Final = Words(__file__)

LATE: Final = 300.0  # seconds that an event may wait before it is a fault


def line_findings(settings: Settings) -> list[Finding]:
    """Nothing where there is no such door."""
    if not settings.line.open:
        return []
    return [*_inbox(settings), asyncio.run(_account(settings))]


def _inbox(settings: Settings) -> list[Finding]:
    from bot.app.line_door import open_inbox, open_reminders

    if not settings.retention_hours:
        return [Finding(SAY("inbox"), True, SAY("memory_only"), optional=True)]
    inbox = open_inbox(settings)
    try:
        found = inbox.look()
        total, due = open_reminders(settings, inbox).count()
    except SQLAlchemyError as error:
        return [Finding(SAY("inbox"), False, type(error).__name__, SAY("inbox_mend"), optional=True)]
    finally:
        inbox.engine.dispose()
    late = found["oldest"] is not None and time() - found["oldest"] > LATE
    dead = "、".join(SAY("dead_kind", kind=_kind(kind), count=count) for kind, count in sorted(found["dead"].items()))
    return [
        Finding(SAY("inbox"), not late, SAY("waiting", count=found["waiting"]), SAY("late_mend"), optional=True),
        Finding(SAY("dead"), not dead, dead or SAY("none"), SAY("dead_mend"), optional=True),
        Finding(SAY("trouble"), True, _trouble(found["trouble"]) or SAY("none"), optional=True),
        Finding(SAY("reminders"), True, SAY("reminder_count", count=total, due=due), optional=True),
    ]


def _kind(kind: str) -> str:
    return SAY.table("kinds").get(kind, kind)


def _trouble(found: dict[str, tuple[int, float]]) -> str:
    told: list[tuple[str, Any, float]] = [(kind, count, last) for kind, (count, last) in sorted(found.items())]
    return "、".join(
        SAY("trouble_kind", kind=_kind(kind), count=count, last=f"{datetime.fromtimestamp(last, TOKYO):%m-%d %H:%M}")
        for kind, count, last in told
    )


async def _account(settings: Settings) -> Finding:
    from bot.doors.line.platform import Platform

    platform = Platform(settings.line)
    try:
        outcome, limit, used = await platform.quota()
    finally:
        await platform.close()
    if outcome != "sent":
        return Finding(SAY("account"), False, _kind(outcome), SAY("account_mend"), optional=True)
    if limit is None:
        return Finding(SAY("account"), True, SAY("no_limit", used=used), optional=True)
    says = SAY("quota", used=used, limit=limit)
    return Finding(SAY("account"), used < limit, says, SAY("quota_mend"), optional=True)
