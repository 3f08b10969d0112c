"""A private PC/SC service with the virtual reader, for tests: real pcscd, real driver, real pyscard, no
hardware."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import threading
from pathlib import Path
from types import TracebackType
from typing import Any

from bot.card.emulator.link import PORT

DRIVER = Path("/usr/lib/pcsc/drivers/serial/libifdvpcd.so")
HOLDER = Path(__file__).with_name("pcsc_holder.py")
NEEDED = {
    "unshare": "util-linux",
    "mount": "mount",
    "pcscd": "pcscd",
    "opensc-tool": "opensc",
    "pkcs15-tool": "opensc",
    "pkcs11-tool": "opensc",
    "openssl": "openssl",
    "vicc": "vsmartcard-vpicc",
}

FIRST, SECOND = "Virtual PCD 00 00", "Virtual PCD 00 01"
"""Names of the virtual reader's two slots."""
FIRST_PORT, SECOND_PORT = PORT, PORT + 1


def what_is_missing() -> str:
    """A sentence that names the Debian packages to install; empty when all is there."""
    packages = {package for program, package in NEEDED.items() if not shutil.which(program, path=_path())}
    if not DRIVER.exists():
        packages.add("vsmartcard-vpcd")
    if not packages:
        return ""
    return (
        f"The card tests need programs that are not installed: apt-get install {' '.join(sorted(packages))}"
    )


class Stack:
    """The service in namespaces of its own. `folder` must be empty; `socket_name` is where clients find the
    service."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.socket_name = str(folder / "run" / "pcscd.comm")
        (folder / "run").mkdir()
        for name in ("one", "none"):
            (folder / name).mkdir()
        (folder / "one" / "virtual").write_text(
            'FRIENDLYNAME "Virtual PCD"\n'
            f"DEVICENAME /dev/null:{PORT:#x}\nLIBPATH {DRIVER}\nCHANNELID {PORT:#x}\n"
        )
        self._service: int | None = None
        self._turn = threading.Lock()
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        as_root = [] if os.geteuid() == 0 else ["--map-root-user"]
        command = ["unshare", "--mount", "--net", *as_root, sys.executable, str(HOLDER), str(folder)]
        with (folder / "holder.log").open("wb") as log:
            self._holder = subprocess.Popen(
                command, stdin=theirs.fileno(), stdout=log, stderr=log, env={**os.environ, "PATH": _path()}
            )
        theirs.close()
        self._orders = ours

    def start(self, reader: bool = True) -> None:
        """Start pcscd, with the virtual reader or with none; nothing when it is running."""
        if self._service is None:
            config = str(self.folder / ("one" if reader else "none"))
            self._service = int(self._order(do="pcscd", config=config)[0]["pid"])

    def stop(self, hard: bool = False) -> None:
        """End pcscd as the system would, or by SIGKILL."""
        if self._service is not None:
            self._order(do="end", pid=self._service, hard=hard)
            self._service = None

    @property
    def service_pid(self) -> int | None:
        """Process number of pcscd, None while stopped."""
        return self._service

    def connect(self, port: int = PORT) -> socket.socket:
        """A socket to the virtual reader's slot on `port`, opened inside the namespace."""
        _, (descriptor,) = self._order(do="connect", port=port)
        return socket.socket(fileno=descriptor)

    def spawn(self, argv: list[str], log: str, environ: dict[str, str] | None = None) -> int:
        """Start a program inside; its output goes to the file `log` in the folder. Its process number."""
        return int(self._order(do="spawn", argv=argv, log=log, environ=environ)[0]["pid"])

    def end(self, pid: int) -> None:
        """End a program that `spawn` started."""
        self._order(do="end", pid=pid, hard=False)

    def close(self) -> None:
        """End everything inside."""
        self._orders.close()
        self._holder.wait(20)

    def __enter__(self) -> Stack:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _order(self, **order: object) -> tuple[dict[str, Any], list[int]]:
        try:
            with self._turn:
                self._orders.send(json.dumps(order).encode())
                reply, descriptors, _, _ = socket.recv_fds(self._orders, 65536, 1)
        except OSError:
            reply, descriptors = b"", []
        if not reply:
            said = (self.folder / "holder.log").read_text()
            raise RuntimeError(f"The private PC/SC service needs root or user namespaces. It said: {said}")
        told = json.loads(reply)
        if "error" in told:
            raise RuntimeError(told["error"])
        return told, list(descriptors)


def _path() -> str:
    return os.environ.get("PATH", "") + ":/usr/sbin:/sbin"
