"""Long fuzzing of the certificate parser: `python tests/card/fuzz_certificate.py 2000000 [SEED]`.

Valid certificates of several kinds are changed, cut, joined and padded at random; every input must give a
date or a refusal. Anything else ends the run with the input's seed. Prints how many inputs did what, and the
speed.
"""

from __future__ import annotations

import random
import sys
import time
import warnings
from collections import Counter
from datetime import date
from pathlib import Path

ROOT = Path(__file__).parents[2]
REPORT_EVERY = 250_000


def samples() -> list[bytes]:
    """Certificates to start from: a small and a large one, of both authorities, and the authorities' own."""
    from bot.card.emulator.issuer import SIGNATURE_POLICY, TestIssuer

    authority = TestIssuer()
    made = [
        authority.issue(date(2029, 5, 14)).der,
        authority.issue(date(2051, 1, 1), filler=700).der,
        authority.issue(date(2027, 3, 1), policy=SIGNATURE_POLICY).der,
        authority.der,
    ]
    return [*made, b"", b"\x30\x82"]


def spoilt(chance: random.Random, parents: list[bytes]) -> bytes:
    """One input. Half of them keep a fitting outer length, so that the parser proper is reached."""
    der = bytearray(chance.choice(parents))
    for _ in range(chance.choice((1, 1, 2, 3, 8))):
        kind = chance.randrange(6)
        at = chance.randrange(len(der) + 1)
        if kind == 0 and der:
            der[at % len(der)] = chance.randrange(256)
        elif kind == 1 and der:
            der[at % len(der)] ^= 1 << chance.randrange(8)
        elif kind == 2:
            del der[at : at + chance.randrange(1, 40)]
        elif kind == 3:
            der[at:at] = chance.randbytes(chance.randrange(1, 20))
        elif kind == 4:
            other = chance.choice(parents)
            start = chance.randrange(len(other) + 1)
            der[at : at + 60] = other[start : start + 60]
        else:
            der[at : at + 2] = chance.choice(
                (b"\x30\x80", b"\x84\xff", b"\x82\xff", b"\x02\x00", b"\x17\x0d", b"\x18\x0f")
            )
    if chance.random() < 0.5 and 260 <= len(der) <= 8192:
        der[:4] = b"\x30\x82" + (len(der) - 4).to_bytes(2, "big")
    return bytes(der)


def main(count: int, seed: int) -> int:
    sys.path.insert(0, str(ROOT))
    warnings.simplefilter("ignore")
    from bot.card.certificate import CertificateError, read_validity

    parents = samples()
    outcomes: Counter[str] = Counter()
    began = time.monotonic()
    for number in range(count):
        chance = random.Random(seed * 1_000_000_007 + number)
        der = spoilt(chance, parents)
        try:
            outcomes["a date" if read_validity(der).expires_on else ""] += 1
        except CertificateError as error:
            outcomes[str(error)] += 1
        except BaseException as error:  # noqa: BLE001 - a crash of the parser may be any exception
            print(f"input {number} of seed {seed}: {type(error).__name__}")
            return 1
        if (number + 1) % REPORT_EVERY == 0:
            print(
                f"{number + 1} inputs, {(number + 1) / (time.monotonic() - began):.0f} a second", flush=True
            )
    for outcome, times in outcomes.most_common():
        print(f"{times:9} {outcome}")
    return 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 1))
