"""Tells systemd how we are (sd_notify(3), Type=notify): nothing happens where systemd does not listen."""

from __future__ import annotations

import contextlib
import os
import socket


def take_notify_address() -> str:
    """Where systemd listens, or "". It is taken out of the environment: the children's words would not count."""
    return os.environ.pop("NOTIFY_SOCKET", "")


def notify(address: str, state: str) -> None:
    """Sends `state` (READY=1, WATCHDOG=1, STOPPING=1, STATUS=...). Never raises."""
    if not address:
        return
    with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as door:
        door.settimeout(1.0)
        door.sendto(state.encode(), "\0" + address[1:] if address.startswith("@") else address)
