"""Easy Japanese of one school: every kanji read, words apart, ください for what to do, short sentences, no hard words. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from bot.rulebook.statements.finding import length, sentences
from bot.rulebook.statements.ruby import faults, in_kana, without_readings
from bot.rulebook.statements.typed_facts import PLACEHOLDER

LONGEST: Final = 30
UNSPACED: Final = 14
_DEEDS: Final = re.compile(
    r"(?:もって|つれて)?(?:いき|かえし|わたし|だし|おくり|いれ|えらび|おし|かざし|かき|よみ|きき|いい|たのみ|まち|みせ|つたえ|とめ|しらべ|"
    r"もうしこみ|けし|よび|てつづきし|でんわし|そうだんし|メモし|ログインし|ダウンロードし|タッチし|よやくし|ほぞんし|かくにんし|"
    r"せっていし|とどけ)ます"
)
_OTHERS: Final = re.compile(
    r"(?:ひと|ひとたち|かた|ほんにん|かぞく|いしゃ|おいしゃさん|せんせい|やくしょ|しやくしょ|くやくしょ|くみあい|かいしゃ|びょういん|やっきょく|けいさつ|"
    r"くに|かかり|まどぐち|スタッフ|カード|きかい|てがみ|かみ|けんこうほけん|ほけん|とうけん|ゆうびんきょく|がめん|こえ|でんわ)[がは]"
)
_HARD: Final = re.compile(
    r"(フラグ|ダウンロード|データ|ログイン|オンライン|アプリ|システム|サイト|チャット|インストール|アカウント|パスワード|"
    r"キャンセル|サービス|リセット|ロック|ファイル)"
)
_PLAIN: Final = ("アプリ", "サイト", "チャット", "サービス", "ロック", "オンライン", "ログイン")
"""Words that learners know from their telephones: no gloss is asked for."""


def easy_faults(wording: str) -> Iterator[tuple[str, str]]:
    """(rule, what is wrong) for a wording in easy Japanese."""
    said = PLACEHOLDER.sub("", wording)
    for fault in faults(said):
        yield "easy.reading", fault
    for sentence in sentences(wording):
        plain = without_readings(sentence)
        if length(plain) > LONGEST:
            yield "easy.long", f"{length(plain)} characters 「{plain}」"
        if any(length(part) > UNSPACED for part in re.split(r"[ 、，「」（）]", plain)):
            yield "easy.spaces", f"「{plain}」"
        kana = in_kana(sentence).rstrip("。！!」")
        *before, last = kana.split(" ")
        another = before and before[-1].endswith("が") or _OTHERS.search("".join(before))
        if _DEEDS.fullmatch(last) and not another:
            yield "easy.please", f"{last} 「{plain}」"
        for word in _HARD.finditer(plain):
            if word[0] not in _PLAIN and not plain[word.end() :].lstrip(" 」").startswith("（"):
                yield "easy.words", f"{word[0]} 「{plain}」"
