"""One question to a part on this machine. The parent of the parts stays small: http.client, and no httpx (9 MB)."""

from __future__ import annotations

import http.client
import json
from collections.abc import Mapping
from typing import Any, NamedTuple


class Answered(NamedTuple):
    """An HTTP answer. Status 0: none came."""

    status: int
    body: bytes = b""

    def json(self) -> Any:
        """The content, or None when it is no JSON."""
        try:
            return json.loads(self.body)
        except (ValueError, RecursionError):
            return None


def ask(
    host: str, port: int, path: str, timeout: float, body: Any = None, headers: Mapping[str, str] | None = None
) -> Answered:
    """GET, or POST of `body` as JSON. `timeout` in seconds, for each step. Never raises for what the other side does."""
    connection = http.client.HTTPConnection(host, port, timeout=timeout)
    sent = {"Content-Type": "application/json", "Connection": "close", **(headers or {})}
    try:
        content = None if body is None else json.dumps(body).encode()
        connection.request("GET" if body is None else "POST", path, content, sent)
        response = connection.getresponse()
        return Answered(response.status, response.read(1 << 20))
    except (OSError, http.client.HTTPException):
        return Answered(0)
    finally:
        connection.close()
