"""The telephone page and its API: what is sent to the engine, what comes back, and the record of a call."""

from __future__ import annotations

import csv
import io
import json
from urllib.parse import quote

import httpx
import pytest
from desk_fakes import Desk, FakeEngine, a_reply
from staff_people import Browser, hire
from staff_talks import act, waiting

from bot.settings import Settings

CALL_OFF = "電話で止めてください。"


@pytest.fixture(autouse=True)
def staff(settings: Settings) -> None:
    for name, role in {"taro": "operator", "emi": "editor"}.items():
        hire(settings, name, role)


def assisting(request: httpx.Request) -> httpx.Response:
    """An engine that suggests `loss` for everything, and says `moving` of what names a removal."""
    if request.method == "GET":
        return httpx.Response(200, json={"status": "ok"})
    body = json.loads(request.content)
    if request.url.path.endswith("/names"):
        return httpx.Response(200, json={"texts": body["texts"]})
    part = {"kind": "statement", "text": CALL_OFF, "easy": "", "speech": "", "id": ""}
    message = a_reply(CALL_OFF)["custom"] | {"parts": [part]}
    topic = "moving" if "引っ越し" in body["message"] else "loss"
    answer = {"topic": topic, "need": "", "confidence": 0.9, "messages": [message], "statements": [], "contacts": ["mynumber_free"]}
    assist = {"answers": [answer], "heard": {}, "urgent": False, "asks_day": ""}
    return httpx.Response(200, json=[{"custom": message}, {"custom": {"belief": {}, "assist": assist if body["metadata"].get("assist") else None}}])


def test_the_api_gives_what_the_page_shows(desk: Desk, engine: FakeEngine) -> None:
    engine.answers = assisting
    taro = Browser(desk, "taro")
    taro.get("call")
    asked = {"headers": {"X-Staff-Form": taro.form}, "json": {"text": "カードをなくしました。090-1234-5678", "facts": {"card": "lost", "made": "up"}}}
    laid = taro.call("POST", "/api/v1/assist", **asked).json()
    assert [one["topic"] for one in laid["answers"]] == ["loss"] and laid["answers"][0]["script"] == [CALL_OFF]
    assert laid["facts"] == {"card": "lost"} and "伏せました" in laid["warnings"][0]
    assert "0120-95-0178" in [one["phone"] for one in laid["transfer"]]
    assert "090" not in engine.texts[-1]
    sent = len(engine.texts)
    taro.call("POST", "/api/v1/assist", **asked)
    assert len(engine.texts) == sent  # what was read is not read anew


def test_what_the_operator_knows_reaches_the_dialogue(desk: Desk, engine: FakeEngine) -> None:
    engine.answers = assisting
    taro = Browser(desk, "taro")
    taro.get("call")
    taro.post("call-part", text="カードのこと", fact_insurer="kouki", fact_age="over75", fact_card="made_up")
    sent = engine.messages[-1]["metadata"]
    assert (sent["insurer"], sent["facts"]) == ("kouki", {"age": "over75"})
    taro.post("call-part", text="カードのこと", fact_age="child")  # another answer to 次に聞くこと: read anew
    assert engine.messages[-1]["metadata"]["facts"] == {"age": "child"}


@pytest.mark.parametrize(("name", "form", "status"), [("", True, 401), ("taro", False, 403), ("emi", True, 403)])
def test_the_api_is_for_operators_alone(desk: Desk, name: str, form: bool, status: int) -> None:
    browser = Browser(desk, name)
    browser.get("home")
    answer = browser.call("POST", "/api/v1/assist", json={"text": "カード"}, headers={"X-Staff-Form": browser.form if form else "0"})
    assert answer.status_code == status and answer.json()["error"]["message"]


def test_a_story_as_long_as_may_be_and_an_engine_that_is_away(desk: Desk, engine: FakeEngine) -> None:
    engine.answers = assisting
    taro = Browser(desk, "taro")
    page = taro.get("call").text
    longest = int(page.split('maxlength="')[1].split('"')[0])
    story = ("きのうカードをなくしたんです。" * 1400)[:20_000]
    too_long = taro.call("POST", "/api/v1/assist", json={"text": story}, headers={"X-Staff-Form": taro.form})
    assert too_long.status_code == 422 and "なくした" not in too_long.text
    filled = {f"fact_{name}": "in_hospital" for name in ("card", "cert", "registered", "age", "place", "phone", "who", "pin")}
    whole = taro.post("call", text=story[:longest], **filled)
    assert whole.status_code == 200 and CALL_OFF in whole.text
    engine.answers = lambda _request: httpx.Response(503)
    assert "会話エンジンが答えません" in taro.post("call", text="べつの話").text


def test_a_record_of_what_was_laid_out_and_nothing_else(desk: Desk, engine: FakeEngine) -> None:
    engine.answers = assisting
    taro = Browser(desk, "taro")
    taro.get("call")
    assert taro.post("call-record", topic="loss", told="0", follow_up="office").status_code == 422
    taro.post("call", text="ひみつの話、カード", fact_card="lost")
    record = taro.post("call-record", topic="loss", told="0", follow_up="office")
    assert record.headers["content-type"].startswith("text/csv") and "ひみつ" not in record.text
    _head, row = csv.reader(io.StringIO(record.text.removeprefix("\ufeff")))
    assert row[3:5] == ["カード：なくした", CALL_OFF]
    assert taro.post("call-record", topic="made_up", told="", follow_up="office").status_code == 422


def test_a_chat_beside_the_call_leaves_its_record_alone(people: Desk, engine: FakeEngine) -> None:
    person, taro = waiting(people, "引っ越しのこと"), Browser(people, "taro")
    engine.answers = assisting
    taro.get("call")
    taro.post("call", text="カードをなくした")
    assert CALL_OFF in taro.get(f"chat-suggest?id={quote(person.conversation)}").text
    asked = {"headers": {"X-Staff-Form": taro.form}, "json": {"text": "引っ越し"}}
    assert taro.call("POST", "/api/v1/assist", **asked).status_code == 200
    assert taro.post("call-record", topic="loss", told="", follow_up="none").status_code == 200
    act(taro, person, "claim")
    act(taro, person, "close")
