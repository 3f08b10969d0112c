"""The text terminal draws what the core says: the table of session tests in Textual at 80×24, its keys, and the whole way in tmux with
a card, a real agent and a running desk."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict
from datetime import date
from pathlib import Path

import pytest
from kiosk_desk import Kiosk
from kiosk_stage import ROOT, Agent, served, until
from pcsc_place import Place
from pcsc_planted import plant
from textual.widgets import Static

from bot.kiosk.drawn import View
from bot.kiosk.model import Message
from bot.kiosk.terminal import Terminal

sys.path.append(str(ROOT / "tests" / "unit" / "kiosk"))
from kiosk_session_parts import OWN, Case  # noqa: E402
from kiosk_session_table import TABLE  # noqa: E402
from test_kiosk_session import Running  # noqa: E402

SHOWN = "2026年12月20日"
PLACES = ("title", "notices", "bars", "lines", "code", "draft", "board", "keys", "always")


class Drawing(Terminal):
    """The terminal with nobody behind it; `sent` are the keys that it would send."""

    def __init__(self) -> None:
        super().__init__("http://127.0.0.1:1/", "a token")
        self.sent: list[str] = []

    async def _follow(self) -> None:
        return

    async def action_press(self, key: str) -> None:
        self.sent.append(key)


def in_words(app: Terminal) -> str:
    """All that is on the terminal, every place that is shown."""
    places = [app.query_one(f"#{name}", Static) for name in PLACES]
    return "\n".join(str(place.visual) for place in places if place.display).replace("\u00a0", " ")


def drawn(view: View, then: Callable[[Drawing], None]) -> list[str]:
    """Draws the view and looks at it; the keys that were sent."""

    async def run() -> list[str]:
        app = Drawing()
        async with app.run_test(size=(80, 24)):
            app.draw(asdict(view))
            then(app)
        return app.sent

    return asyncio.run(run())


@pytest.mark.parametrize("case", TABLE, ids=lambda case: case.name)
def test_the_table_holds_for_the_terminal(case: Case) -> None:
    async def run() -> None:
        app, running = Drawing(), Running()
        async with app.run_test(size=(80, 24)):
            for event, wanted in case.steps:
                running.feed(event)
                app.draw(asdict(running.view))
                words = in_words(app)
                assert [one for one in wanted.words if one not in words] == []
                assert [one for one in wanted.never if one in words] == []
                if wanted.draft:
                    assert wanted.draft in words

    asyncio.run(run())


def test_keys_of_the_keyboard_and_of_the_numeric_pad_are_sent() -> None:
    async def run() -> None:
        app = Drawing()
        async with app.run_test(size=(80, 24)) as pilot:
            app.draw(asdict(Running().view))
            await pilot.press("1", "enter", "backspace", "escape", "f1", "あ", "*")
            assert app.sent == ["type:1", "send", "delete", "end", "staff", "type:あ", "type:*"]

    asyncio.run(run())


def test_a_key_can_be_clicked() -> None:
    async def run() -> None:
        app = Drawing()
        async with app.run_test(size=(80, 24)) as pilot:
            app.draw(asdict(Running().view))
            await pilot.pause()
            await pilot.click("#keys", offset=(3, 0))
            await pilot.pause()
            assert app.sent == ["begin"]

    asyncio.run(run())


def test_the_timeline_is_drawn_in_blocks_and_the_code_in_half_blocks() -> None:
    from bot.kiosk.screens import view
    from bot.kiosk.state import Session

    shown = view(Session(screen="timeline", shown=(OWN,), begun=True))  # type: ignore[arg-type]

    def look(app: Drawing) -> None:
        words = in_words(app)
        assert "┃" in words and "●" in words and "━" in words and "▀" in words and "█" in words
        code = str(app.query_one("#code", Static).visual).strip("\n").split("\n")[1:]
        assert len(code) == (len(shown.code) + 1) // 2 and {len(row) for row in code} == {len(shown.code[0])}

    drawn(shown, look)


def test_what_looks_like_markup_is_shown_as_it_stands() -> None:
    from bot.kiosk.screens import view
    from bot.kiosk.state import Session

    odd = Message("[bold]x[/] [@click=app.quit]y[/]", "[bold]x[/] [@click=app.quit]y[/]")
    drawn(view(Session(screen="answer", shown=(odd,), begun=True)), lambda app: _has(app, "[bold]x[/]"))  # type: ignore[arg-type]


def _has(app: Drawing, words: str) -> None:
    assert words in in_words(app)


# ---- the whole way, in tmux
@pytest.fixture
def home() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="kiosk-") as folder:
        yield Path(folder)


class Tmux:
    """A terminal of 80×24 in a server of its own, with the agent in it."""

    def __init__(self, agent: Agent, home: Path) -> None:
        self._base = ["tmux", "-S", str(home / "tmux"), "-f", "/dev/null"]
        settings = " ".join(
            f"{name}='{value}'"
            for name, value in agent.environ.items()
            if name.startswith(("MYNADESK", "PCSC", "PYTHONPATH", "XDG", "TMPDIR", "HOME"))
        )
        command = f"cd {ROOT} && env {settings} LANG=C.UTF-8 {sys.executable} -m bot.kiosk --terminal"
        self._call("-u", "new-session", "-d", "-x", "80", "-y", "24", command)

    def _call(self, *words: str) -> str:
        return subprocess.run(
            [*self._base, *words], capture_output=True, text=True, check=True, timeout=20
        ).stdout.replace("\u00a0", " ")

    def seen(self, history: bool = False) -> str:
        """What is on the terminal, with all that can be scrolled back to."""
        return self._call("capture-pane", "-p", *(["-S", "-"] if history else []))

    def press(self, *keys: str) -> None:
        self._call("send-keys", *keys)

    def wait(self, words: str) -> None:
        try:
            until(lambda: words in self.seen())
        except AssertionError:
            raise AssertionError(f"{words!r} did not come:\n{self.seen()}") from None

    def close(self) -> None:
        self.press("C-q")
        time.sleep(0.5)
        subprocess.run([*self._base, "kill-server"], check=False, capture_output=True)


def test_a_visit_in_tmux_leaves_nothing_on_the_terminal(
    place: Place, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kiosk = Kiosk(tmp_path / "desk", monkeypatch)
    with served(kiosk) as address:
        terminal = Tmux(Agent.described(address, home), home)
        try:
            terminal.wait("はじめる")
            plant(place, date(2026, 12, 20))
            terminal.wait(SHOWN)
            terminal.press("1")
            terminal.wait("1文字 消す")
            terminal.press("もういちど")
            terminal.wait("もういちど")
            place.take()
            terminal.wait("全部 消しました")
            left = terminal.seen(history=True)
            assert SHOWN not in left and "もういちど" not in left
            terminal.wait("はじめる")
            assert kiosk.cards.visits == 0
        finally:
            terminal.close()
    kiosk.close()
