"""Run by the desk's Python: the desk's actions door, called with what stands on standard input.

In: a JSON list of action calls. Out: a JSON list of [status, answer]. The two environments cannot be imported together.
"""

from __future__ import annotations

import asyncio
import json
import sys
import tempfile
from datetime import date
from pathlib import Path
from typing import Any, Final

import httpx

from actions.actions import all_actions
from bot.app.build import create_app
from bot.settings import Settings

TOKEN: Final = "an engine token of the tests"


async def answers(calls: list[Any], folder: Path) -> list[tuple[int, Any]]:
    """What the desk answers to the calls."""
    settings = Settings(folder, f"sqlite:///{folder / 'desk.sqlite3'}", fixed_today=date(2026, 11, 22), secret="a secret of the tests", engine_token=TOKEN)
    transport = httpx.ASGITransport(app=create_app(settings, all_actions))
    found = []
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost", headers={"X-Engine-Token": TOKEN}) as client:
        for call in calls:
            response = await client.post("/internal/actions", json=call)
            found.append((response.status_code, response.json()))
    return found


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as place:
        print(json.dumps(asyncio.run(answers(json.load(sys.stdin), Path(place)))))
