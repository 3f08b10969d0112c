"""`in_engine.py PROGRAM ARGUMENTS...`: runs a program of `.venv-engine/bin` with the engine's own settings."""

from __future__ import annotations

import os
import sys

from bot.engine.training import ENGINE_PYTHON, engine_environment
from bot.settings import load_settings


def main() -> None:
    """Becomes that program; nothing of this process is left."""
    program = ENGINE_PYTHON.with_name(sys.argv[1])
    os.execve(program, [str(program), *sys.argv[2:]], engine_environment(load_settings()))


if __name__ == "__main__":
    main()
