"""Leaving in an instant: covered in the same frame, ended at the desk, nothing left on the machine."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from tests.e2e.chromium import Chromium, Page
from tests.e2e.web_desk import DANGER, FakeConversations, send, shown, wait_for_answers

SEEN = "[document.title, document.body.innerText, document.body.childElementCount, getComputedStyle(document.body).backgroundColor, document.querySelector('link[rel~=icon]').href.slice(0, 5)].join('|')"
WHITE = "読み込み中||0|rgb(255, 255, 255)|data:"


def wait_until(condition: Callable[[], bool]) -> None:
    until = time.monotonic() + 10
    while not condition() and time.monotonic() < until:
        time.sleep(0.02)
    assert condition()


LEAVE = {
    "button": "document.getElementById('leave').click()",
    "shift": "for (const _ of [1, 2, 3]) document.dispatchEvent(new KeyboardEvent('keydown', { key: 'Shift', bubbles: true }))",
}


@pytest.mark.parametrize("way", LEAVE)
@pytest.mark.parametrize("colours", ["light", "dark"])
def test_everything_is_covered_before_the_next_frame(browser: Chromium, web_desk: tuple[str, FakeConversations], fake: FakeConversations, way: str, colours: str) -> None:
    with browser.page(web_desk[0], color_scheme=colours) as page:
        send(page, "保険証は使えますか")
        wait_for_answers(page, 2)
        # the script that asks runs in the same task as the event: no frame can have been drawn between
        assert page.run(f"(() => {{ {LEAVE[way]}; return {SEEN}; }})()") == WHITE


def test_shift_three_times_with_real_keys_leaves_and_other_keys_between_do_not(page: Page) -> None:
    for key in ("Shift", "Shift", "a", "Shift", "Shift"):
        page.press(key)
    assert page.run("document.title") == "マイナ保険証 案内窓口"
    assert "もう1回" in shown(page, "#leaving")[0]
    page.press("Shift")
    page.until_left()


def test_slow_shifts_are_no_exit(page: Page) -> None:
    times = "for (const at of [0, 4000, 8000, 12000]) { const e = new KeyboardEvent('keydown', { key: 'Shift', bubbles: true }); Object.defineProperty(e, 'timeStamp', { value: 10000 + at }); document.dispatchEvent(e); }"
    page.run(times)
    assert page.run("document.title") == "マイナ保険証 案内窓口"


@pytest.mark.parametrize("text", ["一つ目", DANGER])
def test_the_conversation_ends_at_the_desk(page: Page, fake: FakeConversations, text: str) -> None:
    send(page, text)
    wait_for_answers(page, 2)
    page.press("Shift")
    page.run("document.getElementById('leave').click()")
    wait_until(lambda: fake.ended == [fake.turns[0].conversation])


def test_back_reload_and_a_tab_opened_again_show_nothing(page: Page, fake: FakeConversations, web_desk: tuple[str, FakeConversations]) -> None:
    send(page, "一つ目")
    wait_for_answers(page, 2)
    page.run("document.querySelector('.skip').click()")
    page.run("document.getElementById('text').value = '書きかけ'")
    before = len(page.command("Page.getNavigationHistory")["entries"])
    page.run("document.getElementById('leave').click()")
    page.until_left()
    entries = page.command("Page.getNavigationHistory")["entries"]
    assert len(entries) == before and web_desk[0] not in [entry["url"] for entry in entries]
    page.open(web_desk[0])
    assert shown(page, ".mine") == []
    kept = "[sessionStorage.length, localStorage.length, document.cookie, JSON.stringify(history.state), document.getElementById('text').value].join('|')"
    assert page.run(kept) == "0|0||null|"
    assert page.run("caches.keys().then((all) => all.length)") == 0
    assert page.run("indexedDB.databases().then((all) => all.length)") == 0


def test_it_works_without_a_line(page: Page) -> None:
    page.context.set_offline(True)
    assert page.run(f"(() => {{ {LEAVE['button']}; return {SEEN}; }})()") == WHITE


def test_it_works_while_the_rest_of_the_page_has_not_come(browser: Chromium, web_desk: tuple[str, FakeConversations], fake: FakeConversations) -> None:
    with browser.page("about:blank") as page:
        page.context.route("**/static/app.js", lambda route: route.abort())
        page.open(web_desk[0])
        assert page.run(f"(() => {{ {LEAVE['button']}; return {SEEN}; }})()") == WHITE


def test_careful_mode_keeps_nothing_and_points_to_the_exit(page: Page, fake: FakeConversations, web_desk: tuple[str, FakeConversations]) -> None:
    page.run("document.getElementById('easy').click()")
    assert page.run("sessionStorage.length") > 0
    assert shown(page, "#careful") == []
    send(page, DANGER)
    wait_for_answers(page, 2)
    assert "すぐに閉じる" in shown(page, "#careful")[0] and "履歴" in shown(page, "#careful")[0]
    assert page.run("sessionStorage.length + localStorage.length") == 0
    assert shown(page, ".helped") == []
    send(page, "次の質問")
    wait_for_answers(page, 3)
    assert fake.turns[1].danger and fake.turns[1].conversation == fake.turns[0].conversation
    assert page.run("sessionStorage.length + localStorage.length") == 0
    page.open(web_desk[0])
    assert shown(page, ".mine") == []
    page.run("document.getElementById('leave').click()")
    assert fake.ended == []  # the reloaded page knows no conversation; at the desk a short time ends it


@pytest.mark.parametrize(("width", "height"), [(320, 480), (390, 844), (1100, 900)])
def test_the_exit_is_always_in_view(page: Page, width: int, height: int) -> None:
    page.resize(width, height)
    for number in range(4):
        send(page, f"質問{number}")
        wait_for_answers(page, 2 + number)
    for y in (0, 99999):
        page.run(f"scrollTo({{top: {y}, behavior: 'instant'}})")
        box = page.run("(({top, bottom, left, right}) => [top, innerHeight - bottom, left, innerWidth - right])(document.getElementById('leave').getBoundingClientRect())")
        assert min(box) >= 0
        assert page.run("(({x, y, width, height}) => document.elementFromPoint(x + width / 2, y + height / 2).id)(document.getElementById('leave').getBoundingClientRect())") == "leave"
