"""The whole way of a visit: real PC/SC service and emulated card, real agent and browser, a running desk. Insert, read, ask, remove,
and nothing is left: not in the memory of any process that lives on, not on the disk."""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from kiosk_desk import Kiosk
from kiosk_stage import Agent, Screen, alive, held_in_memory, on_disk, press, served, until
from pcsc_place import Place
from pcsc_planted import HOLDER, SERIAL, plant

EXPIRES = date(2026, 12, 20)
WORDS = "ひみつのことはあかさた"
SHOWN = "2026年12月20日"
GONE_WITHIN = 2.0  # seconds: the bound for the wipe; longer is a fault, not a slow machine
PICTURES = os.environ.get("KIOSK_PICTURES", "")


@pytest.fixture
def home() -> Iterator[Path]:
    """The kiosk's home; its name is short, since names of local sockets may have 107 bytes only."""
    with tempfile.TemporaryDirectory(prefix="kiosk-") as folder:
        yield Path(folder)


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Kiosk, str]]:
    kiosk = Kiosk(tmp_path / "desk", monkeypatch)
    with served(kiosk) as address:
        yield kiosk, address
    kiosk.close()


def planted() -> list[bytes]:
    """Serial, holder, expiry and words in the ways that programs hold them."""
    texts = [HOLDER, str(SERIAL), f"{SERIAL:x}", SHOWN, "2026-12-20", WORDS]
    return [text.encode(code) for text in texts for code in ("utf-8", "utf-16-le")] + [SERIAL.to_bytes(5, "big")]


def test_insert_ask_remove_and_nothing_is_left(desk: tuple[Kiosk, str], place: Place, home: Path) -> None:
    kiosk, address = desk
    with Agent(address, home) as agent:
        with Screen(agent) as screen:
            page = screen.only_page()
            page.until("document.getElementById('keys').textContent.includes('はじめる')")
            picture(page, "idle")
            plant(place, EXPIRES)
            began = time.monotonic()  # the service has seen the card
            page.until(f"document.getElementById('bars').textContent.includes({SHOWN!r})")
            print(f"card in -> timeline: {time.monotonic() - began:.2f} s")
            picture(page, "timeline")
            press(page, "ほかのことを きく")
            page.until("document.querySelector('#board button')")
            for letter in WORDS:
                press_letter(page, letter)
            page.until(f"document.getElementById('draft').textContent.includes({WORDS[0]!r})")
            picture(page, "question")
            press(page, "きく")
            page.until("document.body.className.includes('answer') && !document.body.className.includes('busy')")
            picture(page, "answer")
            before = agent.family()
            held = held_in_memory(before, planted())
            assert held, "the search finds nothing even while the visit is on: it proves nothing"
            ended = time.monotonic()
            place.take()
            page_gone = until(lambda: not screen.profile.exists(), 10.0)
        kept = [pid for pid in before if pid in held and alive(pid)]
        print(f"card out -> profile gone: {page_gone:.2f} s, all: {time.monotonic() - ended:.2f} s")
        assert not kept
        assert page_gone <= GONE_WITHIN
        with Screen(agent) as screen:
            page = screen.only_page()
            page.until("document.getElementById('lines').textContent.includes('全部 消しました')")
            picture(page, "goodbye")
            assert SHOWN not in page.run("document.body.innerText") and WORDS not in page.run("document.body.innerText")
            assert held_in_memory({agent.process.pid, *agent.family()}, planted()) == {}
            assert on_disk(agent.home, planted()) == []
            page.until("document.body.className.includes('idle')")
            assert kiosk.cards.visits == 0 and len(kiosk.cards) == 0
            print(f"agent: {agent.memory() / 1e6:.0f} MB")


def test_the_visitor_who_presses_the_end_leaves_a_card_and_is_reminded(
    desk: tuple[Kiosk, str], place: Place, home: Path
) -> None:
    _kiosk, address = desk
    with Agent(address, home) as agent:
        with Screen(agent) as screen:
            page = screen.only_page()
            page.until("document.getElementById('keys').textContent.includes('はじめる')")
            plant(place, EXPIRES)
            page.until(f"document.getElementById('bars').textContent.includes({SHOWN!r})")
            press(page, "おわる")
            until(lambda: not screen.profile.exists(), 10.0)
        with Screen(agent) as screen:
            page = screen.only_page()
            page.until("document.getElementById('lines').textContent.includes('カードが 残っています')")
            assert SHOWN not in page.run("document.body.innerText") and "はじめる" not in page.run(
                "document.body.innerText"
            )
            picture(page, "card_left")
            place.take()
            page.until("document.body.className.includes('idle')")
            plant(place, EXPIRES)
            page.until(f"document.getElementById('bars').textContent.includes({SHOWN!r})")


def press_letter(page: object, letter: str) -> None:
    """A letter of the screen's keyboard."""
    page.run(f"document.querySelector('#board [data-key=\"type:{letter}\"]').click()")  # type: ignore[attr-defined]


def picture(page: object, name: str) -> None:
    """A picture of the screen, where KIOSK_PICTURES names a folder."""
    if PICTURES:
        page.resize(1280, 1024)  # type: ignore[attr-defined]
        page.picture(Path(PICTURES) / f"{name}.png")  # type: ignore[attr-defined]
