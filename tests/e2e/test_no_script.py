"""Without JavaScript the page is a plain form with the same answers; with or without cookies."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.e2e.chromium import Chromium, Page
from tests.e2e.web_desk import DANGER, SCRIPT, FakeConversations, a_message

Desk = tuple[str, FakeConversations]


@pytest.fixture(params=["", "madoguchi/"], ids=["at the root", "below a path"])
def plain(browser: Chromium, web_desk: Desk, fake: FakeConversations, request: pytest.FixtureRequest) -> Iterator[Page]:
    with browser.page(f"{web_desk[0]}{request.param}", java_script_enabled=False) as page:
        page.tab.wait_for_url("**/form")
        yield page


def press(page: Page, what: str) -> None:
    """Presses a button of the form and waits until the next page stands there with its styles."""
    with page.tab.expect_navigation(wait_until="load"):
        page.tab.click(what)


def ask(page: Page, text: str) -> None:
    page.tab.fill("#text", text)
    press(page, "#send")


def said(page: Page) -> list[str]:
    return [one.strip() for one in page.tab.locator(".bot .said").all_inner_texts()]


def test_the_same_answers_in_one_conversation(plain: Page, fake: FakeConversations) -> None:
    ask(plain, "保険証は使えますか")
    assert said(plain) == ["使えません。\n電話は 03-3908-1131 です。2026-11-22"]
    assert plain.tab.locator(".bot a.phone").get_attribute("href") == "tel:03-3908-1131"
    press(plain, "text=資格確認書")
    assert said(plain)[1] == "資格確認書の答え"
    assert plain.tab.locator(".mine .said").all_inner_texts() == ["保険証は使えますか", "資格確認書"]
    assert [turn.text for turn in fake.turns] == ["保険証は使えますか", "topic:eligibility_certificate"]
    assert len({turn.conversation for turn in fake.turns}) == 1


def test_the_cookie_is_signed_strict_and_closed_to_scripts(plain: Page) -> None:
    ask(plain, "質問")
    (cookie,) = plain.context.cookies()
    assert cookie["httpOnly"] and cookie["sameSite"] == "Strict" and cookie["expires"] == -1
    plain.tab.reload()
    assert said(plain) == ["返事：質問"]
    plain.open(plain.tab.url)
    assert said(plain) == ["返事：質問"]


def test_pressed_twice_it_is_one_message(plain: Page, fake: FakeConversations) -> None:
    ask(plain, "質問")
    plain.tab.reload()  # sends the same form again
    assert len({(turn.conversation, turn.message_id) for turn in fake.turns}) == 1
    plain.tab.go_back()
    ask(plain, "別の質問")
    assert len({turn.message_id for turn in fake.turns}) == 2


def test_without_cookies_it_is_still_one_conversation(browser: Chromium, web_desk: Desk, fake: FakeConversations) -> None:
    with browser.page(f"{web_desk[0]}form", java_script_enabled=False) as page:
        for text in ("一", "二"):
            page.context.clear_cookies()
            ask(page, text)
        assert len({turn.conversation for turn in fake.turns}) == 1
        assert said(page) == ["返事：一", "返事：二"]


def test_a_forged_or_old_session_is_replaced_and_said(plain: Page, fake: FakeConversations) -> None:
    plain.context.add_cookies([{"name": "talk", "value": "forged", "url": plain.tab.url}])
    plain.tab.reload()
    ask(plain, "質問")
    assert said(plain) == ["返事：質問"]


@pytest.mark.parametrize("text", [SCRIPT, "\u202e<b>", "あ" * 4000])
def test_whatever_is_written_is_text(plain: Page, fake: FakeConversations, text: str) -> None:
    ask(plain, text)
    assert plain.tab.locator(".bubble img, .bubble script, .bubble b").count() == 0
    assert fake.turns[0].text == text


def test_easy_japanese_and_insurer(plain: Page, fake: FakeConversations) -> None:
    plain.tab.check("input[name=easy]")
    plain.tab.select_option("#insurer", "kitaku")
    ask(plain, "保険証は使えますか")
    assert plain.tab.locator(".bot ruby").first.inner_html() == "古<rt>ふる</rt>"
    ask(plain, "次")
    assert [turn.insurer for turn in fake.turns] == ["kitaku", "kitaku"]


def test_in_easy_japanese_the_choices_and_the_exit_are_too(plain: Page, fake: FakeConversations) -> None:
    plain.open(plain.tab.url.partition("?")[0] + "?easy=1")
    assert plain.tab.locator(".choice ruby").count() > 0
    plain.tab.fill("#text", DANGER)
    plain.tab.click("#send")
    plain.tab.wait_for_selector(".careful")
    assert plain.tab.locator(".careful ruby").count() > 5


def test_careful_mode_leaves_no_cookie_and_points_to_the_exit(plain: Page, fake: FakeConversations) -> None:
    ask(plain, "前の質問")
    ask(plain, DANGER)
    assert plain.context.cookies() == []
    assert "すぐに閉じる" in plain.tab.inner_text(".careful")
    assert said(plain) == [f"返事：{DANGER}"]
    ask(plain, "次の質問")
    assert fake.turns[2].danger and len({turn.conversation for turn in fake.turns}) == 1
    assert plain.context.cookies() == []


def test_leaving_ends_it(plain: Page, fake: FakeConversations) -> None:
    ask(plain, "質問")
    with plain.tab.expect_request("https://www.google.co.jp/"):
        plain.tab.click("text=すぐに閉じる", no_wait_after=True)
    assert fake.ended == [fake.turns[0].conversation]
    assert plain.context.cookies() == []


def test_from_the_start(plain: Page, fake: FakeConversations) -> None:
    ask(plain, "質問")
    plain.tab.click("text=最初から")
    assert plain.tab.locator(".mine").count() == 0
    ask(plain, "二")
    assert len({turn.conversation for turn in fake.turns}) == 2


def test_nothing_written_is_the_page_again(plain: Page, fake: FakeConversations) -> None:
    ask(plain, "   ")
    assert fake.turns == [] and plain.tab.locator("#text").count() == 1


def test_nothing_written_ends_neither_the_talk_nor_its_care(plain: Page, fake: FakeConversations) -> None:
    plain.tab.check("input[name=easy]")
    plain.tab.select_option("#insurer", "kitaku")
    ask(plain, DANGER)
    ask(plain, "   ")
    assert "すぐに閉じる" in plain.tab.inner_text(".careful") and plain.context.cookies() == []
    assert plain.tab.is_checked("input[type=checkbox]") and plain.tab.input_value("#insurer") == "kitaku"
    ask(plain, "次の質問")
    assert fake.turns[-1].danger and len({turn.conversation for turn in fake.turns}) == 1


def test_a_conversation_that_is_over_is_followed_by_one_as_careful(plain: Page, fake: FakeConversations) -> None:
    ask(plain, DANGER)
    plain.run("[...document.querySelectorAll('[name=session]')].forEach((one) => { one.value = 'forged'; })")
    ask(plain, "次の質問")
    assert len({turn.conversation for turn in fake.turns}) == 2 and fake.turns[-1].danger
    assert plain.context.cookies() == []


def test_care_told_of_elsewhere_is_taken_over(plain: Page, fake: FakeConversations) -> None:
    ask(plain, "質問")
    fake.careful(fake.turns[0].conversation)
    plain.open(plain.tab.url)
    assert plain.context.cookies() == [] and plain.tab.locator(".careful").count() == 1


def test_staff_are_heard_also_in_careful_mode(plain: Page, fake: FakeConversations) -> None:
    fake.owner = "human"
    ask(plain, DANGER)
    conversation = fake.turns[0].conversation
    fake.says(conversation, (a_message("担当の返事", topic=""),))
    press(plain, "#news")
    assert said(plain) == ["担当の返事"] and plain.tab.locator(".bot .speaker").all_inner_texts() == ["担当者："]
    press(plain, "#news")
    assert said(plain) == [] and "まだありません" in plain.tab.inner_text("main")  # nothing is shown again
    fake.says(conversation, (a_message("もう一つ", topic=""),))
    ask(plain, "次の質問")
    assert said(plain) == ["もう一つ", "返事：次の質問"]
    assert len({turn.conversation for turn in fake.turns}) == 1 and plain.context.cookies() == []


def test_a_talk_that_cannot_be_wiped_is_not_told_as_wiped(plain: Page, fake: FakeConversations) -> None:
    ask(plain, "質問")
    fake.unerased = 1
    press(plain, "text=最初から")
    assert "会話を消せませんでした" in plain.tab.inner_text("main") and fake.ended == []
    press(plain, "text=最初から >> nth=-1")
    assert fake.ended == [fake.turns[0].conversation] and "会話を消せませんでした" not in plain.tab.inner_text("main")
