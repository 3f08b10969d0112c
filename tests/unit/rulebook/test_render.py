"""One wording, as each door shows or says it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from small_book import FIRST, FORGOT, small_book

from bot.rulebook.statements.render import Piece, as_html, as_text, fill, pieces, rendered
from bot.rulebook.statements.ruby import faults, in_kana, runs, without_readings
from bot.rulebook.statements.spoken import spoken_emergency, spoken_phone, written_day
from bot.rulebook.statements.statement import Values

WORDS = {
    "kitaku": {
        "text": {"hours": "平日"}, "easy": {"name": "北区役所《きたくやくしょ》"}, "speech": {"hours": "平日の8時半から"}, "en": {"name": "Kita City"},
    }
}  # fmt: skip


@pytest.fixture
def values(tmp_path: Path) -> Values:
    return small_book(tmp_path, [FIRST, FORGOT], wordings=WORDS).values


@pytest.mark.parametrize(
    ("marked", "plain", "kana"),
    [
        ("漢字《かんじ》を 読《よ》む", "漢字を 読む", "かんじを よむ"),
        ("申《もう》し｜込《こ》みます", "申し込みます", "もうしこみます"),
        ("｜1日《ついたち》まで", "1日まで", "ついたちまで"),
        ("1,000｜円《えん》です", "1,000円です", "1,000えんです"),
        ("お金《かね》と 時々《ときどき》", "お金と 時々", "おかねと ときどき"),
        ("かなだけ", "かなだけ", "かなだけ"),
    ],
)
def test_readings_are_marked_once(marked: str, plain: str, kana: str) -> None:
    assert (without_readings(marked), in_kana(marked), faults(marked)) == (plain, kana, [])


@pytest.mark.parametrize(
    ("marked", "fault"),
    [("漢字を", "漢字 has"), ("漢字《kanji》", "kana"), ("｜かな《かな》", "no kanji"), ("漢字《かんじ", "alone"), ("《かんじ》", "alone")],
)
def test_a_wrong_reading_is_told(marked: str, fault: str) -> None:
    assert any(fault in one for one in faults(marked))


def test_runs_keep_every_letter() -> None:
    assert [(run.text, run.reading) for run in runs("お｜金《かね》。")] == [("お", ""), ("金", "かね"), ("。", "")]


PHONES = {
    "#8008": "シャープ、ハチ、ゼロ、ゼロ、ハチ",
    "#9110": "シャープ、キュウ、イチ、イチ、ゼロ",
    "03-3908-1131": "ゼロ サン、サン キュウ ゼロ ハチ、イチ イチ サン イチ",
    "0120-95-0178": "ゼロ イチ ニ ゼロ、キュウ ゴ、ゼロ イチ ナナ ハチ",
    "110": "ひゃくとおばん",
    "119": "ひゃくじゅうきゅうばん",
    "189": "いちはちきゅうばん",
}


@pytest.mark.parametrize("phone", PHONES)
def test_numbers_are_spelled_by_ear(phone: str) -> None:
    assert spoken_phone(phone) == PHONES[phone]


def test_emergency_numbers_are_said_as_people_say_them() -> None:
    assert spoken_emergency("110番か119番に。1110番、2110番は番地。") == "ひゃくとおばんかひゃくじゅうきゅうばんに。1110番、2110番は番地。"


@pytest.mark.parametrize(
    ("form", "style", "said"),
    [
        ("text", "", "2025年12月1日"), ("speech", "", "2025年12月1日"), ("en", "", "1 December 2025"),
        ("easy", "", "2025｜年《ねん》12｜月《がつ》｜1日《ついたち》"),
        ("text", "month_day", "12月1日"), ("easy", "month_day", "12｜月《がつ》｜1日《ついたち》"), ("en", "month_day", "1 December"),
        ("text", "year_month", "2025年12月"), ("easy", "year_month", "2025｜年《ねん》12｜月《がつ》"), ("en", "year_month", "December 2025"),
    ],
)  # fmt: skip
def test_days_are_written_for_the_form(form: str, style: str, said: str) -> None:
    assert written_day(date(2025, 12, 1), form, style) == said
    assert "31｜日《にち》" in written_day(date(2026, 3, 31), "easy")


FILLED = [
    ("text", "{kitaku.name}（{kitaku.phone}）", "北区役所（03-3908-1131）"),
    ("speech", "{dv_navi.phone}に電話してください。", "シャープ、ハチ、ゼロ、ゼロ、ハチに電話してください。"),
    ("speech", "{police.phone}番か119番に。", "ひゃくとおばんかひゃくじゅうきゅうばんに。"),
    ("speech", "{police.phone}に。", "ひゃくとおばんに。"),
    ("text", "{police.phone}番に。", "110番に。"),
    ("text", "{kitaku.hours}", "平日"),
    ("speech", "{kitaku.hours}", "平日の8時半から"),
    ("easy", "{kitaku.hours}", "平日"),
    ("easy", "{kitaku.name}へ", "北区役所へ"),
    ("en", "{kitaku.name}, {kitaku.address}", "Kita City, 王子本町1-15-22"),
    ("text", "{fee.card}です。", "800円です。"),
    ("easy", "{fee.card}です。", "800円です。"),
    ("speech", "{fee.card}です。", "八百円です。"),
    ("en", "It costs {fee.card}.", "It costs 800 yen."),
    ("text", "{day.card_end}、{day.card_end.month_day}", "2025年12月1日、12月1日"),
]


@pytest.mark.parametrize(("form", "wording", "said"), FILLED)
def test_placeholders_are_filled_for_the_form(values: Values, form: str, wording: str, said: str) -> None:
    assert rendered(wording, form, values) == said


def test_easy_japanese_is_given_in_each_way_of_reading(values: Values) -> None:
    parts = pieces("{kitaku.name}に 電話《でんわ》して ください。{fee.card}です。", "easy", values)
    assert as_text(parts) == "北区役所に 電話して ください。800円です。"
    assert as_text(parts, "brackets") == "北区役所（きたくやくしょ）に 電話（でんわ）して ください。800円（えん）です。"
    assert as_text(parts, "kana") == "きたくやくしょに でんわして ください。800えんです。"
    assert "<ruby>電話<rp>（</rp><rt>でんわ</rt><rp>）</rp></ruby>して" in as_html(parts)


def test_numbers_can_be_called_and_html_is_escaped(values: Values) -> None:
    parts = pieces("<b>{kitaku.phone}か{dv_navi.phone}\nへ", "text", values)
    assert Piece("03-3908-1131", call="0339081131") in parts
    assert as_html(parts) == (
        '&lt;b&gt;<a href="tel:0339081131">03-3908-1131</a>か<a href="tel:%238008">#8008</a><br>\nへ'
    )


def test_nobody_fills_what_is_not_there(values: Values) -> None:
    with pytest.raises(KeyError):
        fill("nobody.phone", "text", values)
