"""The two Rasa projects that are compared: stock as documented, and ours, both on the same small training set."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any, Final

import yaml
from bench_subset import Example, choose, digest, nlu_file, read_nlu

from bot.engine.training import ENGINE_PYTHON, engine_environment
from bot.rulebook.statements.loader import load_rules
from bot.settings import ROOT, Settings

HERE: Final = Path(__file__).parent
STOCK_PYTHON: Final = ROOT / ".venv-stock" / "bin" / "python"


def environment(name: str, settings: Settings) -> tuple[Path, dict[str, str]]:
    """The Python and the settings that run the project: stock Rasa has the real TensorFlow, in an environment of its own."""
    if name != "stock":
        return ENGINE_PYTHON, engine_environment(settings)
    return STOCK_PYTHON, engine_environment(settings) | {"PYTHONPATH": str(ROOT), "TF_CPP_MIN_LOG_LEVEL": "3", "CUDA_VISIBLE_DEVICES": "-1"}
SUBSET: Final = HERE / "subset.yml"
SOURCES: Final = ROOT / "data" / "nlu"


def training_set() -> list[Example]:
    """Twelve examples a topic, kept in a file: the training examples grow, what is compared must not."""
    return read_nlu([SUBSET])


def choose_anew() -> None:
    """Draws the twelve examples a topic from today's training examples; stock has to be trained again then."""
    SUBSET.write_text(nlu_file(choose(read_nlu(sorted(SOURCES.glob("*.yml"))))), encoding="utf-8")


def _domain(topics: list[str]) -> dict[str, Any]:
    return {
        "version": "3.1",
        "session_config": {"session_expiration_time": 60, "carry_over_slots_to_new_session": True},
        "intents": [*topics, "nlu_fallback"],
        "actions": ["action_answer"],
    }


def _rules(topics: list[str]) -> dict[str, Any]:
    steps = [{"rule": f"answer {t}", "steps": [{"intent": t}, {"action": "action_answer"}]} for t in [*topics, "nlu_fallback"]]
    return {"version": "3.1", "rules": steps}


def write_stock(folder: Path, examples: list[Example]) -> None:
    """Rasa's documented spaCy pipeline with ja_ginza and DIET, a stock action server, the REST channel."""
    topics = sorted({example.topic for example in examples})
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "data").mkdir(parents=True)
    (folder / "actions").mkdir()
    shutil.copy(HERE / "stock" / "config.yml", folder / "config.yml")
    for name in ("__init__.py", "actions.py"):
        shutil.copy(HERE / "stock" / "actions" / name, folder / "actions" / name)
    replies = {entry.topic: entry.text for entry in reversed(load_rules().entries) if entry.insurer == "general"}
    (folder / "actions" / "replies.json").write_text(json.dumps(replies, ensure_ascii=False), encoding="utf-8")
    (folder / "data" / "nlu.yml").write_text(nlu_file(examples), encoding="utf-8")
    (folder / "data" / "rules.yml").write_text(yaml.safe_dump(_rules(topics), allow_unicode=True), encoding="utf-8")
    (folder / "domain.yml").write_text(yaml.safe_dump(_domain(topics), allow_unicode=True), encoding="utf-8")
    (folder / "credentials.yml").write_text("rest:\n", encoding="utf-8")


def write_ours(folder: Path, examples: list[Example]) -> None:
    """Our configuration on the small training set: without what the needs' own examples add."""
    topics = sorted({example.topic for example in examples})
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "data").mkdir(parents=True)
    config = yaml.safe_load((ROOT / "config.yml").read_text(encoding="utf-8"))
    config["pipeline"] = [part | {"needs": ""} if "needs" in part else part for part in config["pipeline"]]
    config["pipeline"] = [part for part in config["pipeline"] if not part["name"].endswith(".NeedFinder")]
    (folder / "config.yml").write_text(yaml.safe_dump(config, allow_unicode=True), encoding="utf-8")
    (folder / "data" / "nlu.yml").write_text(nlu_file(examples), encoding="utf-8")
    rules = _rules(topics)
    (folder / "data" / "rules.yml").write_text(yaml.safe_dump(rules, allow_unicode=True), encoding="utf-8")
    domain = _domain(topics) | {"actions": ["action_answer", "action_ask_back"]}
    (folder / "domain.yml").write_text(yaml.safe_dump(domain, allow_unicode=True), encoding="utf-8")


def trained(name: str, folder: Path, settings: Settings, *parts: str) -> Path:
    """The project's model, trained when there is none for exactly these contents. Stock takes about 15 minutes once."""
    target = settings.data / "models" / f"{name}-{digest(*parts)}.tar.gz"
    if target.is_file():
        return target
    print(f"   training {name} (once) …", flush=True)
    module = ["-m", "rasa"] if name == "stock" else ["-m", "bot.nlu.launcher"]
    python, environ = environment(name, settings)
    command = [str(python), "-W", "ignore", *module, "train", "--out", str(target.parent), "--fixed-model-name"]
    log = settings.data / f"train-{name}.log"
    with log.open("wb") as output:
        ended = subprocess.run(
            [*command, target.name.removesuffix(".tar.gz")], cwd=folder, env=environ, stdout=output,
            stderr=subprocess.STDOUT, check=False,
        )  # fmt: skip
    if ended.returncode != 0 or not target.is_file():
        raise RuntimeError(f"training {name} failed, see {log}")
    return target
