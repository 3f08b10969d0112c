"""axe-core on every page and state; what a screen reader is told; keyboard, zoom, spacing. docs/accessibility.md has the list."""

from __future__ import annotations

from importlib.resources import files
from typing import Any

import pytest

from tests.e2e.chromium import Chromium, Page
from tests.e2e.web_desk import DANGER, FakeConversations, send, shown, wait_for_answers

AXE = (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
SPOKEN = """(() => { window.spoken = []; for (const slot of document.getElementsByClassName('announcer'))
  new MutationObserver(() => slot.textContent && spoken.push(slot.textContent)).observe(slot, { childList: true }); })()"""
SPACING = "* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important; } p { margin-bottom: 2em !important; }"
Desk = tuple[str, FakeConversations]


def findings(page: Page) -> list[str]:
    """What axe finds, each with the element."""
    page.run(f"{AXE}; null")
    found: list[dict[str, Any]] = page.run("axe.run(document, { resultTypes: ['violations'] }).then((all) => all.violations)")
    return [f"{one['id']}: {node['html'][:160]}" for one in found for node in one["nodes"]]


STATES = {
    "at the beginning": "",
    "answered": "保険証は使えますか",
    "deadlines": "期限",
    "script": "わるい文",
    "careful": DANGER,
}
LOOKS: dict[str, dict[str, Any]] = {
    "desktop": {"width": 1100, "height": 900},
    "phone": {"width": 320, "height": 568},
    "dark": {"width": 390, "height": 844, "color_scheme": "dark"},
    "forced colours": {"width": 1100, "height": 900, "forced_colors": "active"},
}


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("state", STATES)
def test_axe_finds_nothing(browser: Chromium, web_desk: Desk, fake: FakeConversations, state: str, look: str) -> None:
    with browser.page(web_desk[0], **LOOKS[look]) as page:
        if STATES[state]:
            send(page, STATES[state])
            wait_for_answers(page, 2)
            page.run("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
        if look == "phone":
            page.run("document.getElementById('more').click()")
        assert findings(page) == []


@pytest.mark.parametrize("setting", ["easy", "largest", "contrast"])
def test_axe_finds_nothing_with_the_readers_choices(page: Page, setting: str) -> None:
    send(page, "期限")
    wait_for_answers(page, 2)
    page.run({"easy": "easy.click()", "largest": "document.querySelector('[value=largest]').click()", "contrast": "colours.value = 'contrast'; colours.dispatchEvent(new Event('change'))"}[setting])
    assert findings(page) == []


def test_axe_finds_nothing_while_waiting_and_after_failing(page: Page, fake: FakeConversations) -> None:
    fake.failures = 9
    send(page, "質問")
    page.until("document.getElementById('status').textContent.includes('送り直しています')")
    assert findings(page) == []


@pytest.mark.parametrize("path", ["widget-kitamura", "widget-kitaku", "demo", "form"])
def test_axe_finds_nothing_on_the_other_pages(browser: Chromium, web_desk: Desk, fake: FakeConversations, path: str) -> None:
    for scheme in ("light", "dark"):
        with browser.page(f"{web_desk[0]}{path}", color_scheme=scheme) as page:
            assert findings(page) == []


def test_axe_finds_nothing_in_the_form_after_an_answer(browser: Chromium, web_desk: Desk, fake: FakeConversations) -> None:
    with browser.page(f"{web_desk[0]}form") as page:
        page.tab.fill("#text", "保険証は使えますか")
        page.tab.click("#send")
        assert page.tab.locator(".bot").count() == 1
        assert findings(page) == []


def test_speaker_and_answer_are_told_once_and_no_furniture(page: Page) -> None:
    page.run(SPOKEN)
    send(page, "保険証は使えますか")
    wait_for_answers(page, 2)
    assert page.run("spoken") == ["案内：使えません。"]
    live = page.run("[...document.querySelectorAll('[aria-live], [role=status], [role=log], [role=alert]')].filter((one) => one.getAttribute('aria-live') !== 'off').map((one) => one.id || one.className)")
    assert live == ["status", "writing", "limit", "announcer", "announcer", "leaving"]


def test_equal_answers_are_told_again(page: Page) -> None:
    page.run(SPOKEN)
    for number in (2, 3, 4):
        send(page, "保険証は使えますか")
        wait_for_answers(page, number)
    assert page.run("spoken") == ["案内：使えません。"] * 3


def test_a_talk_shown_again_is_not_read_out(page: Page) -> None:
    send(page, "保険証は使えますか")
    wait_for_answers(page, 2)
    page.context.add_init_script(f"addEventListener('DOMContentLoaded', () => {{ {SPOKEN} }})")
    page.tab.reload()
    page.until("document.querySelectorAll('.mine').length === 1")
    assert page.run("spoken") == []


def test_a_whole_conversation_by_keyboard(page: Page, fake: FakeConversations) -> None:
    def go_to(selector: str) -> None:
        for _ in range(60):
            page.press("Tab")
            if page.run(f"document.activeElement.matches({selector!r})"):
                assert page.run("getComputedStyle(document.activeElement).outlineStyle") != "none"
                return
        raise AssertionError(f"no way to {selector}")

    go_to("#easy")
    page.press(" ")
    go_to(".bot .choice")
    page.press("Enter")
    wait_for_answers(page, 2)
    assert page.run("document.activeElement.id") == "text"
    page.write("期限")
    page.press("Enter")
    wait_for_answers(page, 3)
    page.run("document.body.focus(); document.activeElement.blur()")
    go_to(".bot:last-child .derivation summary")
    page.press("Enter")
    assert len(shown(page, ".bot:last-child .derivation li")) == 1
    go_to(".bot:last-child .helped button")
    page.press("Enter")
    page.until("document.getElementById('log').innerText.includes('ありがとうございました')")
    for _ in range(200):
        if fake.judged:
            break
        page.tab.wait_for_timeout(20)
    assert fake.judged == [(2, 0, True)]
    page.run("scrollTo(0, 0)")
    page.run("document.activeElement.blur()")
    go_to("#leave")
    page.press("Enter")
    page.until_left()


@pytest.mark.parametrize(("width", "height"), [(1280, 1024), (640, 512), (320, 256)], ids=["100%", "200%", "400%"])
def test_zoom_hides_nothing_and_needs_no_sideways_scrolling(page: Page, width: int, height: int) -> None:
    page.resize(width, height)
    send(page, "期限")
    wait_for_answers(page, 2)
    assert page.run("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    page.run("document.getElementById('text').focus()")
    seen = "(({top, bottom}) => top >= 0 && bottom <= innerHeight)(document.activeElement.getBoundingClientRect())"
    page.run("document.getElementById('text').scrollIntoView({ block: 'center', behavior: 'instant' })")
    assert page.run(seen)


def test_wide_spacing_cuts_nothing_off(page: Page) -> None:
    page.resize(360, 800)
    send(page, "期限")
    wait_for_answers(page, 2)
    page.run(f"(() => {{ const sheet = new CSSStyleSheet(); sheet.replaceSync({SPACING!r}); document.adoptedStyleSheets = [sheet]; }})()")
    assert page.run("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    cut = "[...document.querySelectorAll('button, summary, .part, h1, label, .due')].filter((one) => one.offsetParent && !one.matches('.unseen') && one.scrollWidth > one.clientWidth + 1 && getComputedStyle(one).overflow !== 'visible').length"
    assert page.run(cut) == 0


def test_with_reduced_motion_nothing_moves(browser: Chromium, web_desk: Desk, fake: FakeConversations) -> None:
    with browser.page(web_desk[0], before="window.fetch = () => new Promise(() => {});", reduced_motion="reduce") as page:
        send(page, "質問")
        page.until("document.getElementById('status').textContent === '考えています'")
        assert page.run("document.getAnimations().length") == 0
        assert page.run("getComputedStyle(document.documentElement).scrollBehavior") == "auto"


def test_a_keyboard_on_the_screen_never_covers_the_field(browser: Chromium, web_desk: Desk, fake: FakeConversations) -> None:
    small = "Object.defineProperty(visualViewport, 'height', { get: () => window.covered ? 360 : innerHeight });"
    with browser.page(web_desk[0], width=390, height=664, before=small) as page:
        page.run("window.covered = true; visualViewport.dispatchEvent(new Event('resize'))")
        page.until("document.getElementById('ask').getBoundingClientRect().bottom <= 361")
        page.run("document.getElementById('text').focus()")
        page.write("あ" * 2000)
        assert page.run("document.getElementById('send').getBoundingClientRect().bottom <= 361 && document.getElementById('send').getBoundingClientRect().top >= 0")
