"""The chat page in a real browser: failures, sessions, choices, leaving, reading aloud, small windows."""

from __future__ import annotations

from typing import Final

import pytest

from tests.e2e.chromium import Chromium, Page
from tests.e2e.web_desk import FakeConversations, send, shown, wait_for_answers

VOICE: Final = """
window.spoken = [];
window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
Object.defineProperty(window, "speechSynthesis", { value: {
  getVoices: () => [{ lang: "ja-JP", localService: %s }], speak: (one) => spoken.push(one.text), cancel() {}, addEventListener() {} } });
"""
HURRY: Final = "const wait = window.setTimeout; window.setTimeout = (what, ms) => wait(what, ms >= 1000 ? 1 : ms);"


def test_failure_keeps_the_text_and_sends_again(page: Page, fake: FakeConversations) -> None:
    fake.failures = 4  # it has sent it again three times by then
    send(page, "大事な質問")
    page.until("document.getElementById('status').textContent.includes('送り直しています')")
    wait_for_answers(page, 2)
    assert page.run("document.getElementById('text').value") == "大事な質問"
    phones = page.run("[...document.querySelectorAll('.bot:last-child .phone')].map((one) => one.textContent)")
    assert {"088-804-3038", "03-3908-1131"} == set(phones) == set(shown(page, ".bot:last-child .phone"))  # none behind a word
    page.run("document.querySelector('.bot:last-child .choice').click()")
    page.until("document.getElementById('log').innerText.includes('返事：大事な質問')")
    assert shown(page, ".mine .said") == ["大事な質問"]
    assert page.run("document.getElementById('text').value") == ""
    assert len(fake.turns) == 5
    assert len({turn.message_id for turn in fake.turns} - {None}) == 1  # the desk takes it once


def test_a_full_desk_is_said_and_the_same_message_can_be_sent_again(page: Page, fake: FakeConversations) -> None:
    fake.full = 1
    send(page, "質問")
    wait_for_answers(page, 2)
    assert "混み合って" in shown(page, ".bot:last-child .said")[0]
    page.run("document.querySelector('.bot:last-child .choice').click()")
    page.until("document.getElementById('log').innerText.includes('返事：質問')")
    first, again = fake.turns
    assert (first.message_id, first.conversation) == (again.message_id, again.conversation)
    assert "混み合って" not in page.run("document.getElementById('log').innerText")


@pytest.mark.parametrize("before", ["", "crypto.randomUUID = undefined; delete Crypto.prototype.randomUUID;"], ids=["with TLS", "without"])
def test_every_message_has_an_id_of_its_own(browser: Chromium, web_desk: tuple[str, FakeConversations], fake: FakeConversations, before: str) -> None:
    with browser.page(web_desk[0], before=before) as page:
        for number in (1, 2, 3):
            send(page, "同じ質問")
            wait_for_answers(page, 1 + number)
    assert len({turn.message_id for turn in fake.turns} - {None}) == 3


def test_a_very_long_text_is_cut_to_what_the_desk_takes(page: Page, fake: FakeConversations) -> None:
    page.run("document.getElementById('text').value = '😀'.repeat(50000); document.getElementById('ask').requestSubmit()")
    wait_for_answers(page, 2)
    assert fake.turns[0].text == "😀" * 4000


def test_silence_ends_in_an_apology(browser: Chromium, web_desk: tuple[str, FakeConversations], fake: FakeConversations) -> None:
    never = "window.fetch = (_where, { signal }) => new Promise((_good, bad) => signal.addEventListener('abort', () => bad(signal.reason)));"
    with browser.page(web_desk[0], before=HURRY + never) as page:
        send(page, "質問")
        wait_for_answers(page, 2)
        assert "申し訳ありません" in shown(page, ".bot:last-child .said")[0]


def test_waiting_is_seen_and_heard(browser: Chromium, web_desk: tuple[str, FakeConversations], fake: FakeConversations) -> None:
    with browser.page(web_desk[0], before="window.fetch = () => new Promise(() => {});") as page:
        send(page, "質問")
        page.until("document.getElementById('status').textContent === '考えています'")
        assert page.run("document.getElementById('log').getAttribute('aria-busy')") == "true"
        assert page.run("document.getElementById('send').disabled") is True


def test_an_old_session_is_told_when_the_page_opens(page: Page, fake: FakeConversations, web_desk: tuple[str, FakeConversations]) -> None:
    page.run("sessionStorage.setItem('session', 'forged')")
    page.open(web_desk[0])
    page.until("document.getElementById('log').innerText.includes('前の会話は、時間がたったか')")
    assert page.run("sessionStorage.getItem('session')") is None


def test_an_old_session_is_replaced_and_said(page: Page, fake: FakeConversations, web_desk: tuple[str, FakeConversations]) -> None:
    page.run("sessionStorage.setItem('session', 'forged')")
    page.context.route("**/api/v1/conversation?*", lambda route: route.abort())  # it is noticed with the first question only
    page.open(web_desk[0])
    send(page, "質問")
    page.until("document.getElementById('log').innerText.includes('返事：質問')")
    assert "新しい会話を始めて" in page.run("document.getElementById('log').innerText")
    assert page.run("sessionStorage.getItem('session')") not in ("forged", None)
    assert len(fake.turns) == 1


def test_a_reload_keeps_the_conversation_and_the_choices(page: Page, fake: FakeConversations, web_desk: tuple[str, FakeConversations]) -> None:
    page.run("document.getElementById('easy').click(); document.querySelector('[value=largest]').click()")
    page.run("insurer.value = 'kitaku'; insurer.dispatchEvent(new Event('change'))")
    send(page, "一つ目")
    wait_for_answers(page, 2)
    page.open(web_desk[0])
    send(page, "二つ目")
    page.until("document.getElementById('log').innerText.includes('返事：二つ目')")
    assert [turn.insurer for turn in fake.turns] == ["kitaku", "kitaku"]
    assert len({turn.conversation for turn in fake.turns}) == 1
    assert page.run("[easy.checked, document.documentElement.dataset.size, localStorage.length].join()") == "true,largest,0"


def test_from_the_start_is_another_conversation(page: Page, fake: FakeConversations) -> None:
    send(page, "一つ目")
    wait_for_answers(page, 2)
    page.run("document.getElementById('restart').click()")
    assert shown(page, ".mine") == []
    send(page, "二つ目")
    wait_for_answers(page, 2)
    assert len({turn.conversation for turn in fake.turns}) == 2


def test_quick_exit_leaves_nothing(page: Page, web_desk: tuple[str, FakeConversations]) -> None:
    send(page, "一つ目")
    wait_for_answers(page, 2)
    before = page.run("history.length")
    page.run("document.getElementById('leave').click()")
    page.until("!location.href.startsWith('http://127.0.0.1')")
    assert page.command("Page.getNavigationHistory")["entries"][-1]["url"].startswith("https://www.google.co.jp/")
    assert len(page.command("Page.getNavigationHistory")["entries"]) == before
    page.open(web_desk[0])
    assert page.run("sessionStorage.length") == 0


@pytest.mark.parametrize(("local", "buttons"), [("true", ["読み上げ"]), ("false", [])])
def test_reading_aloud_needs_a_voice_of_the_device(
    browser: Chromium,
    web_desk: tuple[str, FakeConversations],
    fake: FakeConversations,
    local: str,
    buttons: list[str],
) -> None:
    with browser.page(web_desk[0], before=VOICE % local) as page:
        assert shown(page, ".speak") == buttons


def test_reading_aloud_uses_the_words_to_be_heard(browser: Chromium, web_desk: tuple[str, FakeConversations], fake: FakeConversations) -> None:
    with browser.page(web_desk[0], before=VOICE % "true") as page:
        send(page, "保険証は使えますか")
        wait_for_answers(page, 2)
        page.run("document.querySelector('.bot:last-child .speak').click()")
        assert page.run("spoken") == ["使えません。"]


def test_too_long_a_text_is_told_before_sending(page: Page) -> None:
    page.run("document.getElementById('text').focus()")
    page.write("あ" * 2001)
    assert shown(page, "#limit")[0].startswith("2,000文字を超えています")


@pytest.mark.parametrize("size", ["normal", "largest"])
def test_a_narrow_window_needs_no_sideways_scrolling(page: Page, size: str) -> None:
    page.resize(320, 568)
    page.run(f"document.querySelector('[value={size}]').click()")
    send(page, "期限")
    wait_for_answers(page, 2)
    assert page.run("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def test_whatever_is_pressed_is_large_enough(page: Page) -> None:
    page.resize(320, 568)
    send(page, "期限")
    wait_for_answers(page, 2)
    small = page.run(
        "[...document.querySelectorAll('button, summary, select, .switch, fieldset label')].filter((one) => one.offsetParent"
        " && (one.offsetHeight < 44 || one.offsetWidth < 44)).map((one) => one.outerHTML)"
    )
    assert small == []
