"""Where a topic has a page, a question that was heard clearly is answered by its own statements, and a general one by the page."""

from __future__ import annotations

import pytest
from talk import NOTHING_OPEN, TODAY, Talk, heard

from bot.dialogue.choosing import CLEAR, WAYS
from bot.reading.model import Reading
from bot.reading.read import read

QUESTION = "外国の病院で使えますか"


def understood(topic: str, *needs: tuple[str, float]) -> Reading:
    text, plain = heard(QUESTION, topic)
    plain["topics"][0]["needs"] = [{"need": need, "confidence": confidence} for need, confidence in needs]
    return read(text, plain, today=TODAY, open_=NOTHING_OPEN)


def test_the_share_of_a_need_is_of_its_topic_alone() -> None:
    one = understood("overseas", ("overseas.use_abroad", 0.3), ("loss.usual", 0.6), ("overseas.insurance", 0.1))
    assert one.top and (one.top.need, round(one.top.share, 2)) == ("overseas.use_abroad", 0.75)


def test_a_clear_need_is_answered_and_an_unclear_one_by_the_page() -> None:
    clear, unclear = Talk(), Talk()
    clear.hear(understood("overseas", ("overseas.use_abroad", CLEAR), ("overseas.insurance", 1 - CLEAR)))
    unclear.hear(understood("overseas", ("overseas.use_abroad", CLEAR - 0.01), ("overseas.insurance", 1.01 - CLEAR)))
    assert clear.messages[0].need == "overseas.use_abroad" and not unclear.messages[0].need
    assert len(clear.text) < len(unclear.text)


@pytest.mark.parametrize("topic", sorted(WAYS))
def test_the_pages_that_tell_the_whole_way_stay(topic: str) -> None:
    needs = [need for need in Talk()._context.statements.book.needs if need.partition(".")[0] == topic]
    talk = Talk()
    talk.hear(understood(topic, *((need, 0.9) for need in needs[:1])))
    assert not talk.messages[0].need
