"""What people's hands and clipboards do to the page: nothing is lost, nothing is sent twice, nothing is run."""

from __future__ import annotations

import pytest

from tests.e2e.chromium import Chromium, Page
from tests.e2e.test_delivery import HURRY
from tests.e2e.web_desk import FakeConversations, send, shown, wait_for_answers

PASTE = """
([plain, html]) => {
  const data = new DataTransfer();
  data.setData("text/plain", plain);
  data.setData("text/html", html);
  const field = document.getElementById("text");
  field.focus();
  if (field.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true })))
    document.execCommand("insertText", false, data.getData("text/plain"));
}
"""
TABLE = "<table><tr><td><img src=x onerror='window.broken = 1'>"
BINARY = "\x00\x01\x07\x1b[2J\x7f\ufffd\ufffe\u202e\u2066\U000e0041引っ越し\r\n\t終わり"
DOCUMENT = "\n".join(f"第{number}条\t届け出は、窓口で行うものとする。" for number in range(1, 120))


@pytest.mark.parametrize("text", [BINARY, DOCUMENT, "<b>太字</b>" * 500], ids=["binary", "a document", "markup"])
def test_what_is_pasted_is_text_and_is_answered(page: Page, fake: FakeConversations, text: str) -> None:
    page.tab.evaluate(PASTE, [text, TABLE])
    written = page.run("document.getElementById('text').value")
    assert "引っ越し" in written or "窓口" in written or "太字" in written
    page.run("document.getElementById('ask').requestSubmit()")
    wait_for_answers(page, 2)
    assert [turn.text for turn in fake.turns] == [written] == [page.run("document.querySelector('.mine .said').textContent")]
    assert page.run("document.querySelectorAll('#log img, #log table, #log b').length") == 0 and page.run("window.broken") is None
    assert page.run("refused") == []


def test_ten_messages_in_a_second_are_one_and_the_rest_waits_in_the_field(page: Page, fake: FakeConversations) -> None:
    held = []
    page.context.route("**/api/v1/chat", lambda route: held.append(route))
    send(page, "質問0")
    page.until("document.getElementById('log').getAttribute('aria-busy') === 'true'")
    for number in range(1, 10):
        page.write(f"質問{number}。")
        page.press("Enter")
    assert page.run("document.getElementById('text').value") == "".join(f"質問{number}。" for number in range(1, 10))
    assert len(held) == 1
    held[0].continue_()
    wait_for_answers(page, 2)
    page.context.unroute("**/api/v1/chat")
    page.press("Enter")
    wait_for_answers(page, 3)
    assert [turn.text for turn in fake.turns] == ["質問0", "".join(f"質問{number}。" for number in range(1, 10))]


def test_sent_again_by_two_clicks_it_is_one_message(browser: Chromium, web_desk: tuple[str, FakeConversations], fake: FakeConversations) -> None:
    with browser.page(web_desk[0], before=HURRY) as page:
        fake.failures = 4
        send(page, "大事な質問")
        wait_for_answers(page, 2)
        page.run("(() => { const b = document.querySelector('.bot:last-child .choice'); b.click(); b.click(); })()")
        page.until("document.getElementById('log').innerText.includes('返事：大事な質問')")
        assert len(fake.turns) == 5 and len({(turn.message_id, turn.conversation) for turn in fake.turns}) == 1
        assert shown(page, ".mine .said") == ["大事な質問"]


@pytest.mark.parametrize("order", ["chromium", "safari"])
def test_a_word_that_is_being_converted_is_sent_whole_and_once(page: Page, fake: FakeConversations, order: str) -> None:
    page.run("document.getElementById('text').focus()")
    page.command("Input.imeSetComposition", text="にほん", selectionStart=3, selectionEnd=3)
    key = "document.activeElement.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', %s, bubbles: true, cancelable: true }))"
    if order == "chromium":  # the key that confirms comes first, and belongs to the conversion
        page.run(key % "isComposing: true")
        page.command("Input.insertText", text="日本")
    else:  # the conversion is over already, and the key says 229
        page.command("Input.insertText", text="日本")
        page.run(key % "keyCode: 229")
    assert fake.turns == [] and page.run("document.getElementById('text').value") == "日本"
    page.write("語の案内")
    page.press("Enter")  # in the very next moment
    wait_for_answers(page, 2)
    assert [turn.text for turn in fake.turns] == ["日本語の案内"]


@pytest.mark.parametrize("size", ["normal", "largest"])
def test_a_long_draft_on_a_small_screen_leaves_send_and_answer_in_reach(browser: Chromium, web_desk: tuple[str, FakeConversations], fake: FakeConversations, size: str) -> None:
    with browser.page(web_desk[0], width=320, height=480, reduced_motion="reduce") as page:
        page.run(f"document.querySelector('[value={size}]').click()")
        page.run("document.getElementById('text').focus()")
        page.write("長い質問です。" * 285)
        page.run("document.getElementById('send').scrollIntoView({ block: 'nearest' })")
        box = page.run("(({ top, bottom }) => [top, innerHeight - bottom])(document.getElementById('send').getBoundingClientRect())")
        assert min(box) >= 0
        page.tab.mouse.click(*page.run("(({ x, y, width, height }) => [x + width / 2, y + height / 2])(document.getElementById('send').getBoundingClientRect())"))
        wait_for_answers(page, 2)
        page.tab.wait_for_timeout(200)
        mine = page.run("(({ top }) => top)(document.querySelector('.mine').getBoundingClientRect())")
        assert 0 <= mine < 480  # from there one reads on to the answer
