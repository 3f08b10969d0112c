"""The text terminal: draws the agent's views in 80 columns and 24 lines or more, and sends back which key was pressed. Ends
with the visit's process, and keeps nothing."""

from __future__ import annotations

import json
import os
import sys
from typing import Any, ClassVar, Final

import httpx
from rich.text import Text
from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.events import Key
from textual.widgets import Static

from bot.kiosk.process import TOKEN

ROAD: Final = 60  # columns of the timeline
HALF: Final = {"00": " ", "10": "▀", "01": "▄", "11": "█"}
SENT: Final = {"enter": "send", "backspace": "delete", "escape": "end", "f1": "staff"}
CSS: Final = """
Screen { layout: vertical; }
#title { text-style: bold; background: $primary; color: $text; padding: 0 1; }
#notices { background: $warning; color: $text; padding: 0 1; }
#told { height: 1fr; padding: 0 1; }
#draft { border: round $accent; height: auto; padding: 0 1; }
#keys, #always, #board { height: auto; padding: 0 1; }
#always { border-top: solid $primary; }
"""


class Terminal(App[None]):
    """`address`: of the agent's page; `token`: of the visit."""

    CSS = CSS
    ENABLE_COMMAND_PALETTE = False
    BINDINGS: ClassVar[list[BindingType]] = [Binding("ctrl+q", "quit", show=False, priority=True)]

    def __init__(self, address: str, token: str) -> None:
        super().__init__()
        self._http = httpx.AsyncClient(
            base_url=address, headers={"X-Kiosk-Token": token}, timeout=httpx.Timeout(5, read=None), trust_env=False
        )

    def compose(self) -> ComposeResult:
        """The places that are filled."""
        yield Static(id="title")
        yield Static(id="notices")
        with VerticalScroll(id="told"):
            yield Static(id="bars")
            yield Static(id="lines")
            yield Static(id="code")
        yield Static(id="draft")
        yield Static(id="board")
        yield Static(id="keys")
        yield Static(id="always")

    def on_mount(self) -> None:
        """Begin to follow the views."""
        self.query_one("#told").focus()
        self.run_worker(self._follow(), exclusive=True)

    async def _follow(self) -> None:
        try:
            async with self._http.stream("GET", "/events") as views:
                async for line in views.aiter_lines():
                    if line.startswith("data: "):
                        self.draw(json.loads(line.removeprefix("data: ")))
        except httpx.HTTPError:
            pass
        self.exit()  # the visit is over

    def draw(self, view: dict[str, Any]) -> None:
        """Show the view."""
        self._put("title", Text(f"{view['title']}　{view['today']}".strip()))
        self._put("notices", Text("\n".join(view["notices"])))
        self._put("bars", Text("\n").join(_bar(one) for one in view["bars"]))
        self._put("lines", Text(("\n\n" if view["large"] else "\n").join(view["lines"])))
        self._put("code", _code(view["code"], view["code_words"]))
        self._put("draft", Text(f"{view['draft']}▏") if view["draft"] is not None else Text())
        self._put("board", Text("\n").join(_row(row, " ") for row in view["board"]))
        self._put("keys", _row(view["keys"], "   "))
        self._put("always", _row(view["always"], "   "))

    def _put(self, name: str, text: Text) -> None:
        place = self.query_one(f"#{name}", Static)
        place.display = bool(text.plain)
        place.update(text)

    async def on_key(self, event: Key) -> None:
        """A key of the keyboard or the numeric pad."""
        if event.key in SENT:
            await self.action_press(SENT[event.key])
        elif event.character and event.is_printable:
            await self.action_press(f"type:{event.character}")

    async def action_press(self, key: str) -> None:
        """Send that the key was pressed."""
        try:
            await self._http.post("/press", json={"key": key})
        except httpx.HTTPError:
            self.exit()


def _row(keys: list[dict[str, Any]], gap: str) -> Text:
    """Keys beside each other, to be clicked or pressed by their number."""
    parts = []
    for key in keys:
        label = f"[{key['digit']}] {key['label']}" if key["digit"] else key["label"]
        part = Text(label.replace(" ", "\u00a0"), style="reverse bold" if key["look"] in ("main", "leave") else "")
        parts.append(part.on({"@click": f"app.press({key['id']!r})"}) if key["id"] else Text("　"))
    return Text(gap).join(parts)


def _bar(bar: dict[str, Any]) -> Text:
    """A line of the timeline: words, and below them today and the day on a road."""
    today, day = (bar[name] * (ROAD - 1) // 100 for name in ("today", "day"))
    road = ["─"] * ROAD
    for place in range(min(today, day), max(today, day)):
        road[place] = "━"
    road[today], road[day] = "┃", "●"
    return Text.assemble((bar["words"], "bold red" if bar["state"] == "over" else "bold"), "\n", "".join(road))


def _code(rows: list[str], words: str) -> Text:
    """The code, two rows of it in one line."""
    if not rows:
        return Text()
    pairs = zip(rows[::2], [*rows[1::2], "0" * len(rows[0])])
    lines = ["".join(HALF[upper + lower] for upper, lower in zip(*pair)) for pair in pairs]
    return Text.assemble("\n", words, "\n", ("\n".join(lines), "black on white"))


def main() -> None:
    """Draw until the visit is over."""
    app = Terminal(sys.argv[1], os.environ[TOKEN])
    app.run(mouse=True)
    print("\033[2J\033[H", end="", flush=True)  # nothing stays on the terminal


if __name__ == "__main__":
    main()
