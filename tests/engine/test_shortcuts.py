"""What the launcher makes shorter in Rasa gives what Rasa gives."""

from __future__ import annotations

import asyncio
import hashlib
import inspect
from collections.abc import Callable
from typing import Any

import pytest
from rasa.core.actions.action import RemoteAction
from rasa.core.channels.channel import UserMessage
from rasa.core.policies.rule_policy import RulePolicy
from rasa.engine.constants import PLACEHOLDER_MESSAGE, PLACEHOLDER_TRACKER
from rasa.engine.graph import GraphNode, GraphSchema
from rasa.engine.runner.dask import DaskGraphRunner
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, Event, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from understand import load_agent, questions

from bot.nlu import launcher

WITH_DASK, IS_EMPTY = DaskGraphRunner.run, Domain.is_empty
TRY_ALL = RulePolicy._get_possible_keys
# sha256 of the source in Rasa 3.6.21; when one changes, read the new source and adapt the replacement first
SOURCES = [
    (WITH_DASK, "45f0f52f574f3aa9546a552bf671183e171092c18b66e97f5771a7fa295de37e"),
    (DaskGraphRunner._build_dask_graph, "5bb99f974d512a36acb61caaf77aafc851b90c04ce4d02c262f230c75086cbee"),
    (DaskGraphRunner._add_inputs_to_graph, "d04a0ca2df6241c16997b89d63e2ca89cd1d43bd5f9920843a2a86cb4286ac73"),
    (GraphNode.__call__, "66127a2bfb6fcf1ee12e2556e95f6b8e691f53528b206c1e2745b05ab39d0e19"),
    (GraphSchema.minimal_graph_schema, "58dfb30335499fff7640e0d4ea6c0a715e23abc27e641b05636798db7bb4f9fe"),
    (TRY_ALL, "2915fd81711e194c6d667728e00bd0e51e9c1c2791a0be14c55f0ef9938f9936"),
    (RulePolicy._is_rule_applicable, "64a108b016b46e573d6020b755a6036439dc207a364b45c9ea5dcb0f18dc7068"),
    (RulePolicy._does_rule_match_state, "d3109c1a97de319ceee17570d2d96b51c2fa0006379c5a491d5ed7df136666a7"),
    (Event.resolve_by_type, "b5cf570fa7f286c7059ec73d8880528d03a78b28cf4e80285a46079c0fa65968"),
    (IS_EMPTY, "884be90ef485f1d2c0f140657a47f106a7d2785b63b03e46cd699b4072e95369"),
]


@pytest.mark.parametrize(("place", "digest"), SOURCES, ids=lambda one: getattr(one, "__qualname__", ""))
def test_the_shortened_place_is_the_one_that_was_read(place: Callable[..., Any], digest: str) -> None:
    assert hashlib.sha256(inspect.getsource(place).encode()).hexdigest() == digest


@pytest.fixture
def shortened(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(DaskGraphRunner, "run", WITH_DASK)
    monkeypatch.setattr(Domain, "is_empty", IS_EMPTY)
    launcher.run_graphs_in_order()
    launcher.make_one_empty_domain()
    assert DaskGraphRunner.run is not WITH_DASK and Domain.is_empty is not IS_EMPTY


@pytest.fixture(scope="module")
def agent() -> Any:
    return load_agent()


def test_a_message_and_the_next_action_are_what_they_were(agent: Any, shortened: None) -> None:
    processor = agent.processor
    runner, nlu, core = processor.graph_runner, processor.model_metadata.nlu_target, processor.model_metadata.core_target
    for case in questions()[::80]:
        message = {PLACEHOLDER_MESSAGE: [UserMessage(case["text"])], PLACEHOLDER_TRACKER: None}
        (before,), (after,) = (run(runner, message, [nlu])[nlu] for run in (WITH_DASK, DaskGraphRunner.run))
        parsed = after.as_dict(only_output_properties=True)
        assert parsed == before.as_dict(only_output_properties=True)
        events = [ActionExecuted("action_listen"), UserUttered(case["text"], parsed["intent"], [], parsed)]
        tracker = DialogueStateTracker.from_events("c1", events, slots=processor.domain.slots)
        first, second = (run(runner, {PLACEHOLDER_TRACKER: tracker}, [core])[core] for run in (WITH_DASK, DaskGraphRunner.run))
        assert first == second and max(second.probabilities) > 0


def test_without_targets_the_graph_runs_as_before(shortened: None) -> None:
    runner = DaskGraphRunner(GraphSchema({}), None, None)
    assert runner.run() == WITH_DASK(runner) == {}


def test_only_a_domain_without_anything_is_empty(agent: Any, shortened: None) -> None:
    assert Domain.empty().is_empty()
    assert not agent.processor.domain.is_empty()
    assert not Domain.from_dict({"intents": ["greeting"]}).is_empty()


@pytest.fixture
def tried(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """The states for which all rules were tried, since the rules that apply are remembered."""
    states: list[Any] = []

    def try_all(self: Any, lookup: Any, of: Any) -> set[str]:
        states.append(of)
        return TRY_ALL(self, lookup, of)  # type: ignore[no-any-return]

    monkeypatch.setattr(RulePolicy, "_get_possible_keys", try_all)
    launcher.match_rules_once()
    return states


def test_the_rules_that_apply_are_those_that_applied_and_are_tried_once_an_intent(agent: Any, tried: list[Any]) -> None:
    (policy,) = (node._component for node in agent.processor.graph_runner._instantiated_nodes.values() if isinstance(node._component, RulePolicy))
    domain, rules = agent.processor.domain, policy.lookup["rules"]
    for text in ("期限は", "登録は"):
        for intent in domain.intents:
            events = [ActionExecuted("action_listen"), UserUttered(text, {"name": intent}, [], {"text": text, "intent": {"name": intent}})]
            tracker = DialogueStateTracker.from_events("c1", events, slots=domain.slots)
            for words in (True, False):
                states = policy._prediction_states(tracker, domain, use_text_for_last_user_input=words)
                assert policy._get_possible_keys(rules, states) == TRY_ALL(policy, rules, states)
    assert 0 < len(tried) <= len(domain.intents) + 1
    assert "期限" not in str(tried)  # what is remembered holds no words


def test_rules_that_hold_words_are_tried_with_the_words(tried: list[Any]) -> None:
    class Policy:
        lookup = {"rules": {'[{"prev_action": {"action_name": "action_listen"}, "user": {"text": "期限は"}}]': "action_answer"}}
        _is_rule_applicable = RulePolicy._is_rule_applicable
        _rule_key_to_state = staticmethod(RulePolicy._rule_key_to_state)
        _does_rule_match_state = staticmethod(RulePolicy._does_rule_match_state)

    for text, found in (("期限は", 1), ("登録は", 0), ("期限は", 1)):
        states = [{"prev_action": {"action_name": "action_listen"}, "user": {"text": text}}]
        assert len(RulePolicy._get_possible_keys(Policy(), Policy.lookup["rules"], states)) == found


LISTENS = {"events": launcher.LISTEN, "responses": [{"text": "x", "custom": {}}]}
ODD: list[Any] = [
    LISTENS | {"responses": ["text"]},
    LISTENS | {"responses": None},
    LISTENS | {"events": [{"event": "follow"}]},
    LISTENS | {"events": [*launcher.LISTEN, 7]},
]


def test_what_our_actions_give_is_accepted_and_what_is_near_it_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    from jsonschema import ValidationError

    monkeypatch.setattr(RemoteAction, "_validate_action_result", RemoteAction._validate_action_result)
    launcher.validate_action_replies_once()
    action = RemoteAction("action_answer", None)
    assert action._validate_action_result(LISTENS) is True
    for odd in ODD:
        with pytest.raises(ValidationError):
            action._validate_action_result(odd)


def test_an_event_is_found_by_its_name_as_before(monkeypatch: pytest.MonkeyPatch) -> None:
    search = Event.resolve_by_type
    monkeypatch.setattr(Event, "resolve_by_type", staticmethod(search))
    launcher.find_events_once()
    for name in ("followup", "slot", "bot", "user", "followup"):
        assert Event.resolve_by_type(name) is search(name) is not None
    for _ in range(2):
        with pytest.raises(ValueError, match="no such event"):
            Event.resolve_by_type("no such event")


def test_a_turn_is_answered_with_all_of_them(agent: Any, shortened: None) -> None:
    parsed = asyncio.run(agent.parse_message("登録の方法"))
    assert parsed["intent"]["name"] == "registration_how"
