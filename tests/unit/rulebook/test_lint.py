"""The lint finds what an editor should mend, one spoilt thing each, and says nothing about what is sound."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from small_book import FORGOT, NEEDS, SOURCES, small_book, statement

from bot.rulebook.statements.coverage import Statement as SourceStatement
from bot.rulebook.statements.finding import rules
from bot.rulebook.statements.leaks import leaks, read_samples
from bot.rulebook.statements.lint import lint

ON = date(2026, 11, 29)
SAYS = {"text": ["領収書"], "easy": ["りょうしゅうしょ"], "speech": ["領収書"]}
COVERED = (SourceStatement("A01", "表題", (), "what it is"),)
MANY = [need | {"examples": [f"{need['name']}{number}番目の言い方" for number in range(12)]} for need in NEEDS]


def found(folder: Path, changes: dict[str, Any], **more: Any) -> list[tuple[str, str]]:
    """(rule, words) of every finding of a book that is sound but for `changes`."""
    one = statement("refund.paid.first", **({"covers": ["A01"], "must_say": SAYS} | changes))
    book = small_book(folder, [one, FORGOT], **({"needs": MANY} | more))
    return [(finding.rule, str(finding)) for finding in lint(book, COVERED, ON)]


def test_a_sound_book_has_no_findings(tmp_path: Path) -> None:
    assert found(tmp_path, {}) == []


LONG = "あいうえおかきくけこ"
FAULTS: dict[str, tuple[dict[str, Any], str, str]] = {
    "a kanji without reading": ({"easy": "領収書《りょうしゅうしょ》を 窓口《まどぐち》に 出して ください。"}, "easy.reading", "出 has no reading"),
    "a reading that is none": ({"easy": "領収書《receipt》 りょうしゅうしょ"}, "easy.reading", "not read in kana"),
    "a reading of kana": ({"easy": "｜りょうしゅうしょ《りょうしゅうしょ》です。"}, "easy.reading", "has no kanji"),
    "half a mark": ({"easy": "りょうしゅうしょ《りょう"}, "easy.reading", "stands alone"),
    "ます for please": ({"easy": "領収書《りょうしゅうしょ》を 持《も》って ｜行《い》きます。"}, "easy.please", "いきます"),
    "a long easy sentence": ({"easy": "りょうしゅうしょ " + "あい " * 15}, "easy.long", "38 characters"),
    "words not apart": ({"easy": "りょうしゅうしょをもっていってくださいね。"}, "easy.spaces", "「りょう"),
    "a hard word": ({"easy": "りょうしゅうしょを ダウンロード して ください。"}, "easy.words", "ダウンロード"),
    "a long spoken sentence": ({"speech": "領収書" + LONG * 5}, "speech.long", "53 characters"),
    "brackets to be heard": ({"speech": "領収書（原本）があれば返ってきます。"}, "speech.marks", "（ ）"),
    "list marks to be heard": ({"speech": "領収書です。\n1. 窓口へ行きます。"}, "speech.marks", "1."),
    "glued digits to be heard": ({"speech": "領収書と12345の番号です。"}, "speech.marks", "12345"),
    "one day or the first": ({"speech": "領収書があれば1日で返ってきます。"}, "speech.marks", "1日"),
    "talk of sources": ({"text": "はい。領収書で返ることは公表資料で確認できていません。"}, "source_talk", "text: 公表資料"),
    "talk of sources with readings": ({"easy": "りょうしゅうしょ 未確認《みかくにん》です。"}, "source_talk", "easy: 未確認"),
    "a long text": ({"text": "領収書" + LONG * 12}, "length.text", "123 characters, 120 allowed"),
    "a long how-to": ({"asks": [], "text": "1. 領収書" + LONG * 24}, "length.text", "240 allowed"),
    "a long speech": ({"speech": "領収書です。" + (LONG * 3 + "。") * 2}, "length.speech", "68 characters, 60 allowed"),
    "a lost word": ({"speech": "はい。返ってきます。"}, "must_say", "speech: '領収書' is lost"),
    "a lost word of easy": ({"easy": "お｜金《かね》が もどります。"}, "must_say", "easy: 'りょうしゅうしょ' is lost"),
    "no word for a covered statement": ({"must_say": {}}, "must_say", "easy: no word named, though it answers A01"),
    "a source's statement without answer": ({"covers": []}, "covers", "A01"),
    "an answer that is over": ({"until": "2026-11-29"}, "covers", "A01"),
    "somebody else does it": ({"easy": "りょうしゅうしょは 区役所《くやくしょ》が 出《だ》します。"}, "", ""),
    "no はい": ({"asks": [], "says": "no", "text": "いいえ。領収書だけです。"}, "", ""),
    "paper for a person at risk": ({"danger": "dv", "text": "領収書の代わりに資格確認書が届きます。"}, "danger.paper", "without a caution"),
    "paper, and where it goes": (
        {"danger": "dv", "text": "領収書の紙は世帯主に届きます。\n知られたくないときは電話で伝えてください。"}, "", "",
    ),
    "not looked at for a year": ({"verified_on": "2025-11-01"}, "?old", "2025-11-01"),
    "another date than the source's": ({"sources": [SOURCES[0] | {"source_date": "2024"}]}, "?source_date", "2024 here, 2025-04-01"),
}  # fmt: skip


@pytest.mark.parametrize("name", FAULTS)
def test_each_fault_is_found_and_nothing_else(tmp_path: Path, name: str) -> None:
    changes, rule, words = FAULTS[name]
    findings = found(tmp_path, changes)
    assert {one for one, _says in findings} == ({rule} if rule else set()), findings
    assert not rule or any(words in says for _rule, says in findings), findings


def lint_of(folder: Path, *statements: dict[str, Any], **more: Any) -> set[tuple[str, str]]:
    book = small_book(folder, [statement("refund.paid.first"), FORGOT, *statements], **({"needs": MANY} | more))
    return {(one.rule, one.where) for one in lint(book, (), ON)}


def test_a_yes_no_answer_begins_with_it(tmp_path: Path) -> None:
    asked = statement("refund.paid.enough", asks=["yes_no"], says="no", text="領収書だけでは返りません。")
    assert lint_of(tmp_path, asked) == {("lead", "refund.yml: refund.paid.enough")}


def test_an_english_statement_has_english_cautions(tmp_path: Path) -> None:
    one = statement("refund.paid.x", asks=["cost"], en="Yes.", cautions=["paper.head"])
    assert lint_of(tmp_path, one) == {("caution", "refund.yml: refund.paid.x")}


def test_two_answers_for_one_person_are_told(tmp_path: Path) -> None:
    pair = [statement("refund.paid.a", asks=["cost"], when={"card": ["lost"]}), statement("refund.paid.b", asks=["cost"], when={"age": ["child"]})]
    assert lint_of(tmp_path, *pair) == {("?tie", "refund.yml: refund.paid.b")}


def test_few_examples_and_examples_twice(tmp_path: Path) -> None:
    needs = [MANY[0] | {"frequent": True}, MANY[1] | {"examples": [*MANY[1]["examples"], MANY[0]["examples"][0] + "？"]}]
    assert lint_of(tmp_path, needs=needs) == {
        ("?examples.few", "refund.yml: refund.paid"), ("?en", "refund.yml: refund.paid.first"), ("examples.twice", "refund.yml: refund.forgot"),
    }  # fmt: skip


def test_a_contact_that_talks_of_sources_is_found_where_it_is_used(tmp_path: Path) -> None:
    words = {"kitaku": {"text": {"hours": "公表資料で確認できていません"}, "easy": {"hours": "わかりません"}}}
    used = statement("refund.paid.x", asks=["hours"], text="{kitaku.hours}")
    assert lint_of(tmp_path, used, wordings=words) == {("source_talk", "contacts: kitaku")}


def test_words_of_a_form_count_in_any_kana(tmp_path: Path) -> None:
    assert found(tmp_path, {"must_say": SAYS | {"easy": ["ちゃっと", "チャット"]}, "easy": "チャットで 話《はな》せます。"}) == []


SAMPLE = "会社の帰りに病院へ寄ったら保険証を家に忘れていて全額を払わされました"


def test_an_example_near_to_a_sample_is_found_without_showing_the_sample(tmp_path: Path) -> None:
    (tmp_path / "samples.jsonl").write_text(f'{{"id": "q1", "turns": [{{"user": "{SAMPLE}。"}}]}}\n今日は寒いですね\n', encoding="utf-8")
    samples = read_samples([tmp_path / "samples.jsonl"])
    assert list(samples) == ["samples.jsonl:1", "samples.jsonl:2"]
    said = [SAMPLE + "！", "会社の帰りに病院へ寄ったら保険証を家に忘れていて全額とられた", "きょうは寒いですね", "レシートで返金してもらえますか", "今日は、寒いですね？"]
    (tmp_path / "needs").mkdir()
    book = small_book(tmp_path / "needs", [statement("refund.paid.first"), FORGOT], needs=[NEEDS[0] | {"examples": said}, NEEDS[1]])
    told = [str(one) for one in leaks(book, samples)]
    assert [any(example in one for one in told) for example in said] == [True, True, False, False, True]
    assert not any("払わされました。" in one for one in told)


def test_every_rule_is_explained_to_the_editor() -> None:
    assert {rule for _changes, rule, _words in FAULTS.values()} - {""} <= set(rules())
