"""The card package on a machine that has requirements/kiosk.txt and nothing else, and no PC/SC service.

No environment is built: a child process refuses every import that is neither Python's own, nor `bot`, nor from one of
the packages that requirements/kiosk.txt names.
"""

from __future__ import annotations

import json
import os
import pkgutil
import re
import subprocess
import sys
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

import bot.card

ROOT = Path(bot.card.__file__).parents[2]
MODULES = sorted(
    found.name for found in pkgutil.walk_packages(bot.card.__path__, "bot.card.") if not found.name.endswith("__main__")
)
CHILD = """
import runpy, sys

class OnlyTheKiosks:
    def find_spec(self, name, path=None, target=None):
        top = name.partition(".")[0]
        if top in allowed or top in sys.stdlib_module_names:
            return None
        raise ModuleNotFoundError(f"not in requirements/kiosk.txt: {name}", name=top)

allowed = set(sys.argv.pop(1).split(","))
sys.meta_path.insert(0, OnlyTheKiosks())
"""
IMPORT_ALL = CHILD + "\nimport importlib\nfor name in sys.argv[1:]: importlib.import_module(name)\nprint('imported')"
RUN = CHILD + "\nrunpy.run_module('bot.card', run_name='__main__')"


def kiosk_modules() -> str:
    """Names of the modules that the packages of requirements/kiosk.txt bring, parted by commas."""
    pinned = re.findall(r"^([\w.-]+)==", (ROOT / "requirements" / "kiosk.txt").read_text(encoding="utf-8"), re.MULTILINE)
    wanted = {name.lower() for name in pinned}
    brought = {module for module, names in packages_distributions().items() if wanted & {name.lower() for name in names}}
    return ",".join(sorted({"bot", *brought}))


def run(program: str, *arguments: str, socket: Path) -> subprocess.CompletedProcess[str]:
    environ = {**os.environ, "PCSCLITE_CSOCK_NAME": str(socket), "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", program, kiosk_modules(), *arguments]
    return subprocess.run(command, capture_output=True, text=True, cwd=ROOT, env=environ, timeout=60)


@pytest.fixture
def no_service(tmp_path: Path) -> Path:
    """A place where no PC/SC service listens."""
    return tmp_path / "pcscd.comm"


def test_the_block_lets_nothing_else_through(no_service: Path) -> None:
    done = run(IMPORT_ALL, "fastapi", socket=no_service)
    assert done.returncode != 0 and "not in requirements/kiosk.txt: fastapi" in done.stderr


def test_every_module_of_the_package_can_be_imported(no_service: Path) -> None:
    done = run(IMPORT_ALL, *MODULES, socket=no_service)
    assert (done.returncode, done.stdout.strip()) == (0, "imported"), done.stderr


def test_the_reader_runs_and_says_that_no_service_is_there(no_service: Path) -> None:
    done = run(RUN, "--json", socket=no_service)
    assert done.returncode == 3, done.stderr
    assert json.loads(done.stdout)["state"] == "no_service"


def test_the_emulated_card_runs_and_says_how_to_start_the_service(no_service: Path) -> None:
    done = run(RUN, "emulate", "--port", "1", "--wait", "0", socket=no_service)
    assert done.returncode == 3, done.stderr
    assert "pcscd" in done.stdout
