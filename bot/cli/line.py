"""`mynadesk line simulate | setup | status | retry`: a LINE platform on this machine, and care for the real account."""

from __future__ import annotations

import argparse
import asyncio
import sys
from typing import Any, Final

from bot.settings import Settings, SettingsError, load_settings
from bot.words import Words

SAY: Final = Words(__file__)


def add_commands(commands: Any) -> None:
    """Adds the command with its own commands."""
    line = commands.add_parser("line", help=SAY("line"))
    own = line.add_subparsers(title=SAY("commands"), metavar=SAY("commands"), required=True)
    simulate = own.add_parser("simulate", help=SAY("simulate"))
    simulate.add_argument("--port", type=int, default=8399, help=SAY("port"))
    simulate.add_argument("--desk", default=None, metavar="URL", help=SAY("desk"))
    simulate.add_argument("--monthly", type=int, default=None, metavar=SAY("count"), help=SAY("monthly"))
    simulate.set_defaults(run=run_simulate)
    for name, says, run in (
        ("setup", SAY("setup"), run_setup),
        ("status", SAY("status"), run_status),
        ("retry", SAY("retry"), run_retry),
    ):
        own.add_parser(name, help=says).set_defaults(run=run)


def _with_door() -> Settings:
    settings = load_settings()
    if not settings.line.open:
        raise SettingsError(SAY("no_door"))
    return settings


def run_simulate(options: argparse.Namespace) -> int:
    """Listens until /quit or the end of what is typed."""
    from bot.line_box.terminal import simulate

    settings = load_settings()
    desk = options.desk or f"http://127.0.0.1:{settings.port}"
    secret, token = settings.line.secret, settings.line.token
    return asyncio.run(simulate(options.port, desk, secret, token, options.monthly))


def run_setup(_options: argparse.Namespace) -> int:
    """Account, webhook, menu."""
    from bot.doors.line.setup import set_up

    settings = _with_door()
    if not settings.public_url.startswith("https://"):
        raise SettingsError(SAY("no_address"))

    async def steps() -> bool:
        good = True
        async for step in set_up(settings.line, settings.public_url):
            print(f"{'○' if step.ok else '×'} {step.name}：{step.says}", flush=True)
            good = good and step.ok
        return good

    return 0 if asyncio.run(steps()) else 1


def run_status(_options: argparse.Namespace) -> int:
    """What waits, what is dead, what went wrong, and the month's quota."""
    from bot.cli.doctor_line import line_findings  # here: it loads the database's library, and `up` is to stay small

    findings = line_findings(_with_door())
    for one in findings:
        print(f"{'○' if one.ok else '×'} {one.name}：{one.says}")
        if not one.ok and one.mend:
            print(f"  → {one.mend}")
    return 0 if all(one.ok for one in findings) else 1


def run_retry(_options: argparse.Namespace) -> int:
    """Dead letters are tried again by the running desk, by pushing."""
    from bot.app.line_door import open_inbox

    settings = _with_door()
    if not settings.retention_hours:
        print(SAY("memory_only"), file=sys.stderr)
        return 1
    inbox = open_inbox(settings)
    try:
        count = inbox.revive()
    finally:
        inbox.engine.dispose()
    print(SAY("revived", count=count) if count else SAY("none_dead"))
    return 0
