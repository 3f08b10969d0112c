"""How long it takes from putting a card down to its status: `python tests/card/measure_card.py [TIMES]`.

Through the real service and the virtual reader, the card as slow as a contactless one (20 ms a command, 115
kbit/s). Prints a table; `--json` prints the same as JSON.
"""

from __future__ import annotations

import json
import statistics
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[2]


def measure(times: int) -> dict[str, float]:
    """Seconds from insertion to status (p50, p95, longest), and commands per reading."""
    import os

    from pcsc_place import Authorities, Place
    from pcsc_stack import Stack, what_is_missing
    from pcsc_watching import Watching

    from bot.card.emulator.link import CONTACTLESS, CardLink
    from bot.card.status import State

    missing = what_is_missing()
    if missing:
        raise SystemExit(missing)
    home = tempfile.TemporaryDirectory(prefix="pcsc-")
    folder = Path(home.name)
    os.environ["PCSCLITE_CSOCK_NAME"] = str(folder / "run" / "pcscd.comm")
    seconds, exchanges = [], []
    with home, Stack(folder) as stack:
        stack.start()
        place = Place(stack, Authorities())
        link = CardLink(stack.connect, CONTACTLESS)
        card = place.authorities.card()
        with Watching(place.reader()) as watching:
            watching.expect(State.NO_CARD)
            for number in range(times):
                time.sleep(number % 40 / 100)  # so that insertions fall evenly between the service's looks
                began = time.monotonic()
                link.insert(card)
                exchanges.append(watching.expect(State.READ).exchanges)
                seconds.append(time.monotonic() - began)
                link.remove()
                watching.expect(State.NO_CARD)
    ranked = statistics.quantiles(seconds, n=100)
    return {
        "times": times,
        "p50_s": round(ranked[49], 3),
        "p95_s": round(ranked[94], 3),
        "longest_s": round(max(seconds), 3),
        "exchanges": max(exchanges),
    }


if __name__ == "__main__":
    sys.path[:0] = [str(ROOT), str(Path(__file__).parent)]
    counts = [int(word) for word in sys.argv[1:] if word.isdecimal()]
    figures = measure(counts[0] if counts else 100)
    print(
        json.dumps(figures)
        if "--json" in sys.argv
        else "\n".join(f"{key:10} {value}" for key, value in figures.items())
    )
