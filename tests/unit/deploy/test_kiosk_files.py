"""The kiosk's system files: put in place in a clean root, twice, without touching what the office wrote; and checked by systemd itself."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
HERE = ROOT / "deploy" / "kiosk"
SERVICES = ("mynadesk-kiosk.service", "mynadesk-kiosk-terminal.service", "mynadesk-kiosk-restart.service")


def install(root: Path) -> list[str]:
    done = subprocess.run(["bash", str(HERE / "install.sh"), str(root)], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    return done.stdout.split()


def test_everything_has_its_place_and_a_second_run_keeps_the_settings(tmp_path: Path) -> None:
    placed = install(tmp_path)
    assert {Path(one).name for one in placed} >= {
        *SERVICES,
        "50-mynadesk-kiosk.rules",
        "60-mynadesk-kiosk.rules",
        "mynadesk-kiosk.conf",
    }
    settings = tmp_path / "etc/mynadesk-kiosk.env"
    assert settings.stat().st_mode & 0o077 == 0  # it will hold a key
    settings.write_text("MYNADESK_KIOSK_KEY=ours\n", encoding="utf-8")
    assert str(settings) not in install(tmp_path)
    assert settings.read_text(encoding="utf-8") == "MYNADESK_KIOSK_KEY=ours\n"
    assert {one.name for one in HERE.iterdir()} - {"install.sh"} <= {
        "kiosk.env",
        "mynadesk-kiosk.sysusers",
        *(Path(one).name for one in placed),
    }


@pytest.mark.parametrize("name", SERVICES)
def test_a_unit_is_what_systemd_understands(name: str, tmp_path: Path) -> None:
    program = shutil.which("systemd-analyze")
    assert program, "apt-get install systemd (`make test` does it)"
    unit = (HERE / name).read_text(encoding="utf-8")
    there = re.sub(r"(?m)^ExecStart=\S+", "ExecStart=/bin/true", unit)  # cage and the checkout are not on this machine
    file = tmp_path / name
    file.write_text(there, encoding="utf-8")
    done = subprocess.run(
        [program, "verify", "--recursive-errors=no", str(file)], capture_output=True, text=True, timeout=60
    )
    assert name not in done.stderr, done.stderr


def test_the_settings_file_names_settings_that_there_are() -> None:
    named = set(re.findall(r"MYNADESK_\w+", (HERE / "kiosk.env").read_text(encoding="utf-8")))
    page = (ROOT / "docs/kiosk.md").read_text(encoding="utf-8")
    assert named and {one for one in named if f"`{one}`" not in page} == set()


def test_the_unit_lets_the_browser_reach_its_folder_below_run_user() -> None:
    """`ProtectHome` takes /run/user away, `ProtectSystem=strict` makes it read-only: cage and Chromium need it."""
    unit = (HERE / "mynadesk-kiosk.service").read_text(encoding="utf-8")
    assert not re.search(r"(?m)^ProtectHome=", unit) and re.search(r"(?m)^ReadWritePaths=/run/user$", unit)


def test_the_terminals_unit_leaves_the_folder_to_the_kiosks_user() -> None:
    """It runs as root and starts the kiosk as another: a StateDirectory would be root's with every start."""
    unit = (HERE / "mynadesk-kiosk-terminal.service").read_text(encoding="utf-8")
    assert not re.search(r"(?m)^StateDirectory", unit)
    assert re.search(r"(?m)^ExecStartPre=/usr/bin/install -d -o kiosk -g kiosk -m 0700 /var/lib/mynadesk-kiosk$", unit)


def test_the_kiosks_user_may_hear_and_speak() -> None:
    assert "\nm kiosk audio\n" in (HERE / "mynadesk-kiosk.sysusers").read_text(encoding="utf-8")


def test_a_visitors_words_are_kept_from_swap_and_core_dumps() -> None:
    for name in SERVICES[:2]:
        unit = (HERE / name).read_text(encoding="utf-8")
        assert "LimitCORE=0" in unit and "MemorySwapMax=0" in unit and "User=root" not in unit
