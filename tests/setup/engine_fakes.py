"""Stands in for the engine's Python: a shell script that trains or answers as `$FAKE_ENGINE` says, in no time."""

from __future__ import annotations

import socket
import sys
from pathlib import Path
from typing import Final

# train: writes a model, half of one, fails, or goes on for long.   run: answers, is mute (no model), or ends at once
SCRIPT: Final = f"""#!/bin/bash
while [ $# -gt 0 ]; do
    case $1 in
        train | run) work=$1 ;;
        --out) out=$2 ;;
        --fixed-model-name) name=$2 ;;
        --port) port=$2 ;;
    esac
    shift
done
case "$work $FAKE_ENGINE" in
    "train works") echo model | gzip >"$out/$name.tar.gz" ;;
    "train half") echo model | gzip | head -c 12 >"$out/$name.tar.gz" ;;
    "train slow") touch "$out/$name.tar.gz"; exec sleep 60 ;;
    "run works" | "run mute") exec {sys.executable} {Path(__file__)} "$port" "$FAKE_ENGINE" ;;
    *) exit 3 ;;
esac
"""


def free_port() -> int:
    """A port where nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as door:
        return int(door.getsockname()[1])


def write_script(folder: Path) -> Path:
    """The script, ready to be run."""
    path = folder / "engine-python"
    path.write_text(SCRIPT)
    path.chmod(0o755)
    return path


def serve(port: int, kind: str) -> None:
    """The desk channel of an engine: `works` answers with a topic, `mute` is there and says nothing."""
    import json
    from http.server import BaseHTTPRequestHandler, HTTPServer

    reply = dict.fromkeys(("text", "easy", "speech"), "はい") | {"topic": "registration_how", "confidence": 1.0}
    reply |= {name: [] for name in ("buttons", "sources", "deadlines")}
    answers = [{"custom": reply}] if kind == "works" else []

    class Door(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.answer({"status": "ok"})

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self.answer(answers)

        def answer(self, content: object) -> None:
            body = json.dumps(content).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    HTTPServer(("127.0.0.1", port), Door).serve_forever()


if __name__ == "__main__":
    serve(int(sys.argv[1]), sys.argv[2])
