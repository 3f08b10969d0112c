"""Numbers told in parts, with pauses, in words; and what must never be taken for a part. The numbers are made up."""

from __future__ import annotations

import re
import time
from random import Random

import pytest
from guard_writings import a_writing, an_ordinary
from hypothesis import given
from hypothesis import strategies as st

from bot.guard.guard import guard
from bot.guard.ours import telephone_numbers
from bot.guard.window import LIMIT, MESSAGES, completes, push, together, totals
from bot.text import normalise

OURS = telephone_numbers(["電話 03-3908-1131", "088-804-3038", "0120-95-0178、050-3818-1250", "0570-783-578 0120-279-889 0570-0-55210"])


def told(*messages: str, ours: frozenset[str] = OURS) -> tuple[bool, list[str]]:
    """Whether a message of the conversation was refused, and what went on."""
    window, refused, sent = 0, False, []
    for message in messages:
        guarded = guard(message, earlier_digits=window, ours=ours)
        window, refused = guarded.digits, refused or guarded.refuses
        sent.append(guarded.text)
    return refused, sent


TOLD_IN_PARTS = [
    ("番号を言います。1357", "次は9246", "最後は8013です"),
    ("1つ目は1357", "2つ目は9246", "3つ目は8013"),
    ("1357", "はい、9246", "はい、8013"),
    ("1357", "続き9246", "続き8013"),
    ("1357", "それから9246", "あと8013"),
    ("番号の最初の4桁は1357", "真ん中は9246", "後ろは8013"),
    tuple("135792468013"),
    ("13", "57", "92", "46", "80", "13"),
    ("うちのは1357から始まって", "そのあとに9246が来て", "8013で終わっています"),
    ("最初は110です", "次は357", "924", "681"),
    ("20261203", "9018"),
    ("いちさんごなな", "つぎ、きゅうによんろく", "はちゼロいちさん"),
    ("に", "さん", "ご", "なな", "はち", "きゅう", "ろく", "よん", "いち", "ぜろ", "く", "し"),
    ("135", "カードを見ています、少し待ってください", "792", "はい", "468", "013"),
]


@pytest.mark.parametrize("messages", TOLD_IN_PARTS, ids=lambda messages: messages[0])
def test_digits_are_counted_whatever_the_words_around_them(messages: tuple[str, ...]) -> None:
    refused, sent = told(*messages)
    assert refused
    assert not re.search(r"\d{2}", sent[-1])


def test_parts_in_hand_are_masked_before_the_number_is_whole() -> None:
    _refused, sent = told("13", "57", "92", "46")
    assert sent[2:] == ["〔番号〕", "〔番号〕"]


ONE_MESSAGE = [
    "ぜろごいちろくにきゅうぜろよんななななごよんです",
    "なななななななななななななななななななななななな",
    "しちにしちにしちにしちにしちにしちに",
    "くしいちくしいちくしいちくしいち",
    "イチニイサンヨンゴオロクナナハチキュウゼロイチニ",
    "ろく、さん、よん、ろく、えっと、いち、に、それから、なな、なな、次に、ご、に、いち、ゼロ",
    "6、3、4、6、えっと、1、2、それから、7、7、はい、5、2、あー、1、0",
    "千二百三十四 五千六百七十八 九千十二",
    "1234五千六百七十八9012",
    "12億3456万7890",
    "7838億4671万0714",
    "千弐百参拾四 五千六百七十八 九千十二",
    "12億3,456万7,890",
    "ひと ふた さん よん ご ろく なな はち きゅう まる ひと ふた",
    "ヒトフタサンヨンゴロクナナハチキュウマルヒトフタです",
    "最初の4桁が1357で、その次の4桁が9246、最後の4桁が8013です",
    "ichi ni san yon go roku nana hachi kyuu zero ichi ni",
    "48O5-32l3-784O",
    "ななさんいちきゅうね、ごごななごね、はちくはちはちね",
    "1つ目1472、2つ目7431、3つ目〇二〇〇",
    "933の253の082の457",
    "五二零八五八四六三四三…ニ",
]


@pytest.mark.parametrize("text", ONE_MESSAGE)
def test_spoken_and_kanji_numbers_are_refused(text: str) -> None:
    guarded = guard(text)
    assert guarded.refuses
    assert not re.search(r"\d{3}|なな|ナナ|千|hachi", guarded.text)


ORDINARY_TALKS = [
    ("12月3日に引っ越します", "2026年12月10日です", "9時30分に行けますか", "手数料は1,500円ですか", "75歳の母と3歳の子の分も"),
    ("電話は03-3908-1131ですか", "0120-95-0178は何時まで", "088-804-3038は", "2番を押すのですか"),
    ("4桁の暗証番号を3回間違えました", "16桁ですか", "iPhone15です", "iOS 26.1です", "Windows11もあります"),
    ("妻と一緒に行きます", "一度も使っていません", "一番近い窓口は", "三割ですか", "一緒に持って行きますか", "二人で行きます", "一から教えて"),
    ("受付番号10023456です", "整理券は1203です", "受付番号は3456"),
    ("エラーコードEW967-4004", "もう一度やったらE4004でした", "エラー12345になりました"),
    ("番号法第16条の2は", "37,146,098枚だそうですね", "¥12345かかりました", "12,345円です"),
    ("My card expires December 20, 2026.", "And March 3, 2027?", "Thank you, 12:30 is fine"),
]


@pytest.mark.parametrize("messages", ORDINARY_TALKS, ids=lambda messages: messages[0])
def test_ordinary_talk_is_never_refused_as_a_number(messages: tuple[str, ...]) -> None:
    refused, sent = told(*messages)
    assert not refused
    if "受付" not in messages[0]:
        assert sent == [normalise(message) for message in messages]


def test_a_day_that_was_asked_for_is_no_part_of_a_number() -> None:
    window = guard("12345678").digits
    assert guard("1203", earlier_digits=window, expects_date=True).digits != guard("1203", earlier_digits=window).digits
    assert not guard("1203", earlier_digits=window, expects_date=True).refuses
    assert not guard("27", earlier_digits=guard("1234567890").digits, expects_date=True).refuses


OWN = ["03-3908-1131に電話したけど出ない", "（０３）３９０８－１１３１", "〔03〕3908-1131", "0339081131ですか", "03 3908 1131", "+81-3-3908-1131", "3908-1131に電話", "0120-95-0178は何時まで", "088-804-3038は何時まで", "電話は0570-0-55210ですね", "03、3908、1131"]


@pytest.mark.parametrize("text", OWN)
def test_our_own_numbers_are_never_masked(text: str) -> None:
    assert guard(text, ours=OURS).found == frozenset()
    assert "phone" in guard(text).found or "other_number" in guard(text).found


@pytest.mark.parametrize("text", ["090-3908-1131", "03-3908-1132", "03-3908-11310", "0120-95-0179"])
def test_numbers_like_ours_are_not_ours(text: str) -> None:
    assert not re.search(r"\d", guard(text, ours=OURS).text)


@pytest.mark.parametrize("text", ["[090]1234-5678", "［０９０］１２３４－５６７８", "（０９０）1234-5678", "〔090〕1234-5678", "(03)3333-4444", "+86 138 1234 5678", "+82-10-1234-5678", "+55 11 91234 5678", "+63 917 123 4567", "(+81)90-1234-5678"])
def test_a_telephone_number_is_masked_whole_and_is_no_my_number(text: str) -> None:
    assert guard(f"{text}です").text in ("〔電話番号〕です", "(〔電話番号〕です")
    assert guard(text).found == {"phone"}


MASKED = {
    "pin": ["5839で合ってますか", "番号5839を入れたらロック", "数字は5839でした", "ごはちさんきゅうが暗証番号です", "暗証番号 いちにさんし です", "pass: Tanaka1985", "5839と入力しました", "パスコード5839"],
    "insurer_number": ["健保の番号 4567", "きごう12 ばんごう345", "国保の番号は987654", "キゴウ12 バンゴウ345"],
    "email": ["taro あっと example どっと com", "taro (at) example (dot) com", "taro[at]example.com", "太郎@例え.jp", "taro at example dot com"],
    "address": ["横浜市中区山下町10", "横浜市中区山下町10に住んでいます", "ヨコハマシナカクヤマシタチョウ10", "トウキョウトキタクオウジホンチョウ1-15-22", "オウジホンチョウ1チョウメ15バン22ゴウ"],
    "other_number": ["受付番号10023456", "整理券 2024 1130"],
}


@pytest.mark.parametrize(("kind", "text"), [(kind, text) for kind, texts in MASKED.items() for text in texts])
def test_it_is_masked_by_its_kind(kind: str, text: str) -> None:
    guarded = guard(text)
    assert guarded.found == {kind}
    assert not re.search(r"\d\d|Tanaka|taro|太郎|さん(?!でし)", guarded.text)


LEFT_ALONE = [
    "¥12345", "¥556,227と694185のどちら", "123,456円と234,567円", "￥1,234,567です", "37,146,098枚", "37146098枚交付", "EW967-4004", "エラーコードEW967-4004が出ました", "エラー12345", "54321エラー", "ページ番号1001703", "https://www.example.jp/12345.html",
    "にしにいく", "ごごにいく", "しごとにいくのに", "ごくろうさま", "千葉市", "千代田区", "三千五百円", "二千二十六年", "八百屋", "1億2000万人", "北区山下町10年", "国保の番号は2桁ですか",
    "メールは@で書きますか", "シティ1-2階", "なななんと", "五百羅漢",
]


@pytest.mark.parametrize("text", LEFT_ALONE)
def test_ordinary_words_and_numbers_stay(text: str) -> None:
    assert (guard(text).text, guard(text).found) == (normalise(text), frozenset())


def test_two_thousand_plausible_writings_are_all_refused() -> None:
    missed = []
    for number in range(2000):
        writing = a_writing(Random(f"tests {number}"))
        if not told(*writing.messages)[0]:
            missed.append(writing.messages)
    assert missed == []


def test_two_thousand_ordinary_sentences_are_left_alone() -> None:
    texts = [an_ordinary(Random(f"tests {number}")) for number in range(2000)]
    alarms = [text for text in texts if guard(text, ours=OURS).text != normalise(text)]
    assert len(alarms) <= 10, alarms[:5]  # 0.5 %


@given(st.lists(st.integers(0, 40), max_size=40), st.integers(0, 20))
def test_a_window_stays_small_and_remembers_twelve_messages(counts: list[int], count: int) -> None:
    window = 0
    for one in counts:
        window = push(window, one)
    assert 0 <= window < LIMIT
    sums = [sum(counts[-length:]) for length in range(1, min(len(counts), MESSAGES) + 1) if counts[-length]]
    assert [total for total, _ in totals(window)] == [total for total in sums if total <= 16]
    assert completes(window, count) == (count > 0 and any((11 if count > 2 else 12) <= total + count <= 16 for total in sums))


def test_digits_that_look_like_a_telephone_number_count_towards_twelve_only() -> None:
    window = push(0, 10, looks_otherwise=True)
    assert completes(window, 2) and not completes(window, 4)
    assert together(window, 1) == 11 and together(window, 3) == 0


def test_no_text_is_slow() -> None:
    for unit in ("a1", "1億1万", "一千", "チョウ1", "1ー", "あっと", "a@", "03-3908-1131 ", "えっと、1", "次は"):
        began = time.process_time()
        guard((unit * 8000)[:8000], ours=OURS)
        assert time.process_time() - began < 1  # 50 ms where nothing else runs
