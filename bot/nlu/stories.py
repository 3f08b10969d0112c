"""What is read of a long message: the sentences that ask. Pure.

A story of a thousand characters holds one question among what led to it; the encoder needs a second for it and hears
the story, not the question. So a message longer than `LONGEST_WHOLE` is read by its asking sentences, at most
`MOST_READ` characters: a turn costs the same whatever is sent.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Final

from bot.text import split_sentences

ASKING: Final = "asking_part"  # of a message: what of it is read
LONGEST_WHOLE: Final = 130  # characters; the longest training example has 141
MOST_READ: Final = 160  # characters of a longer message; 120, 160 and 200 were measured (docs/understanding.md)
LONGEST_SENTENCE: Final = 70  # characters; what runs on longer is speech without marks, and cut where it breathes
# concepts (concepts.yml) that tell nothing of what a story is about
_NEUTRAL: Final = frozenset(
    (
        *("family", "hello", "thanks", "goodbye", "bot", "mine", "soon", "job", "money", "danger"),
        *("hospital", "old", "how", "check", "support", "reception"),
    )
)

# 教えて and どう are what one asks the desk with; 困 and 心配 tell of it; a bare か may be a story's own question
_WEIGHTS: Final[tuple[tuple[float, re.Pattern[str]], ...]] = (
    (3.0, re.compile(r"教えて|おしえて|知りたい|しりたい|伺い|うかがい|お尋ね|聞きたい")),
    (
        2.0,
        re.compile(
            r"(?:です|ます|でしょう|ません|でき|られ|れる|もの|ない|た|の)(?:ん|の)?(?:か|かね|かな|かしら)(?:[。?、]|$)|\?"
        ),
    ),
    (
        2.0,
        re.compile(
            r"どう(?:すれば|したら|やって|いう|なり|なる)|どないしたら|どのように|いつまで|何日|どこ(?:に|で|へ|を|が)|どこ$"
            r"|どんな|いくら|誰が|だれが"
        ),
    ),
    (2.0, re.compile(r"お願い(?:し|でき|いたし)|ください|下さい|もらえ|いただけ|つないで")),
    (1.5, re.compile(r"たい(?:です|んです|のです|ん|と思)|ほしい|欲しい|てほし|たい[。]?$")),
    (1.0, re.compile(r"方法|やり方|手順|手続き|しかた|仕方|期限|連絡先|電話番号|必要なもの|メリット|仕組み")),
    (0.5, re.compile(r"困|心配|わかりません|分かりません|わからない|分からない|不安")),
)
# 「…と聞きました」「…と言われました」: told of somebody else's words
_TOLD: Final = re.compile(
    r"(?:と|って|に)(?:聞き|聞い|言われ|言って|いわれ|書いて|書かれ|話し|申し|言い|言う)|でしたか|でしたが|ましたが?[。]?$"
)
_BREATH: Final = re.compile(
    r"(?<=ですけど)|(?<=ですけども)|(?<=ますけど)|(?<=ましたけど)|(?<=ですが)|(?<=ますが)|(?<=でして)|(?<=まして)"
    r"|(?<=ました)(?!か|が|け|ら|の)|(?<=ません)(?!か|が|け|で|の)|(?<=ですし)|(?<=ますから)|(?<=ですから)"
    r"|(?<=んです)(?!か|が|け|よ|ね|し)|(?<=ので)(?!す)|(?<=です)(?=[一-龥ァ-ヴ])|(?<=ます)(?=[一-龥ァ-ヴ])|、"
)


def is_long(text: str) -> bool:
    """Whether only a part of the normalised text is read."""
    return len(text) > LONGEST_WHOLE


def _pieces(text: str) -> Iterator[str]:
    """Sentences; of one that runs on, stretches of about `LONGEST_SENTENCE` characters."""
    for sentence in split_sentences(text):
        if len(sentence) <= LONGEST_SENTENCE:
            yield sentence
            continue
        stretch = ""
        for part in _BREATH.split(sentence):
            if stretch and len(stretch) + len(part) > LONGEST_SENTENCE:
                yield stretch
                stretch = ""
            stretch += part
            while len(stretch) > MOST_READ:
                yield stretch[:MOST_READ]
                stretch = stretch[MOST_READ:]
        if stretch:
            yield stretch


def asks(sentence: str) -> float:
    """How much a sentence asks: 0 for none, 3 and more for a clear question."""
    weight = sum(value for value, pattern in _WEIGHTS if pattern.search(sentence))
    return weight - 1.5 if weight and _TOLD.search(sentence) else weight


def naming(concepts: Iterable[str]) -> float:
    """How much of our business a sentence with these concepts names, from 0 to 2."""
    return min(2.0, float(sum(name not in _NEUTRAL and not name.startswith("other") for name in set(concepts))))


def asking_part(text: str, subject: Callable[[str], float]) -> str:
    """`text` itself when it is short, else its asking sentences and those that name what they are about, in their order,
    `MOST_READ` characters at most. `subject` is `naming` of a sentence. Never empty for a text that is not."""
    if not is_long(text):
        return text
    pieces = list(dict.fromkeys(_pieces(text))) or [text[:MOST_READ]]
    worth = []
    for piece in pieces:
        asking, named = asks(piece), subject(piece)
        worth.append(asking + named if asking > 0 else 0.5 * named)
    best = max(range(len(pieces)), key=lambda place: (worth[place], place))
    chosen, room = {best}, MOST_READ - len(pieces[best])
    # then what else is asked, and what it is about: the nearest before the question first
    rest = [place for place in range(len(pieces)) if place != best and worth[place] > 0]
    for place in sorted(rest, key=lambda place: (-round(worth[place]), place > best, abs(place - best))):
        if len(pieces[place]) <= room:
            chosen.add(place)
            room -= len(pieces[place])
    return "".join(pieces[place] for place in sorted(chosen))[:MOST_READ]
