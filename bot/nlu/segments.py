"""Cutting a message into the questions in it. Pure."""

from __future__ import annotations

import re
from typing import Final

from bot.text import split_sentences

MOST: Final = 5  # pieces looked at
SHORTEST: Final = 5  # characters; shorter pieces join the one before
LONGEST_MESSAGE: Final = 110  # characters; a longer message is a story with one question in it
_ASKS: Final = re.compile(
    r"\?|か[。!]?$|かな|かしら|教えて|おしえて|下さい|ください|どこ|いつ|いくら|どう|何|なに|なん|誰|だれ|なぜ|たい(?:です|ん|のです|と)?|(?:方法|やり方|しかた|手順|期限|連絡先|場所|とき|こと|場合|手続き)$|ほしい|欲しい|頼(?:む|み)|お願い|の[。]?$"
)
# 「登録の方法と、暗証番号を忘れたときのことを教えて」: two things named in one sentence
_ENUMERATION: Final = re.compile(
    r"(?:(?<=方法)|(?<=やり方)|(?<=しかた)|(?<=期限)|(?<=連絡先)|(?<=場所)|(?<=こと)|(?<=手続き)|(?<=場合)|(?<=とき))"
    r"(?:と|や|、それと|、あと)、?(?=.{5})"
)
_ANOTHER: Final = re.compile(r"^(?:あと|それと|それから|また|ついでに|もう(?:一つ|ひとつ|1つ))、?")


_LATIN: Final = re.compile(r"[!-~ ]{10,}")


def without_code(text: str) -> str:
    """The Japanese part of a text that also holds a run of code or another language ("DROP TABLE users; -- 期限は?")."""
    rest = _LATIN.sub(" ", text).strip()
    return rest if len(rest) >= 6 else text


# 「カードをなくしました。どうすればいいですか」: the question has its subject in the sentence before
_NO_SUBJECT: Final = re.compile(
    r"^(?:どう(?:すれば|したら|なり|なる)|何をすれば|なにをすれば|どこ(?:に|で|へ)|いつまで|いくら|どちらに).{0,14}$"
)


def split_questions(text: str) -> tuple[str, ...]:
    """The sentences of `text` that ask something; empty when not at least two do, or when it is a long story."""
    if len(text) > LONGEST_MESSAGE:
        return ()
    pieces: list[str] = []
    for sentence in (part for whole in split_sentences(text) for part in _ENUMERATION.split(whole)):
        if pieces and (len(sentence) < SHORTEST or _NO_SUBJECT.match(sentence)):
            pieces[-1] += sentence
        else:
            pieces.append(sentence)
    asking = [piece for piece in pieces if _ASKS.search(piece) or _ANOTHER.match(piece)]
    return tuple(asking[:MOST]) if len(asking) >= 2 else ()
