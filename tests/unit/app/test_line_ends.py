"""What a checkout with another system's line ends would break is told to git (.gitattributes)."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
SCRIPTS = sorted(str(path.relative_to(ROOT)) for path in (ROOT / "deploy").glob("*.sh"))


@pytest.mark.parametrize("file", [*SCRIPTS, "Makefile", ".ci/run"])
def test_scripts_keep_their_line_ends_wherever_they_are_checked_out(file: str) -> None:
    rules = [line.split() for line in (ROOT / ".gitattributes").read_text(encoding="utf-8").splitlines() if line and line[0] != "#"]
    matching = [rest for pattern, *rest in rules if Path(file).match(pattern) or pattern == file]
    assert "eol=lf" in matching[-1], file
    assert b"\r" not in (ROOT / file).read_bytes()


def test_git_itself_reads_it_so(tmp_path: Path) -> None:
    def git(*words: str) -> str:
        return subprocess.run(["git", *words], cwd=tmp_path, check=True, capture_output=True, text=True).stdout

    git("init", "-q")
    (tmp_path / ".gitattributes").write_bytes((ROOT / ".gitattributes").read_bytes())
    assert git("check-attr", "eol", "deploy/setup.sh").strip().endswith("eol: lf")
