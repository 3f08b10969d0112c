"""A message in English is answered in English as a whole, and so is what follows it, until Japanese is written."""

from __future__ import annotations

import re
from datetime import date

import pytest
from talk import Talk, the_context, the_statements

from bot.dialogue.belief import Belief
from bot.dialogue.english import faults, load_names
from bot.dialogue.statements import insurer_buttons
from bot.dialogue.telling import reckoned
from bot.reading.model import pressed

JAPANESE_SENTENCE = re.compile("[。、]")


def in_english(talk: Talk) -> bool:
    """Whether everything said last is English: papers are named in Japanese letters, sentences are not written in them."""
    said = [form for one in talk.messages for form in (one.text, one.easy, one.speech)]
    titles = [button.title for one in talk.messages for button in one.buttons]
    return not any(map(JAPANESE_SENTENCE.search, said)) and not any(re.search("[ぁ-ん]", title) for title in titles)


@pytest.mark.parametrize(
    ("text", "topic", "has"),
    [
        ("I lost my card", "loss", "0120-95-0178"),
        ("my card cannot be read at the hospital", "reader_failure", "Mynaportal"),
        ("how can I register the card?", "registration_how", ""),
        ("I forgot my PIN", "pin_forgotten", ""),
        ("what is the certificate that came in the mail?", "eligibility_certificate", "資格確認書"),
        ("I want to talk to a person", "human_handoff", ""),
        ("hello", "greeting", ""),
        ("thank you", "thanks", ""),
        ("where do I get a passport?", "out_of_scope", ""),
        ("when are my deadlines?", "my_deadline_status", ""),
    ],
)
def test_an_english_question_is_answered_in_english(text: str, topic: str, has: str) -> None:
    talk = Talk()
    said = talk.say(text, topic)
    assert in_english(talk) and has in said
    assert re.search("[a-z]{3}", said)


def test_what_follows_stays_english_until_a_japanese_sentence() -> None:
    talk = Talk()
    talk.say("when must I go to the office, I am moving", "moving_deadline")
    assert in_english(talk) and talk.messages[-1].expects == "date"
    talk.say("12/3")
    assert in_english(talk) and "17 December 2026 (Thu)" in talk.text and talk.belief.language == "en"
    for said in ("OK", "12/5", "12月5日"):
        talk.say(said)
        assert in_english(talk), said
    talk.press("loss")
    assert in_english(talk)
    talk.say("キタムラ健康保険組合")
    assert in_english(talk)
    talk.say("カードをなくしました", "loss")
    assert "カード" in talk.text and talk.belief.language == ""
    talk.say("12/5")
    assert JAPANESE_SENTENCE.search(talk.text)


def test_names_in_latin_letters_are_no_english_in_a_japanese_conversation() -> None:
    talk = Talk()
    talk.say("スマホに入れたい", "reception_how")
    for said in ("iPhone", "OK", "DV", "Google Pay"):
        talk.say(said)
        assert talk.belief.language == "" and JAPANESE_SENTENCE.search(talk.text), said


def test_the_question_for_the_insurer_and_for_a_day_are_english() -> None:
    talk = Talk()
    talk.say("change of insurance please, my office told me", "eligibility_notice_reissue")
    assert in_english(talk)
    talk.say("when must I go, I am moving", "moving_deadline")
    assert in_english(talk) and talk.messages[-1].expects == "date"


def test_starting_over_in_english_stays_english() -> None:
    talk = Talk()
    talk.say("I lost my card", "loss")
    talk.say("restart")
    assert in_english(talk) and talk.belief.language == "en" and not talk.belief.topic


def test_an_impossible_day_and_days_on_offer_are_english() -> None:
    talk = Talk()
    talk.say("when do I have to move in, tell me the deadline", "moving_deadline")
    talk.say("2/30")
    assert in_english(talk)
    talk.say("1990/1/1")
    assert in_english(talk)


@pytest.mark.parametrize(("kind", "event"), [("certificate", "cert_expiry"), ("overseas", "departure_planned"), ("moving", "moving_in_filed"), ("loss", "loss_reported"), ("dv", "dv_support_start"), ("certificate", "stay_limit"), ("certificate", "card_expiry")])
@pytest.mark.parametrize("day", ["2026-10-01", "2026-12-24", "2027-09-01"])
def test_every_deadline_has_its_words_in_english(kind: str, event: str, day: str) -> None:
    reply = reckoned(the_context().in_english(), Belief().told("", event, date.fromisoformat(day), kind), kind, [""])
    for one in reply.messages:
        assert not JAPANESE_SENTENCE.search(one.text + one.easy + one.speech), one.text
        assert all(re.search("[A-Z]", line) for line in one.text.splitlines())


def test_everything_that_can_be_named_has_an_english_name() -> None:
    context, names = the_context(), load_names()
    book, topics = the_statements().book, context.rulebook.rules.topics
    assert not names["needs"].keys() - book.needs.keys()
    assert len(book.needs.keys() - names["needs"].keys()) <= 0.2 * len(book.needs)  # one without is called as its family
    assert names["topics"].keys() == topics.keys() | {one.family for one in book.needs.values()}
    assert names["anchors"].keys() == names["where"].keys() == context.deadlines.anchors.keys()
    assert names["deadlines"].keys() == names["to_do"].keys() == context.deadlines.rules.keys()
    assert names["over"].keys() <= names["to_do"].keys()


def test_a_need_without_an_english_name_is_called_as_its_family() -> None:
    phrases = the_context().phrases
    assert phrases.in_english.name("needs", "loss.brand_new", "あたらしい") == "I lost my card"
    assert phrases.name("needs", "loss.stop", "カードをなくした") == "カードをなくした"


def test_every_sentence_has_english_but_those_about_easy_japanese() -> None:
    data = the_context().phrases._data  # noqa: SLF001  # the file as it is
    sentences = {key: item if isinstance(item, list) else [item] for key, item in data.items()}
    missing = {key for key, each in sentences.items() for one in each if isinstance(one, dict) and "text" in one and "en" not in one}
    assert missing == {"easy_from_now"}


@pytest.mark.parametrize(
    ("data", "lines", "named"),
    [
        ({"a": {"text": "{day}です", "en": "It is {date}"}}, {}, "a: en: date: nobody fills"),
        ({"a": [{"text": "です", "en": "{x}"}]}, {}, "a: en: x"),
        ({"a": "{x}です"}, {"a": "{y}"}, "a: y"),
        ({"a": {"b": "び"}}, {"a": {"c": "C"}}, "a: must name b"),
        ({"a": "あ"}, {"b": "B"}, "b: English for a line"),
        ({"a": {"b": "び"}}, {"a": {"b": ""}}, "is no text"),
    ],
)
def test_faulty_english_is_refused_by_name(data: dict[str, object], lines: dict[str, object], named: str) -> None:
    assert any(named in fault for fault in faults(data, lines, {}))


def test_a_button_keeps_what_it_sends_in_every_language() -> None:
    english, japanese = insurer_buttons(the_context().in_english()), insurer_buttons(the_context())
    assert [one.payload for one in english] == [one.payload for one in japanese]
    assert [one.title for one in english] != [one.title for one in japanese]


def test_more_pressed_stays_english() -> None:
    talk = Talk()
    talk.say("I want to talk about my lost card", "loss")
    talk.hear(pressed("more:"))
    assert in_english(talk)
