"""Delivery: each message once and in order, whatever the line does; the talk comes back while it lives."""

from __future__ import annotations

import json
import os
import random
from collections.abc import Callable

import pytest
from playwright.sync_api import Route

from tests.e2e.chromium import Chromium, Page
from tests.e2e.web_desk import FakeConversations, a_message, send, shown, wait_for_answers

SENDS = int(os.environ.get("MYNADESK_WEB_SENDS", "100"))  # `make soak-web` sends a thousand
HURRY = "const wait = window.setTimeout; window.setTimeout = (what, ms) => wait(what, ms >= 12000 ? ms : Math.min(ms, 30));"


def cut(routes: list[str]) -> Callable[[Route], None]:
    """What becomes of the next requests: "lost" on the way there, "unheard" on the way back, "" nothing."""

    def handle(route: Route) -> None:
        fate = routes.pop(0) if routes else ""
        if fate == "lost":
            route.abort("connectionreset")
        elif fate == "unheard":
            route.fetch()
            route.abort("connectionreset")
        else:
            route.continue_()

    return handle


@pytest.mark.parametrize("fates", [["lost"], ["unheard"], ["lost", "unheard", "lost"]])
def test_a_broken_line_is_mended_without_the_person(browser: Chromium, web_desk: tuple[str, FakeConversations], fake: FakeConversations, fates: list[str]) -> None:
    with browser.page(web_desk[0], before=HURRY) as page:
        page.context.route("**/api/v1/chat", cut(list(fates)))
        send(page, "質問")
        wait_for_answers(page, 2)
        assert shown(page, ".mine .said") == ["質問"]
        assert len({(turn.conversation, turn.message_id) for turn in fake.turns}) == 1
        assert page.run("document.getElementById('status').textContent") == ""


def test_two_clicks_are_one_message(page: Page, fake: FakeConversations) -> None:
    page.run("document.getElementById('text').value = '質問'")
    page.run("document.getElementById('send').click(); document.getElementById('send').click()")
    wait_for_answers(page, 2)
    page.run("(() => { const b = document.querySelector('.bot .choice'); b.click(); b.click(); })()")
    wait_for_answers(page, 3)
    assert [turn.text for turn in fake.turns] == ["質問", "topic:registration_how"]
    assert len({turn.conversation for turn in fake.turns}) == 1


def test_many_messages_with_cuts_doubles_and_reloads(browser: Chromium, web_desk: tuple[str, FakeConversations], fake: FakeConversations) -> None:
    chance = random.Random(13)
    with browser.page(web_desk[0], before=HURRY) as page:
        page.context.route("**/api/v1/chat", lambda route: cut([chance.choice(["", "", "", "lost", "unheard"])])(route))
        for number in range(SENDS):
            send(page, f"質問{number}")
            if chance.random() < 0.2:
                page.press("Enter")
            page.until(f"document.getElementById('log').innerText.includes('返事：質問{number}\\n') || document.querySelector('.bot:last-child .choices button:last-child')?.textContent === 'もう一度送る'")
            while page.run("[...document.querySelectorAll('.choice')].at(-1)?.textContent === 'もう一度送る'"):
                page.run("[...document.querySelectorAll('.choice')].at(-1).click()")
                page.until("document.getElementById('log').getAttribute('aria-busy') === 'false'")
            page.until("document.getElementById('log').getAttribute('aria-busy') === 'false'")
            if chance.random() < 0.05:
                page.tab.reload()
                page.until(f"document.querySelectorAll('.mine').length === {number + 1}")
        assert len({turn.conversation for turn in fake.turns}) == 1
        expected = [f"質問{number}" for number in range(SENDS)]
        assert shown(page, ".mine .said") == expected
        assert [one.removeprefix("返事：") for one in shown(page, ".bot .said")[1:]] == expected


def test_a_reload_shows_the_talk_with_the_titles_of_buttons(page: Page, fake: FakeConversations) -> None:
    send(page, "保険証は使えますか")
    wait_for_answers(page, 2)
    page.run("document.querySelector('.bot:last-child .choice').click()")
    wait_for_answers(page, 3)
    page.tab.reload()
    page.until("document.querySelectorAll('.bot').length === 3")
    assert shown(page, ".mine .said") == ["保険証は使えますか", "資格確認書"]
    send(page, "次")
    wait_for_answers(page, 4)
    assert len({turn.conversation for turn in fake.turns}) == 1


def test_an_answer_under_way_at_a_reload_is_found(browser: Chromium, web_desk: tuple[str, FakeConversations], fake: FakeConversations) -> None:
    with browser.page(web_desk[0]) as page:
        send(page, "一")
        wait_for_answers(page, 2)
        page.context.route("**/api/v1/chat", lambda _route: None)
        send(page, "二")
        page.until("sessionStorage.getItem('sending')")
        assert "二" not in page.run("JSON.stringify(sessionStorage)")
        page.tab.reload()
        page.until("document.querySelectorAll('.mine').length === 1")
        fake.says(fake.turns[0].conversation, (a_message("二の返事"),), "二")  # the desk had it all the same
        page.until("document.getElementById('log').innerText.includes('二の返事')")
        assert shown(page, ".mine .said") == ["一", "二"]


def test_two_tabs_of_one_conversation_tell_the_same(browser: Chromium, web_desk: tuple[str, FakeConversations], fake: FakeConversations) -> None:
    with browser.page(web_desk[0]) as page:
        send(page, "一")
        wait_for_answers(page, 2)
        with page.context.expect_page() as opened:
            page.run("window.open(location.href) && null")  # a tab that begins with this one's storage, as "duplicate" does
        other = Page(page.context, opened.value)
        other.until("document.querySelectorAll('.mine').length === 1")
        send(other, "二")
        wait_for_answers(other, 3)
        send(page, "三")
        wait_for_answers(page, 4)
        assert shown(page, ".mine .said") == ["一", "二", "三"]
        assert len({turn.conversation for turn in fake.turns}) == 1
        other.run("dispatchEvent(new Event('focus'))")
        other.until("document.querySelectorAll('.mine').length === 3")
        assert shown(other, ".mine .said") == ["一", "二", "三"]


def test_started_anew_in_one_tab_it_is_over_in_the_other(browser: Chromium, web_desk: tuple[str, FakeConversations], fake: FakeConversations) -> None:
    with browser.page(web_desk[0]) as page:
        send(page, "一")
        wait_for_answers(page, 2)
        with page.context.expect_page() as opened:
            page.run("window.open(location.href) && null")
        other = Page(page.context, opened.value)
        other.until("document.querySelectorAll('.mine').length === 1")
        other.run("document.getElementById('restart').click()")
        other.tab.wait_for_timeout(300)
        page.run("dispatchEvent(new Event('focus'))")
        page.until("document.getElementById('log').innerText.includes('ほかの画面で終わりました')")


def test_an_answer_without_shape_is_an_apology(browser: Chromium, web_desk: tuple[str, FakeConversations], fake: FakeConversations) -> None:
    with browser.page(web_desk[0], before=HURRY) as page:
        page.context.route("**/api/v1/chat", lambda route: route.fulfill(body="<html>", content_type="text/html"))
        send(page, "質問")
        wait_for_answers(page, 2)
        assert "申し訳ありません" in shown(page, ".bot:last-child .said")[0]


def test_storage_and_a_right_clock_are_not_needed(browser: Chromium, web_desk: tuple[str, FakeConversations], fake: FakeConversations) -> None:
    forbidden = "Object.defineProperty(window, 'sessionStorage', { get() { throw new DOMException('no', 'SecurityError'); } }); const old = Date.now; Date.now = () => old() - 366 * 86400000;"
    with browser.page(web_desk[0], before=forbidden) as page:
        send(page, "一")
        wait_for_answers(page, 2)
        send(page, "期限")
        wait_for_answers(page, 3)
        assert "今日は2026年11月22日" in page.run("document.querySelector('svg[role=img]').getAttribute('aria-label')")
        assert len({turn.conversation for turn in fake.turns}) == 1


def test_whoever_reads_above_is_not_moved(page: Page, fake: FakeConversations) -> None:
    page.resize(390, 600)
    for number in range(6):
        send(page, f"質問{number}")
        wait_for_answers(page, 2 + number)
    held: list[Route] = []
    page.context.route("**/api/v1/chat", lambda route: held.append(route))
    send(page, "最後")
    page.until("document.getElementById('log').getAttribute('aria-busy') === 'true'")
    page.tab.wait_for_timeout(800)  # until the page has gone to the question
    page.run("document.activeElement.blur()")
    page.press("Home")
    page.until("scrollY === 0")
    at = page.run("scrollY")
    held[0].continue_()
    wait_for_answers(page, 8)
    page.tab.wait_for_timeout(300)
    assert page.run("scrollY") == at


def test_judgements_are_sent_without_words(page: Page, fake: FakeConversations) -> None:
    send(page, "保険証は使えますか")
    wait_for_answers(page, 2)
    bodies: list[str] = []
    page.tab.on("request", lambda request: bodies.append(request.post_data or "") if "helpful" in request.url else None)
    page.run("document.querySelector('.bot:last-child .helped button').click()")
    page.until("document.getElementById('log').innerText.includes('ありがとうございました')")
    page.tab.wait_for_timeout(200)
    assert fake.judged == [(1, 0, True)]
    assert json.loads(bodies[0]) | {"session": ""} == {"session": "", "seq": 1, "place": 0, "helped": True}
