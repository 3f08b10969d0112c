"""Starts Rasa as it is, minus what it wastes on every message. `python -m bot.nlu.launcher run ...` = `rasa run ...`.

Rasa is not forked: single functions are replaced at start by ones that do the same with less work. Each replacement
names the place it stands for; tests/engine/test_launcher.py fails when a Rasa upgrade changes that place.
"""

from __future__ import annotations

import asyncio
import json
import os
import re
import sys
from collections.abc import MutableMapping
from functools import cache
from graphlib import TopologicalSorter
from typing import Any, Final
from urllib.parse import urlsplit
from weakref import WeakKeyDictionary

from bot.wire import Wire, WireError

ENGINE_TOKEN = "MYNADESK_ENGINE_TOKEN"
# what our actions give besides replies (actions/actions.py)
LISTEN: Final = [{"event": "followup", "timestamp": None, "name": "action_listen"}]
MOST_ANSWERS: Final = 1_000  # of which rules apply
EVENT_NAME: Final = re.compile(r"[a-z_]{1,40}(?:\.[a-z_]{1,40}){1,6}")


def validate_action_replies_once() -> None:
    """rasa.core.actions.action.RemoteAction._validate_action_result builds a JSON-schema validator, and checks the
    schema itself, for each reply: 85 % of the time of a turn. The schema never changes, so one validator serves, and what
    our own actions give is seen to be good without asking each of the twenty kinds of event."""
    from jsonschema import Draft7Validator, ValidationError
    from rasa.core.actions.action import RemoteAction

    validator = Draft7Validator(RemoteAction.action_response_format_spec())

    def _validate_action_result(self: Any, result: dict[str, Any]) -> bool:
        if _only_says(result):
            return True
        error = next(validator.iter_errors(result), None)
        if error is not None:
            raise ValidationError(f"{error.message}. Failed to validate Action server response from API.")
        return True

    RemoteAction._validate_action_result = _validate_action_result


def _only_says(result: Any) -> bool:
    """Whether an action's reply is nothing but messages, and that Rasa is to listen then."""
    if not isinstance(result, dict) or result.keys() != {"events", "responses"} or result["events"] != LISTEN:
        return False
    said = result["responses"]
    return isinstance(said, list) and all(isinstance(one, dict) for one in said)


def call_actions_plainly() -> None:
    """rasa.utils.endpoints.EndpointConfig.request makes an aiohttp session, and a connection, for each action call. Calls as
    ours are (POST of JSON over http, nothing but headers) go over connections that are kept, and by the desk's socket when
    endpoints.yml names one; all others as before."""
    import aiohttp
    from rasa.utils.endpoints import DEFAULT_REQUEST_TIMEOUT, ClientResponseError, EndpointConfig

    request_with_aiohttp = EndpointConfig.request
    wires: WeakKeyDictionary[asyncio.AbstractEventLoop, dict[str, Wire]] = WeakKeyDictionary()

    def is_ours(self: Any, method: str, subpath: str | None, more: dict[str, Any]) -> bool:
        url = urlsplit(self.url or "")
        special = (self.basic_auth, self.token, self.params, self.cafile, more.get("compress"), subpath, url.query)
        known = more.keys() <= {"json", "timeout", "compress"}
        return method == "post" and url.scheme == "http" and known and not any(special)

    async def request(self: Any, method: str = "post", subpath: str | None = None, **more: Any) -> Any:
        if not is_ours(self, method, subpath, more):
            return await request_with_aiohttp(self, method, subpath, **more)
        url = urlsplit(self.url)
        known = wires.setdefault(asyncio.get_running_loop(), {})
        socket = str(self.kwargs.get("socket") or "")
        wire = known.get(url.netloc) or known.setdefault(url.netloc, Wire(url.hostname or "", url.port or 80, socket))
        headers = {"Content-Type": "application/json", **self.headers}
        call = wire.call("POST", url.path or "/", headers, json.dumps(more.get("json")).encode())
        try:
            answer = await asyncio.wait_for(call, more.get("timeout") or DEFAULT_REQUEST_TIMEOUT)
        except WireError as error:
            raise aiohttp.ClientConnectionError(str(error)) from None
        if answer.status >= 400:
            raise ClientResponseError(answer.status, "", answer.body)  # type: ignore[arg-type]
        return json.loads(answer.body) if answer.headers.get("content-type") == "application/json" else None

    EndpointConfig.request = request


def run_graphs_in_order() -> None:
    """rasa.engine.runner.dask.DaskGraphRunner.run makes a Dask graph for each message and has it put in order anew, twice a
    turn. A model's graph never changes, so its order for the same targets is kept; training (no targets) stays as it is."""
    from rasa.engine.runner.dask import DaskGraphRunner

    run_with_dask = DaskGraphRunner.run
    orders: WeakKeyDictionary[Any, dict[tuple[str, ...], tuple[str, ...]]] = WeakKeyDictionary()

    def run(self: Any, inputs: dict[str, Any] | None = None, targets: list[str] | None = None) -> dict[str, Any]:
        if not targets:
            return run_with_dask(self, inputs, targets)  # type: ignore[no-any-return]
        known, wanted = orders.setdefault(self, {}), tuple(targets)
        if wanted not in known:
            nodes = self._graph_schema.minimal_graph_schema(targets).nodes
            needs = {name: [one for one in node.needs.values() if one in nodes] for name, node in nodes.items()}
            known[wanted] = tuple(TopologicalSorter(needs).static_order())
        # as Dask does it: a node gets (name, output) of what it needs, or the bare name of what is not there
        done: dict[str, Any] = {name: (name, value) for name, value in (inputs or {}).items()}
        for name in known[wanted]:
            needed = self._graph_schema.nodes[name].needs.values()
            done[name] = self._instantiated_nodes[name](*(done.get(one, one) for one in needed))
        return dict(done[name] for name in wanted)

    DaskGraphRunner.run = run


def match_rules_once() -> None:
    """rasa.core.policies.rule_policy.RulePolicy._get_possible_keys tries every rule with every message, twice a turn. Where
    no rule holds words, which of them apply depends on anything but the words (intent, actions, slots), and is remembered
    by that."""
    from rasa.core.policies.rule_policy import RulePolicy

    try_all = RulePolicy._get_possible_keys
    known: WeakKeyDictionary[Any, dict[str, set[str]]] = WeakKeyDictionary()

    def _get_possible_keys(self: Any, lookup: dict[str, str], states: list[dict[str, Any]]) -> set[str]:
        rules = self.lookup.get("rules")
        answers = known.setdefault(self, {})
        if lookup is not rules or len(answers) >= MOST_ANSWERS or any('"text"' in rule for rule in lookup):
            return try_all(self, lookup, states)  # type: ignore[no-any-return]
        without_words = [
            state | {"user": {name: of for name, of in state["user"].items() if name != "text"}}
            if "user" in state
            else state
            for state in states
        ]
        key = json.dumps(without_words, sort_keys=True)
        if key not in answers:
            answers[key] = try_all(self, lookup, without_words)
        return set(answers[key])

    RulePolicy._get_possible_keys = _get_possible_keys


def make_one_empty_domain() -> None:
    """rasa.shared.core.domain.Domain.is_empty, asked with each message, builds an empty domain to compare with."""
    from rasa.shared.core.domain import Domain

    nothing = cache(lambda: Domain.empty().as_dict())

    def is_empty(self: Any) -> bool:
        return bool(self.as_dict() == nothing())

    Domain.is_empty = is_empty


def find_events_once() -> None:
    """rasa.shared.core.events.Event.resolve_by_type goes through all kinds of events for each one that an action gives."""
    from rasa.shared.core.events import Event

    Event.resolve_by_type = staticmethod(cache(Event.resolve_by_type))


def tell_no_version() -> None:
    """rasa.server.add_root_route answers everyone at `/` with Rasa's version. Without it there is nothing at `/`."""
    import rasa.server

    def add_root_route(_app: Any) -> None:
        pass

    rasa.server.add_root_route = add_root_route


def log_names_only() -> None:
    """rasa.utils.log_utils.configure_structlog writes all an event holds: messages, slots, and of an error every local
    variable. Here an event passes with its name, level and kind of error; everything else is dropped before it is read."""
    import rasa.utils.log_utils
    import structlog

    configure = rasa.utils.log_utils.configure_structlog

    def configure_structlog(log_level: int | None = None) -> None:
        configure(log_level)
        structlog.configure(processors=[name_only, *structlog.get_config()["processors"]])

    rasa.utils.log_utils.configure_structlog = configure_structlog


def name_only(_logger: Any, method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """The part of a structlog event that cannot hold anybody's words."""
    name, error = event.get("event"), sys.exc_info()[0]
    told = name if isinstance(name, str) and EVENT_NAME.fullmatch(name) else "event"
    return {"event": told, "level": method} | ({"error": error.__name__} if error else {})


def replacements(command: str) -> tuple[Any, ...]:
    """All replacements for a command of Rasa, in order. While a model is trained its rules change: there they are tried."""
    always = (
        validate_action_replies_once, call_actions_plainly, run_graphs_in_order, make_one_empty_domain, find_events_once,
        tell_no_version, log_names_only,
    )  # fmt: skip
    return (*always, match_rules_once) if command == "run" else always


def main() -> None:
    """Rasa's own command line, after the replacements. The engine's token comes from the environment, not from the
    command line, where every user of the machine could read it."""
    os.environ.setdefault("RASA_TELEMETRY_ENABLED", "false")
    os.environ.setdefault("SQLALCHEMY_SILENCE_UBER_WARNING", "1")
    if sys.argv[1:2] == ["run"]:
        # the encoder's second thread wins 4 of 27 ms while nobody else asks, and costs a third more computing
        os.environ.setdefault("OMP_NUM_THREADS", "1")
    for replace in replacements("".join(sys.argv[1:2])):
        replace()
    if sys.argv[1:2] == ["run"] and os.environ.get(ENGINE_TOKEN):
        # one word: a token may begin with a dash, and would be taken for an option
        sys.argv.append(f"--auth-token={os.environ[ENGINE_TOKEN]}")
    from rasa.__main__ import main as rasa

    rasa()


if __name__ == "__main__":
    main()
