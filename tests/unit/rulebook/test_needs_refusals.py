"""Bad statements are refused at load with file, id, key, allowed values and the sentence in question: one spoilt thing each."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from small_book import FIRST, FORGOT, NEEDS, SOURCES, small_book, statement

from bot.reading.marks import load_marks
from bot.rulebook.statements.model import RulebookError
from bot.rulebook.statements.needs_loader import load_book

P, S = "refund.paid.first", "refund.paid.second"
SENTENCE = "「はい。領収書があれば、あとで返ってきます。」"[:4]


def first(**changes: Any) -> list[dict[str, Any]]:
    return [statement(P, **changes), FORGOT]


def two(**changes: Any) -> list[dict[str, Any]]:
    return [FIRST, FORGOT, statement(S, **changes)]


def source(**changes: Any) -> list[dict[str, Any]]:
    item = {key: value for key, value in (SOURCES[0] | changes).items() if value != "(leave out)"}
    return first(sources=[item])


REFUSALS: dict[str, tuple[list[dict[str, Any]], dict[str, Any], list[str]]] = {
    "no source": (first(sources=[]), {}, ["refund.yml: refund.paid.first: sources: missing", "source_date", SENTENCE]),
    "unknown source": (source(id="S9999"), {}, ["sources", "'S9999'", SENTENCE]),
    "no source date": (source(source_date="(leave out)"), {}, ["source_date of S401: None", "none where the page shows none"]),
    "a source date that is none": (source(source_date="soon"), {}, ["source_date of S401: 'soon'", "2025-04"]),
    "a source key": (source(page=3), {}, ["'page'", "allowed: id, section, source_date"]),
    "no validity": (first(**{"from": "(leave out)"}), {}, ["refund.paid.first: from: missing", SENTENCE]),
    "no verification": (first(verified_on="(leave out)"), {}, ["verified_on: missing", SENTENCE]),
    "ends before it begins": (first(until="2024-12-02"), {}, ["until", "must be after from", SENTENCE]),
    "overlapping validity": (two(**{"from": "2026-01-01"}), {}, [S, "asks", "first sentence", P, "from 2026-01-01", SENTENCE]),
    "the same ask": (two(asks=["cost"]) + [statement("refund.paid.third", asks=["cost", "how"])], {}, ["refund.paid.third", "cost", S]),
    "the same situation": (
        two(asks=["cost"], when={"card": ["lost", "broken"]}) + [statement("refund.paid.x", asks=["cost"], when={"card": ["broken", "none"]})],
        {},
        ["refund.paid.x", "same conditions"],
    ),
    "unknown condition": (first(when={"weather": ["fine"]}), {}, ["when", "'weather'", "insurer, card", SENTENCE]),
    "unknown value": (first(when={"card": ["eaten"]}), {}, ["when", "card: 'eaten'", "has, lost, forgot", SENTENCE]),
    "a value that is no list": (first(when={"card": "lost"}), {}, ["when", "card needs a list", "forgot"]),
    "unknown ask": (first(asks=["colour"]), {}, ["asks", "'colour'", "yes_no"]),
    "unknown says": (first(says="perhaps"), {}, ["says", "'perhaps'", "depends"]),
    "unknown danger": (first(danger="fire"), {}, ["danger", "'fire'", "dv"]),
    "unknown caution": (first(cautions=["paper.tail"]), {}, ["cautions", "'paper.tail'", "paper.head", SENTENCE]),
    "unknown covered statement": (first(covers=["Z99"]), {}, ["covers", "'Z99'", "A01"]),
    "unknown need": ([*first(), statement(S, need="refund.lost")], {}, ["need", "'refund.lost'", "refund.forgot, refund.paid"]),
    "missing text": (first(text="(leave out)"), {}, [P, "text", "missing"]),
    "missing easy": (first(easy=""), {}, ["easy", "missing", SENTENCE]),
    "missing speech": (first(speech="(leave out)"), {}, ["speech", "missing", SENTENCE]),
    "missing English": (first(), {"family": "loss"}, ["en", "missing"]),
    "unknown key": (first(colour="赤"), {}, ["colour", "unknown key", "must_say"]),
    "must_say of no form": (first(must_say={"spoken": ["領収書"]}), {}, ["must_say", "'spoken'", "speech"]),
    "unknown contact": (first(text="{nobody.phone}に電話してください。"), {}, ["text", "{nobody.phone}", "kitaku", "「{nobody.phone}に電話"]),
    "unknown field": (first(speech="{kitaku.fax}に電話してください。"), {}, ["speech", "'fax'", "phone, name, hours, address"]),
    "a contact without telephone": (first(text="{issuer.phone}に電話してください。"), {}, ["the contact issuer has no phone"]),
    "unknown fee": (first(text="{fee.gold}かかります。"), {}, ["{fee.gold}", "fee.card"]),
    "unknown day": (first(easy="{day.never}"), {}, ["easy", "{day.never}", "card_end"]),
    "unknown style": (first(text="{day.card_end.short}まで"), {}, ["'short'", "month_day"]),
    "half a placeholder": (first(text="{kitaku.phoneに電話してください。"), {}, ["a brace without its partner"]),
    "a typed number": (first(text="まず読みます。03-3908-1131に電話してください。"), {}, ["text", "telephone", "'03-3908-1131' in 「03-"]),
    "a typed number to be heard": (first(speech="0120、95、0178に電話してください。"), {}, ["speech", "telephone number is typed"]),
    "a short number": (first(text="#8008に電話してください。"), {}, ["text", "'#8008'"]),
    "a typed fee": (first(text="1,000円かかります。"), {}, ["text", "{fee.NAME}", "'1,000円'", "amounts.yml"]),
    "a fee with its reading": (first(easy="お｜金《かね》は 800｜円《えん》です。"), {}, ["easy", "'800円'"]),
    "a spoken fee": (first(speech="八百円かかります。"), {}, ["speech", "'八百円'"]),
    "a typed day": (first(text="2025年12月1日で終わりました。"), {}, ["text", "'2025年12月1日'", "days.yml"]),
    "a day of an era": (first(text="令和8年8月から変わりました。"), {}, ["'令和8年8月'"]),
    "a day with its reading": (first(easy="12月《がつ》 1日《ついたち》まで"), {}, ["easy", "'12月1日'"]),
    "a spoken day": (first(speech="十二月一日まで使えました。"), {}, ["speech", "'十二月一日'"]),
    "an English day": (first(en="It ended on 1 December 2025."), {}, ["en", "'1 December 2025'"]),
    "an address": (first(text="https://example.jp を見てください。"), {}, ["text", "addresses belong into sources"]),
    "the same id": ([*first(), statement(P, asks=["cost"])], {}, ["id", "used twice"]),
    "an id without its need": ([*first(), statement("x.y", need="refund.paid", asks=["cost"])], {}, ["'x.y'", "must begin with 'refund.paid.'"]),
    "no first statement": ([FORGOT, statement(P, asks=["cost"])], {}, ["refund.yml: refund.paid: statements", "asks: []", "全額払った"]),
    "a need outside its family": (first(), {"family": "moving"}, ["refund.paid", "must begin with 'moving.'"]),
    "unknown more": (first(), {"needs": [NEEDS[0] | {"more": ["refund.gone"]}, NEEDS[1]]}, ["more", "'refund.gone'", "refund.forgot"]),
    "too much more": (first(), {"needs": [NEEDS[0] | {"more": ["refund.forgot"] * 4}, NEEDS[1]]}, ["more", "at most 3"]),
    "a long name": (first(), {"needs": [NEEDS[0] | {"name": "あ" * 15}, NEEDS[1]]}, ["name", "15 characters", "14"]),
    "the same need": (first(), {"needs": [*NEEDS, NEEDS[0]]}, ["refund.paid", "used twice"]),
    "no family": (first(), {"family": ""}, ["family", "missing"]),
    "unknown part": (first(), {"entries": []}, ["refund.yml: entries: unknown key", "statements"]),
    "a source used twice": (first(), {"sources": [{"id": "A", "title": "x", "publisher": "y"}]}, ["'A' is used twice"]),
    "a contact used twice": (first(), {"contacts": [{"id": "kitaku", "name": "x", "sources": ["A"], "verified_on": "2026-11-29"}]}, ["'kitaku'"]),
    "a caution without words": (first(), {"cautions": {"cautions": [{"id": "a.b", "sources": SOURCES, "text": "x"}]}}, ["a.b: easy: missing"]),
    "a number in a caution": (
        first(), {"cautions": {"cautions": [{"id": "a.b", "sources": SOURCES, "text": "#8008へ", "easy": "x", "speech": "x"}]}},
        ["cautions.yml: a.b: text", "#8008"],
    ),
    "an amount with a comma outside quotes": (first(), {"amounts": "fee.x: {text: 1,000円, easy: x, speech: x}"}, ["fee.x", "000円", "unknown key"]),
    "words of no contact": (first(), {"wordings": {"nobody": {}}}, ["contacts.yml: nobody: wordings", "kitaku"]),
    "words of no field": (first(), {"wordings": {"kitaku": {"easy": {"fax": "x"}}}}, ["contacts.yml: kitaku: easy", "phone, name"]),
    "a day used twice": (first(), {"days": {"dates": [{"id": "card_end"}]}}, ["'card_end' is used twice"]),
    "a key twice": (first(), {"amounts": "fee.x: 1\nfee.x: 2"}, ["amounts.yml", "written twice"]),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSALS)
def test_bad_data_is_refused_with_words_that_help(tmp_path: Path, name: str) -> None:
    statements, more, words = REFUSALS[name]
    with pytest.raises(RulebookError) as refusal:
        small_book(tmp_path, statements, **more)
    assert [word for word in words if word not in str(refusal.value)] == [], str(refusal.value)


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(RulebookError) as refusal:
        small_book(tmp_path, first(says="perhaps", when={"card": ["eaten"]}, text="1,000円です。"))
    assert len(refusal.value.problems) == 3


SOUND: dict[str, list[dict[str, Any]]] = {
    "an override of an insurer": two(when={"insurer": ["kitaku"]}),
    "a narrower situation": two(asks=["cost"], when={"card": ["lost", "broken"]})
    + [statement("refund.paid.x", asks=["cost"], when={"card": ["lost"]})],
    "one after the other": [statement(P, until="2026-01-01"), FORGOT, statement(S, **{"from": "2026-01-01"})],
    "the rest may be many": two(asks=["more"]) + [statement("refund.paid.x", asks=["more"])],
    "placeholders": first(text="{kitaku.name}に{kitaku.phone}で。{fee.card}、{day.card_end}、{day.card_end.month_day}。"),
    "durations and counts": first(text="3か月、14日、30日以内、5回目。毎年12月ごろ、2年で、1〜2か月。110番。12桁。10割払った。"),
    "yes and no of YAML": first(says=True, when={"registered": [False]}),
    "a page without a date": source(source_date="none"),
}


@pytest.mark.parametrize("name", SOUND)
def test_sound_data_loads(tmp_path: Path, name: str) -> None:
    assert small_book(tmp_path, SOUND[name]).statements


def test_what_was_written_is_what_is_read(tmp_path: Path) -> None:
    book = small_book(tmp_path, first(says=True, when={"registered": [False]}, cautions=["paper.head"], covers=["A01"], danger="dv"))
    one = book.statements[0]
    assert (one.says, one.when, one.cautions, one.covers, one.danger) == ("yes", {"registered": ("no",)}, ("paper.head",), ("A01",), "dv")
    assert one.sources[0].source_date == "2025-04-01"
    assert (one.words.form("easy"), one.end, one.in_force(one.start)) == (one.words.easy, None, True)


def test_the_files_of_the_product_load() -> None:
    book = load_book()
    assert book.cautions
    assert yaml.safe_dump([one.id for one in book.statements])


def test_what_a_bare_message_states_is_a_need_of_the_book() -> None:
    assert set(load_marks("bare")) <= load_book().needs.keys()
