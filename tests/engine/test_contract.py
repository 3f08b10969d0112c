"""The action protocol between Rasa 3.6.21 and the desk's rasa-sdk: Rasa's own code asks, the desk answers, Rasa's own
code reads the answer."""

from __future__ import annotations

import asyncio
import json
import subprocess
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import rasa
import yaml
from jsonschema import validate
from rasa.core.actions.action import RemoteAction
from rasa.core.agent import Agent
from rasa.core.channels.channel import CollectingOutputChannel, UserMessage
from rasa.core.nlg import TemplatedNaturalLanguageGenerator
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, BotUttered, SessionStarted, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import EndpointConfig
from understand import newest_model

from bot.nlu import launcher
from bot.nlu.memory import SlotMemory
from bot.reading.read import read

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "tests" / "integration" / "action_call.json"
ACTIONS = ("action_answer", "action_dialogue_act", "action_ask_back")


@pytest.fixture(scope="module")
def domain() -> Domain:
    return Domain.load(str(ROOT / "domain.yml"))


def a_tracker(domain: Domain, text: str, topic: str, slots: Any = None, act: tuple[str, str] = ("", "")) -> DialogueStateTracker:
    """A conversation whose latest message was understood as `topic`, as the engine has it when it calls an action."""
    intent = {"name": topic, "confidence": 0.9}
    heard = {"verdict": "answer", "topics": [{"topic": topic, "confidence": 0.9, "text": ""}], "choices": [], "act": act[0], "act_detail": act[1]}
    metadata = {"channel": "web", "insurer": None}
    reading = read(text, heard, today=date(2026, 11, 22)).as_json()
    parsed = {"text": text, "intent": intent, "entities": [], "intent_ranking": [intent], "understanding": heard, "reading": reading, "metadata": metadata, "message_id": "m1"}
    events = [SessionStarted(), *([SlotSet("desk_state", slots)] if slots else []), ActionExecuted("action_listen")]
    events.append(UserUttered(text, intent, [], parsed, input_channel="desk", message_id="m1", metadata=metadata))
    return DialogueStateTracker.from_events("c1", events, slots=domain.slots)


def calls_for(tracker: DialogueStateTracker, domain: Domain) -> list[Any]:
    """What Rasa sends for each of our actions, as JSON."""
    return [json.loads(json.dumps(RemoteAction(name, None)._action_call_format(tracker, domain))) for name in ACTIONS]


def ask_desk(calls: list[Any]) -> list[tuple[int, Any]]:
    """The desk's answers, from the desk's own environment."""
    command = [str(ROOT / ".venv" / "bin" / "python"), str(ROOT / "tests" / "engine" / "desk_door.py")]
    ended = subprocess.run(command, input=json.dumps(calls), capture_output=True, text=True, cwd=ROOT, env={"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin"}, timeout=120)
    assert ended.returncode == 0, ended.stderr[-2000:]
    return [(status, answer) for status, answer in json.loads(ended.stdout)]


@pytest.fixture(scope="module")
def answered(domain: Domain) -> list[Any]:
    answers = ask_desk(calls_for(a_tracker(domain, "古い保険証は使えますか", "old_card"), domain))
    assert [status for status, _answer in answers] == [200] * len(ACTIONS)
    return [answer for _status, answer in answers]


@pytest.mark.parametrize("number", range(len(ACTIONS)), ids=ACTIONS)
def test_rasas_own_schema_accepts_the_answer(answered: list[Any], number: int) -> None:
    validate(answered[number], RemoteAction.action_response_format_spec())
    assert answered[number]["responses"] and answered[number]["events"]


def run_in_rasa(answer: Any, tracker: DialogueStateTracker, domain: Domain) -> list[Any]:
    """Rasa's RemoteAction with `answer` in place of the network: the events it makes of it."""

    class Answering(EndpointConfig):
        async def request(self, *_args: Any, **_more: Any) -> Any:
            return json.loads(json.dumps(answer))

    action = RemoteAction("action_answer", Answering("http://desk.test"))
    return asyncio.run(action.run(CollectingOutputChannel(), TemplatedNaturalLanguageGenerator({}), tracker, domain))


def test_rasa_makes_a_slot_and_structured_messages_of_the_answer(answered: list[Any], domain: Domain) -> None:
    tracker = a_tracker(domain, "古い保険証は使えますか", "old_card")
    events = run_in_rasa(answered[0], tracker, domain)
    (slot,) = [event for event in events if isinstance(event, SlotSet)]
    assert (slot.key, slot.value["topic"]) == ("desk_state", "old_card")
    uttered = [event for event in events if isinstance(event, BotUttered)]
    assert uttered[0].data["custom"]["topic"] == "old_card"
    assert uttered[0].data["custom"]["text"] == uttered[0].text


def test_a_message_reaches_the_desk_channel_as_custom_json(answered: list[Any], domain: Domain) -> None:
    event = next(e for e in run_in_rasa(answered[0], a_tracker(domain, "x", "old_card"), domain) if isinstance(e, BotUttered))
    channel = CollectingOutputChannel()
    asyncio.run(channel.send_response("c1", event.message()))
    sent = [message["custom"] for message in channel.messages if "custom" in message]
    assert [message["topic"] for message in sent] == ["old_card"]


def test_what_the_desk_remembers_comes_back_with_the_next_call(answered: list[Any], domain: Domain) -> None:
    state = next(event["value"] for event in answered[0]["events"] if event.get("name") == "desk_state")
    again = a_tracker(domain, "もう一度言って", "old_card", slots=state, act=("again", ""))
    ((status, answer),) = ask_desk(calls_for(again, domain)[1:2])
    assert status == 200
    assert answer["responses"][0]["custom"]["topic"] == "old_card"


def test_the_domain_stays_in_the_engine_and_nobody_misses_it(answered: list[Any], domain: Domain) -> None:
    endpoint = EndpointConfig.from_dict(yaml.safe_load((ROOT / "endpoints.yml").read_text(encoding="utf-8"))["action_endpoint"])
    tracker = a_tracker(domain, "古い保険証は使えますか", "old_card")
    call = json.loads(json.dumps(RemoteAction("action_answer", endpoint)._action_call_format(tracker, domain)))
    assert "domain" not in call
    ((status, answer),) = ask_desk([call])
    assert (status, answer["responses"]) == (200, answered[0]["responses"])


def test_where_the_belief_travels_the_engine_is_told_to_listen_and_nothing_else(domain: Domain) -> None:
    call = calls_for(a_tracker(domain, "古い保険証は使えますか", "old_card"), domain)[0]
    call["tracker"]["latest_message"]["metadata"]["belief"] = {}
    ((status, answer),) = ask_desk([call])
    assert status == 200
    assert launcher._only_says(answer)  # Rasa's twenty kinds of event need not be tried


def test_an_unknown_action_is_refused(domain: Domain) -> None:
    call = calls_for(a_tracker(domain, "x", "old_card"), domain)[0] | {"next_action": "action_restart_everything"}
    ((status, answer),) = ask_desk([call])
    assert (status, answer["error"]) == (404, "unknown action")


def shape(value: Any) -> Any:
    """Names and types, without values."""
    if isinstance(value, dict):
        return {name: shape(part) for name, part in sorted(value.items())}
    if isinstance(value, list):
        return [shape(part) for part in value]
    return "number" if isinstance(value, (int, float)) and not isinstance(value, bool) else type(value).__name__


def test_the_sample_of_the_desks_own_tests_is_what_rasa_sends(domain: Domain) -> None:
    sample = json.loads(SAMPLE.read_text(encoding="utf-8"))
    call = calls_for(a_tracker(domain, "古い保険証は使えますか", "old_card"), domain)[0]
    assert sample.pop("domain").keys() == call.pop("domain").keys()
    assert shape(sample) == shape(call)
    assert sample["version"] == rasa.__version__ == "3.6.21"


# ---- the trained model, Rasa's rules, the desk's actions and the engine's memory together


class DeskEndpoint(EndpointConfig):
    """Rasa's action endpoint, answered by the desk without a network."""

    async def request(self, *_args: Any, json: Any = None, **_more: Any) -> Any:  # noqa: A002
        ((status, answer),) = ask_desk([json])
        assert status == 200, answer
        return answer


@pytest.fixture(scope="module")
def agent(domain: Domain) -> Any:
    return Agent.load(str(newest_model()), action_endpoint=DeskEndpoint("http://desk.test"), tracker_store=SlotMemory(domain))


def talk(agent: Any, sender: str, *texts: str) -> list[str]:
    """The topics of the first answers to the texts, one after the other."""
    topics = []
    for text in texts:
        channel = CollectingOutputChannel()
        asyncio.run(agent.handle_message(UserMessage(text, channel, sender, input_channel="desk", metadata={"channel": "web", "insurer": None})))
        topics.append(next(message["custom"]["topic"] for message in channel.messages if "custom" in message))
    return topics


def test_a_question_is_answered_and_remembered(agent: Any) -> None:
    assert talk(agent, "one", "昔の保険証はまだ使えますか", "もう一回言って") == ["old_card", "old_card"]


def test_a_button_is_answered(agent: Any) -> None:
    assert talk(agent, "two", "/loss") == ["loss"]


def test_another_conversation_knows_nothing_of_the_first(agent: Any) -> None:
    assert talk(agent, "three", "もう一回言って") != ["old_card"]


def test_no_text_of_a_conversation_stays_in_the_engine(agent: Any) -> None:
    talk(agent, "four", "昔の保険証はまだ使えますか")
    store = getattr(agent.tracker_store, "_tracker_store", agent.tracker_store)
    assert "four" in asyncio.run(store.keys())
    assert "昔の保険証" not in str(store._kept)


def test_a_belief_that_travels_with_the_message_comes_back_and_nothing_is_kept(agent: Any) -> None:
    belief: dict[str, Any] = {}
    topics = []
    for text in ("昔の保険証はまだ使えますか", "もう一回言って"):
        channel = CollectingOutputChannel()
        metadata = {"channel": "web", "insurer": None, "belief": belief}
        asyncio.run(agent.handle_message(UserMessage(text, channel, "five", input_channel="desk", metadata=metadata)))
        customs = [message["custom"] for message in channel.messages if "custom" in message]
        topics.append(customs[0]["topic"])
        belief = customs[-1]["belief"]
    assert topics == ["old_card", "old_card"] and belief["topic"] == "old_card"
    store = getattr(agent.tracker_store, "_tracker_store", agent.tracker_store)
    assert "five" not in asyncio.run(store.keys())
