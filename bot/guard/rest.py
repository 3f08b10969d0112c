"""What is left of a message without what was masked in it. Pure."""

from __future__ import annotations

import re
from typing import Final

from bot.guard.guard import PLACEHOLDERS, Guarded
from bot.text import is_blank

_LITTLE: Final = re.compile(
    r"マイナンバー|個人番号|受付|整理券?|予約|番号|ばんごう|数字|次|つぎ|最初|最後|残り|それから|えっと|はい|わたし|私|は|の|が|です|これ|だよ|なんですけど|[、。,.:\s]"
)


def nothing_else(guarded: Guarded) -> bool:
    """Whether something was masked and the rest only says what it was: nothing is asked then."""
    if not guarded.found:
        return False
    rest = guarded.text
    for placeholder in PLACEHOLDERS.values():
        rest = rest.replace(placeholder, "")
    return is_blank(_LITTLE.sub("", rest))
