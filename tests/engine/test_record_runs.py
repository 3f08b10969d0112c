"""The conversation record with two whole desks, their real engines and one database, in small numbers (`make record`: the large ones)."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PYTHON = str(ROOT / ".venv/bin/python")  # of the desk: the two environments cannot be imported together
# of each kind enough to meet every case, and little enough to wait for
COUNTS = ("--doubled", "48", "--conversations", "10", "--messages", "20", "--kills", "1")


@pytest.mark.parametrize("database", [[], ["--postgres"]], ids=["sqlite", "postgresql"])
def test_once_in_order_and_kept_past_kills(database: list[str]) -> None:
    if database:
        looked = subprocess.run([PYTHON, "-c", "import postgres_place"], cwd=ROOT / "tests/integration", capture_output=True, text=True, check=False)
        if looked.returncode:
            pytest.skip(looked.stderr.strip().splitlines()[-1])
    environ = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "MYNADESK_TODAY")}
    command = [PYTHON, "tests/bench/record_engine.py", *COUNTS, *database]
    ended = subprocess.run(command, cwd=ROOT, env=environ, capture_output=True, text=True, timeout=300, check=False)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    figures = [line.rpartition(": ")[2] for line in ended.stdout.splitlines()]
    assert figures == ["0"] * 9
