"""Writings of a My Number as people make them, and ordinary sentences with numbers: made up, by seed, without end.

`a_writing(chance)` and `an_ordinary(chance)` take the only source of chance; the same seed gives the same text.
Figures over many seeds: `python tests/bench/guard_table.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random
from typing import Final

# --- a number in pieces -------------------------------------------------------------------------------------------

SIZES: Final = ((4, 4, 4), (4, 4, 4), (4, 4, 4), (6, 6), (3, 3, 3, 3), (8, 4), (4, 8), (2, 2, 2, 2, 2, 2), (5, 7), (7, 5), (3, 4, 5), (10, 2), (2, 10), (11, 1), (9, 3))
DIGITS: Final = ("0123456789", "0123456789", "０１２３４５６７８９", "〇一二三四五六七八九", "零一二三四五六七八九", "①")
CIRCLED: Final = "⓪①②③④⑤⑥⑦⑧⑨"
KANA: Final = (
    ("ぜろ", "いち", "に", "さん", "よん", "ご", "ろく", "なな", "はち", "きゅう"),
    ("れい", "いち", "に", "さん", "し", "ご", "ろく", "しち", "はち", "く"),
    ("ゼロ", "イチ", "ニ", "サン", "ヨン", "ゴ", "ロク", "ナナ", "ハチ", "キュウ"),
    ("ゼロ", "イチ", "ニイ", "サン", "ヨン", "ゴオ", "ロク", "ナナ", "ハチ", "キュー"),
    ("れー", "いち", "にー", "さん", "しー", "ごー", "ろく", "なな", "はち", "きゅー"),
    ("ぜろ", "いち", "にい", "さん", "しい", "ごお", "ろく", "しち", "はち", "きゅう"),
    ("まる", "いち", "に", "さん", "よん", "ご", "ろく", "なな", "はち", "きゅう"),
    ("ｾﾞﾛ", "ｲﾁ", "ﾆ", "ｻﾝ", "ﾖﾝ", "ｺﾞ", "ﾛｸ", "ﾅﾅ", "ﾊﾁ", "ｷｭｳ"),
)
BETWEEN: Final = ("", " ", "　", "-", "－", "ー", "ｰ", "・", ".", "、", "，", "/", "\n", "の", " - ", "と", "_", "−", "…")
PAUSES: Final = ("、", "、、", " ", "。", "…", "、えっと、", "、えーと、", "、それから、", "、次に、", "、次は、", "、つぎは、", "、はい、", "、あー、", "、えー、", "、あのー、", "、うーん、", "、そして", "、あと、", "で、")
FRAMES: Final = (
    "{}", "{}", "{}です", "{}でした", "番号は{}です", "マイナンバーは{}です", "私のマイナンバーは{}なんですけど", "マイナンバー：{}", "個人番号 {} です", "これです {}", "12桁の番号は{}です",
    "カードに{}と書いてあります。登録できますか", "{}で登録したいです", "えっと、{}です", "番号を言います。{}", "（{}）", "「{}」です。合っていますか", "{} これで大丈夫ですか", "妻のは{}です",
)
LEADS: Final = (
    "", "", "", "はい、", "えっと、", "次は", "つぎは", "次、", "つぎ", "続きは", "続き", "あと", "それから", "残りは", "で、", "最後は", "そして", "あー、", "次に", "うん、", "その次は",
    "{n}つ目は", "{n}番目は", "次の{k}桁は", "真ん中は", "後ろは", "続けます。", "ええと、",
)
FIRST_LEADS: Final = ("", "", "番号を言います。", "番号は", "マイナンバーは", "最初は", "1つ目は", "番号の最初の{k}桁は", "はい、", "えっと、", "前半は", "個人番号は", "まず", "最初の{k}桁が")
TAILS: Final = ("", "", "", "です", "でした", "、", "で", "と", "です。", "になります", "ですね", "まで言いました")
ASIDES: Final = ("はい", "えっと", "続き", "ちょっと待ってください", "つぎ", "カードを見ています", "聞こえますか", "まだあります")
COUNTED: Final = ("最初が{}で、次が{}、最後が{}です", "最初の4桁が{}で、その次の4桁が{}、最後の4桁が{}です", "頭が{}、真ん中が{}、後ろが{}", "{}、えっと次が{}、それから{}です", "1つ目{}、2つ目{}、3つ目{}")


@dataclass(frozen=True)
class Writing:
    """`number`: the twelve digits. `messages`: what is sent, in order. `kind`: a row of the table."""

    kind: str
    number: str
    messages: tuple[str, ...]


def _pieces(number: str, sizes: Sequence[int]) -> list[str]:
    pieces, at = [], 0
    for size in sizes:
        pieces.append(number[at : at + size])
        at += size
    return pieces


def _in_digits(digits: str, chance: Random) -> str:
    alphabet = chance.choice(DIGITS)
    alphabet = CIRCLED if alphabet == "①" else alphabet
    return "".join(alphabet[int(digit)] for digit in digits)


def _in_kana(digits: str, chance: Random, between: Callable[[], str] = str) -> str:
    words = chance.choice(KANA)
    return between().join(words[int(digit)] for digit in digits) if between is str else "".join(
        words[int(digit)] + (between() if place < len(digits) - 1 else "") for place, digit in enumerate(digits)
    )


def _with_units(four: str) -> str:
    """1234 as 千二百三十四; not for a piece that begins with 0."""
    said = ""
    for digit, unit in zip(four, ("千", "百", "十", ""), strict=True):
        if digit != "0":
            said += ("" if digit == "1" and unit else "〇一二三四五六七八九"[int(digit)]) + unit
    return said


def _piece(digits: str, chance: Random, how: str) -> str:
    if how == "mixed":
        how = chance.choice(("digits", "digits", "kana", "pauses"))
    if how == "kana":
        return _in_kana(digits, chance)
    if how == "pauses":
        return _in_kana(digits, chance, lambda: chance.choice(("", "", "、", " ", "、えっと、", "、はい、")))
    return _in_digits(digits, chance)


def _one_message(number: str, chance: Random, how: str) -> str:
    if how == "kanji units":
        return chance.choice((" ", "、", "　", "の", "")).join(_with_units(piece) for piece in _pieces(number, (4, 4, 4)))
    if how == "one by one":
        return chance.choice(("、", " ", "-", "・", "　", ". ")).join(_in_digits(digit, chance) for digit in number)
    if how == "spoken":
        return _in_kana(number, chance, lambda: chance.choice(PAUSES))
    if how == "kana":
        gap = chance.choice(("", "", "", "、", " ", "の", "-"))
        return gap.join(_in_kana(piece, chance) for piece in _pieces(number, chance.choice(SIZES)))
    if how == "recogniser":
        return "".join(digit + (chance.choice(PAUSES) if chance.random() < 0.4 else "、") for digit in number).rstrip("、。… でえっとあーそして")
    between = chance.choice(BETWEEN)
    return between.join(_piece(piece, chance, how) for piece in _pieces(number, chance.choice(SIZES)))


def _several(number: str, chance: Random, how: str) -> tuple[str, ...]:
    count = chance.choice((0, 0, 0, 6, 12, -1))
    if count == 0:
        sizes = list(chance.choice(SIZES))
    elif count > 0:
        sizes = [12 // count] * count
    else:
        cuts = sorted(chance.sample(range(1, 12), chance.randrange(1, 8)))
        sizes = [b - a for a, b in zip([0, *cuts], [*cuts, 12], strict=True)]
    messages: list[str] = []
    for place, piece in enumerate(_pieces(number, sizes)):
        lead = chance.choice(LEADS if place else FIRST_LEADS).format(n=place + 1, k=len(piece))
        said = _piece(piece, chance, how)
        if said[0] in "にニﾆ" and lead[-1:] in ("ぎ", "き"):  # つぎに is "next", not "next: 2": people pause here
            lead += "、"
        messages.append(f"{lead}{said}{chance.choice(TAILS)}")
        if len(messages) + len(sizes) - place < 12 and place < len(sizes) - 1 and chance.random() < 0.1:
            messages.append(chance.choice(ASIDES))
    return tuple(messages)


ONE: Final = ("digits", "digits", "one by one", "kana", "spoken", "recogniser", "mixed", "kanji units", "parts with words")
MANY: Final = ("digits", "digits", "kana", "pauses", "mixed")


def a_writing(chance: Random) -> Writing:
    """A plausible writing of a random number, in one message or in up to twelve."""
    number = "".join(chance.choice("0123456789") for _ in range(12))
    if chance.random() < 0.5:
        how = chance.choice(MANY)
        return Writing(f"several messages, {how}", number, _several(number, chance, how))
    how = chance.choice(ONE)
    if how == "kanji units":  # nobody says a piece that begins with 0 this way
        number = "".join(str(chance.randrange(1001, 10000)) for _ in range(3))
    if how == "parts with words":
        text = chance.choice(COUNTED).format(*(_piece(piece, chance, "digits") for piece in _pieces(number, (4, 4, 4))))
    else:
        text = chance.choice(FRAMES).format(_one_message(number, chance, how))
    return Writing(f"one message, {how}", number, (text,))


# --- writings that nobody makes who only wants to be helped --------------------------------------------------------

_ROMAJI: Final = ("zero", "ichi", "ni", "san", "yon", "go", "roku", "nana", "hachi", "kyuu")
_OLD: Final = ("まる", "ひと", "ふた", "み", "よ", "いつ", "む", "なな", "や", "ここの")
CONTRIVED: Final[dict[str, Callable[[str], str]]] = {
    "romaji": lambda n: " ".join(_ROMAJI[int(digit)] for digit in n),
    "O and l for 0 and 1": lambda n: n.replace("0", "O").replace("1", "l"),
    "a mark after each digit": lambda n: "♥".join(n),
    "a letter after each digit": lambda n: "x".join(n),
    "tags around each digit": lambda n: "".join(f"<d>{digit}</d>" for digit in n),
    "億 and 万": lambda n: f"{n[:4]}億{n[4:8]}万{n[8:]}",
    "ひと, ふた, み": lambda n: "、".join(_OLD[int(digit)] for digit in n),
    "tens in kana (じゅうに)": lambda n: "、".join(f"{KANA[0][int(a)]}じゅう{KANA[0][int(b)]}" for a, b in zip(n[::2], n[1::2], strict=True)),
    "counts of things": lambda n: "".join(f"{n[at : at + 2]}個" for at in range(0, 12, 2)),
    "prices": lambda n: f"{n[:4]}円と{n[4:8]}円と{n[8:]}円",
    "pages": lambda n: "、".join(f"{n[at : at + 3]}ページ" for at in range(0, 12, 3)),
    "parts 60 characters apart": lambda n: "というところまではカードに書いてあるのを読めたのですが、そのあとは字がとても小さくて読みにくく、めがねをかけて見ますと".join((n[:4], n[4:8], n[8:])),
    "backwards in words": lambda n: "逆から読むと" + "".join(KANA[0][int(digit)] for digit in reversed(n)),
}
"""Shown in the table, promised to nobody."""


# --- ordinary sentences -------------------------------------------------------------------------------------------

WARDS: Final = ("北区", "板橋区", "足立区", "荒川区", "千代田区", "千葉市", "四日市市", "八王子市", "五反田", "六本木", "三鷹市", "九段", "一宮市", "百合ヶ丘", "二子玉川", "七尾市", "八戸市", "千歳市", "五所川原市", "十日町市", "三重県", "横浜市中区山下町", "北区王子本町", "赤羽西")
OFFICES: Final = ("03-3908-1131", "088-804-3038", "0120-95-0178", "050-3818-1250", "0570-783-578", "0120-279-889", "0570-0-55210", "０３－３９０８－１１３１", "（03）3908-1131", "0339081131", "03 3908 1131")
WITHOUT: Final = (
    "{w}に引っ越しました", "{w}から{v}へ引っ越します", "{w}の役所はどこですか", "いちいち来ないとだめですか", "にしにいくにはどうしますか", "ごくろうさまです", "しごとで行けません", "ごごにいくつもりです",
    "さんごの手術で入院します", "くにの制度ですか", "ろくに読んでいません", "はちがつに引っ越します", "いちばん早い方法は", "五十嵐と申します", "一人暮らしです", "三人家族です", "四月から働きます", "二十歳になります",
    "七五三のあとに行きます", "千葉の実家に住所があります", "百歳の祖母です", "万が一なくしたら", "一、二週間待っています", "なななんと届きました", "しちがつにしごとをやめました", "にちようびに開いていますか",
    "ななめに読んだ", "ごぜんちゅうにいく", "よんだけどわからない", "きゅうに具合が悪い", "ごにんかぞくです", "さんがつにけっこんします", "いちどにさんにん分できますか", "くがつにしにいきました",
)
WITH: Final = (
    "{date}に引っ越しました", "{date}に引っ越します。いつまでですか", "{date}から{date}まで入院します", "{date}の{time}に行けますか", "{time}から{time}まで開いていますか", "{n}日以内ですか", "{n}日、{n}日、{n}日のどれですか",
    "{n}歳です", "{n}歳の母と{n}歳の子どもがいます", "手数料は{yen}ですか", "{yen}かかると言われました", "{yen}と{yen}のどちらですか", "{yen}払わされました", "{many}枚交付されたそうですね", "人口{many}人の市です", "{many}人が登録したと聞いた",
    "暗証番号を{k}回間違えました", "4桁の暗証番号を忘れました", "署名用は6文字から16文字ですか", "12桁の番号は言わなくていいですか", "マイナンバーは何桁ですか", "{office}に電話したけど出ない", "{office}は何時まで", "{office}は北区の番号ですか",
    "{office}と{office}のどちらにかければいいですか", "電話は{office}で合っていますか", "#8008に電話したい", "110番と119番", "エラーコード{error}が出ました", "{error}と表示されて進めません", "エラー{five}になった", "{five}エラーで止まりました",
    "iPhone{phone}で使えますか", "iOS {ios}です", "Android {phone}のスマホです", "Windows{win}のパソコンで使えますか", "バージョン{ios}に更新しました", "{w}に{n}年住んでいます", "{w}{chome}丁目に引っ越しました", "{w}の2階の{k}番窓口ですか",
    "第{k}条はどういう意味ですか", "番号法第{n}条の{k}", "A4の紙でいいですか", "{k}人家族で{k}人分必要です", "{k}つ質問があります。1つ目は登録、2つ目は解除です", "{n}%の人が持っている", "{k}割負担です", "10割払いました",
    "令和{r}年{m}月に作りました", "昭和{s}年生まれです", "{year}年に作ったカードです", "{year}年度の保険証です", "{year}/{m}/{d}", "R{r}.{m}.{d}に転入", "{m}/{d}に行きます", "{m}月末で退職しました", "有効期限は{year}年{m}月{d}日です",
    "{n}分待ちました", "{k}時間かかりますか", "{k}週間前に申請しました", "{k}か月たちました", "{k}、{k}日前です", "{k}〜{n}日かかりますか", "{m}月と{m}月のどちら", "1と2のどちらですか", "はい、{k}番です", "https://www.example.jp/{five}.html を見ました",
    "受付番号は何に使いますか", "整理券は何枚ですか", "保険者番号は8桁ですか", "枝番は2桁ですか", "{many}円の医療費", "月に{yen}の給料です", "限度額は{yen}ですか", "{year}年{m}月{d}日{time}に予約しました", "{date}生まれの{n}歳です",
    "三千五百円かかりました", "二千二十六年に更新します", "千五百円と聞きました", "五百円で足りますか", "{w}の窓口は{time}まで、{n}人待ちでした", "{date}と{date}では{yen}違いますか", "QRコードが読めません", "{k}階の{n}番窓口は{time}からですか", "電話は{office}、受付は{time}からですよね",
)


def _date(chance: Random) -> str:
    m, d = chance.randrange(1, 13), chance.randrange(1, 29)
    year, era = chance.choice(((2026, "令和8"), (2025, "令和7"), (2027, "令和9"), (2024, "R6")))
    wide = str(m).translate(str.maketrans("0123456789", "０１２３４５６７８９"))
    return chance.choice((f"{m}月{d}日", f"{m}/{d}", f"{year}年{m}月{d}日", f"{era}年{m}月{d}日", f"{year}/{m}/{d}", f"{year}-{m:02}-{d:02}", f"{wide}月{d}日", f"{year}.{m}.{d}", "来月3日", "十二月三日"))


def _yen(chance: Random) -> str:
    amount = chance.choice((chance.randrange(1, 10) * 100, chance.randrange(1, 100) * 1000, chance.randrange(100, 1_000_000)))
    return chance.choice((f"{amount}円", f"{amount:,}円", f"¥{amount}", f"￥{amount:,}", f"{max(1, amount // 10_000)}万円", f"{amount:,}"))


def an_ordinary(chance: Random) -> str:
    """An everyday sentence of our subject that holds nothing personal."""
    pattern = chance.choice(WITH if chance.random() < 0.85 else WITHOUT)
    makers: dict[str, Callable[[], str]] = {
        "date": lambda: _date(chance), "yen": lambda: _yen(chance), "office": lambda: chance.choice(OFFICES), "w": lambda: chance.choice(WARDS), "v": lambda: chance.choice(WARDS),
        "time": lambda: chance.choice((f"{chance.randrange(8, 20)}時", f"{chance.randrange(8, 20)}:{chance.choice(('00', '15', '30', '45'))}", f"{chance.randrange(8, 20)}時{chance.choice((15, 30, 45))}分", f"午後{chance.randrange(1, 8)}時半")),
        "n": lambda: str(chance.randrange(1, 100)), "k": lambda: str(chance.randrange(1, 10)), "m": lambda: str(chance.randrange(1, 13)), "d": lambda: str(chance.randrange(1, 29)), "r": lambda: str(chance.randrange(1, 10)), "s": lambda: str(chance.randrange(1, 64)),
        "year": lambda: str(chance.randrange(2016, 2037)), "many": lambda: chance.choice((f"{chance.randrange(1000, 100_000_000):,}", str(chance.randrange(1, 999)), f"{chance.randrange(1, 10_000)}万")),
        "error": lambda: chance.choice((f"EW{chance.randrange(100, 1000)}-{chance.randrange(1000, 10_000)}", f"E{chance.randrange(100, 10_000)}", f"{chance.choice('ABEKW')}-{chance.randrange(100, 10_000)}")),
        "five": lambda: str(chance.randrange(10_000, 100_000)), "phone": lambda: str(chance.randrange(8, 18)), "ios": lambda: f"{chance.randrange(15, 27)}.{chance.randrange(0, 7)}.{chance.randrange(0, 4)}", "win": lambda: chance.choice(("10", "11")), "chome": lambda: str(chance.randrange(1, 9)),
    }
    text = pattern
    for name, make in makers.items():
        while f"{{{name}}}" in text:
            text = text.replace(f"{{{name}}}", make(), 1)
    return text
