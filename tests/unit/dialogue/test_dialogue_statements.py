"""Topics answered by statements: the need heard, our two offices, several questions, what is not said twice."""

from __future__ import annotations

from typing import Any

import pytest
from talk import TODAY, Talk, heard, the_context, the_statements

from bot.dialogue.belief import Belief
from bot.dialogue.choosing import MOVED, need_of
from bot.dialogue.statements import OUR_OFFICES
from bot.reading.read import read

KITAMURA, KITAKU = "キタムラ健康保険組合の方：", "北区の国民健康保険の方："


def say(talk: Talk, text: str, topic: str, *needs: str) -> str:
    """What is said to a text in which these needs of the topic were heard, all equally likely."""
    _text, understood = heard(text, topic)
    understood["topics"][0]["needs"] = [{"need": need, "confidence": 0.5} for need in needs]
    return talk.hear(read(text, understood, today=TODAY, open_=talk.belief.open()))


@pytest.mark.parametrize("topic", sorted(MOVED))
def test_a_moved_topic_is_answered_by_a_statement_of_a_need_of_it(topic: str) -> None:
    context = the_context()
    assert context.rulebook.cases(topic), "a topic without a page needs no moving"
    assert context.statements.book.needs[need_of(context, topic, Belief())].family == topic
    talk = Talk()
    talk.press(topic)
    named = [part.id for message in talk.messages for part in message.parts if part.kind == "statement"]
    assert named and all(the_statements().statement(name) for name in named)


def test_the_need_heard_is_answered_and_not_the_topics_first() -> None:
    told = say(Talk(), "全額払ってと言われました", "reader_failure", "reader_failure.asked_full")
    assert "領収書" in told and told != say(Talk(), "全額払ってと言われました", "reader_failure", "reader_failure.face")


def test_both_offices_stand_beside_the_answer_where_the_insurer_is_not_known() -> None:
    said = say(Talk(), "保険の資格がないと表示されました", "reader_failure", "reader_failure.not_found")
    assert KITAMURA in said and KITAKU in said


@pytest.mark.parametrize("insurer", OUR_OFFICES)
def test_who_told_the_insurer_hears_only_of_that_one(insurer: str) -> None:
    talk = Talk()
    talk.belief = Belief(insurer=insurer)
    said = say(talk, "保険の資格がないと表示されました", "reader_failure", "reader_failure.not_found")
    assert KITAMURA not in said and KITAKU not in said
    book = the_statements()
    own = book.own(book.statement("reader_failure.not_found.first"), insurer, TODAY)  # type: ignore[arg-type]
    assert own and talk.messages[0].parts[0].id == own.id


def test_a_statement_that_is_the_same_for_all_has_no_other_of_an_office() -> None:
    book = the_statements()
    first = book.statement("loss.stop.first")
    assert first and book.own(first, "kitaku", TODAY) is None


def test_two_questions_about_one_topic_are_both_answered() -> None:
    talk = Talk()
    say(
        talk,
        "顔が合わないときはどうしますか。全額払うのですか",
        "reader_failure",
        "reader_failure.face",
        "reader_failure.asked_full",
    )
    named = [str(part.id) for part in talk.messages[0].parts if part.kind == "statement"]
    assert {name.rsplit(".", 1)[0] for name in named} >= {"reader_failure.face", "reader_failure.asked_full"}


def test_what_was_said_is_not_said_again_but_the_rest() -> None:
    talk = Talk()
    first = say(talk, "顔が合いません", "reader_failure", "reader_failure.face")
    again = say(talk, "顔が合いません", "reader_failure", "reader_failure.face")
    assert first.split("\n")[0] not in again


def lengths() -> list[tuple[str, int]]:
    found: list[tuple[str, int]] = []
    for topic in sorted(MOVED):
        talk: Any = Talk()
        found.append((topic, len(talk.press(topic))))
    return found


def test_the_first_answers_are_short() -> None:
    said = sorted(length for _topic, length in lengths())
    assert said[len(said) // 2] <= 260 and said[-1] <= 480, lengths()
