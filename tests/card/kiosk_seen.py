"""How long a visitor waits at the whole kiosk, browser included: card seen by the service -> timeline on the page, card out -> browser's
profile gone.

    .venv/bin/python tests/card/kiosk_seen.py [--times N]

Real PC/SC service with the emulated card, real agent, real Chromium (headless), the desk's app with the engine played."""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path
from statistics import quantiles
from typing import Final

ROOT: Final = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT / "tests" / "integration"), str(ROOT), str(Path(__file__).parent)]

from kiosk_soak import DAYS  # noqa: E402
from kiosk_stage import Agent, Screen, by_hand, until  # noqa: E402
from pcsc_place import Authorities, await_card  # noqa: E402
from pcsc_stack import FIRST, Stack  # noqa: E402

from bot.card.emulator.link import CONTACTLESS, CardLink  # noqa: E402


def seen(agent: Agent, stack: Stack, authorities: Authorities, times: int) -> dict[str, list[float]]:
    """Seconds of each wait."""
    link = CardLink(stack.connect, CONTACTLESS)
    cards = [(day, authorities.card(day)) for day in DAYS]
    found: dict[str, list[float]] = {"card seen by the service -> timeline on the page": [], "card out -> browser's profile gone": []}
    shown, gone = found.values()
    for number in range(times):
        day, card = cards[number % len(cards)]
        with Screen(agent) as screen:
            page = screen.only_page()
            page.until("document.getElementById('keys').textContent.includes('はじめる')")
            time.sleep(1.0 + number % 10 / 10)  # so that insertions fall evenly between the service's looks
            link.insert(card)
            await_card(FIRST, True)
            began = time.monotonic()
            page.until(f"document.getElementById('bars').textContent.includes('{day.year}年{day.month}月{day.day}日')")
            shown.append(time.monotonic() - began)
            link.remove()
            await_card(FIRST, False)
            profile = screen.profile
            gone.append(until(lambda there=profile: not there.exists()))  # type: ignore[misc]
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--times", type=int, default=40)
    options = parser.parse_args()
    with by_hand() as (stack, agent):
        found = seen(agent, stack, Authorities(), options.times)
    for name, seconds in found.items():
        parts = quantiles(seconds, n=20, method="inclusive")
        print(f"{name}: {len(seconds)} times, p50 {parts[9]:.2f} s, p95 {parts[18]:.2f} s, longest {max(seconds):.2f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
