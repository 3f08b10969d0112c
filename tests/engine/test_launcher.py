"""What the launcher replaces in Rasa still stands for what it replaces."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import inspect
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import aiohttp
import pytest
import rasa.__main__
from jsonschema import ValidationError
from rasa.core.actions.action import RemoteAction
from rasa.utils.endpoints import ClientResponseError, EndpointConfig

from bot.nlu import launcher

REPLACED = RemoteAction._validate_action_result
# sha256 of the source in Rasa 3.6.21; when one changes, read the new source and adapt the replacement first
SOURCES = {
    "_validate_action_result": "f8cdb4be6812396167ced74161b2ccd65c5ea676ad86d7d359d8c322d9d8dc42",
    "action_response_format_spec": "091b74aa3738d1262cf3c028386aaf9dd4f0d5c1374b62392411d70a79104a46",
}


@pytest.mark.parametrize("name", SOURCES)
def test_the_replaced_place_is_the_one_that_was_read(name: str) -> None:
    source = inspect.getsource(REPLACED if name == "_validate_action_result" else getattr(RemoteAction, name))
    assert hashlib.sha256(source.encode()).hexdigest() == SOURCES[name]


REQUEST = EndpointConfig.request


def test_the_place_that_calls_the_actions_is_the_one_that_was_read() -> None:
    assert hashlib.sha256(inspect.getsource(REQUEST).encode()).hexdigest() == "ccdb778aed8208e23cde3c3f47eac7fbbbb735dac8f7ef7254d54451c64ad608"


class Actions:
    """A server that answers every call with `status` and `content`, and notes what it was told."""

    def __init__(self, status: int = 200, content: bytes = b'{"events": []}') -> None:
        self.status, self.content = status, content
        self.connections = 0
        self.heads: list[bytes] = []
        self.bodies: list[Any] = []

    async def __call__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError), contextlib.closing(writer):
            while head := await reader.readuntil(b"\r\n\r\n"):
                self.heads.append(head)
                length = re.search(rb"(?i)content-length: (\d+)", head)
                self.bodies.append(json.loads(await reader.readexactly(int(length[1]))) if length else None)
                told = b"HTTP/1.1 %d X\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
                writer.write(told % (self.status, len(self.content)) + self.content)


@pytest.fixture
def plainly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(EndpointConfig, "request", REQUEST)
    launcher.call_actions_plainly()
    assert EndpointConfig.request is not REQUEST


def called(actions: Actions, times: int = 1, **endpoint: Any) -> list[Any]:
    """What Rasa is given for its calls."""

    async def run() -> list[Any]:
        server = await asyncio.start_server(actions, "127.0.0.1", 0)
        url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/internal/actions"
        config = EndpointConfig(url, headers={"X-Engine-Token": "t"}, **endpoint)
        async with server:
            return [await config.request(json={"number": n}, method="post", timeout=9, compress=False) for n in range(times)]

    return asyncio.run(run())


def test_calls_of_actions_share_a_connection_and_say_what_they_said(plainly: None) -> None:
    actions = Actions()
    assert called(actions, 3) == [{"events": []}] * 3
    assert (actions.connections, actions.bodies) == (1, [{"number": 0}, {"number": 1}, {"number": 2}])
    assert actions.heads[0].startswith(b"POST /internal/actions HTTP/1.1\r\n") and b"X-Engine-Token: t" in actions.heads[0]
    assert called(Actions(), 1) == [{"events": []}]  # another loop, other connections


def test_a_call_with_more_than_headers_goes_as_before(plainly: None) -> None:
    actions = Actions()
    assert called(actions, 2, basic_auth={"username": "desk", "password": "of the tests"}) == [{"events": []}] * 2
    assert b"Basic " in actions.heads[0] and actions.connections == 2


def test_a_refusal_is_the_error_that_rasa_knows(plainly: None) -> None:
    with pytest.raises(ClientResponseError) as refused:
        called(Actions(404, b'{"action_name": "x"}'))
    assert (refused.value.status, json.loads(refused.value.text)) == (404, {"action_name": "x"})


def test_nobody_there_is_the_error_that_rasa_knows(plainly: None) -> None:
    with pytest.raises(aiohttp.ClientConnectionError):
        asyncio.run(EndpointConfig("http://127.0.0.1:9/").request(json={}))


@pytest.fixture
def replaced(monkeypatch: pytest.MonkeyPatch) -> Iterator[RemoteAction]:
    monkeypatch.setattr(RemoteAction, "_validate_action_result", REPLACED)
    launcher.validate_action_replies_once()
    assert RemoteAction._validate_action_result is not REPLACED
    yield RemoteAction("action_answer", None)


SLOT = {"event": "slot", "name": "desk_state", "value": {"topic": "old_card"}, "timestamp": None}
GOOD: list[Any] = [
    {"events": [], "responses": []},
    {"events": [SLOT], "responses": [{"text": "x", "custom": {}}]},
    {"responses": [{}]},
    {"events": [{"event": "bot", "text": "x"}]},
    {},
]
BAD: list[Any] = [
    [],
    None,
    "text",
    5,
    {"responses": {}},
    {"responses": ["text"]},
    {"responses": None},
    {"events": {}},
    {"events": ["slot"]},
    {"events": [{"name": "no event"}]},
    {"events": [{"event": "slot", "value": 1}]},
    {"events": [{"event": "no such event"}]},
    {"events": [SLOT, 7]},
]


@pytest.mark.parametrize("reply", GOOD, ids=str)
def test_a_good_reply_is_accepted_as_before(replaced: RemoteAction, reply: Any) -> None:
    assert REPLACED(replaced, reply) is True
    assert replaced._validate_action_result(reply) is True


@pytest.mark.parametrize("reply", BAD, ids=str)
def test_a_bad_reply_is_refused_as_before(replaced: RemoteAction, reply: Any) -> None:
    with pytest.raises(ValidationError):
        REPLACED(replaced, reply)
    with pytest.raises(ValidationError):
        replaced._validate_action_result(reply)


def test_one_reply_does_not_change_what_the_next_one_may_hold(replaced: RemoteAction) -> None:
    for _ in range(2):
        assert replaced._validate_action_result(GOOD[1])
        with pytest.raises(ValidationError):
            replaced._validate_action_result(BAD[4])


@pytest.fixture
def rasas_arguments(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """What Rasa's command line is given, instead of running it."""
    given: list[list[str]] = []
    monkeypatch.setattr(rasa.__main__, "main", lambda: given.append(sys.argv[1:]))
    monkeypatch.setattr(launcher, "replacements", lambda _command: ())
    return given


@pytest.mark.parametrize(
    ("arguments", "token", "expected"),
    [
        (["run", "--port", "1"], "a token of the tests", ["run", "--port", "1", "--auth-token=a token of the tests"]),
        (["run"], "", ["run"]),
        (["train"], "a token of the tests", ["train"]),
        (["shell"], "a token of the tests", ["shell"]),
        ([], "a token of the tests", []),
    ],
)
def test_only_a_running_engine_gets_the_token(
    rasas_arguments: list[list[str]], monkeypatch: pytest.MonkeyPatch, arguments: list[str], token: str, expected: list[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["launcher", *arguments])
    monkeypatch.setenv(launcher.ENGINE_TOKEN, token)
    launcher.main()
    assert rasas_arguments == [expected]


@pytest.mark.parametrize("token", ["-begins_with_a_dash_", "--model=of_another_", "ends_with_a_dash-"])
def test_rasa_reads_any_token_as_a_token(rasas_arguments: list[list[str]], monkeypatch: pytest.MonkeyPatch, token: str) -> None:
    monkeypatch.setattr(sys, "argv", ["launcher", "run", "--model", "a.tar.gz"])
    monkeypatch.setenv(launcher.ENGINE_TOKEN, token)
    launcher.main()
    read = rasa.__main__.create_argument_parser().parse_args(rasas_arguments[0])
    assert (read.auth_token, read.model) == (token, "a.tar.gz")


def test_telemetry_is_off_unless_somebody_asked_for_it(rasas_arguments: list[list[str]], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("RASA_TELEMETRY_ENABLED", raising=False)
    monkeypatch.setattr(sys, "argv", ["launcher"])
    launcher.main()
    assert os.environ["RASA_TELEMETRY_ENABLED"] == "false"


def test_an_event_of_rasa_is_told_by_its_name_and_kind_of_error_alone() -> None:
    said = "夫のトドロキ銀次郎に"
    event = {"event": "rest.message.received.failure", "text": said, "sender_id": "c1", "exc_info": True}
    try:
        raise ValueError(said)
    except ValueError:
        told = launcher.name_only(None, "error", event)
    assert told == {"event": "rest.message.received.failure", "level": "error", "error": "ValueError"}
    assert launcher.name_only(None, "info", {"event": said}) == {"event": "event", "level": "info"}


def test_rasas_logging_is_set_up_with_it(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    import rasa.utils.log_utils
    import structlog

    before = structlog.get_config()
    monkeypatch.setattr(rasa.utils.log_utils, "configure_structlog", rasa.utils.log_utils.configure_structlog)
    try:
        launcher.log_names_only()
        rasa.utils.log_utils.configure_structlog(20)
        assert structlog.get_config()["processors"][0] is launcher.name_only
    finally:
        structlog.configure(**before)


REPLACED_IN_RASA = """
from bot.nlu import launcher
for replace in launcher.replacements("run"):
    replace()
import inspect, rasa.__main__, rasa.core.run
assert rasa.__main__.configure_structlog.__qualname__.startswith("log_names_only"), "log_names_only"
assert "server.add_root_route(app)" in inspect.getsource(rasa.core.run), "tell_no_version"
assert rasa.server.add_root_route.__qualname__.startswith("tell_no_version"), "tell_no_version"
"""


def test_rasa_reaches_the_replaced_places() -> None:
    ended = subprocess.run([sys.executable, "-W", "ignore", "-c", REPLACED_IN_RASA], capture_output=True, text=True, timeout=120, check=False)
    assert ended.returncode == 0, ended.stderr[-500:]
