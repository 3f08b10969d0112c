"""`make fuzz`: random bad input, by the hundred thousand, into what reads people's texts and cards' certificates.

No input may raise anything but the declared errors; the guard may never let a planted number through.
"""

from __future__ import annotations

import argparse
import random
import re
import subprocess
import sys
from datetime import date
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parents[2])]

from bot.dates.find import find_dates  # noqa: E402
from bot.guard.guard import guard  # noqa: E402
from bot.reading.acts import find_act  # noqa: E402
from bot.reading.marks import Said  # noqa: E402
from bot.reading.safety import read_risk  # noqa: E402
from bot.text import normalise  # noqa: E402

ROOT = Path(__file__).resolve().parents[2]
PIECES = [*"0123456789０１２３一二三〇零-ー－/年月日前後来先今週火曜・。、 　\u200b\u202e😀ｱｶﾞ", "令和", "昨日", "転入", "カード", "<b>", "引っ越し", "の"]
DIGITS = ["0123456789", "０１２３４５６７８９", "〇一二三四五六七八九", "①②③④⑤⑥⑦⑧⑨⑩"]
BETWEEN = ["", " ", "-", "－", "　", "・", "\u200b", "."]


def one_text(chance: random.Random) -> str:
    """A text of up to 60 pieces."""
    return "".join(chance.choice(PIECES) for _ in range(chance.randrange(60)))


def one_number(chance: random.Random) -> tuple[str, str]:
    """A twelve-digit number and a writing of it."""
    digits = [chance.randrange(10) for _ in range(12)]
    alphabet = chance.choice(DIGITS[:3])
    separator = chance.choice(BETWEEN)
    written = "".join(alphabet[digit] + (separator if place % 4 == 3 and place < 11 else "") for place, digit in enumerate(digits))
    return "".join(map(str, digits)), written


def main() -> int:
    """Exit code 1 at the first fault, which is printed with its seed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=200_000, help="texts (default 200,000)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--certificates", type=int, default=2_000_000, help="certificates (default 2,000,000; 0 = none)")
    options = parser.parse_args()
    for number in range(options.count):
        chance = random.Random(f"{options.seed} {number}")
        text = one_text(chance)
        try:
            normal = normalise(text)
            assert normalise(normal) == normal
            find_dates(text, today=date(2026, 11, 22))
            find_act(Said(normal)), read_risk(normal)
            digits, written = one_number(chance)
            left = re.sub(r"[^0-9]", "", normalise(guard(f"番号は{written}です").text))
            assert digits[:6] not in left and digits[6:] not in left
        except Exception as error:  # the point of a fuzzer
            print(f"fault at seed {options.seed}, text {number}: {type(error).__name__}")
            return 1
        if number and number % 50_000 == 0:
            print(f"{number} texts", flush=True)
    print(f"{options.count} texts: no fault")
    if options.certificates:
        command = [sys.executable, str(ROOT / "tests" / "card" / "fuzz_certificate.py"), str(options.certificates)]
        return subprocess.run(command, cwd=ROOT, check=False).returncode
    return 0


if __name__ == "__main__":
    sys.exit(main())
