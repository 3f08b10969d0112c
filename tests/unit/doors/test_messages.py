"""What leaves the desk has one shape, is looked at where it leaves, and a fault in it tells nobody's words."""

from __future__ import annotations

import json
from typing import Any

import pytest
from pydantic import ValidationError

from bot.desk.own_words import apology, plain_message
from bot.desk.turn import TurnReply
from bot.dialogue.phrases import load_phrases
from bot.dialogue.reply import KINDS
from bot.doors.messages import Kind, leaving
from tests.unit.dialogue.talk import Talk, reading, the_context

SECRET = "ひみつの言葉"


def said(*spoken: tuple[str, str]) -> list[dict[str, Any]]:
    talk, messages = Talk(), []
    for text, topic in spoken:
        talk.hear(reading(text, topic, open_=talk.belief.open()))
        messages += [json.loads(json.dumps(one.as_json())) for one in talk.messages]
    return messages


@pytest.mark.parametrize(
    "spoken",
    [
        [("カードをなくしました", "loss")],
        [("引っ越しの期限を教えて", "moving_deadline"), ("12月3日", "")],
        [("電子証明書の期限が12月20日です", "cert_expiry")],
        [("国保の電話番号は", "contact_kitaku")],
        [("今日の天気は", "out_of_scope")],
    ],
    ids=lambda spoken: spoken[0][1],
)
def test_what_the_dialogue_says_has_the_shape(spoken: list[tuple[str, str]]) -> None:
    answer = leaving("token", TurnReply(tuple(said(*spoken))))
    body = json.loads(bytes(answer.body))
    assert answer.status_code == 200 and body["owner"] == "bot"
    for message in body["messages"]:
        for form, glue in (("text", "\n"), ("easy", "\n"), ("speech", "")):
            assert message[form] == glue.join(part[form] for part in message["parts"] if part[form])


def test_what_the_desk_says_by_itself_has_it_too() -> None:
    context = the_context()
    sorry = apology(context.rulebook, context.phrases, ("kitamura",))
    empty = plain_message(load_phrases().get("empty"), [{"title": "t", "payload": "topic:loss"}])
    body = json.loads(bytes(leaving("token", TurnReply((sorry, empty), "human")).body))
    assert [part["kind"] for message in body["messages"] for part in message["parts"]] == ["contacts", "statement"]


def test_no_place_is_told_with_when_to_come_again() -> None:
    answer = leaving("token", TurnReply((), taken=False, retry_after=3))
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "3")


@pytest.mark.parametrize(
    "fault",
    [
        {"secret": SECRET},
        {"text": None},
        {"expects": SECRET},
        {"parts": [{"kind": "gossip", "text": SECRET}]},
        {"buttons": [{"title": SECRET}]},
        {"sources": [{"title": SECRET, "section": "", "verified_on": 20261122}]},
        {"deadlines": [{"id": SECRET}]},
        {"confidence": SECRET},
    ],
    ids=lambda fault: next(iter(fault)),
)
def test_another_shape_does_not_leave_and_its_fault_repeats_nothing(fault: dict[str, Any]) -> None:
    message = plain_message(load_phrases().get("empty"), []) | fault
    with pytest.raises(ValidationError) as raised:
        leaving("token", TurnReply((message,)))
    assert SECRET not in str(raised.value)


def test_the_kinds_of_parts_are_those_of_the_dialogue() -> None:
    assert Kind.__args__ == KINDS  # type: ignore[attr-defined]
