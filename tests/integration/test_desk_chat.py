"""A message through the desk: the good way, and every way in which the engine can fail."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import httpx
import pytest
from desk_fakes import TOKEN, Desk, FakeEngine, a_reply

KITAMURA, KITAKU = "088-804-3038", "03-3908-1131"
SECRET = "ひみつの質問"
SAID = "窓口はどこですか"


def test_the_engines_reply_is_the_answer(desk: Desk, engine: FakeEngine) -> None:
    engine.answers = lambda _request: httpx.Response(200, json=[a_reply("一つめ"), a_reply("二つめ", topic="loss")])
    answer = desk.say(SAID).json()
    assert [(m["text"], m["topic"]) for m in answer["messages"]] == [("一つめ", "old_card"), ("二つめ", "loss")]
    assert answer["owner"] == "bot"


def test_the_engine_gets_text_door_and_insurer_and_the_token(desk: Desk, engine: FakeEngine) -> None:
    desk.say(SAID, insurer="kitaku")
    body = engine.messages[0]
    known = {"channel": "web", "insurer": "kitaku", "belief": {}, "careful": False, "salient": {}, "today": "2026-11-22"}
    assert body["message"] == SAID and known.items() <= body["metadata"].items()
    assert engine.requests[0].headers["X-Engine-Token"] == TOKEN


def test_one_session_is_one_conversation_and_another_is_another(desk: Desk, engine: FakeEngine) -> None:
    desk.talk("一", "二")
    desk.talk("三")
    first, second, third = (body["sender"] for body in engine.messages)
    assert first == second != third


def test_a_button_of_a_known_topic_becomes_its_intent(desk: Desk, engine: FakeEngine) -> None:
    desk.say("topic:old_card")
    assert engine.texts == ["/old_card"]


def test_a_button_of_every_need_is_pressed_and_not_read(desk: Desk, engine: FakeEngine) -> None:
    for need in ("accessibility.certificate", "insurer_change.meanwhile", "death.insurance_papers", "loss.reissue"):
        desk.say(f"need:{need}")
        assert engine.messages[-1]["message"] == "/human_handoff" and engine.messages[-1]["metadata"]["pressed"] == f"need:{need}"
    desk.say("need:insurer_change.no_such_need")
    assert engine.texts[-1] == "need:insurer_change.no_such_need"


@pytest.mark.parametrize("text", ["topic:xyz", "topic:restart", "topic:session_start", "topic:", "topic:old_card;x", "topic:OLD_CARD"])
def test_a_button_of_no_topic_is_plain_text(desk: Desk, engine: FakeEngine, text: str) -> None:
    desk.say(text)
    assert engine.texts == [text]


@pytest.mark.parametrize(
    "text",
    ["/restart", "/session_start{}", "/old_card", "  /restart", "／restart", "\u200b/restart", "//restart", "\u202e/restart", "／／restart", "/ restart", '/tell_insurer{"insurer":"kitaku"}'],
)
def test_a_slash_is_never_a_command_of_the_engine(desk: Desk, engine: FakeEngine, text: str) -> None:
    desk.say(text)
    assert len(engine.texts) == 1
    assert not engine.texts[0].strip().startswith("/")
    assert "restart" in text or "/" not in engine.texts[0][:2]


async def _slow(_request: httpx.Request) -> httpx.Response:
    await asyncio.sleep(30)
    return httpx.Response(200, json=[a_reply("遅い")])


def _down(_request: httpx.Request) -> httpx.Response:
    raise httpx.ConnectError("connection refused")


def _cut_off(_request: httpx.Request) -> httpx.Response:
    raise httpx.RemoteProtocolError("peer closed connection")


def _unforeseen(_request: httpx.Request) -> httpx.Response:
    raise RuntimeError("秘密 Traceback")


def _says(content: Any, status: int = 200) -> Any:
    body = content if isinstance(content, (str, bytes)) else json.dumps(content)
    return lambda _request: httpx.Response(status, content=body)


DEADLINE = ("id", "name", "due", "recommended_by", "opens", "days_left", "state", "derivation")
FAULTS = {
    "unforeseen": _unforeseen,
    "down": _down,
    "cut off": _cut_off,
    "slow": _slow,
    "500": _says({"error": "Traceback (most recent call last)"}, 500),
    "401": _says({"status": "failure"}, 401),
    "redirect": lambda _request: httpx.Response(302, headers={"Location": "http://other.test/"}),
    "html": _says("<html><body>Bad gateway</body></html>"),
    "nothing": _says(b""),
    "not text": _says(b"\xff\xfe\x00"),
    "deep": _says("[" * 100_000),
    "empty list": _says([]),
    "null": _says(None),
    "a number": _says(42),
    "an object": _says({"custom": a_reply("x")["custom"]}),
    "strings": _says(["こんにちは"]),
    "plain rasa text": _says([{"recipient_id": "x", "text": "Traceback"}]),
    "custom is no object": _says([{"custom": "Traceback"}]),
    "no text": _says([a_reply("")]),
    "text is a number": _says([a_reply("x", text=7)]),
    "text alone": _says([{"custom": {"text": "Traceback"}}]),
    "easy missing": _says([a_reply("x", easy=None)]),
    "buttons are no list": _says([a_reply("x", buttons="Traceback")]),
    "buttons are no objects": _says([a_reply("x", buttons=["Traceback"])]),
    "deadlines are no objects": _says([a_reply("x", deadlines=[1])]),
    "half a button": _says([a_reply("x", buttons=[{"title": "Traceback"}])]),
    "half a deadline": _says([a_reply("x", deadlines=[{"id": "moving_in"}])]),
    "a deadline that is no day": _says([a_reply("x", deadlines=[dict.fromkeys(DEADLINE, "Traceback") | {"id": "cert_renewal_opens"}])]),
}


@pytest.fixture(params=FAULTS.values(), ids=FAULTS.keys())
def broken(request: pytest.FixtureRequest, engine: FakeEngine) -> FakeEngine:
    engine.answers = request.param
    return engine


def test_a_broken_engine_gives_an_apology_with_both_offices(desk: Desk, broken: FakeEngine) -> None:
    answer = desk.say(SECRET)
    assert answer.status_code == 200
    (message,) = answer.json()["messages"]
    assert "申し訳ありません" in message["text"]
    assert KITAMURA in message["text"] and KITAKU in message["text"]
    assert "Traceback" not in answer.text and SECRET not in answer.text


@pytest.mark.parametrize(("insurer", "own", "other"), [("kitamura", KITAMURA, KITAKU), ("kitaku", KITAKU, KITAMURA)])
def test_the_apology_names_the_chosen_insurers_office(desk: Desk, engine: FakeEngine, insurer: str, own: str, other: str) -> None:
    engine.answers = _down
    message = desk.say(SAID, insurer=insurer).json()["messages"][0]
    for form in ("text", "easy"):
        assert own in message[form] and other not in message[form]
    assert own.replace("-", "、") in message["speech"]


def test_one_good_reply_among_nonsense_is_shown(desk: Desk, engine: FakeEngine) -> None:
    engine.answers = _says([7, {"custom": None}, a_reply("よい答え")])
    assert [m["text"] for m in desk.say(SAID).json()["messages"]] == ["よい答え"]


def test_the_conversation_goes_on_after_a_fault(desk: Desk, engine: FakeEngine) -> None:
    session = desk.say(SAID).json()["session"]
    usual, engine.answers = engine.answers, _down
    session = desk.say(SAID, session).json()["session"]
    engine.answers = usual
    assert desk.say(SAID, session).json()["messages"][0]["text"] == f"返事：{SAID}"
    assert len({body["sender"] for body in engine.messages}) == 1


def test_a_fault_of_the_engine_is_logged_without_words_of_the_person(desk: Desk, broken: FakeEngine, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    desk.say(SECRET)
    assert "engine unavailable" in caplog.text or "turn failed" in caplog.text
    assert SECRET not in caplog.text


def test_the_desk_keeps_the_language_beside_the_belief(desk: Desk, engine: FakeEngine) -> None:
    engine.answers = lambda _request: httpx.Response(200, json=[a_reply("ok"), {"custom": {"belief": {"topic": "loss", "language": "en"}}}])
    desk.talk("I lost my card", "OK")
    first, second = (body["metadata"]["belief"] for body in engine.messages)
    assert "language" not in first and second == {"topic": "loss", "language": "en"}


def test_what_the_desk_says_by_itself_is_english_to_english(desk: Desk, engine: FakeEngine) -> None:
    said = desk.say("my number is 1234 5678 9018").json()["messages"][0]
    assert "12-digit My Number" in said["text"] == said["easy"]
    engine.answers = lambda _request: httpx.Response(500)
    assert "The automatic service cannot answer" in desk.say("How can I register my card?").json()["messages"][-1]["text"]
