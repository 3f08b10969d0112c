"""Sentences the guard must leave alone: dates, times, amounts, counts, short service numbers, plain words."""

import pytest

from bot.guard.guard import guard
from bot.text import normalise

DATES = ["", "2026/12/3に引っ越します", "2026-12-03に引っ越します", "2026.12.3です", "20261203", "20261203に転出します", "R8.12.3に転入しました", "R8/12/3", "r8-12-3", "R081203", "令和8.12.3", "12/3に引っ越すけど締切は?", "12/3", "12/3から12/17まで", "12月3日", "12月3日に引っ越しました", "令和8年12月3日", "令和八年十二月三日", "平成30年4月1日に作りました", "昭和30年5月5日生まれです", "十二月三日", "二〇二六年十二月三日", "二〇二六年", "2026年", "2026年12月", "2026/12", "2026年度の予定", "2025年9月30日までの保険証", "2025年9月30日", "2024年12月2日から2025年12月1日まで", "2025/12/1〜2026/3/31", "2026/12/13〜2026/12/20は休みですか", "2026/12/13 10:30", "2026/12/13 10:30〜12:00", "2024-2026年度", "2024〜2026", "西暦2026", "H30.4.1", "S55.10.10", "1955年4月1日生まれ", "19550401", "2026 12 3", "来月3日", "11月13日と20日のどちらですか", "２０２６年１２月３日", "２０２６／１２／３", "12/13 10:30〜12:00", "11/13、11/20、11/27のどれですか", "○2026年12月3日の件", ""]

NUMBERS = ["", "14日以内ですか", "14日、30日、90日の違いは?", "90日", "3回", "3回間違えました", "3回、5回", "4桁", "4桁の暗証番号", "暗証番号は4桁ですか", "暗証番号は何桁ですか", "四桁の番号", "暗証番号は3回までですか", "暗証番号を2026年に変えました", "暗証番号を9月30日に忘れました", "暗証番号は8時30分まで設定できますか", "パスワードは6文字以上16文字以下", "署名用パスワードは6桁から16桁ですか", "12桁の番号は教えなくていいですか", "マイナンバーは12桁ですか", "3か月", "3ヶ月前から", "三か月前", "1,000円", "1000円", "10000円かかりますか", "1,000円と200円", "1,234,567円", "手数料は800円ですか", "1万円", "20000ポイントもらえますか", "8:30", "8:30〜17:15", "8:30から12:00、13:00から17:15", "9時半", "9時30分", "午後5時15分", "8時30分から17時15分", "#8008", "#7119", "#8008に電話すればいいですか", "110", "119", "110や119", "188", "#8008、110、119、189", "75歳以上です", "65〜74歳", "子どもは3歳と5歳です", "十八歳未満", "5年と10年", "10年と5年の2種類", "24時間365日", "第1庁舎2階23番", "第1庁舎2階23番窓口", "2階の5番窓口", "第3条の2", "1番と2番", "1、2、3", "1) 登録 2) 解除", "3つ質問があります", "二つあります", "4人家族です", "四人", "100%", "3割負担", "高額療養費は57,600円", "1/3", "2、3日前", "2〜3週間", "10〜20分", "1,000人以上", "約1000人", "記号・番号はどこに書いてありますか", "記号と番号は何ですか", "枝番は2桁ですか", "保険者番号とは", "保険者番号は8桁ですか", "被保険者番号が変わりました", "保険証の番号は何桁", "枝番とは何ですか", "iPhone15で使えますか", "パスワードはiPhone15で変えられますか", "Android12", "iOS 17.5.1", "Windows11", "Type-Bのリーダー", ""]

WORDS = ["", "住所が変わりました", "三丁目に引っ越しました", "何番地ですか", "番号は教えたくない", "番号を忘れました", "四谷に住んでいます", "八王子市から北区へ", "五十嵐です", "一人で行けますか", "三が日は開いていますか", "一二三さん", "七五三", "第一希望", "○○市に住んでいます", "○○○○○について", "〇〇〇〇〇について", "一番いい方法", "二、三日", "にさんにち", "いちにち", "いちにさん", "しごとでいけません", "ごくろうさまです", "にしのほうに引っ越し", "北区にはいつ行けばいい", "北区の3-4月", "メールでもいいですか", "@で始まる", "LINEのアカウント", "A4の紙", "〔番号〕は何ですか", "1+1=2", "<b>太字</b>", "C:\\temp", "https://www.example.com/", ""]

ENGLISH = ["", "I'm 68", "I am 68 years old", "I'm over 75", "My mother is 75", "My mother is 92 and lives in a home", "She's 82", "he is 9", "aged 70", "over 75", "people under 15", "my son just turned 18", "I turned 75 in May", "14 days", "a 3-year-old card", "3 months before", "in 2 weeks", "1000 yen", "3 times", "within 90 days", ""]

HARMLESS = [line for table in (DATES, NUMBERS, WORDS, ENGLISH) for line in table if line]


def test_the_table_is_large() -> None:
    assert len(set(HARMLESS)) >= 150


@pytest.mark.parametrize("sentence", HARMLESS)
def test_harmless_text_stays(sentence: str) -> None:
    guarded = guard(sentence)
    assert (guarded.text, guarded.found) == (normalise(sentence), frozenset())


def test_english_ages_of_several_messages_are_no_parts_of_a_number() -> None:
    digits = 0
    for said in ("I'm 68", "my husband is 76", "his mother is 98", "our daughter is 41", "her son turned 15", "over 75"):
        guarded = guard(said, earlier_digits=digits)
        assert (guarded.text, guarded.digits) == (said, 0)
        digits = guarded.digits


@pytest.mark.parametrize(
    "said", ["I'm 1234", "I am 12 34 56 78 90 12", "I'm 12-34-56", "my number is 12", "my PIN is 12", "over 12, 34, 56, 78", "mother is 120", "I'm 12a34"]
)
def test_other_numbers_of_english_sentences_are_counted(said: str) -> None:
    guarded = guard(said)
    assert guarded.digits or guarded.found


@pytest.mark.parametrize(
    "answer", ["1203", "123", "12 3", "12-3", "081203", "8 12 3", "2026", "１２０３", "1203です"]
)
def test_a_bare_day_stays_when_the_bot_asked_for_one(answer: str) -> None:
    guarded = guard(answer, expects_date=True)
    assert (guarded.text, guarded.digits) == (normalise(answer), 0)


@pytest.mark.parametrize("answer", ["1334", "1399", "991301"])
def test_no_day_is_masked_even_when_the_bot_asked_for_one(answer: str) -> None:
    assert guard(answer, expects_date=True).text != answer
