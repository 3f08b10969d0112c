"""Runs inside its own mount and network namespaces: keeps a private pcscd, and opens sockets in there for the
tests.

Started by pcsc_stack.py as `unshare --mount --net python pcsc_holder.py FOLDER` with a socket on standard
input. It never touches the machine's own pcscd, and everything it started ends with it.
"""

from __future__ import annotations

import fcntl
import json
import os
import socket
import struct
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

SIOCGIFFLAGS, SIOCSIFFLAGS, IFF_UP = 0x8913, 0x8914, 0x1
READY_WITHIN = 10.0


def main(folder: Path) -> None:
    raise_loopback()
    subprocess.run(["mount", "-t", "tmpfs", "tmpfs", "/run"], check=True)
    os.makedirs("/run/pcscd")
    subprocess.run(["mount", "--bind", str(folder / "run"), "/run/pcscd"], check=True)
    orders = socket.socket(fileno=0)
    children: dict[int, subprocess.Popen[bytes]] = {}
    try:
        while order := orders.recv(65536):
            obey(json.loads(order), orders, children, folder)
    finally:
        for child in children.values():
            end(child)


def obey(order: dict[str, Any], orders: socket.socket, children: dict[int, Any], folder: Path) -> None:
    reply: dict[str, Any] = {}
    descriptors: list[int] = []
    try:
        if order["do"] == "connect":
            line = socket.create_connection(("127.0.0.1", order["port"]), timeout=5)
            descriptors.append(line.detach())
        elif order["do"] == "spawn":
            child = spawn(order["argv"], folder / order["log"], order["environ"])
            children[child.pid] = child
            reply["pid"] = child.pid
        elif order["do"] == "pcscd":
            child = start_pcscd(folder, order["config"])
            children[child.pid] = child
            reply["pid"] = child.pid
        elif order["do"] == "end":
            end(children.pop(order["pid"]), hard=order["hard"])
    except (OSError, RuntimeError) as error:
        reply["error"] = f"{type(error).__name__}: {error}"
    socket.send_fds(orders, [json.dumps(reply).encode()], descriptors)
    for descriptor in descriptors:
        os.close(descriptor)


def start_pcscd(folder: Path, config: str) -> subprocess.Popen[bytes]:
    for left_over in (folder / "run").iterdir():
        left_over.unlink()
    child = spawn(["pcscd", "--foreground", "--info", "--config", config], folder / "pcscd.log")
    deadline = time.monotonic() + READY_WITHIN
    while not (folder / "run" / "pcscd.comm").exists():
        if child.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError(f"pcscd did not start, see {folder / 'pcscd.log'}")
        time.sleep(0.01)
    return child


def spawn(argv: list[str], log: Path, environ: dict[str, str] | None = None) -> subprocess.Popen[bytes]:
    with log.open("ab") as output:
        return subprocess.Popen(
            argv,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            env={**os.environ, **(environ or {})},
        )


def end(child: subprocess.Popen[bytes], hard: bool = False) -> None:
    if hard:
        child.kill()
    else:
        child.terminate()
    try:
        child.wait(5)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()


def raise_loopback() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        request = struct.pack("16sh", b"lo", 0)
        (flags,) = struct.unpack_from("h", fcntl.ioctl(any_socket, SIOCGIFFLAGS, request), 16)
        fcntl.ioctl(any_socket, SIOCSIFFLAGS, struct.pack("16sh", b"lo", flags | IFF_UP))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
