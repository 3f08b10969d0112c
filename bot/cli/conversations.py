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

if TYPE_CHECKING:
    from bot.desk.record_store import RecordStore
from bot.settings import TOKYO, load_settings

NOTHING: Final = "この会話について残っているものはありません。"
MEMORY_ONLY: Final = (
    "MYNADESK_RETENTION_HOURS=0 なので、会話は動いている窓口のメモリーにだけあります。窓口を止めると消えます。"
)
OWNERS: Final = {
    "bot": "窓口の自動応答",
    "waiting": "担当者を待っている",
    "human": "担当者",
    "closed": "終わった会話（中身はありません）",
}


def add_commands(commands: Any) -> None:
    """Adds the commands for operators."""
    for name, says, run in (
        ("held", "会話について何が残っているかを、中身を出さずに見る", run_held),
        ("forget", "会話を今すぐ消す", run_forget),
    ):
        parser = commands.add_parser(name, help=says)
        parser.add_argument("conversation", metavar="会話", help="会話の番号か、会話の札（session）")
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
            print(NOTHING if store else MEMORY_ONLY, file=sys.stderr)
            return 1
    for name, says in _lines(found):
        print(f"{name}：{says}")
    return 0


def _lines(found: dict[str, Any]) -> Iterator[tuple[str, str]]:
    yield "受け持ち", OWNERS.get(found["owner"], found["owner"])
    if found["owner"] != "closed":
        yield "入口", found["door"]
        yield "始まり", _when(found["created"])
        yield "最後の文", _when(found["last"])
        yield "届いた文", f"{found['seq']}通"
        yield "文の記録（番号を伏せ、封をしたもの）", f"{found['transcript']}通"
        yield "返事の記録（封をしたもの）", f"{found['replies']}通"
        yield "分かっている日付（封をしたもの）", f"{found['people']}人の{found['days']}件"
        yield "案内した内容の番号（封をしたもの）", f"{found['statements']}件"
        yield "いま話していること（封をしたもの）", f"{found['salient']}件"
        yield "保険", "分かっている" if found["insurer"] else "分かっていない"
        yield "続きを数えている数字", "あり" if found["digits"] else "なし"
        yield "用心", "文を書き残さない" if found["careful"] else "ふつう"
        yield "鍵", "あり" if found["key"] else "合わない（開けません）"
    yield "消える時", _when(found["expires"])


def _when(seconds: float) -> str:
    return f"{datetime.fromtimestamp(seconds, TOKYO):%Y-%m-%d %H:%M:%S}"


def run_forget(options: argparse.Namespace) -> int:
    """Key first of all; the conversation is over."""
    with _store() as store:
        if store is None:
            print(MEMORY_ONLY, file=sys.stderr)
            return 1
        name = conversation_of(options.conversation)
        if store.look(name) is None:
            print(NOTHING, file=sys.stderr)
            return 1
        store.end(name)
    print("消しました。この会話は終わりです。")
    return 0
