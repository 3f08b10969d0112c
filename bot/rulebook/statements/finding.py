"""What the lint finds: one thing that an editor should mend, or look at."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from bot.rulebook.statements.typed_facts import PLACEHOLDER

_END: Final = re.compile(r"(?<=[。！？!?])|\n")
RULES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "easy.reading": "やさしい日本語：読みがない漢字、または読みの誤り",
        "easy.please": "やさしい日本語：してもらうことは「〜てください」と書く",
        "easy.long": "やさしい日本語：30字を超える文",
        "easy.spaces": "やさしい日本語：ことばの間に空きがない",
        "easy.words": "やさしい日本語：説明（…）のない難しいことば",
        "speech.long": "読み上げ：45字を超える文",
        "speech.marks": "読み上げ：声にすると誤る数字や記号",
        "source_talk": "資料や確認の話（読む人には関係がない）",
        "length.text": "文章が長い（120字、手順は240字まで）",
        "length.speech": "読み上げが長い（60字、手順は120字まで）",
        "must_say": "落としてはいけないことばがない、または決めていない",
        "covers": "二つの資料の文で、今どの文も答えていないもの",
        "lead": "はい・いいえで聞かれたのに、はい・いいえ・場合で始まらない",
        "caution": "英語の文に、英語の注意がない",
        "danger.paper": "危険のある人に、郵便の書類を注意なしで勧めている",
        "examples.twice": "同じ例文が二度ある",
        "examples.leaked": "例文が見本に近すぎる",
        "?examples.few": "例文が少ない（よくある用件は25、ほかは12）",
        "?en": "よくある用件の最初の文に英語がない",
        "?source_date": "文の側の日付と出典の側の日付が違う",
        "?tie": "同じ人に二つの答えが当てはまることがある（先の文が使われる）",
        "?old": "1年以上見ていない",
    }
)
"""Rules of the lint and what they say to an editor; a ? before the name: only to be looked at."""


@dataclass(frozen=True)
class Finding:
    """One finding. `where` is "file: id"; `rule` one of RULES."""

    where: str
    rule: str
    says: str

    @property
    def hint(self) -> bool:
        """True for what should be looked at and refuses nothing."""
        return self.rule.startswith("?")

    def __str__(self) -> str:
        return f"{self.where}: {self.rule.lstrip('?')}: {self.says}"


def sentences(wording: str) -> list[str]:
    """The sentences of a wording, each with its mark; lines end one too."""
    return [part for piece in _END.split(wording) if (part := piece.strip())]


def length(wording: str) -> int:
    """Characters, without spaces; a placeholder counts as four (contacts and days have a place of their own)."""
    return len(re.sub(r"\s", "", PLACEHOLDER.sub("○○○○", wording)))
