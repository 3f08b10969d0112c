"""The words that make a day the day of an event of ours: what is refused at load, and what they say."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from bot.reading.day_events import FILE, DayEventsError, load_day_events


def written(tmp_path: Path, key: str, value: object) -> Path:
    """The real file with one key of the group moving changed."""
    data = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    data["moving"][key] = value
    path = tmp_path / "day_events.yml"
    path.write_text(yaml.safe_dump(data, allow_unicode=True), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("key", "value", "part"),
    [
        ("must", ["妻の誕生日は〓です"], "must: 妻の誕生日"),
        ("must_not", ["引っ越しは〓です"], "must_not: 引っ越しは"),
        ("must", [], "required"),
        ("nouns", ["("], "nouns"),
        ("verbs", "引っ越す", "list"),
        ("verb", ["引っ越す"], "unknown"),
    ],
)
def test_words_that_cannot_be_used_are_refused_with_their_place(tmp_path: Path, key: str, value: object, part: str) -> None:
    with pytest.raises(DayEventsError, match=part):
        load_day_events(written(tmp_path, key, value))


@pytest.mark.parametrize("sentence", ["〓です", "えっと、〓でした。", "はい、〓の予定です", "私は〓です", "〓ですが、期限はいつですか", "ええ、〓のことです", "〓やったかな", "お盆明けの〓です"])
def test_a_day_and_little_else_is_an_answer(sentence: str) -> None:
    assert load_day_events().bare("move_date", sentence)


@pytest.mark.parametrize("sentence", ["〓に電話しました", "〓は何曜日ですか", "なんで〓なんですか", "妻の誕生日は〓です", "〓は〓ですね"])
def test_a_day_with_more_is_no_answer(sentence: str) -> None:
    assert not load_day_events().bare("move_date", sentence)


def test_the_words_of_one_question_do_not_answer_another() -> None:
    assert load_day_events().bare("departure_planned", "〓に行きます")
    assert not load_day_events().bare("move_date", "〓に行きます")
