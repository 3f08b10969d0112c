"""A PostgreSQL of the tests' own: a fresh database in a temporary folder, on a socket there. Importing it fails with a reason
where the server or the driver is not installed, or where the tests may not start one."""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import psycopg  # noqa: F401  (the driver that the URL names)

BIN = next(iter(sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)), None)
if BIN is None or not (BIN / "initdb").exists():
    raise ImportError("PostgreSQL's server is not installed (package postgresql)")
AS = ["runuser", "-u", "postgres", "--"] if os.getuid() == 0 else []  # the server refuses to run as root
if AS:
    try:
        USER = pwd.getpwnam("postgres")
    except KeyError:
        raise ImportError("PostgreSQL cannot run as root, and there is no user postgres") from None


@contextlib.contextmanager
def fresh_database(_folder: Path) -> Iterator[str]:
    """Its URL; the server ends with the block."""
    assert BIN is not None
    place = Path(subprocess.run([*AS, "mktemp", "-d", "/tmp/desk-pg-XXXXXX"], check=True, capture_output=True, text=True).stdout.strip())
    pg_ctl = [*AS, str(BIN / "pg_ctl"), "-D", str(place / "data"), "-w", "-s"]
    quiet = {"check": True, "stdout": subprocess.DEVNULL, "cwd": "/"}
    try:
        subprocess.run([*AS, str(BIN / "initdb"), "-D", str(place / "data"), "-U", "desk", "-A", "trust", "-E", "UTF8", "--no-locale", "-N"], **quiet)  # type: ignore[call-overload]
        options = f"-c listen_addresses='' -c unix_socket_directories='{place}' -c fsync=off"
        subprocess.run([*pg_ctl, "-l", str(place / "log"), "-o", options, "start"], **quiet)  # type: ignore[call-overload]
        try:
            yield f"postgresql+psycopg://desk@/postgres?host={place}"
        finally:
            subprocess.run([*pg_ctl, "-m", "immediate", "stop"], **quiet)  # type: ignore[call-overload]
    finally:
        shutil.rmtree(place, ignore_errors=True)
