"""The commands `mynadesk card` (reads the card) and `mynadesk card emulate` (is a card, for trying all this).

Only their options are here, so that the program starts quickly; the work is in `terminal` and
`emulator.runner`.
"""

from __future__ import annotations

import argparse
import sys

from bot.card.emulator.options import add_emulate_parser

PARTS_MISSING = 3


def add_card_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `card` and `card emulate` to the program's commands."""
    card = subparsers.add_parser(
        "card",
        help="リーダーに置かれたマイナンバーカードを、暗証番号なしで読み取る",
        description="リーダーに置かれたカードの、電子証明書の有効期限を読みます。暗証番号は使いません。何も保存しません。",
        epilog="終了コード: 0 読めた、1 読めなかった、2 使い方や設定の誤り、3 サービス・リーダー・部品がない",
    )
    card.add_argument("--json", action="store_true", help="JSON で出す")
    card.add_argument("--reader", metavar="NAME", help="使うリーダーの名前（先頭の一部でよい）")
    card.add_argument("--watch", action="store_true", help="カードの出し入れを見つづける（Ctrl-C で終わり）")
    card.add_argument("--pins", action="store_true", help="暗証番号を入力できる残り回数も調べる（回数は減らない）")
    card.set_defaults(run=run_card)
    inner = card.add_subparsers(dest="card_command", metavar="emulate")
    add_emulate_parser(inner)


def run_card(args: argparse.Namespace) -> int:
    """Run `card` or `card emulate` and return the exit code; see their `run` functions."""
    try:
        if args.card_command == "emulate":
            from bot.card.emulator import runner

            return runner.run(args)
        from bot.card import terminal

        return terminal.run(args)
    except ModuleNotFoundError as error:
        if (error.name or "").startswith("bot"):
            raise
        print(f"カードの部品（{error.name}）がありません。", file=sys.stderr)
        print("make setup-kiosk を実行してください。", file=sys.stderr)
        print("キオスクだけの機械では pip install -r requirements/kiosk.txt です。", file=sys.stderr)
        return PARTS_MISSING
