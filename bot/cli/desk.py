"""`mynadesk up | train | chat | ask | eval | doctor`."""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import signal
import sys
import threading
from pathlib import Path
from typing import Any

from bot.settings import load_settings


class NotRunning(Exception):
    """No desk answers; the message says what to do."""


def add_commands(commands: Any) -> None:
    """Adds the desk's commands."""
    up = commands.add_parser("up", help="窓口を始める（Ctrl-C で止まる）")
    up.set_defaults(run=run_up)
    train = commands.add_parser("train", help="質問例からモデルを作る（変わっていなければ何もしない）")
    train.add_argument("--force", action="store_true", help="変わっていなくても作り直す")
    train.set_defaults(run=run_train)
    actions = commands.add_parser("actions", help="会話エンジンなしで窓口だけを始める（rasa shell 用）")
    actions.set_defaults(run=run_actions)
    for name, says in (("chat", "端末で会話する（動いている窓口に）"), ("ask", "1つだけ質問する（動いている窓口に）")):
        parser = commands.add_parser(name, help=says)
        if name == "ask":
            parser.add_argument("text", metavar="質問")
            parser.add_argument("--json", action="store_true", help="返事をJSONで出す")
        parser.add_argument("--insurer", choices=("kitamura", "kitaku"), default=None, help="保険")
        parser.add_argument("--easy", action="store_true", help="やさしい日本語で出す")
        parser.add_argument("--url", default=None, help="窓口の場所（省くと設定のポート）")
        parser.set_defaults(run=run_chat if name == "chat" else run_ask)
    evaluate = commands.add_parser("eval", help="質問集で確かめる（動いている窓口に）")
    evaluate.add_argument(
        "file", type=Path, metavar="ファイル", help="sample_questions.jsonl か sample_dialogues.jsonl の形"
    )
    evaluate.add_argument("--url", default=None, help="窓口の場所（省くと設定のポート）")
    evaluate.add_argument("--limit", type=int, default=20, help="失敗を何件まで詳しく出すか（省くと20）")
    evaluate.add_argument("--json", type=Path, default=None, metavar="ファイル", help="結果をJSONで書く先")
    evaluate.set_defaults(run=run_eval)
    doctor = commands.add_parser("doctor", help="調子を調べて、直し方を言う")
    doctor.set_defaults(run=run_doctor)


def run_up(options: argparse.Namespace) -> int:
    """Starts engine and desk."""
    from bot.app.up import run_up as up

    return up(load_settings())


def run_actions(options: argparse.Namespace) -> int:
    """The desk alone."""
    import uvicorn

    from bot.app.serve import make_app
    from bot.doors.server import server_config

    settings = load_settings()
    with contextlib.suppress(KeyboardInterrupt):  # the server has ended in order then
        uvicorn.Server(server_config(make_app(settings), settings)).run()
    return 0


def run_train(options: argparse.Namespace) -> int:
    """Trains when needed; Ctrl-C, SIGTERM or the terminal's end stop the training as well."""
    from bot.app.up import ENDS, Stopped, counter
    from bot.engine.training import is_whole, model_path, train

    settings = load_settings()
    model = model_path(settings)
    if is_whole(model) and not options.force:
        print(f"モデルは新しいままです：{model}")
        return 0
    stop = threading.Event()
    for name in ENDS:
        signal.signal(name, lambda *_: stop.set())
    print("モデルを作っています（数分かかります）…", flush=True)
    try:
        print(f"できました：{train(settings, counter('学習しています', 20, stop))}")
    except Stopped:
        print("学習をやめました。")
        return 130
    return 0


def _client(options: argparse.Namespace) -> Any:
    from bot.cli.client import DeskClient

    settings = load_settings()
    return DeskClient(options.url or os.environ.get("MYNADESK_URL") or f"http://127.0.0.1:{settings.port}", NotRunning)


def _show(messages: list[dict[str, Any]], easy: bool) -> None:
    for message in messages:
        print(message["easy"] if easy else message["text"])
        for number, button in enumerate(message["buttons"], start=1):
            print(f"  [{number}] {button['title']}")
        for source in message["sources"]:
            print(f"  出典：{source['title']} {source['section']}（{source['verified_on']} 確認）")
        print()


def run_ask(options: argparse.Namespace) -> int:
    """One question."""
    answer = _client(options).say(options.text, options.insurer)
    if options.json:
        print(json.dumps(answer, ensure_ascii=False, indent=2))
    else:
        _show(answer["messages"], options.easy)
    return 0


def run_chat(options: argparse.Namespace) -> int:
    """A conversation in the terminal."""
    client = _client(options)
    print("質問をどうぞ。番号でボタンを選べます。終わるときは空のまま Enter か Ctrl-D。")
    buttons: list[dict[str, str]] = []
    while True:
        try:
            line = input("> ").strip()
        except EOFError:
            break
        if not line:
            break
        if line.isdigit() and 1 <= int(line) <= len(buttons):
            line = buttons[int(line) - 1]["payload"]
        answer = client.say(line, options.insurer)
        _show(answer["messages"], options.easy)
        buttons = [button for message in answer["messages"] for button in message["buttons"]]
    return 0


def run_eval(options: argparse.Namespace) -> int:
    """Grades a file of questions or dialogues against the running desk."""
    from bot.cli.evaluate import evaluate_file

    return evaluate_file(options.file, _client(options), limit=options.limit, report=options.json)


def run_doctor(options: argparse.Namespace) -> int:
    """Looks over the installation."""
    from bot.cli.doctor import examine

    findings = examine(load_settings())
    for finding in findings:
        print(f"{'○' if finding.ok else '×'} {finding.name}：{finding.says}")
        if not finding.ok and finding.mend:
            print(f"   直し方：{finding.mend}")
    sys.stdout.flush()
    return 0 if all(finding.ok or finding.optional for finding in findings) else 1
