"""Starts Rasa as it is, minus what it wastes on every message. `python -m bot.nlu.launcher run ...` = `rasa run ...`.

Rasa is not forked: single functions are replaced at start by ones that do the same with less work. Each replacement
names the place it stands for; tests/engine/test_launcher.py fails when a Rasa upgrade changes that place.
"""

from __future__ import annotations

import asyncio
import os
import re
import sys
from collections.abc import MutableMapping
from typing import Any, Final
from weakref import WeakKeyDictionary

ENGINE_TOKEN = "MYNADESK_ENGINE_TOKEN"
EVENT_NAME: Final = re.compile(r"[a-z_]{1,40}(?:\.[a-z_]{1,40}){1,6}")


def validate_action_replies_once() -> None:
    """rasa.core.actions.action.RemoteAction._validate_action_result builds a JSON-schema validator, and checks the
    schema itself, for each reply: 85 % of the time of a turn. The schema never changes, so one validator serves."""
    from jsonschema import Draft7Validator, ValidationError
    from rasa.core.actions.action import RemoteAction

    validator = Draft7Validator(RemoteAction.action_response_format_spec())

    def _validate_action_result(self: Any, result: dict[str, Any]) -> bool:
        error = next(validator.iter_errors(result), None)
        if error is not None:
            raise ValidationError(f"{error.message}. Failed to validate Action server response from API.")
        return True

    RemoteAction._validate_action_result = _validate_action_result


def keep_connections() -> None:
    """rasa.utils.endpoints.EndpointConfig.session opens a connection for each action call. Here the sessions share their
    connections, which are closed after two idle seconds: sooner than the desk would close them under our hands (five)."""
    import aiohttp
    from rasa.utils.endpoints import DEFAULT_REQUEST_TIMEOUT, EndpointConfig

    new_session = EndpointConfig.session
    shared: WeakKeyDictionary[asyncio.AbstractEventLoop, aiohttp.TCPConnector] = WeakKeyDictionary()

    def session(self: Any) -> aiohttp.ClientSession:
        if self.basic_auth:
            return new_session(self)
        loop = asyncio.get_running_loop()
        connector = shared.get(loop)
        if connector is None or connector.closed:
            connector = shared[loop] = aiohttp.TCPConnector(keepalive_timeout=2.0)
        timeout = aiohttp.ClientTimeout(total=DEFAULT_REQUEST_TIMEOUT)
        return aiohttp.ClientSession(headers=self.headers, timeout=timeout, connector=connector, connector_owner=False)

    EndpointConfig.session = session


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


def replacements() -> tuple[Any, ...]:
    """All replacements, in order."""
    return (validate_action_replies_once, keep_connections, tell_no_version, log_names_only)


def main() -> None:
    """Rasa's own command line, after the replacements. The engine's token comes from the environment, not from the
    command line, where every user of the machine could read it."""
    os.environ.setdefault("RASA_TELEMETRY_ENABLED", "false")
    os.environ.setdefault("SQLALCHEMY_SILENCE_UBER_WARNING", "1")
    if sys.argv[1:2] == ["run"]:
        # the encoder's second thread wins 4 of 27 ms while nobody else asks, and costs a third more computing
        os.environ.setdefault("OMP_NUM_THREADS", "1")
    for replace in replacements():
        replace()
    if sys.argv[1:2] == ["run"] and os.environ.get(ENGINE_TOKEN):
        # one word: a token may begin with a dash, and would be taken for an option
        sys.argv.append(f"--auth-token={os.environ[ENGINE_TOKEN]}")
    from rasa.__main__ import main as rasa

    rasa()


if __name__ == "__main__":
    main()
