"""What the lists cannot hold: veiled words of danger, and whose thing is meant, recognised by weighted pieces of words.

Linear models over pieces of two to five characters, learned by `bot/nlu/risk.py` from `data/risk`. They are data
(`risk_model.json`, `others_model.json`); judging a message is a sum, so it needs no engine.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from math import sqrt
from pathlib import Path
from typing import Final

from bot.reading.marks import compact, spaced

RISK: Final = Path(__file__).with_name("risk_model.json")
OTHERS: Final = Path(__file__).with_name("others_model.json")
SAYS_SOMETHING: Final = 12  # characters; of less the models know too little
SIZES: Final = (2, 3, 4, 5)
MARKS: Final = frozenset("ⓈⓅⒺⒸⓄⓀⒻ")
SCALE: Final = 1000.0  # weights are stored as whole thousandths


# Who and what, whatever the word: 「妻のカードを」 and 「旦那の保険証を」 are one direction. Tried on compact text.
_ROLES: Final = tuple(
    (mark, re.compile(words))
    for mark, words in (
        (
            "Ⓢ",
            "私|わたくし|わたし|あたし|うち(?=[のがはをに])|僕|ぼく|俺|おれ|自分|じぶん|わし|本人|i(?= )|my |me(?= )",
        ),
        (
            "Ⓟ",
            "元?(?:妻|つま|嫁さん|嫁はん|嫁|よめ|家内|かない|奥さん|おくさん|女房|夫|おっと|旦那さん|旦那|だんな|主人|しゅじん|亭主|彼女|かのじょ|"
            "彼氏|かれし|彼|元かの|元かれ|配偶者|ぱーとなー|恋人|相手|あいて|あいつ|あの人|あのひと|相方|wife|husband|partner|boyfriend|girlfriend)",
        ),
        (
            "Ⓔ",
            "義?(?:父|母|お父さん|お母さん|ちち|はは|両親|親|おや|祖父|祖母|じいちゃん|ばあちゃん|おじいさん|おばあさん|姑|舅|叔母|叔父|伯母|伯父|"
            "mother|father|parents|grandmother|grandfather)",
        ),
        ("Ⓒ", "息子|むすこ|娘|むすめ|子ども|子供|こども|赤ちゃん|孫|まご|長男|長女|次男|次女|son|daughter|child|baby"),
        (
            "Ⓞ",
            "兄貴|兄|姉|弟|妹|友人|友達|ともだち|知人|同僚|上司|部下|社員|従業員|患者さん|患者|利用者|入居者|住人|隣人|隣の人|近所の人|客|"
            "るーむめいと|拾った|ひろった|拾いました|借りた|かりた|他人|[一-龥]{1,3}(?:さん|様|氏)|friend|colleague|roommate|neighbou?r|boss|brother|sister",
        ),
        (
            "Ⓚ",
            "まいなんばーかーど|まいな保険証|まいなかーど|まいなほけんしょう|健康保険証|保険証|ほけんしょう|資格確認書|電子証明書|かーど|ぽーたる|"
            "暗証番号|あんしょうばんごう|card",
        ),
        (
            "Ⓕ",
            "閲覧制限|支援措置|自己情報提供不可(?:ふらぐ)?|不開示(?:該当)?(?:ふらぐ)?|制限|ふらぐ|せいげん|restriction",
        ),
    )
)


def roles(plain: str) -> str:
    """Compact text with a mark for each person and thing."""
    for mark, words in _ROLES:
        plain = words.sub(mark, plain)
    return plain


def names_somebody(text: str) -> bool:
    """True when another person is named: a partner, a parent, a child, anybody."""
    return not frozenset("ⓅⒺⒸⓄ").isdisjoint(roles(compact(text)))


def _runs(text: str) -> set[str]:
    whole = f"^{text}$"
    return {whole[start : start + size] for size in SIZES for start in range(len(whole) - size + 1)}


def pieces(text: str) -> frozenset[str]:
    """The pieces of one message: character runs of its compact form, the same with persons and things marked, and words
    and pairs of words in Latin letters."""
    plain = compact(text)
    marked, found = roles(plain), _runs(plain)
    if marked != plain:
        found.update(run for run in _runs(marked) if not MARKS.isdisjoint(run))
    words = [word for word in spaced(text).split() if word.isascii()]
    found.update(f" {word} " for word in words)
    found.update(f" {one} {two} " for one, two in zip(words, words[1:], strict=False))
    return frozenset(found)


def parts(text: str) -> tuple[str, ...]:
    """A message as a whole and, when it has several sentences, each of them: a cry for help may stand in a long story."""
    lines = [line for mark in text.replace("！", "。").replace("？", "。").splitlines() for line in mark.split("。")]
    sentences = [line for line in lines if len(line.strip()) >= SAYS_SOMETHING]
    return (text, *sentences[:40]) if len(sentences) > 1 else (text,)


@dataclass(frozen=True)
class RiskModel:
    """kinds: names; weights: piece -> its weight for danger at all, then one a kind; bias: the same; limit: above it the
    score for danger at all means danger."""

    kinds: tuple[str, ...]
    weights: Mapping[str, tuple[int, ...]]
    bias: tuple[float, ...]
    limit: float

    def scores(self, text: str) -> tuple[float, ...]:
        """How much one part speaks of danger at all, then of each kind."""
        found = pieces(text)
        known = [self.weights[piece] for piece in found if piece in self.weights]
        length = sqrt(len(found)) * SCALE
        totals = map(sum, zip(*known, strict=True)) if known else [0] * len(self.bias)
        return tuple(bias + total / length for bias, total in zip(self.bias, totals, strict=True))

    def strength(self, text: str) -> float:
        """How far the message or one of its sentences is above the limit; 0 or less: nothing of it."""
        return max(self.scores(part)[0] for part in parts(text)) - self.limit

    def found(self, text: str, margin: float = 0.0) -> frozenset[str]:
        """The kinds that the message or one of its sentences tells of, `margin` above the limit: of each the likeliest."""
        every = [self.scores(part) for part in parts(text)]
        return frozenset(
            max(zip(scores[1:], self.kinds, strict=True))[1] for scores in every if scores[0] > self.limit + margin
        )


def read_model(plain: Mapping[str, object]) -> RiskModel:
    """The model from its JSON form."""
    kinds, bias, limit, weights = plain["kinds"], plain["bias"], plain["limit"], plain["weights"]
    assert isinstance(kinds, list) and isinstance(bias, list) and isinstance(limit, float) and isinstance(weights, dict)
    return RiskModel(tuple(kinds), {piece: tuple(values) for piece, values in weights.items()}, tuple(bias), limit)


@cache
def shipped_model(path: Path = RISK) -> RiskModel:
    """A model that comes with the product."""
    return read_model(json.loads(path.read_text(encoding="utf-8")))


def digest_lines(lines: Iterable[str]) -> str:
    """What the model was learned from, as a short digest; a test compares it, so that no old model stays."""
    from hashlib import sha256

    return sha256("\n".join(sorted(lines)).encode()).hexdigest()[:16]
