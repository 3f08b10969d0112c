"""After the exit the disk is searched: the browser's whole profile and the desk's whole folder. What the page says of the history is true."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import pytest

from tests.e2e.chromium import _FLAGS, NEUTRAL, PATIENCE, Chromium, Page, browser_program
from tests.e2e.staff_desk import RunningDesk, running_desk
from tests.e2e.web_desk import send, wait_for_answers

WORDS: Final = "カードをなくしました。ぬねのむらさき色のものです"
SEARCHED: Final = ("ぬねのむらさき", "一時停止")  # what was written, and what was answered


@contextmanager
def profile_on_disk(folder: Path) -> Iterator[Page]:
    """A page of a browser that keeps its profile in `folder`, as people's do."""
    assert Chromium._driver
    context = Chromium._driver.chromium.launch_persistent_context(folder, executable_path=browser_program(), args=list(_FLAGS), locale="ja-JP")
    context.set_default_timeout(PATIENCE * 1000)
    context.route(f"{NEUTRAL}**", lambda route: route.fulfill(body="<title>elsewhere</title>", content_type="text/html"))
    try:
        yield Page(context, context.pages[0])
    finally:
        context.close()


def found(folder: Path, words: str) -> list[str]:
    """Files that hold the words, in the encodings that browsers and databases write."""
    forms = {words.encode(code) for code in ("utf-8", "utf-16-le", "shift_jis", "euc-jp")} | {words.encode("unicode_escape")}
    return [str(file.relative_to(folder)) for file in folder.rglob("*") if file.is_file() and any(form in file.read_bytes() for form in forms)]


@pytest.fixture
def desk(browser: Chromium, tmp_path: Path) -> Iterator[RunningDesk]:
    with running_desk(tmp_path / "desk") as running:
        yield running


@pytest.mark.parametrize("way", ["button", "shift"])
def test_neither_the_browser_nor_the_desk_has_a_word_of_it(desk: RunningDesk, tmp_path: Path, way: str) -> None:
    profile = tmp_path / "profile"
    with profile_on_disk(profile) as page:
        page.open(desk.address)
        send(page, WORDS)
        wait_for_answers(page, 2)
        assert SEARCHED[1] in page.run("document.getElementById('log').innerText")
        page.run("document.getElementById('text').focus()")
        page.write(WORDS)  # half a message, that autofill or a restored tab could show
        if way == "button":
            page.run("document.getElementById('leave').click()")
        else:
            for _ in range(3):
                page.press("Shift")
        page.until_left()
        page.tab.wait_for_timeout(1_500)  # the browser writes its session file now and then
    for words in SEARCHED:
        assert found(profile, words) == []
    assert found(profile, desk.address) != []  # that the page was opened stays in the history, as the page says
    until = time.monotonic() + 10
    while found(tmp_path / "desk", SEARCHED[0]) and time.monotonic() < until:
        time.sleep(0.1)
    assert found(tmp_path / "desk", SEARCHED[0]) == []
