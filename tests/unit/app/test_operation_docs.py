"""docs/operation.md knows every setting; the systemd unit is one that systemd takes."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
NAME = re.compile(r"\bMYNADESK_[A-Z_]+\b")
READ = sorted(set(NAME.findall((ROOT / "bot/settings.py").read_text(encoding="utf-8"))) - {"MYNADESK_"})
TABLE = [line for line in (ROOT / "docs/operation.md").read_text(encoding="utf-8").splitlines() if line.startswith("| `MYNADESK_")]


@pytest.mark.parametrize("name", READ)
def test_every_setting_stands_in_the_table(name: str) -> None:
    assert [line for line in TABLE if line.startswith(f"| `{name}` |")]


def test_every_other_setting_is_documented_too() -> None:
    sources = [path for folder in ("bot", "actions", "deploy") for path in (ROOT / folder).rglob("*") if path.suffix in (".py", ".sh")]
    names = {name for path in sources for name in NAME.findall(path.read_text(encoding="utf-8"))} - {"MYNADESK_", "MYNADESK_LINE_"}
    docs = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "docs").glob("*.md"))
    assert {name for name in names if f"`{name}`" not in docs and f"`{name}=" not in docs} == set()


def test_the_table_has_no_setting_that_nobody_reads() -> None:
    assert {name for line in TABLE for name in NAME.findall(line.split("|")[1])} <= set(READ)


def test_systemd_takes_the_unit(tmp_path: Path) -> None:
    if not shutil.which("systemd-analyze"):
        pytest.skip("the package systemd is not installed (make setup-test installs it)")
    unit = tmp_path / "mynadesk.service"
    text = (ROOT / "deploy/systemd/mynadesk.service").read_text(encoding="utf-8")
    program = tmp_path / ".venv/bin/mynadesk"
    program.parent.mkdir(parents=True)
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    unit.write_text(text.replace("/opt/mynadesk", str(tmp_path)), encoding="utf-8")
    ended = subprocess.run(["systemd-analyze", "verify", str(unit)], capture_output=True, text=True, timeout=60, check=False)
    assert (ended.returncode, ended.stderr) == (0, "")
