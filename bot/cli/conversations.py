"""`mynadesk held | forget CONVERSATION`: what is kept of a conversation, without a word of it, and removing it at once."""

from __future__ import annotations

import argparse
import contextlib
import json
import sys
from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from itsdangerous import BadData
from itsdangerous.encoding import base64_decode

from bot.words import Words

if TYPE_CHECKING:
    from bot.desk.record_store import RecordStore
from bot.settings import TOKYO, load_settings

SAY: Final = Words(__file__)


def add_commands(commands: Any) -> None:
    """Adds the commands for operators."""
    for name, says, run in (
        ("held", SAY("held"), run_held),
        ("forget", SAY("forget"), run_forget),
    ):
        parser = commands.add_parser(name, help=says)
        parser.add_argument("conversation", metavar=SAY("conversation"), help=SAY("which_conversation"))
        parser.set_defaults(run=run)


def conversation_of(given: str) -> str:
    """A conversation's name, or the one in a session token. The token's signature and age do not matter here: whoever runs
    this command may read the database anyway."""
    head, dot, _rest = given.partition(".")
    with contextlib.suppress(BadData, ValueError):
        name = json.loads(base64_decode(head)) if dot else given
        if isinstance(name, str):
            return name
    return given


@contextlib.contextmanager
def _store() -> Iterator[RecordStore | None]:
    from bot.desk.records import open_store  # here: it loads the database's library, and `up` is to stay small

    settings = load_settings()
    if not settings.retention_hours:
        yield None
        return
    store = open_store(settings)
    try:
        yield store
    finally:
        store.engine.dispose()


def run_held(options: argparse.Namespace) -> int:
    """Kinds, counts and times."""
    with _store() as store:
        found = store.look(conversation_of(options.conversation)) if store else None
        if found is None:
            print(SAY("nothing") if store else SAY("memory_only"), file=sys.stderr)
            return 1
    for name, says in _lines(found):
        print(f"{name}：{says}")
    return 0


def _lines(found: dict[str, Any]) -> Iterator[tuple[str, str]]:
    yield SAY("owner"), SAY.table("owners").get(found["owner"], found["owner"])
    if found["owner"] != "closed":
        yield SAY("door"), found["door"]
        yield SAY("began"), _when(found["created"])
        yield SAY("last_message"), _when(found["last"])
        yield SAY("messages"), SAY("message_count", count=found["seq"])
        yield SAY("transcript"), SAY("message_count", count=found["transcript"])
        yield SAY("replies"), SAY("message_count", count=found["replies"])
        yield SAY("days"), SAY("day_count", people=found["people"], days=found["days"])
        yield SAY("statements"), SAY("count", count=found["statements"])
        yield SAY("salient"), SAY("count", count=found["salient"])
        yield SAY("insurer"), SAY("known") if found["insurer"] else SAY("not_known")
        yield SAY("digits"), SAY("yes") if found["digits"] else SAY("no")
        yield SAY("careful"), SAY("nothing_written") if found["careful"] else SAY("usual")
        yield SAY("key"), SAY("yes") if found["key"] else SAY("no_key")
    yield SAY("expires"), _when(found["expires"])


def _when(seconds: float) -> str:
    return f"{datetime.fromtimestamp(seconds, TOKYO):%Y-%m-%d %H:%M:%S}"


def run_forget(options: argparse.Namespace) -> int:
    """Key first of all; the conversation is over."""
    with _store() as store:
        if store is None:
            print(SAY("memory_only"), file=sys.stderr)
            return 1
        name = conversation_of(options.conversation)
        if store.look(name) is None:
            print(SAY("nothing"), file=sys.stderr)
            return 1
        store.end(name)
    print(SAY("forgotten"))
    return 0
