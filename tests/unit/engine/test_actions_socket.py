"""The socket by which the engine calls the actions: who may come in, what comes out, and what happens without it."""

from __future__ import annotations

import asyncio
import json
import stat
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from rasa_sdk import Action

from bot.engine.actions_door import LARGEST, ActionsDoor
from bot.engine.process import actions_socket
from bot.settings import load_settings
from bot.wire import Answer, NobodyThere, Wire, WireError

TOKEN = "a token of the tests"
CALL: dict[str, Any] = json.loads((Path(__file__).parents[2] / "integration/action_call.json").read_text(encoding="utf-8"))


class Says(Action):  # type: ignore[misc]
    def name(self) -> str:
        return "action_answer"

    def run(self, dispatcher: Any, tracker: Any, domain: Any) -> list[dict[str, Any]]:
        if tracker.latest_message["text"] == "落ちる":
            raise ValueError("落ちる")
        dispatcher.utter_message(text=tracker.latest_message["text"])
        return []


def listening(folder: Path, test: Callable[[Wire], Awaitable[None]]) -> None:
    async def run() -> None:
        path = folder / "engine" / "actions.socket"
        async with ActionsDoor([Says()], TOKEN).listening(path):
            wire = Wire("127.0.0.1", 9, str(path))
            await asyncio.wait_for(test(wire), 20)
            wire.close()
            await asyncio.sleep(0.01)

    asyncio.run(run())


async def call(wire: Wire, told: Any = CALL, token: str = TOKEN) -> Answer:
    body = told if isinstance(told, bytes) else json.dumps(told).encode()
    return await wire.call("POST", "/internal/actions", {"X-Engine-Token": token}, body)


def with_text(text: str) -> dict[str, Any]:
    return CALL | {"tracker": CALL["tracker"] | {"latest_message": CALL["tracker"]["latest_message"] | {"text": text}}}


def test_the_engine_is_answered(tmp_path: Path) -> None:
    async def test(wire: Wire) -> None:
        for text in ("期限は", "登録は"):
            answer = await call(wire, with_text(text))
            assert answer.status == 200 and json.loads(answer.body)["responses"][0]["text"] == text
        without = {name: value for name, value in CALL.items() if name != "domain"}
        assert (await call(wire, without)).status == 200

    listening(tmp_path, test)


def test_the_socket_is_the_owners(tmp_path: Path) -> None:
    async def test(_wire: Wire) -> None:
        path = tmp_path / "engine" / "actions.socket"
        assert stat.S_IMODE(path.stat().st_mode) == 0o600 and stat.S_IMODE(path.parent.stat().st_mode) == 0o700

    listening(tmp_path, test)


@pytest.mark.parametrize("token", ["", "x", TOKEN[:-1], TOKEN + "x", "ü"])
def test_nobody_comes_in_without_the_token(tmp_path: Path, token: str) -> None:
    async def test(wire: Wire) -> None:
        answer = await call(wire, token=token)
        assert (answer.status, json.loads(answer.body)) == (403, {"error": "forbidden"})

    listening(tmp_path, test)


@pytest.mark.parametrize(
    ("told", "status", "error"),
    [
        (b"{", 400, "invalid JSON"),
        (b"[" * 100_000, 400, "invalid JSON"),
        (b"\xff\xfe", 400, "invalid JSON"),
        (CALL | {"next_action": "action_other"}, 404, "unknown action"),
        ([], 500, "action failed"),
        (with_text("落ちる"), 500, "action failed"),
    ],
    ids=["half", "deep", "bytes", "unknown", "list", "failing"],
)
def test_what_cannot_be_done_is_said_without_words(tmp_path: Path, told: Any, status: int, error: str) -> None:
    async def test(wire: Wire) -> None:
        answer = await call(wire, told)
        assert (answer.status, json.loads(answer.body)["error"]) == (status, error)
        assert "落ちる" not in answer.body.decode()
        assert (await call(wire)).status == 200  # the connection goes on

    listening(tmp_path, test)


def test_too_large_a_call_ends_the_connection(tmp_path: Path) -> None:
    async def test(wire: Wire) -> None:
        with pytest.raises(WireError):
            await call(wire, b" " * (LARGEST + 1))
        assert (await call(wire)).status == 200

    listening(tmp_path, test)


def test_a_socket_that_a_killed_desk_left_is_replaced(tmp_path: Path) -> None:
    path = tmp_path / "engine" / "actions.socket"
    path.parent.mkdir(mode=0o700)
    path.write_text("left")

    async def test(wire: Wire) -> None:
        assert (await call(wire)).status == 200

    listening(tmp_path, test)


def test_without_a_socket_the_call_goes_to_the_web_server(tmp_path: Path) -> None:
    async def web(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")
        writer.close()

    async def run() -> None:
        async with await asyncio.start_server(web, "127.0.0.1", 0) as server:
            port = server.sockets[0].getsockname()[1]
            wire = Wire("127.0.0.1", port, str(tmp_path / "none"))
            assert (await call(wire)).body == b"{}"
            wire.close()
            await asyncio.sleep(0.01)
        with pytest.raises(NobodyThere):
            await call(Wire("127.0.0.1", 9, str(tmp_path / "none")))

    asyncio.run(run())


def test_where_no_socket_can_be_the_desk_serves_all_the_same(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")

    async def run() -> bool:
        async with ActionsDoor([Says()], TOKEN).listening(tmp_path / "file" / "engine" / "actions.socket"):
            return True

    assert asyncio.run(run())


def test_a_folder_with_too_long_a_name_has_none(tmp_path: Path) -> None:
    settings = load_settings({"MYNADESK_DATA": str(tmp_path)})
    assert str(actions_socket(replace(settings, data=Path("/srv/desk")))) == "/srv/desk/engine/actions.socket"
    assert actions_socket(replace(settings, data=Path("/srv") / ("長い名前" * 10))) is None
