"""`python -I -S tether.py PARENT COMMAND...`: becomes COMMAND, which the kernel kills when the process PARENT is gone.

A program of its own, run between fork and exec, because Python code in a forked child of a process with threads is not
safe. Linux only: elsewhere COMMAND is run as it is, and what is left over is ended at the next start (child.py).
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys
from collections.abc import Sequence
from typing import Final

PR_SET_PDEATHSIG: Final = 1  # linux/prctl.h; kept over exec, see prctl(2)


def tethered(command: Sequence[str]) -> list[str]:
    """The command that runs `command` and ends with this process. To be started from the main thread: the kernel takes
    the end of the starting thread for the end of the parent."""
    return [sys.executable, "-I", "-S", __file__, str(os.getpid()), *command]


def main(arguments: list[str]) -> None:
    """Does not return. Exit code 127 when COMMAND cannot be run, 1 when PARENT is gone already."""
    parent, command = int(arguments[0]), arguments[1:]
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
        if os.getppid() != parent:  # it went before the line above
            sys.exit(1)
    try:
        os.execv(command[0], command)
    except OSError as error:
        print(f"{command[0]}: {error.strerror}", file=sys.stderr)
        sys.exit(127)


if __name__ == "__main__":
    main(sys.argv[1:])
