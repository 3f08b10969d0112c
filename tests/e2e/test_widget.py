"""The widget on an insurer's own page: another origin, under a strict policy; keyboard, badge, phone, exit; and /demo."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Frame

from tests.e2e.chromium import Chromium, Page
from tests.e2e.web_desk import FakeConversations, a_message, send, wait_for_answers

OPEN = "document.querySelector('body > div').shadowRoot"
# the shadow root is closed to pages; tests look inside
LOOK_INSIDE = "const attach = Element.prototype.attachShadow; Element.prototype.attachShadow = function () { return attach.call(this, { mode: 'open' }); }; window.refused = []; document.addEventListener('securitypolicyviolation', (e) => refused.push(e.violatedDirective));"


def button(page: Page) -> str:
    return str(page.run(f"{OPEN}.querySelector('button').textContent"))


def inside(page: Page) -> Frame:
    """The frame with the chat page, when it is ready."""
    page.until(f"{OPEN}.querySelector('iframe')")
    frame = next(one for one in page.tab.frames if one.parent_frame)
    frame.wait_for_selector(".bot")
    return frame


def open_widget(page: Page) -> Frame:
    page.until("document.querySelector('body > div')")
    page.run(f"{OPEN}.querySelector('button').click()")
    return inside(page)


def until(frame: Frame, condition: str) -> None:
    """Waits in steps: the frame's policy forbids what Playwright would do."""
    for _ in range(500):
        if frame.evaluate(f"Boolean({condition})"):
            return
        frame.page.wait_for_timeout(20)
    raise AssertionError(f"never became true: {condition}")


def ask(frame: Frame, text: str, answers: int) -> None:
    frame.fill("#text", text)
    frame.press("#text", "Enter")
    until(frame, f"document.querySelectorAll('.bot').length === {answers} && document.getElementById('log').getAttribute('aria-busy') === 'false'")


@pytest.fixture
def host(browser: Chromium, insurers_page: str, fake: FakeConversations) -> Iterator[Page]:
    with browser.page(f"{insurers_page}kitamura", before=LOOK_INSIDE) as page:
        yield page


def test_it_answers_on_a_foreign_page_under_a_strict_policy(host: Page, fake: FakeConversations) -> None:
    asked: list[str] = []
    host.tab.on("request", lambda request: asked.append(request.url))
    frame = open_widget(host)
    ask(frame, "保険証は使えますか", 2)
    assert fake.turns[0].insurer == "kitamura"
    assert frame.inner_text("h1") == "マイナ保険証の案内" and "キタムラ" in frame.inner_text(".bot .said")
    assert host.run("refused") == []
    desk = frame.url.rsplit("/", 1)[0]
    assert [url for url in asked if not url.startswith((desk, host.tab.url.rsplit("/", 1)[0]))] == []


def test_who_is_not_named_may_not_show_it(browser: Chromium, insurers_page: str, web_desk: tuple[str, FakeConversations], fake: FakeConversations) -> None:
    with browser.page(f"{insurers_page}kitaku", before=LOOK_INSIDE) as page:
        page.until("document.querySelector('body > div')")
        page.run(f"{OPEN}.querySelector('button').click()")
        page.until(f"{OPEN}.querySelector('iframe')")
        (child,) = (one for one in page.tab.frames if one.parent_frame)
        for _ in range(500):
            if child.url.startswith("chrome-error:"):  # so a browser shows what it refuses
                break
            page.tab.wait_for_timeout(20)
        assert child.url.startswith("chrome-error:") and not child.query_selector("#log")


STYLES = "const sheet = new CSSStyleSheet(); sheet.replaceSync('button, iframe { background: rgb(1, 2, 3) !important; border: 9px solid !important }'); document.adoptedStyleSheets = [sheet]"
LOOKS = "[...getComputedStyle(document.querySelector('h1'))].map((name) => getComputedStyle(document.querySelector('h1')).getPropertyValue(name)).join()"


def test_styles_of_either_page_stay_there(host: Page) -> None:
    host.until("document.querySelector('body > div')")
    host.run(STYLES)
    before = host.run(LOOKS)
    frame = open_widget(host)
    assert len(before) > 1000 and host.run(LOOKS) == before
    for part in ("button", "iframe"):
        style = host.run(f"(({{backgroundColor, borderTopWidth}}) => [backgroundColor, borderTopWidth])(getComputedStyle({OPEN}.querySelector('{part}')))")
        assert style[0] != "rgb(1, 2, 3)" and style[1] != "9px"
    assert frame.evaluate("getComputedStyle(document.getElementById('send')).borderTopWidth") != "9px"


def test_focus_goes_in_and_comes_back_by_keyboard(host: Page) -> None:
    host.until("document.querySelector('body > div')")
    host.press("Tab")
    host.press("Tab")
    assert host.run(f"{OPEN}.activeElement.tagName") == "BUTTON"
    host.press("Enter")
    frame = inside(host)
    until(frame, "document.activeElement.id === 'text'")
    assert host.run(f"{OPEN}.querySelector('button').getAttribute('aria-expanded')") == "true"
    host.press("Escape")
    host.until(f"{OPEN}.querySelector('button').getAttribute('aria-expanded') === 'false'")
    assert host.run(f"{OPEN}.activeElement.tagName") == "BUTTON"


def test_what_comes_while_it_is_small_is_counted(host: Page, fake: FakeConversations) -> None:
    fake.owner = "human"
    frame = open_widget(host)
    ask(frame, "担当者へ", 2)
    frame.click("#fold")
    host.until(f"{OPEN}.querySelector('button').getAttribute('aria-expanded') === 'false'")
    fake.says(fake.turns[0].conversation, (a_message("担当の返事", topic=""),))
    host.until(f"{OPEN}.querySelector('button').textContent.includes('新しい返事 1')")
    host.run(f"{OPEN}.querySelector('button').click()")
    assert "新しい返事" not in button(host)


def test_open_or_small_is_kept_on_the_next_page(host: Page, insurers_page: str) -> None:
    frame = open_widget(host)
    ask(frame, "質問", 2)
    host.open(f"{insurers_page}kitamura?next")
    ask(inside(host), "次の質問", 2)  # in a private window the frame has no storage, and begins anew


def test_where_the_frame_has_storage_the_talk_is_kept_too(browser: Chromium, web_desk: tuple[str, FakeConversations], fake: FakeConversations) -> None:
    with browser.page(f"{web_desk[0]}demo?site=kitaku", before=LOOK_INSIDE) as page:
        ask(open_widget(page), "質問", 2)
        page.tab.reload()
        until(inside(page), "document.querySelectorAll('.mine').length === 1")


def test_on_a_phone_it_fills_the_screen(host: Page) -> None:
    host.resize(360, 640)
    open_widget(host)
    box = host.run(f"(({{width, height, top, left}}) => [width, height, top, left])({OPEN}.querySelector('iframe').getBoundingClientRect())")
    assert box == [360, 640, 0, 0]


@pytest.mark.parametrize("way", ["button", "keys inside", "keys outside"])
def test_the_exit_takes_the_whole_page_along(host: Page, fake: FakeConversations, way: str) -> None:
    frame = open_widget(host)
    ask(frame, "質問", 2)
    if way == "button":
        frame.click("#leave")
    else:
        (frame.locator("#text") if way == "keys inside" else host.tab.locator("a")).focus()
        for _ in range(3):
            host.press("Shift")
    host.until_left()
    host.tab.wait_for_timeout(300)
    assert fake.ended == [fake.turns[0].conversation]
    host.tab.go_back(wait_until="commit")
    assert "widget" not in host.tab.url


@pytest.mark.parametrize("path", ["", "madoguchi/"])
def test_the_demo_shows_each_insurers_widget(browser: Chromium, web_desk: tuple[str, FakeConversations], fake: FakeConversations, path: str) -> None:
    with browser.page(f"{web_desk[0]}{path}demo?site=kitaku", before=LOOK_INSIDE) as page:
        assert '<script src="https://desk.example.jp/widget-kitaku.js" async></script>' in page.run("document.querySelector('code').textContent")
        frame = open_widget(page)
        ask(frame, "質問", 2)
        assert fake.turns[0].insurer == "kitaku"
        assert page.run("refused") == []
        assert frame.evaluate("getComputedStyle(document.documentElement).getPropertyValue('--accent').trim()") == "#2c5e1a"


def test_below_a_path_the_whole_page_works(browser: Chromium, web_desk: tuple[str, FakeConversations], fake: FakeConversations) -> None:
    asked: list[str] = []
    with browser.page("about:blank") as page:
        page.tab.on("request", lambda request: asked.append(request.url))
        page.open(f"{web_desk[0]}madoguchi/")
        send(page, "保険証は使えますか")
        wait_for_answers(page, 2)
        page.run("document.querySelector('.bot:last-child .helped button').click()")
        page.tab.reload()
        page.until("document.querySelectorAll('.mine').length === 1")
        page.run("document.getElementById('restart').click()")
        page.tab.wait_for_timeout(200)
    assert [url for url in asked if not url.startswith((f"{web_desk[0]}madoguchi/", "about:"))] == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_neither_high_contrast_nor_paper_has_the_insurers_colours(
    browser: Chromium, web_desk: tuple[str, FakeConversations], fake: FakeConversations, scheme: str
) -> None:
    accent = "getComputedStyle(document.documentElement).getPropertyValue('--accent').trim()"
    with browser.page(f"{web_desk[0]}widget-kitaku", color_scheme=scheme) as page:
        insurers = page.run(accent)
        page.tab.select_option("#colours", "contrast")
        assert page.run(accent) == "#002a7a" != insurers
        page.tab.select_option("#colours", "dark")
        assert page.run(accent) not in ("#8fd3f0", "#002a7a")
        page.tab.emulate_media(media="print")
        assert page.run(accent) == "#000"
