"""Staff in the talk, as the page shows it: what they say and that they write, by the stream or by asking, named and in view."""

from __future__ import annotations

import pytest

from tests.e2e.chromium import Chromium
from tests.e2e.test_delivery import HURRY
from tests.e2e.web_desk import FakeConversations, a_message, send, shown, wait_for_answers


@pytest.mark.parametrize("streams", [True, False], ids=["stream", "a proxy cuts streams"])
def test_what_staff_say_comes_by_itself(browser: Chromium, web_desk: tuple[str, FakeConversations], fake: FakeConversations, streams: bool) -> None:
    with browser.page(web_desk[0], before=HURRY) as page:
        if not streams:
            page.context.route("**/api/v1/conversation/events*", lambda route: route.abort("connectionreset"))
        fake.owner = "human"
        send(page, "担当者につないで")
        wait_for_answers(page, 2)
        assert page.run("document.getElementById('status').textContent") == "担当者が対応しています。"
        for number in (1, 2):
            fake.says(fake.turns[0].conversation, (a_message(f"担当の返事{number}", topic=""),))
            page.until(f"document.getElementById('log').innerText.includes('担当の返事{number}')")
        assert page.run("[...document.querySelectorAll('.speaker')].at(-1).textContent") == "担当者："
        fake.owner = "bot"
        page.until("document.getElementById('status').textContent === ''")
        assert len(shown(page, ".bot")) == 4


@pytest.mark.parametrize("streams", [True, False], ids=["stream", "a proxy cuts streams"])
def test_that_staff_write_is_seen_and_said_until_it_is_there(browser: Chromium, web_desk: tuple[str, FakeConversations], fake: FakeConversations, streams: bool) -> None:
    with browser.page(web_desk[0], before=HURRY) as page:
        if not streams:
            page.context.route("**/api/v1/conversation/events*", lambda route: route.abort("connectionreset"))
        fake.owner = "human"
        send(page, "担当者につないで")
        wait_for_answers(page, 2)
        conversation = fake.turns[0].conversation
        assert page.run("document.getElementById('writing').textContent") == ""
        fake.writing.sign(conversation)
        page.until("document.getElementById('writing').textContent === '担当者が書いています'")
        assert page.run("document.getElementById('writing').role || document.getElementById('writing').getAttribute('role')") == "status"
        fake.says(conversation, (a_message("担当の返事", topic=""),))
        fake.writing.over(conversation)
        page.until("document.getElementById('log').innerText.includes('担当の返事')")
        page.until("document.getElementById('writing').textContent === ''")


def test_what_staff_say_is_in_view_and_named_on_a_small_screen(browser: Chromium, web_desk: tuple[str, FakeConversations], fake: FakeConversations) -> None:
    in_view = "(({ top, bottom }) => top >= document.getElementById('top').offsetHeight && bottom <= document.getElementById('ask').getBoundingClientRect().top)(document.querySelector(%r).getBoundingClientRect())"
    with browser.page(web_desk[0], width=390, height=844, before=HURRY, reduced_motion="reduce") as page:
        fake.owner = "human"
        send(page, "担当者につないで")
        wait_for_answers(page, 2)
        for number in range(3):
            fake.says(fake.turns[0].conversation, (a_message(f"担当の返事{number}", topic=""),))
            page.until(f"document.getElementById('log').innerText.includes('担当の返事{number}')")
            page.until(in_view % ".bot:last-child")
        assert shown(page, ".bot:last-child .speaker") == ["担当者："]
        fake.writing.sign(fake.turns[0].conversation)
        page.until("document.getElementById('writing').textContent !== ''")
        page.until(in_view % "#writing")
        page.run("scrollTo(0, 0)")
        fake.says(fake.turns[0].conversation, (a_message("ながい返事。" * 200, topic=""),))
        page.until("document.getElementById('log').innerText.includes('ながい返事')")
        page.tab.wait_for_timeout(200)
        assert page.run("scrollY") == 0  # whoever reads above stays there


def test_a_cut_line_leaves_no_sign_of_writing(browser: Chromium, web_desk: tuple[str, FakeConversations], fake: FakeConversations) -> None:
    with browser.page(web_desk[0], before=HURRY) as page:
        page.context.route("**/api/v1/conversation/events*", lambda route: route.abort("connectionreset"))
        fake.owner = "human"
        send(page, "担当者につないで")
        wait_for_answers(page, 2)
        fake.writing.sign(fake.turns[0].conversation)
        page.until("document.getElementById('writing').textContent !== ''")
        page.context.route("**/api/v1/conversation?*", lambda route: route.abort("connectionreset"))
        page.until("document.getElementById('writing').textContent === ''")
        assert page.run("document.getElementById('status').textContent") == "担当者が対応しています。"


def test_the_stream_ends_when_nobody_of_the_staff_is_there_any_more(browser: Chromium, web_desk: tuple[str, FakeConversations], fake: FakeConversations) -> None:
    ended: list[str] = []
    with browser.page(web_desk[0], before=HURRY) as page:
        page.tab.on("requestfailed", lambda request: ended.append(request.url))
        fake.owner = "human"
        send(page, "担当者につないで")
        wait_for_answers(page, 2)
        fake.says(fake.turns[0].conversation, (a_message("担当の返事", topic=""),))
        page.until("document.getElementById('log').innerText.includes('担当の返事')")
        fake.owner = "bot"
        send(page, "質問")
        page.until("document.getElementById('log').innerText.includes('返事：質問')")
        for _ in range(1_000):
            if any("/events" in url for url in ended):
                return
            page.tab.wait_for_timeout(20)
    raise AssertionError("the stream goes on")


@pytest.mark.parametrize("status", [200, 429], ids=["first help alone", "no place"])
def test_a_reply_without_a_number_takes_nobody_away(browser: Chromium, web_desk: tuple[str, FakeConversations], fake: FakeConversations, status: int) -> None:
    with browser.page(web_desk[0], before=HURRY) as page:
        fake.owner = "human"
        send(page, "担当者につないで")
        wait_for_answers(page, 2)
        uncounted = {"session": page.run("sessionStorage.getItem('session')"), "messages": [a_message("110")], "owner": "bot", "seq": 0, "careful": status == 200}
        page.context.route("**/api/v1/chat", lambda route: route.fulfill(status=status, json=uncounted))
        send(page, "夫に殴られています")
        wait_for_answers(page, 3)
        assert page.run("document.getElementById('status').textContent") == "担当者が対応しています。"
        fake.says(fake.turns[0].conversation, (a_message("担当の返事", topic=""),))
        page.until("document.getElementById('log').innerText.includes('担当の返事')")
