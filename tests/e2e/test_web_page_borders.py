"""The page's borders: leaving wipes the conversation at the desk, and links hold wherever the page stands."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from tests.e2e.chromium import Chromium, Page
from tests.e2e.web_desk import FakeConversations, send, shown, wait_for_answers

LINE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 Safari Line/15.1.0"
INSTAGRAM = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148 Instagram 350.0"


def agent(words: str) -> str:
    return f"Object.defineProperty(navigator, 'userAgent', {{ get: () => {words!r} }});"


def wait_until(condition: Callable[[], bool]) -> None:
    until = time.monotonic() + 10
    while not condition() and time.monotonic() < until:
        time.sleep(0.02)
    assert condition()


@pytest.mark.parametrize("button", ["restart", "leave"])
def test_starting_anew_and_leaving_wipe_the_conversation_at_the_desk(page: Page, fake: FakeConversations, button: str) -> None:
    send(page, "保険証は使えますか")
    wait_for_answers(page, 2)
    page.run(f"document.getElementById('{button}').click()")
    wait_until(lambda: fake.ended == [fake.turns[0].conversation])


def test_a_conversation_that_cannot_be_wiped_is_told_and_tried_again(page: Page, fake: FakeConversations) -> None:
    send(page, "保険証は使えますか")
    wait_for_answers(page, 2)
    fake.unerased = 1
    page.run("document.getElementById('restart').click()")
    page.until("document.getElementById('log').innerText.includes('会話を消せませんでした')")
    assert fake.ended == []
    page.run("[...document.querySelectorAll('.choice')].find((one) => one.textContent === 'もう一度消す').click()")
    wait_until(lambda: fake.ended == [fake.turns[0].conversation])
    assert not page.run("document.getElementById('log').innerText.includes('会話を消せませんでした')")


def test_after_starting_anew_the_next_question_is_of_a_new_conversation(page: Page, fake: FakeConversations) -> None:
    send(page, "保険証は使えますか")
    wait_for_answers(page, 2)
    page.run("document.getElementById('restart').click()")
    send(page, "保険証は使えますか")
    wait_for_answers(page, 2)
    assert len({turn.conversation for turn in fake.turns}) == 2
    assert not page.run("document.getElementById('log').innerText.includes('期限が切れた')")


def test_a_page_that_is_opened_again_shows_the_talk(page: Page, fake: FakeConversations) -> None:
    send(page, "保険証は使えますか")
    wait_for_answers(page, 2)
    page.run("window.before = true; location.reload()")
    page.until("!window.before && document.querySelectorAll('.bot').length === 2")
    assert shown(page, ".mine .said") == ["保険証は使えますか"]
    assert "使えません" in shown(page, ".bot")[1]


def test_where_nothing_is_kept_any_more_the_page_does_not_claim_to_know(page: Page, fake: FakeConversations) -> None:
    send(page, "保険証は使えますか")
    wait_for_answers(page, 2)
    fake.forget(fake.turns[0].conversation)
    page.run("window.before = true; location.reload()")
    page.until("!window.before && document.querySelectorAll('.bot').length === 2")
    words = shown(page, ".bot")[1]
    assert "残っていれば" in words and "前の会話の続きとして答えます" not in words


def calendar(page: Page, question: str) -> list[dict[str, str]]:
    send(page, question)
    wait_for_answers(page, 2)
    found: list[dict[str, str]] = page.run(
        "[...document.querySelectorAll('a.calendar')].map((one) => ({ href: one.href, download: one.getAttribute('download') ?? '' }))"
    )
    return found


@pytest.mark.parametrize("path", ["", "madoguchi/"])
@pytest.mark.parametrize("question", ["暦", "遠い暦"])
def test_the_calendar_link_leads_to_where_the_page_stands(browser: Chromium, web_desk: tuple[str, FakeConversations], path: str, question: str) -> None:
    with browser.page(web_desk[0] + path) as page:
        assert calendar(page, question) == [{"href": f"{web_desk[0]}{path}api/v1/calendar/abc.ics", "download": "yotei.ics"}]
        assert "お知らせが出ません" in "".join(shown(page, ".hint"))


def test_what_is_no_calendar_link_is_not_shown(page: Page) -> None:
    assert calendar(page, "わるい暦") == []


def test_inside_line_the_link_opens_a_browser_that_can_save(browser: Chromium, web_desk: tuple[str, FakeConversations]) -> None:
    with browser.page(web_desk[0], before=agent(LINE)) as page:
        assert calendar(page, "暦") == [{"href": f"{web_desk[0]}api/v1/calendar/abc.ics?openExternalBrowser=1", "download": ""}]
        assert "Safari や Chrome" in "".join(shown(page, ".hint"))


def test_inside_another_app_the_page_says_where_it_works(browser: Chromium, web_desk: tuple[str, FakeConversations]) -> None:
    with browser.page(web_desk[0], before=agent(INSTAGRAM)) as page:
        assert calendar(page, "暦")[0]["download"] == "yotei.ics"
        assert "Safari や Chrome" in "".join(shown(page, ".hint"))
