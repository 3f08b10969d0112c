"""One form for every text, sentences, and texts with nothing in them."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.text import MAX_CHARS, cut, fold, is_blank, normalise, split_sentences

NORMAL = [
    ("ﾏｲﾅﾝﾊﾞｰｶｰﾄﾞ", "マイナンバーカード"),
    ("ﾎｹﾝｼｮｳ｡", "ホケンショウ。"),
    ("１２月３日　ＬＩＮＥ", "12月3日 LINE"),
    ("か\u3099", "が"),
    ("㍻㉚", "平成30"),
    ("①②⑫", "1212"),
    ("❶❷⓫⓿", "12110"),
    ("٣٤٥", "345"),
    ("1\ufe0f\u20e32\ufe0f\u20e3", "12"),
    ("1234−5678–9018", "1234-5678-9018"),
    ("1234ー5678", "1234-5678"),
    ("12 ー 34", "12 - 34"),
    ("3ーん", "3ーん"),
    ("カード", "カード"),
    ("カ-ド", "カード"),
    ("マイナンバ−カ−ド", "マイナンバーカード"),
    ("Type-B", "Type-B"),
    ("8:30～17:15", "8:30~17:15"),
    ("8:30〜17:15", "8:30~17:15"),
    ("そうですよね〜〜", "そうですよね~"),
    ("すごーーーい", "すごーい"),
    ("なぜ？？？！！", "なぜ?!"),
    ("はい。。。", "はい。"),
    ("うーん……", "うーん."),
    ("――だから", "-だから"),
    ("できないwww", "できない"),
    ("できないｗｗｗｗ。", "できない。"),
    ("W杯", "W杯"),
    ("www.example.com", "www.example.com"),
    ("笑笑笑", "笑"),
    ("(笑)", "(笑)"),
    ("ああああああ", "あああ"),
    ("aaaaaaa", "aaa"),
    ("000000000000", "000000000000"),
    ("〇〇〇〇", "〇〇〇〇"),
    ("１０００００円", "100000円"),
    ("引っ越した😀です", "引っ越した です"),
    ("家族👨‍👩‍👧と🇯🇵へ", "家族 と へ"),
    ("☎で☆", "で"),
    ("〒114", "〒114"),
    ("○×△→※", "○×△→※"),
    ("辻\U000e0101さん", "辻さん"),
    ("マ\u200bイ\u200dナ\ufeff", "マイナ"),
    ("\u202eabc\u202c\u200f", "abc"),
    ("マイ\x00ナ\x07\x1b[0m", "マイナ[0m"),
    ("a\ud800b", "ab"),
    ("  あ\t い\r\n\u3000う\u2028え ", "あ い う え"),
    ("Z̴̛a̶l̷g̵o", "Zalgo"),
    ("<script>alert(1)</script>", "<script>alert(1)</script>"),
    ("&lt;b&gt; &#49;", "&lt;b&gt; &#49;"),
    ("https://example.com/", "https://example.com/"),
    ("", ""),
]


@pytest.mark.parametrize(("text", "expected"), NORMAL)
def test_normalise(text: str, expected: str) -> None:
    assert normalise(text) == expected


JAPANESE = st.text(
    "ｱｶﾞーｰ-−〜~!！。、…・1１①٣一〇あアヺwWｗ笑〔番号〕 　\n\u3099\u200d\ufe0f\u20e3😀か\u0301", max_size=40
)


@settings(max_examples=500)
@given(JAPANESE | st.text(max_size=40))
@example("カー\u200d-\u3099ド")
@example("wｗ\u200dw1")
def test_normalising_twice_changes_nothing(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)


@given(JAPANESE | st.text(max_size=40))
def test_normal_text_is_clean(text: str) -> None:
    normal = normalise(text)
    assert normal == " ".join(normal.split())
    assert normal.isprintable()
    normal.encode()


@pytest.mark.parametrize("unit", ["あ", "あい", "1", "1 ", "ﷺ", "wあ", "-ー", "\u200b", "あ。", "か\u3099き"])
def test_long_text_is_cut_and_stays_normal(unit: str) -> None:
    normal = normalise(unit * (100_000 // len(unit)))
    assert len(normal) <= MAX_CHARS
    assert normalise(normal) == normal


@pytest.mark.parametrize(
    ("text", "limit", "expected"),
    [
        ("あいう", 3, "あいう"),
        ("あいう", 2, "あい"),
        ("あ1234-5678", 6, "あ"),
        ("あ1234", 4, "あ"),
        ("あ１２３４", 4, "あ"),
        ("あ1234い", 5, "あ1234"),
        ("あ〔番号〕", 4, "あ"),
        ("あ〔番号〕い", 5, "あ〔番号〕"),
    ],
)
def test_the_cut_goes_through_no_number(text: str, limit: int, expected: str) -> None:
    assert cut(text, limit) == expected


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("引っ越しました。", "引っ越しました"),
        ("ＬＩＮＥ で 使える？", "lineで使える"),
        ("「保険証」は、どこ", "保険証はどこ"),
        ("ﾏｲﾅ😀", "マイナ!!"),
    ],
)
def test_fold_brings_the_same_question_together(one: str, other: str) -> None:
    assert fold(one) == fold(other) != ""


@given(JAPANESE | st.text(max_size=40))
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


def test_fold_keeps_different_questions_apart() -> None:
    assert fold("カードは使える") != fold("カドは使える")


@pytest.mark.parametrize(
    "text", ["", " ", "　\n", "😀😀", "？！", "...", "ー", "♪〜", "\u200b", "()", "www", "_"]
)
def test_nothing_to_answer_is_blank(text: str) -> None:
    assert is_blank(text)


@pytest.mark.parametrize("text", ["あ", "1", "①", "😀はい", "笑", "A", "〇"])
def test_a_word_is_not_blank(text: str) -> None:
    assert not is_blank(text)


SENTENCES = [
    ("", []),
    ("😀", []),
    ("登録できますか", ["登録できますか"]),
    ("引っ越しました。期限は？", ["引っ越しました。", "期限は?"]),
    ("なくした！どうしよう！！", ["なくした!", "どうしよう!"]),
    ("引っ越しました\n期限は?\n\n持ち物は", ["引っ越しました", "期限は?", "持ち物は"]),
    ("引っ越しました 期限はいつですか 持ち物は", ["引っ越しました", "期限はいつですか", "持ち物は"]),
    ("「使えますか？」と聞かれた。困る", ["「使えますか?」", "と聞かれた。", "困る"]),
    ("登録はどうしますか解除はできますか", ["登録はどうしますか", "解除はできますか"]),
    ("いくらですか、あと何日かかりますか", ["いくらですか", "あと何日かかりますか"]),
    ("どうすればいいですか教えてください", ["どうすればいいですか教えてください"]),
    ("そうですから困ります", ["そうですから困ります"]),
    ("できますかね", ["できますかね"]),
    ("12.5円です", ["12.5円です"]),
    ("マイナ 保険証", ["マイナ 保険証"]),
]


@pytest.mark.parametrize(("text", "expected"), SENTENCES)
def test_split_sentences(text: str, expected: list[str]) -> None:
    assert split_sentences(text) == expected
