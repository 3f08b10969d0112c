"""`python -m bot.kiosk …`: the same as `mynadesk kiosk …`, on a machine that has requirements/kiosk.txt only."""

from __future__ import annotations

import argparse
import sys

from bot.kiosk.commands import add_kiosk_parser, run_kiosk


def main(arguments: list[str]) -> int:
    """Run `kiosk` with `arguments` and return its exit code."""
    parser = argparse.ArgumentParser(prog="mynadesk")
    add_kiosk_parser(parser.add_subparsers())
    return run_kiosk(parser.parse_args(["kiosk", *arguments]))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
