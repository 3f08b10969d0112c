"""`python -m bot.card …`: the same as `mynadesk card …`, on a machine that has requirements/kiosk.txt only."""

from __future__ import annotations

import argparse
import sys

from bot.card.commands import add_card_parser, run_card


def main(arguments: list[str]) -> int:
    """Run `card` with `arguments` and return its exit code."""
    parser = argparse.ArgumentParser(prog="mynadesk")
    add_card_parser(parser.add_subparsers())
    return run_card(parser.parse_args(["card", *arguments]))


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
