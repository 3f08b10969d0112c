"""A day is the day of an event of ours when its event is said (words/day_events.yml tells how), or as a bare answer."""

from __future__ import annotations

import pytest

from bot.reading.telling import only_answers, said_of


@pytest.mark.parametrize(
    ("family", "sentence", "said"),
    [
        ("moving", "来月の〓に新しいアパートに引っ越します", True),
        ("moving", "〓に友達が引っ越します", False),
        ("moving", "定期券が〓に切れます。引っ越しは来月です", False),
        ("certificate", "定期券が〓に切れます", False),
        ("certificate", "妻の電子証明書が〓に切れます", True),
        ("overseas", "〓に出国します。会社が手続きをします", True),
    ],
)
def test_the_event_of_a_day_must_be_said_in_its_sentence(family: str, sentence: str, said: bool) -> None:
    before, _day, after = sentence.partition("〓")
    assert said_of(family, before, after) is said


@pytest.mark.parametrize("sentence", ["〓です", "えっと、〓でした。", "はい、〓の予定です", "私は〓です", "〓ですが、期限はいつですか", "ええ、〓のことです", "〓やったかな", "お盆明けの〓です"])
def test_a_day_and_little_else_is_an_answer(sentence: str) -> None:
    assert only_answers("move_date", sentence)


@pytest.mark.parametrize("sentence", ["〓に電話しました", "〓は何曜日ですか", "なんで〓なんですか", "妻の誕生日は〓です", "〓は〓ですね"])
def test_a_day_with_more_is_no_answer(sentence: str) -> None:
    assert not only_answers("move_date", sentence)


def test_the_words_of_one_question_do_not_answer_another() -> None:
    assert only_answers("departure_planned", "〓に行きます")
    assert not only_answers("move_date", "〓に行きます")
