"""The options of `mynadesk card emulate`; light to import, since every start of the program builds them."""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path

from bot.card.emulator.faults import NAMES, BadFault, Fault, parse_faults
from bot.card.emulator.link import PORT

KINDS = ("mynumber", "smartphone", "juki", "licence", "residence", "felica", "employee", "none")
FULL_TRIES = (3, 5, 3, 3)
"""Of the authentication PIN, the signature password, the card-information PIN and the resident-register
PIN."""
GENERATIONS = (1, 3)
"""CA generations whose key identifier is known, so that an emulated card can carry it."""


def add_emulate_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `emulate` and its options."""
    faults = "\n".join(f"  {name:8} {meaning}" for name, meaning in NAMES.items())
    parser = subparsers.add_parser(
        "emulate",
        help="本物のカードがなくても試せるよう、この機械の仮想リーダーに偽のカードを置く",
        description="仮想リーダーに試験用のカードを置きます。Enter で出し入れ、Ctrl-C で終わり。",
        epilog=f"故障の書き方: NAME[=VALUE][@N]（コンマ区切り。N は置いてから何番目のコマンドか）\n{faults}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--expires", metavar="DATE", type=_day, help="有効期限 YYYY-MM-DD（既定: 3年後）")
    parser.add_argument("--tries", metavar="A,S,C,R", type=tries, default=FULL_TRIES, help="残り回数（既定 3,5,3,3）")
    parser.add_argument("--kind", choices=KINDS, default="mynumber", help="カードの種類（既定 mynumber）")
    parser.add_argument("--fault", metavar="SPEC", type=_faults, default=(), help="起こす故障（下の一覧）")
    parser.add_argument("--generation", type=int, choices=GENERATIONS, help="認証局の世代")
    parser.add_argument("--port", type=int, default=PORT, help=f"仮想リーダーのポート（既定 {PORT}）")
    parser.add_argument("--at-once", action="store_true", help="非接触カードの通信時間をまねしない")
    parser.add_argument("--ca-file", metavar="FILE", type=Path, help="試験用の認証局の証明書を書き出す（PEM）")
    parser.add_argument("--wait", metavar="SECONDS", type=float, default=60.0, help="仮想リーダーを待つ秒数（既定 60）")


def tries(text: str) -> tuple[int, ...]:
    """Four counters: authentication PIN, signature password, card-information PIN, resident-register PIN."""
    counters = tuple(int(part) for part in text.split(",") if part.isdecimal())
    if len(counters) != len(text.split(",")) or len(counters) != len(FULL_TRIES):
        raise argparse.ArgumentTypeError("3,5,3,3 のように、数を4つ書いてください")
    if any(left > most for left, most in zip(counters, FULL_TRIES, strict=True)):
        raise argparse.ArgumentTypeError("どの回数も 3,5,3,3 を超えられません")
    return counters


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} は 2026-12-20 の形の日付ではありません") from None


def _faults(text: str) -> tuple[Fault, ...]:
    try:
        return parse_faults(text)
    except BadFault as error:
        raise argparse.ArgumentTypeError(str(error)) from None
