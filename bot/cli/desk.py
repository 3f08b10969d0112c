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
from typing import Any, Final

from bot.settings import load_settings
from bot.words import Words

SAY: Final = Words(__file__)


class NotRunning(Exception):
    """No desk answers; the message says what to do."""


def add_commands(commands: Any) -> None:
    """Adds the desk's commands."""
    up = commands.add_parser("up", help=SAY("up"))
    up.set_defaults(run=run_up)
    train = commands.add_parser("train", help=SAY("train"))
    train.add_argument("--force", action="store_true", help=SAY("force"))
    train.set_defaults(run=run_train)
    actions = commands.add_parser("actions", help=SAY("actions"))
    actions.set_defaults(run=run_actions)
    for name, says in (("chat", SAY("chat")), ("ask", SAY("ask"))):
        parser = commands.add_parser(name, help=says)
        if name == "ask":
            parser.add_argument("text", metavar=SAY("question"))
            parser.add_argument("--json", action="store_true", help=SAY("json"))
        parser.add_argument("--insurer", choices=("kitamura", "kitaku", "kouki"), default=None, help=SAY("insurer"))
        parser.add_argument("--easy", action="store_true", help=SAY("easy"))
        parser.add_argument("--url", default=None, help=SAY("url"))
        parser.set_defaults(run=run_chat if name == "chat" else run_ask)
    evaluate = commands.add_parser("eval", help=SAY("eval"))
    evaluate.add_argument("file", type=Path, metavar=SAY("file"), help=SAY("eval_file"))
    evaluate.add_argument("--url", default=None, help=SAY("url"))
    evaluate.add_argument("--limit", type=int, default=20, help=SAY("limit"))
    evaluate.add_argument("--json", type=Path, default=None, metavar=SAY("file"), help=SAY("report"))
    evaluate.set_defaults(run=run_eval)
    doctor = commands.add_parser("doctor", help=SAY("doctor"))
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
        print(SAY("model_fresh", model=model))
        return 0
    stop = threading.Event()
    for name in ENDS:
        signal.signal(name, lambda *_: stop.set())
    print(SAY("makes_model"), flush=True)
    try:
        print(SAY("made", model=train(settings, counter(SAY("training"), 20, stop))))
    except Stopped:
        print(SAY("training_stopped"))
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
            print(SAY("source", title=source["title"], section=source["section"], verified_on=source["verified_on"]))
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
    print(SAY("welcome"))
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
            print(SAY("mend", mend=finding.mend))
    sys.stdout.flush()
    return 0 if all(finding.ok or finding.optional for finding in findings) else 1
