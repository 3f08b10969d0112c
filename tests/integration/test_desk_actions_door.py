"""The engine's way back into the desk: who may come in, what comes out, and that errors tell nothing."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from conftest import OpenDesk
from desk_fakes import TOKEN, Desk
from rasa_sdk import Action
from rasa_sdk.interfaces import ActionExecutionRejection

DOOR = "/internal/actions"
# what Rasa 3.6.21 sends; tests/engine/test_contract.py compares it with Rasa itself
CALL: dict[str, Any] = json.loads((Path(__file__).parent / "action_call.json").read_text(encoding="utf-8"))
FORWARDED = [{"X-Forwarded-For": "127.0.0.1"}, {"X-Forwarded-Host": "desk.test"}, {"Forwarded": "for=127.0.0.1"}, {"X-Real-IP": "127.0.0.1"}]
WITH_TOKEN = {"X-Engine-Token": TOKEN}


@pytest.fixture(scope="module")
def production(open_desk: OpenDesk) -> Desk:
    return open_desk(production=True)


@pytest.fixture(scope="module")
def abroad(open_desk: OpenDesk) -> Desk:
    """A desk that is called from another machine."""
    return open_desk(caller="203.0.113.7")


def enter(desk: Desk, headers: dict[str, str] | None = None, call: Any = CALL) -> Any:
    return desk.call("POST", DOOR, json=call, headers=headers)


def test_the_engine_is_answered_with_messages_and_the_state(production: Desk) -> None:
    answer = enter(production, WITH_TOKEN)
    assert answer.status_code == 200
    state, then = answer.json()["events"]
    assert (then["event"], then["name"]) == ("followup", "action_listen")
    assert (state["event"], state["name"], state["value"]["topic"]) == ("slot", "desk_state", "old_card")
    first = answer.json()["responses"][0]
    assert first["text"] == first["custom"]["text"] and "2026年" in first["custom"]["text"]


def test_the_insurer_chosen_at_the_door_counts(production: Desk) -> None:
    tracker = CALL["tracker"] | {"latest_message": CALL["tracker"]["latest_message"] | {"metadata": {"channel": "web", "insurer": "kitaku"}}}
    answer = enter(production, WITH_TOKEN, CALL | {"tracker": tracker}).json()
    assert answer["events"][0]["value"]["insurer"] == "kitaku"


def test_what_the_desk_knows_of_the_person_counts_as_told(production: Desk) -> None:
    metadata = {"channel": "staff", "belief": {}, "facts": {"age": "child"}, "assist": True}
    tracker = CALL["tracker"] | {"latest_message": CALL["tracker"]["latest_message"] | {"metadata": metadata}}
    last = enter(production, WITH_TOKEN, CALL | {"tracker": tracker}).json()["responses"][-1]["custom"]
    assert last["belief"]["facts"] == last["assist"]["heard"]["facts"] == {"age": "child"}


@pytest.mark.parametrize("action", ["action_answer", "action_dialogue_act", "action_ask_back"])
def test_every_action_of_the_domain_is_there(production: Desk, action: str) -> None:
    assert enter(production, WITH_TOKEN, CALL | {"next_action": action}).status_code == 200


# ---- who may come in

BAD_TOKENS = ["", "x", TOKEN[:-1], TOKEN + "x", TOKEN.upper(), "ü"]


@pytest.mark.parametrize("token", BAD_TOKENS[1:])
def test_a_wrong_token_is_refused_even_from_this_machine(desk: Desk, token: str) -> None:
    answer = desk.call("POST", DOOR, json=CALL, headers=[(b"X-Engine-Token", token.encode("latin-1"))])
    assert (answer.status_code, answer.json()) == (403, {"error": "forbidden"})


@pytest.fixture(scope="module")
def opened(open_desk: OpenDesk) -> Desk:
    """A desk for `rasa shell`: MYNADESK_OPEN_ACTIONS=1."""
    return open_desk(open_actions=True)


def test_without_a_token_nobody_comes_in_also_while_developing(desk: Desk) -> None:
    assert enter(desk).status_code == 403


def test_this_machine_may_come_in_without_a_token_when_it_is_set_so(opened: Desk) -> None:
    assert enter(opened).status_code == 200


def test_in_production_even_this_machine_needs_the_token(production: Desk) -> None:
    assert enter(production).status_code == 403
    assert enter(production, {"X-Engine-Token": ""}).status_code == 403


MARKED = [*FORWARDED, {"X-Forwarded-Proto": "https"}, {"Via": "1.1 proxy"}, {"Origin": "http://evil.example"}]


@pytest.mark.parametrize("headers", MARKED, ids=lambda headers: next(iter(headers)))
def test_a_proxy_or_a_browser_on_this_machine_does_not_open_the_door(opened: Desk, headers: dict[str, str]) -> None:
    assert enter(opened, headers).status_code == 403


@pytest.mark.parametrize("headers", [None, *FORWARDED], ids=lambda headers: next(iter(headers or {"direct": ""})))
def test_another_machine_needs_the_token(abroad: Desk, headers: dict[str, str] | None) -> None:
    assert enter(abroad, headers).status_code == 403
    assert enter(abroad, {**(headers or {}), **WITH_TOKEN}).status_code == 200


def test_the_refused_are_not_read(abroad: Desk) -> None:
    assert abroad.call("POST", DOOR, content=b"{").status_code == 403


# ---- errors tell nothing


@pytest.mark.parametrize("body", [b"", b"{", b"\xff", b"[" * 100_000])
def test_what_is_no_json_is_refused(desk: Desk, body: bytes) -> None:
    answer = desk.call("POST", DOOR, content=body, headers=WITH_TOKEN)
    assert (answer.status_code, answer.json()) == (400, {"error": "invalid JSON"})


SECRET = "ひみつの質問"


class Broken(Action):  # type: ignore[misc]
    """Fails with the person's words in the error."""

    def name(self) -> str:
        return "action_broken"

    def run(self, _dispatcher: Any, tracker: Any, _domain: Any) -> Any:
        raise ValueError(f"cannot read {tracker.latest_message['text']}")


class Rejecting(Action):  # type: ignore[misc]
    """Says no."""

    def name(self) -> str:
        return "action_rejecting"

    def run(self, _dispatcher: Any, tracker: Any, _domain: Any) -> Any:
        raise ActionExecutionRejection("action_rejecting", tracker.latest_message["text"])


@pytest.fixture(scope="module")
def faulty(open_desk: OpenDesk) -> Desk:
    return open_desk(make_actions=lambda _context: [Broken(), Rejecting()])


def secret_call(action: str) -> dict[str, Any]:
    message = CALL["tracker"]["latest_message"] | {"text": SECRET}
    return CALL | {"next_action": action, "tracker": CALL["tracker"] | {"latest_message": message}}


@pytest.mark.parametrize(
    ("action", "status", "answer"),
    [
        ("action_broken", 500, {"error": "action failed"}),
        ("action_rejecting", 400, {"action_name": "action_rejecting", "error": "rejected"}),
        ("action_unknown", 404, {"action_name": "action_unknown", "error": "unknown action"}),
    ],
)
def test_an_action_that_fails_says_no_word_of_the_conversation(
    faulty: Desk, caplog: pytest.LogCaptureFixture, action: str, status: int, answer: dict[str, str]
) -> None:
    caplog.set_level("DEBUG")
    found = enter(faulty, WITH_TOKEN, secret_call(action))
    assert (found.status_code, found.json()) == (status, answer)
    assert SECRET not in found.text and SECRET not in caplog.text


def test_a_failed_action_is_logged_with_its_place(faulty: Desk, caplog: pytest.LogCaptureFixture) -> None:
    enter(faulty, WITH_TOKEN, secret_call("action_broken"))
    assert "action failed: ValueError" in caplog.text and "test_desk_actions_door.py" in caplog.text


BROKEN_CALLS: dict[str, Any] = {
    "a list": [],
    "a text": "action_answer",
    "no tracker": {"next_action": "action_answer"},
    "tracker is a text": {"next_action": "action_answer", "tracker": "x"},
    "no message": {"next_action": "action_answer", "tracker": {"sender_id": "x", "slots": {}}},
    "state is a text": CALL | {"tracker": CALL["tracker"] | {"slots": {"desk_state": SECRET}}},
    "state of another shape": CALL | {"tracker": CALL["tracker"] | {"slots": {"desk_state": {"question": {"colour": SECRET}}}}},
    "reading is a text": CALL | {"tracker": CALL["tracker"] | {"latest_message": {"reading": SECRET}}},
    "reading of another shape": CALL | {"tracker": CALL["tracker"] | {"latest_message": {"reading": {"colour": SECRET}}}},
}


@pytest.mark.parametrize("call", BROKEN_CALLS.values(), ids=BROKEN_CALLS.keys())
def test_a_broken_call_gives_no_details(desk: Desk, call: Any, caplog: pytest.LogCaptureFixture) -> None:
    answer = enter(desk, WITH_TOKEN, call)
    assert answer.status_code in (200, 404, 500)
    assert "Traceback" not in answer.text and SECRET not in answer.text and SECRET not in caplog.text
    assert answer.status_code == 200 or set(answer.json()) <= {"error", "action_name"}
