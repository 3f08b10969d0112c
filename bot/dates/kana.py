"""Date words written in kana (らいげつみっか, きのう) and the spelling the patterns know. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

# A kana word counts only where a word can begin: not inside とうきょう (東京) or えいきょう (影響). The last
# words are told from anything else, so that a spoken filler may run into them (えっとらいげつ).
_BEGINS = re.compile(
    r"(?=[ぁ-ん])(?:(?<![ぁ-ゖー])|(?<=[はがをにもでの])"
    r"|(?=さらい[げし]|らいげつ|[こせ]んげつ|せんせん|らいしゅう"
    r"|[こせ]んしゅう"
    r"|きょねん|あさって|おとと))"
)
_PARTICLE = r"(?=に(?!つい|かん|関|ち)|の|は|を|が|も|で|と|まで|から|より|へ|[、。,.)!?\s]|$"
_ENDS = _PARTICLE + r"|[^ぁ-ゖー])"
_COUNTED = r"(?=まえ|ご(?![ろと])|いない|かん|いじょう)"

_PLAIN_WORDS = {
    "れいわ": "令和", "へいせい": "平成", "しょうわ": "昭和", "がんねん": "元年",
    "らいねん": "来年", "さらいねん": "再来年", "きょねん": "去年", "さくねん": "昨年", "おととし": "一昨年",
    "ことし(?![かたてな])": "今年", "ねんまつ": "年末", "ねんどまつ": "年度末",
    "こんげつ": "今月", "らいげつ": "来月", "さらいげつ": "再来月",
    "よくげつ": "翌月", "よくよくげつ": "翌々月", "よくしゅう": "翌週", "よくねん": "翌年",
    "つぎのつき(?=[のはに、。]|$)": "次の月", "つぎのしゅう(?=[のはに、。]|$)": "次の週", "らいらいげつ": "来々月",
    "せんげつ": "先月", "せんせんげつ": "先々月",
    "げつまつ": "月末", "こんしゅう": "今週", "らいしゅう": "来週", "さらいしゅう": "再来週",
    "せんしゅう": "先週", "せんせんしゅう": "先々週", "しゅうまつ": "週末",
    "ほんじつ": "本日", "あした": "明日", "あさって": "明後日", "しあさって": "しあさって",
    "おととい": "一昨日", "おとつい": "一昨日", "さくじつ": "昨日", "さきおととい": "一昨々日",
    r"あす(?=[はにのもまか、。\s]|$|[^ぁ-ゖー])": "明日",
    # 機能, 協会, 京都, 兄弟 ... begin with the same sounds.
    r"きのう(?![がをしせ])": "昨日",
    r"きょう(?!かい|か[^らも]|だい|と(?![ど明あ])|りょ|せい|つう|ゆう|い[くん]|そう|み"
    r"|し[つゃ]|じゅ|ぎ|ちょ|よう|わ|さん|てい)":
        "今日",
    "げつよう(?:び)?": "月曜", "かようび": "火曜", "すいよう(?:び)?": "水曜", "もくよう(?:び)?": "木曜",
    "きんよう(?:び)?": "金曜", "どよう(?:び)?": "土曜", "にちよう(?:び)?": "日曜",
    "はんとし" + _COUNTED: "半年", "ひとつき" + _COUNTED: "1か月", "ひと月": "1か月", "ふた月": "2か月",
    "おおみそか": "大晦日", "がんじつ": "元日", "がんたん": "元旦",
}  # fmt: skip


_DAYS = {"ついたち": 1, "ふつか": 2, "みっか": 3, "よっか": 4, "むいか": 6, "ここのか": 9, "とおか": 10,
         "はつか": 20, "じゅうよっか": 14, "にじゅうよっか": 24}  # fmt: skip
# いつか (some day), なのか (is it), ようか (shall I) are dates only after a month or before 前, 後 ...
_DOUBTFUL_DAYS = {"いつか": 5, "なのか": 7, "ようか": 8}
_COUNTS = {"いっ": 1, "いち": 1, "に": 2, "さん": 3, "よん": 4, "ご": 5, "ろっ": 6, "ろく": 6, "なな": 7,
           "はち": 8, "はっ": 8, "きゅう": 9, "じゅっ": 10, "じっ": 10}  # fmt: skip


def _kana_numbers() -> dict[str, int]:
    """Return the readings of 1 to 99 (not every variant, the usual ones)."""
    ones = {"いち": 1, "に": 2, "さん": 3, "よん": 4, "し": 4, "よ": 4, "ご": 5, "ろく": 6,
            "なな": 7, "しち": 7, "はち": 8, "きゅう": 9, "く": 9}  # fmt: skip
    names = ("じゅう", "にじゅう", "さんじゅう", "よんじゅう", "ごじゅう", "ろくじゅう")
    tens = {name: 10 * count for count, name in enumerate(names, start=1)}
    both = {ten + one: high + low for ten, high in tens.items() for one, low in ones.items()}
    return ones | tens | both


def _kana_words() -> list[tuple[str, str, str]]:
    """Return (what must stand before, pattern from two plain kana on, folded spelling) of each word."""
    words = list(_PLAIN_WORDS.items())
    numbers = _kana_numbers()
    words += [(kana + "がつ", f"{n}月") for kana, n in numbers.items() if n <= 12]
    words += [("にせん" + kana + "ねん", f"{2000 + n}年") for kana, n in numbers.items()]
    words += [(kana + "にち" + _ENDS, f"{n}日") for kana, n in numbers.items() if 10 < n <= 31]
    words += [(kana + _ENDS, f"{n}日") for kana, n in _DAYS.items()]
    words += [(kana + _COUNTED, f"{n}日") for kana, n in (_DAYS | _DOUBTFUL_DAYS).items()]
    for kana, n in _COUNTS.items():
        words += [(kana + "かげつ", f"{n}か月"), (kana + "しゅうかん", f"{n}週間")]
        words += [(kana + "ねん" + _COUNTED, f"{n}年")]
    # In にじゅうさんにち the に is part of the number, not a particle before じゅうさん.
    # もしもし、あさって is no しあさって.
    not_after = {"じゅう": "(?<!に)", "しあさ": "(?<!もしも)"}
    rows = [(not_after.get(kana[:3], ""), kana, new) for kana, new in words]
    rows += [("(?<=[和成])", kana + "ねん", f"{n}年") for kana, n in numbers.items()]
    rows += [("(?<=[月年])", "まつ", "末")]
    for kana, n in _DOUBTFUL_DAYS.items():
        # 12月なのか at the end of a text asks "is it December".
        ending = _PARTICLE.replace("|$", "") + ")" if kana == "なのか" else _ENDS
        rows += [(before, kana + ending, f"{n}日") for before in ("(?<=月)", "(?<=月の)")]
    return rows


@lru_cache(maxsize=1)
def _words_by_beginning() -> dict[str, list[tuple[str, str, str]]]:
    table: dict[str, list[tuple[str, str, str]]] = {}
    for row in _kana_words():
        table.setdefault(row[1][:2], []).append(row)
    return table


@lru_cache(maxsize=512)
def _pattern(beginning: str) -> tuple[re.Pattern[str], tuple[str, ...]]:
    rows = sorted(_words_by_beginning()[beginning], key=lambda row: -len(row[1]))
    pattern = "|".join(f"({before}{kana})" for before, kana, _ in rows)
    return re.compile(pattern), tuple(spelling for _, _, spelling in rows)


def find_kana_words(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield (start, end, folded spelling) of the kana date words of `text`, in order, not overlapping."""
    table = _words_by_beginning()
    done = 0
    for begin in _BEGINS.finditer(text):
        start = begin.start()
        beginning = text[start : start + 2]
        if start < done or beginning not in table:
            continue
        pattern, spellings = _pattern(beginning)
        match = pattern.match(text, start)
        if match and match.lastindex:
            done = match.end()
            yield start, done, spellings[match.lastindex - 1]
