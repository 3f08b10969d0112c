"""A wheel holds everything that the packages need, words and rules included, and the rulebook checks from it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_the_wheel_holds_every_file_and_its_rulebook_is_whole(tmp_path: Path) -> None:
    listed = subprocess.run(["git", "ls-files", "bot", "actions"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()
    source = tmp_path / "source"  # a copy: building leaves folders behind, which a later wheel would take in
    for name in (*listed, "pyproject.toml"):
        (source / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, source / name)
    build = [sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "--no-build-isolation", "--no-index", "-w", str(tmp_path), str(source)]
    made = subprocess.run(build, capture_output=True, text=True, check=False)
    assert made.returncode == 0, made.stderr[-500:]
    (wheel,) = tmp_path.glob("mynadesk-*.whl")
    with zipfile.ZipFile(wheel) as held:
        assert set(listed) - set(held.namelist()) == set()
        held.extractall(tmp_path / "inside")
    program = "import bot, sys; from bot.cli.main import main; assert sys.argv[1] in bot.__path__[0]; sys.exit(main(['rulebook', 'check']))"
    # the checkout is on the path of this environment too; the wheel's folder stands before it
    environment = os.environ | {"PYTHONPATH": str(tmp_path / "inside")}
    ended = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path)], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
    )
    assert ended.returncode == 0, ended.stdout[-300:] + ended.stderr[-300:]
