"""A desk with its LINE door and a LINE platform, in one loop, over real sockets. The engine behind the desk is a fake one."""

from __future__ import annotations

import asyncio
import contextlib
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import httpx
import uvicorn

ROOT: Final = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "tests" / "integration")]

from desk_fakes import SECRET, TOKEN, FakeEngine  # noqa: E402

from actions.actions import all_actions  # noqa: E402
from bot.app.build import Parts, create_app, prepare_rulebook  # noqa: E402
from bot.desk.inbox import Inbox  # noqa: E402
from bot.doors.server import server_config  # noqa: E402
from bot.engine.client import EngineClient  # noqa: E402
from bot.line_box.box import Box, Delivered  # noqa: E402
from bot.line_box.sender import Sender  # noqa: E402
from bot.line_box.wire import Server  # noqa: E402
from bot.line_settings import LineSettings  # noqa: E402
from bot.settings import Settings  # noqa: E402

CHANNEL: Final = "a channel secret of the tests".replace(" ", "-")
ACCESS: Final = "an-access-token-of-the-tests"
PATIENCE: Final = 20.0  # seconds that a test waits for what must come


class House:
    """`box`: the platform; `sender`: its webhooks; `engine`: what answers behind the desk."""

    def __init__(self, data: Path, *, push: bool = True, monthly: int | None = None, insurer: str = "") -> None:
        self.data, self._push, self._insurer = data, push, insurer
        self.box = Box(ACCESS, monthly=monthly)
        self.engine = FakeEngine()
        self._wire = Server(self.box.handle)
        self._desk: uvicorn.Server | None = None
        self._serving: asyncio.Task[None] | None = None
        self.settings: Settings
        self.sender: Sender

    async def __aenter__(self) -> House:
        port = await self._wire.start()
        line = LineSettings(CHANNEL, ACCESS, self._push, self._insurer, f"http://127.0.0.1:{port}")
        self.settings = Settings(
            data=self.data,
            database_url=f"sqlite:///{self.data / 'mynadesk.sqlite3'}",
            engine_timeout=5.0,
            public_url="http://127.0.0.1:8000",
            secret=SECRET,
            engine_token=TOKEN,
            line=line,
        )
        await self.open_desk()
        return self

    async def __aexit__(self, *_error: object) -> None:
        await self.close_desk()
        await self.sender.close()
        await self._wire.stop()

    async def open_desk(self, **changed: Any) -> None:
        """A desk with the same folder; `changed`: settings."""
        settings = replace(self.settings, **changed)
        rulebook, database = prepare_rulebook(settings)
        client = EngineClient(settings.engine_url, TOKEN, settings.engine_timeout, httpx.MockTransport(self.engine))
        config = server_config(create_app(settings, all_actions, Parts(rulebook, database, client)), settings)
        config.port = 0
        self._desk = uvicorn.Server(config)
        self._desk.install_signal_handlers = lambda: None  # type: ignore[attr-defined]
        self._serving = asyncio.create_task(self._desk.serve())
        while not self._desk.started:
            await asyncio.sleep(0.01)
        port = self._desk.servers[0].sockets[0].getsockname()[1]
        self.url = f"http://127.0.0.1:{port}/line/webhook"
        if hasattr(self, "sender"):
            await self.sender.close()
        self.sender = Sender(self.box, CHANNEL, self.url)

    async def close_desk(self) -> None:
        """An orderly end."""
        if self._desk and self._serving:
            self._desk.should_exit = True
            await self._serving
            self._desk = self._serving = None

    async def platform_away(self) -> None:
        """The platform cannot be reached."""
        await self._wire.stop()

    async def platform_back(self) -> None:
        """At the same address again."""
        await self._wire.start()

    async def until(self, what: Callable[[], bool | Awaitable[bool]]) -> None:
        """Waits for it, at most PATIENCE seconds."""
        async with asyncio.timeout(PATIENCE):
            while True:
                came = what()
                if await came if isinstance(came, Awaitable) else came:
                    return
                await asyncio.sleep(0.02)

    async def delivered(self, count: int) -> list[Delivered]:
        """The deliveries, as soon as there are `count`; a moment later there are no more."""
        await self.until(lambda: len(self.box.delivered) >= count)
        await self.quiet()
        return self.box.delivered

    async def quiet(self) -> None:
        """Nothing waits in the inbox any more."""
        await self.until(lambda: self.look()["waiting"] == 0)

    def look(self) -> dict[str, Any]:
        """What the inbox holds."""
        with opened(self.settings) as inbox:
            return inbox.look()

    async def say(self, user: str, text: str) -> list[dict[str, Any]]:
        """A message and the messages that answer it."""
        before = len(self.box.delivered)
        assert await self.sender.send([self.sender.text(user, text)]) == 200
        return (await self.delivered(before + 1))[before].messages


@contextlib.contextmanager
def opened(settings: Settings) -> Any:
    """The inbox, as the operator's command opens it."""
    from bot.app.line_door import open_inbox

    inbox: Inbox = open_inbox(settings)
    try:
        yield inbox
    finally:
        inbox.engine.dispose()


@contextlib.asynccontextmanager
async def house(data: Path, **more: Any) -> AsyncIterator[House]:
    """A house that leaves every request of ours valid against the official file."""
    async with House(data, **more) as one:
        yield one
        assert one.box.invalid == []


def texts(messages: list[dict[str, Any]]) -> str:
    """The texts, one a line."""
    return "\n".join(one["text"] for one in messages if one["type"] == "text")


def named(text: str, index: int, length: int) -> dict[str, Any]:
    """The fields of a message to a group that names us at `index`."""
    return {"text": text, "mentions": [{"type": "user", "index": index, "length": length, "userId": "U" + "0" * 32, "isSelf": True}]}
