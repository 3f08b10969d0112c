"""The console in real browsers: every page looked at, the call page by keyboard alone, and a talk between two browsers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.doors.staff.pages import PLACES
from bot.staff.doubts import About
from tests.e2e.chromium import Chromium, Page
from tests.e2e.conftest import WATCH
from tests.e2e.staff_desk import OPEN, PASSWORD, RunningDesk, go, running_desk, sign_in
from tests.e2e.test_accessible import findings
from tests.e2e.web_desk import send

SCRIPT = "<img src=x onerror='window.broken=1'>"


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningDesk]:
    with running_desk(tmp_path_factory.mktemp("staff")) as running:
        yield running


@pytest.fixture
def taro(browser: Chromium, desk: RunningDesk) -> Iterator[Page]:
    with browser.page(f"{desk.address}staff/login", before=WATCH) as page:
        sign_in(page, desk, "taro")
        yield page


def type_into(page: Page, field: str, text: str) -> None:
    page.run(f"document.getElementById({field!r}).focus()")
    page.write(text)


# what every page must have, told by the page itself: a name for each field and button, one h1, no id twice, no sideways scrolling
CHECK = """
(() => {
  const faults = [], seen = (one) => one.checkVisibility();
  const named = (one) => (one.getAttribute("aria-label") || one.innerText || one.title || [...(one.labels || [])].map((l) => l.innerText).join("")).trim();
  for (const one of document.querySelectorAll("input:not([type=hidden]), select, textarea, button, a[href]")) if (seen(one) && !named(one)) faults.push(one.outerHTML.slice(0, 80));
  if (document.querySelectorAll("h1").length !== 1) faults.push("h1");
  if (document.documentElement.lang !== "ja" || !document.title) faults.push("lang, title");
  const ids = [...document.querySelectorAll("[id]")].map((one) => one.id);
  if (new Set(ids).size !== ids.length) faults.push("id twice " + ids.filter((one, at) => ids.indexOf(one) !== at));
  if (document.documentElement.scrollWidth > innerWidth) faults.push("wider than the window");
  for (const one of document.querySelectorAll("button, select, input:not([type=hidden], [type=checkbox])")) if (seen(one) && one.getBoundingClientRect().height < 43.5) faults.push("low " + one.outerHTML.slice(0, 60));
  return faults;
})()
"""


@pytest.mark.parametrize("width", [360, 1100])
def test_every_page_is_whole_narrow_and_wide(browser: Chromium, desk: RunningDesk, width: int, tmp_path: Path) -> None:
    side = desk.app.state.staff
    with side.console.engine.begin() as connection:
        side.doubts.add(connection, ["〔名前〕のあれがわからない", SCRIPT], About("misses"))
    with browser.page(f"{desk.address}staff/login", width=width, before=WATCH) as page:
        assert page.run(CHECK) == []
        sign_in(page, desk, "hanako")  # sees every page
        for place in PLACES:
            page.open(f"{desk.address}staff/{place}")
            assert page.run(CHECK) == [], place
            assert findings(page) == [], place
            assert page.run("refused") == [], place
            page.picture(tmp_path / f"{place}.png")


def test_the_call_page_follows_the_typing(taro: Page, desk: RunningDesk) -> None:
    taro.open(f"{desk.address}staff/call")
    type_into(taro, "text", "カードをなくしました。キタムラ健保です")
    taro.until("document.querySelectorAll('.answer').length === 3")
    assert taro.run("document.querySelector('.answer h2').innerText").split("\n")[0].startswith("1 ")
    assert "キタムラ健康保険組合" in taro.run("document.querySelector('.heard').innerText")
    assert taro.run("document.activeElement.id") == "text"
    assert taro.run("document.querySelector('.answer').querySelectorAll('.script li').length") > 2
    assert taro.run(CHECK) == []
    type_into(taro, "text", "。番号は123456789018です")
    taro.until("[...document.querySelectorAll('.warn')].some((one) => one.innerText.includes('書き留めないで'))")
    assert "123456789018" not in taro.run("document.getElementById('result').innerText")


def test_days_in_the_story_become_deadlines(taro: Page, desk: RunningDesk) -> None:
    taro.open(f"{desk.address}staff/call")
    type_into(taro, "text", "11月20日に引っ越しました。いつまでに届けるんでしょうか")
    taro.until("document.querySelector('.answer')?.innerText.includes('2026-12-04')")


def test_the_call_page_by_keyboard_alone(taro: Page, desk: RunningDesk) -> None:
    taro.open(f"{desk.address}staff/call")
    taro.run("navigator.clipboard.writeText = async (words) => { window.copied = words }")
    type_into(taro, "text", "カードをなくしました")
    taro.until("document.querySelectorAll('.answer').length === 3")
    alt = "dispatchEvent(new KeyboardEvent('keydown', {altKey: true, code: '%s', bubbles: true}))"
    taro.run(alt % "Digit2")
    assert taro.run("document.activeElement.dataset.topic") == taro.run("document.querySelectorAll('.answer')[1].dataset.topic")
    taro.run(alt % "Digit1")
    taro.run(alt % "KeyC")
    taro.until("window.copied")
    assert taro.run("copied.split('\\n').length") > 2
    taro.run(alt % "KeyD")
    assert taro.run("document.getElementById('text').value + document.querySelectorAll('.answer').length") == "0"


def test_what_a_caller_says_is_text_and_nothing_else(taro: Page, desk: RunningDesk) -> None:
    taro.open(f"{desk.address}staff/call")
    type_into(taro, "text", SCRIPT + "カードをなくしました")
    taro.until("document.querySelectorAll('.answer').length === 3")
    assert taro.run("window.broken") is None and taro.run("refused") == []


def test_without_script_the_call_page_works_too(browser: Chromium, desk: RunningDesk) -> None:
    with browser.page(f"{desk.address}staff/login") as page:
        sign_in(page, desk, "taro")
        page.command("Emulation.setScriptExecutionDisabled", value=True)
        page.command("Page.navigate", url=f"{desk.address}staff/call")
        page.until("document.getElementById('call')")
        page.run("document.getElementById('text').value = 'カードをなくしました'")
        page.run("document.querySelector('#call button.main').click()")
        page.until("document.querySelectorAll('.answer').length === 3")


class Citizen:
    """The other browser: the chat API as the public page uses it."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def send(self, text: str) -> dict[str, object]:
        body = f"JSON.stringify({{session: window.token || null, text: {text!r}}})"
        call = "fetch('api/v1/chat', {method: 'POST', headers: {'content-type': 'application/json'}, body: %s}).then((a) => a.json()).then((a) => { window.token = a.session; return a })"
        found: dict[str, object] = self.page.run(call % body)
        return found

    def is_written_to(self) -> bool:
        call = "fetch('api/v1/conversation?after=99', {headers: {'X-Session': window.token}}).then((a) => a.json()).then((a) => a.writing)"
        return bool(self.page.run(call))


def talk(page: Page) -> list[str]:
    found: list[str] = page.run("[...document.querySelectorAll('#lines li')].map((one) => one.lastChild.textContent)")
    return found


def test_two_browsers_talk_over_a_restart_of_the_desk(browser: Chromium, desk: RunningDesk, taro: Page) -> None:
    with Chromium() as other, other.page(desk.address) as page:
        citizen = Citizen(page)
        citizen.send("わたしは田中花子です。人と話したい")
        assert citizen.send("handover:ask")["owner"] == "waiting"
        taro.open(f"{desk.address}staff/chats")
        taro.until("document.title.startsWith('（1）')")
        go(taro, "button[value=claim]")
        assert "〔名前〕" in taro.run("document.querySelector('.packet').innerText")
        assert "田中花子" not in taro.run("document.body.innerText")
        citizen.send("一つめ")
        taro.until("document.querySelector('#lines').innerText.includes('一つめ')")
        assert citizen.is_written_to() is False
        type_into(taro, "text", "二つめ")
        for _ in range(1_000):
            if citizen.is_written_to():
                break
            page.tab.wait_for_timeout(20)
        else:
            raise AssertionError("the page does not learn that somebody writes")
        taro.run("document.getElementById('text').dispatchEvent(new KeyboardEvent('keydown', {key: 'Enter', ctrlKey: true, bubbles: true}))")
        taro.until("document.querySelector('#lines').innerText.includes('二つめ')")
        desk.stop()
        type_into(taro, "text", "三つめ")
        taro.run("document.getElementById('send').click()")
        taro.until("!document.getElementById('trouble').hidden")
        assert taro.run("document.getElementById('text').value") == "三つめ"
        desk.start()
        taro.run("document.getElementById('send').click()")
        taro.until("document.querySelector('#lines').innerText.includes('三つめ')")
        citizen.send("四つめ")
        taro.until("document.querySelector('#lines').innerText.includes('四つめ')")
        assert talk(taro)[-4:] == ["一つめ", "二つめ", "三つめ", "四つめ"]
        taro.until("document.querySelector('#suggest button')")
        taro.run("document.querySelector('#suggest button').click()")
        assert taro.run("document.getElementById('text').value.length") > 3
        assert taro.run(CHECK) == []
        go(taro, "button[value=close]")
        assert taro.run("document.getElementById('send').disabled") is True
        assert citizen.send("カードをなくした")["owner"] == "bot"


def test_whom_an_answer_did_not_help_is_asked_and_an_editor_sees_the_question(browser: Chromium, desk: RunningDesk) -> None:
    settings = desk.app.state.staff.settings
    settings.change("(test)", replace(OPEN, learn=True))
    with browser.page(desk.address) as page:
        send(page, "カードをなくしました")
        page.until("document.querySelector('.helped button[value=no]')")
        page.run("document.querySelector('.helped button[value=no]').click()")
        page.until("document.getElementById('log').innerText.includes('この質問を職員が見てもよいですか')")
        page.run("[...document.querySelectorAll('.bot button')].find((one) => one.innerText === '見てもよい').click()")
        page.until("document.getElementById('log').innerText.includes('番号と名前を伏せて残し')")
    settings.change("(test)", OPEN)
    assert [one.texts for one in desk.app.state.staff.doubts.every() if one.about.why == "unhelpful"] == [("カードをなくしました",)]


def test_a_browser_that_slept_is_told_and_keeps_what_was_written(taro: Page, desk: RunningDesk) -> None:
    taro.open(f"{desk.address}staff/call")
    type_into(taro, "text", "長い話の途中")
    taro.until("document.querySelectorAll('.answer').length === 3")
    sessions = desk.app.state.staff.console.sessions
    for one in sessions.open_ones("taro"):
        sessions.end("(test)", one.id)
    type_into(taro, "text", "のつづき")
    taro.until("!document.getElementById('away').hidden")
    assert taro.run("document.getElementById('text').value") == "長い話の途中のつづき"
    sign_in_elsewhere(taro, "taro")
    type_into(taro, "text", "。カードをなくした")  # refused with the field of before; then it goes on by itself
    taro.until("document.getElementById('away').hidden && document.querySelector('.answer h2').innerText.includes('％')")
    taro.until("document.querySelector('.answer').dataset.topic === 'loss'")
    sign_in_elsewhere(taro, "hanako")  # somebody else at the same computer: not as her
    type_into(taro, "text", "。")
    taro.until("!document.getElementById('away').hidden")


def sign_in_elsewhere(page: Page, name: str) -> None:
    """As in another window of the same browser."""
    fields = f"new URLSearchParams({{name: {name!r}, password: {PASSWORD!r}}})"
    page.run(f"fetch('login', {{method: 'POST', body: {fields}}}).then((answer) => answer.status)")
