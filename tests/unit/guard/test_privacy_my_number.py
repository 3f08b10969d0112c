"""A My Number is refused and gone in every writing. The numbers are made up."""

import itertools
import re
import unicodedata

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from bot.guard.guard import PLACEHOLDERS, guard
from bot.guard.numbers import has_valid_check_digit

KANA = ("ぜろ", "いち", "に", "さん", "よん", "ご", "ろく", "なな", "はち", "きゅう")
KANA_2 = ("れい", "いち", "にー", "さん", "し", "ごー", "ろく", "しち", "はち", "く")
KATAKANA = ("ゼロ", "イチ", "ニ", "サン", "ヨン", "ゴ", "ロク", "ナナ", "ハチ", "キュウ")
ENGLISH = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


def with_check_digit(eleven: str) -> str:
    return next(eleven + d for d in "0123456789" if has_valid_check_digit(eleven + d))


def spell(digits: str, alphabet: str | tuple[str, ...], between: str = "") -> str:
    return between.join(alphabet[int(d)] for d in digits)


def grouped(digits: str, between: str, *sizes: int) -> str:
    at = [0, *itertools.accumulate(sizes or (4, 4, 4))]
    return between.join(digits[a:b] for a, b in itertools.pairwise(at))


KANJI = "〇一二三四五六七八九"
ALPHABETS = (
    ["０１２３４５６７８９", "〇一二三四五六七八九", "零壱弐参肆伍陸漆捌玖", "⓪①②③④⑤⑥⑦⑧⑨", "⓿❶❷❸❹❺❻❼❽❾", "⁰¹²³⁴⁵⁶⁷⁸⁹"]
    + ["₀₁₂₃₄₅₆₇₈₉", "٠١٢٣٤٥٦٧٨٩", "०१२३४५६७८९", "๐๑๒๓๔๕๖๗๘๙", "𝟎𝟏𝟐𝟑𝟒𝟓𝟔𝟕𝟖𝟗", "𝟶𝟷𝟸𝟹𝟺𝟻𝟼𝟽𝟾𝟿"]
)
BETWEEN_GROUPS = [*" 　-−ー―–‐・.．_/／,、，:|~\n\t😀\u200b\u2060\u00ad", "の", "と", " の ", " - ", "..."]
BETWEEN_GROUPS += ["ハイフン", "、えーと、", "、それから", "次は"]
GROUPINGS = [(3, 3, 3, 3), (2, 2, 2, 2, 2, 2), (6, 6), (3, 4, 5), (1, 11), (11, 1), (8, 4), (5, 7)]


def writings(n: str) -> list[str]:
    """Return many writings of the twelve digits `n`, from plain to nasty."""
    wide = spell(n, ALPHABETS[0])
    a, b, c = n[:4], n[4:8], n[8:]
    plain = [n, f"番号は{n}です", f"マイナンバー{n}を登録したい", f"（{n}）", f"abc{n}xyz", f"{n}円", f"{n}@"]
    plain += [between.join(n) for between in (" ", "-", "、", "\n", "\u200d")] + ["、".join(wide)]
    groups = [grouped(n, between) for between in BETWEEN_GROUPS]
    groups += [grouped(n, between, *sizes) for sizes in GROUPINGS for between in (" ", "-")]
    groups += [grouped(wide, "－"), grouped(spell(n, KANJI), "の"), f"「{a}」「{b}」「{c}」"]
    groups += [f"{a} {b} {c}番", f"わたしのは{a} {b}\n{c}なんですけど", f"今日2026/12/3 {n}"]
    scripts = [spell(n, alphabet) for alphabet in ALPHABETS]
    mixed = [f"{a}{wide[4:8]}{spell(c, KANJI)}", f"{a}, {wide[4:8]}，{c}", f"{a}{KANA[int(n[4])]}{n[5:]}"]
    spoken = [spell(n, words) for words in (KANA, KANA_2, KATAKANA)] + [spell(n, ENGLISH, " ")]
    spoken += [spell(n, KANA, between) for between in ("、", " ", "の")]
    apart = [f"最初が{a}で次が{b}、最後は{c}です", f"<b>{a}</b><b>{b}</b><b>{c}</b>"]
    hidden = [f"\u202e{n}\u202c", "".join(d + "\ufe0f\u20e3" for d in n), "".join(f"&#{ord(d)};" for d in n)]
    hidden += [f"https://example.jp/{a}/{b}/{c}", f"https://example.jp/?n={n}"]
    longer = [f"123{n}", f"1234{n}"]
    return plain + groups + scripts + mixed + spoken + apart + hidden + longer


NUMBERS = [with_check_digit("12345678901"), with_check_digit("98765432109"), "284719305566"]
ALL_WRITINGS = [w for n in NUMBERS for w in writings(n)]


def digits_in(text: str) -> str:
    text = unicodedata.normalize("NFKC", text)
    return "".join(str(v) for c in text if (v := unicodedata.digit(c, None)) is not None)


def test_the_table_is_large() -> None:
    assert len(set(ALL_WRITINGS)) >= 150


@pytest.mark.parametrize("writing", ALL_WRITINGS)
def test_a_number_of_twelve_digits_is_refused_and_gone(writing: str) -> None:
    guarded = guard(writing)
    assert guarded.refuses
    left = guarded.text
    for placeholder in PLACEHOLDERS.values():
        left = left.replace(placeholder, "")
    assert len(digits_in(left)) <= 3
    assert not any(word in left for word in ("さんよん", "イチ", "seven", "二三", "弐"))


@pytest.mark.parametrize(
    ("eleven", "check"),
    [
        ("12345678901", "8"),
        ("11111111111", "8"),
        ("98765432109", "3"),
        ("00000000000", "0"),
        ("10000000000", "5"),
    ],
)
def test_check_digit(eleven: str, check: str) -> None:
    assert [d for d in "0123456789" if has_valid_check_digit(eleven + d)] == [check]


@pytest.mark.parametrize(
    "text", ["", "12345678901", "1234567890188", "12345678901a", "１２３４５６７８９０１８"]
)
def test_check_digit_of_anything_else_is_wrong(text: str) -> None:
    assert not has_valid_check_digit(text)


SEPARATORS = [
    "",
    "",
    " ",
    "　",
    "-",
    "−",
    "ー",
    "・",
    "_",
    "/",
    "、",
    ",",
    "\n",
    "の",
    "\u200b",
    "  ",
    " - ",
    "😀",
    "と",
]
FRAMES = [
    "{}",
    "番号は{}です",
    "これ{}で登録できますか?",
    "12月3日に引っ越し、{}、14日以内",
    "{} 2人分",
    "R8.12.3 {}",
    "a{}b",
    "〔番号〕{}",
    "{}円",
]
WRITINGS = ["0123456789", "０１２３４５６７８９", "〇一二三四五六七八九", "⓪①②③④⑤⑥⑦⑧⑨"]


@settings(max_examples=400, deadline=None)
@given(
    st.text("0123456789", min_size=12, max_size=12),
    st.lists(st.sampled_from(SEPARATORS), min_size=11, max_size=11),
    st.lists(st.sampled_from(WRITINGS), min_size=12, max_size=12),
    st.sampled_from(FRAMES),
)
def test_no_five_digits_in_a_row_survive(digits: str, between: list[str], how: list[str], frame: str) -> None:
    written = "".join(w[int(d)] + s for w, d, s in zip(how, digits, [*between, ""], strict=True))
    plain = "".join(d + s for d, s in zip(digits, [*between, ""], strict=True))
    assume(
        not re.search(r"(19|20)\d\d\D{1,3}\d{1,2}\D{1,3}\d{1,2}|\d\D*/\D*\d.*\d\D*/\D*\d", plain)
    )  # reads as days
    guarded = guard(frame.format(written))
    left = digits_in(guarded.text)
    assert guarded.refuses or "phone" in guarded.found  # 0312 345678 90円 may be a phone number and a price
    assert not any(digits[i : i + 5] in left for i in range(8))
