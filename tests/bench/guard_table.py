"""What the guard finds and what it leaves alone, over many made-up texts: the table of docs/security.md.

`python tests/bench/guard_table.py [--count 20000] [--seed 1] [--show 20]`: exit code 1 when a My Number in a plausible
writing was not refused, or more than 0.5 % of the ordinary sentences were changed.
"""

from __future__ import annotations

import argparse
import re
import sys
import time
from collections import Counter
from pathlib import Path
from random import Random

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "unit" / "guard")]

from guard_writings import CONTRIVED, a_writing, an_ordinary  # noqa: E402

from bot.desk.our_numbers import OurNumbers  # noqa: E402
from bot.dialogue.phrases import load_phrases  # noqa: E402
from bot.guard.guard import guard  # noqa: E402
from bot.rulebook.statements.loader import load_rules  # noqa: E402
from bot.rulebook.statements.lookup import Rulebook  # noqa: E402
from bot.text import normalise  # noqa: E402


def _digits(sent: list[str]) -> str:
    """The digits that went on, without those of 2つ目は and 最初の4桁は."""
    return re.sub(r"\D", "", re.sub(r"\d+(?:つ目|番目|桁)", "", "".join(sent)))


def main() -> int:
    """Prints three tables in Markdown; the texts of faults to stderr."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=20_000, help="texts of each kind (default 20,000)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--show", type=int, default=20, help="faults to print (default 20)")
    options = parser.parse_args()
    ours = OurNumbers(Rulebook(load_rules()), load_phrases()).every
    began = time.perf_counter()
    seen, refused, six, missed = Counter[str](), Counter[str](), Counter[str](), []
    for number in range(options.count):
        writing = a_writing(Random(f"{options.seed} writing {number}"))
        window, found, sent = 0, False, []
        for message in writing.messages:
            guarded = guard(message, earlier_digits=window, ours=ours)
            window, found = guarded.digits, found or guarded.refuses
            sent.append(guarded.text)
        seen[writing.kind] += 1
        refused[writing.kind] += found
        six[writing.kind] += any(writing.number[at : at + 6] in _digits(sent) for at in range(7))
        if not found:
            missed.append((writing, sent))
    print("| writing | texts | refused | six digits in a row sent on |\n|---|---|---|---|")
    for kind in sorted(seen):
        print(f"| {kind} | {seen[kind]:,} | {refused[kind] / seen[kind]:.2%} | {six[kind] / seen[kind]:.2%} |")
    print(f"| **all** | {seen.total():,} | **{refused.total() / seen.total():.2%}** | {six.total() / seen.total():.2%} |\n")
    alarms = []
    kinds = Counter[str]()
    for number in range(options.count):
        text = an_ordinary(Random(f"{options.seed} ordinary {number}"))
        guarded = guard(text, ours=ours)
        if guarded.found or guarded.text != normalise(text):
            alarms.append((text, guarded.text))
            kinds.update(guarded.found)
    print("| ordinary sentences | changed | refused as My Number |\n|---|---|---|")
    print(f"| {options.count:,} | {len(alarms)} ({len(alarms) / options.count:.2%}) | {kinds['my_number']} |")
    print("\n| contrived writing, 500 numbers each | refused | something masked |\n|---|---|---|")
    for name, write in CONTRIVED.items():
        numbers = ["".join(Random(f"{options.seed} {name} {at}").choices("0123456789", k=12)) for at in range(500)]
        guards = [guard(write(number), ours=ours) for number in numbers]
        print(f"| {name} | {sum(one.refuses for one in guards) / 500:.0%} | {sum(bool(one.found) for one in guards) / 500:.0%} |")
    for fault in [*missed[: options.show], *alarms[: options.show]]:
        print(fault, file=sys.stderr)
    print(f"{time.perf_counter() - began:.0f} s", file=sys.stderr)
    return int(bool(missed) or len(alarms) > 0.005 * options.count)


if __name__ == "__main__":
    sys.exit(main())
