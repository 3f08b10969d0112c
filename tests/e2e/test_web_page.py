"""The chat page in a real browser: asking, answers, sources, deadlines, the keyboard."""

from __future__ import annotations

import re
from pathlib import Path

import yaml

import bot.rulebook.statements.loader
from bot.doors.web.pages import FOLDER
from tests.e2e.chromium import SHIFT, Page
from tests.e2e.web_desk import SCRIPT, FakeConversations, send, shown, wait_for_answers


def test_the_desk_speaks_first(page: Page) -> None:
    assert shown(page, ".bot .said")[0].startswith("こんにちは")
    assert len(shown(page, ".bot .choice")) == 6


def test_first_choices_are_those_of_the_rulebook() -> None:
    topics = yaml.safe_load((Path(bot.rulebook.statements.loader.__file__).parent / "topics.yml").read_text(encoding="utf-8"))
    buttons = re.findall(r'"topic:([a-z_]+)", "(.+?)", "', (FOLDER / "templates" / "first.html").read_text(encoding="utf-8"))
    assert len(buttons) == 6
    assert [(topic, topics[topic]["ja"]) for topic, _title in buttons] == buttons


def test_offices_named_on_failure_are_those_of_the_rulebook() -> None:
    contacts = yaml.safe_load((Path(bot.rulebook.statements.loader.__file__).parent / "entries" / "contacts.yml").read_text(encoding="utf-8"))["contacts"]
    phones = {contact["phone"] for contact in contacts if contact["id"] in ("kitamura", "kitaku")}
    files = [FOLDER / "words.yml", FOLDER / "widgets.yml", *(FOLDER / "templates").glob("*.html")]
    written = re.findall(r"\d{2,4}-\d{3,4}-\d{4}", "".join(file.read_text(encoding="utf-8") for file in files))
    assert set(written) == phones


def test_question_and_answer(page: Page) -> None:
    send(page, "保険証は使えますか")
    wait_for_answers(page, 2)
    assert shown(page, ".mine .said") == ["保険証は使えますか"]
    assert shown(page, ".bot:last-child .said") == ["使えません。\n電話は 03-3908-1131 です。2026-11-22"]
    assert page.run("document.activeElement.id + document.getElementById('text').value") == "text"
    assert page.run("refused") == []


def test_telephone_numbers_are_links_and_dates_are_not(page: Page) -> None:
    send(page, "保険証は使えますか")
    wait_for_answers(page, 2)
    assert page.run("[...document.querySelectorAll('.bot .phone')].map((one) => one.href)") == ["tel:03-3908-1131"]


def test_a_pressed_button_shows_its_title(page: Page, fake: FakeConversations) -> None:
    send(page, "保険証は使えますか")
    wait_for_answers(page, 2)
    page.run("document.querySelector('.bot:last-child .choice').click()")
    wait_for_answers(page, 3)
    assert shown(page, ".mine .said")[-1] == "資格確認書"
    assert fake.turns[-1].text == "topic:eligibility_certificate"
    assert fake.turns[-1].conversation == fake.turns[0].conversation


def test_keyboard_alone_is_enough(page: Page) -> None:
    page.press("Tab")
    assert page.run("document.activeElement.className") == "skip"
    page.press("Enter")
    page.until("document.activeElement.id === 'text'")
    page.write("保険証は使えますか")
    page.press("Tab")
    assert page.run("document.activeElement.id") == "send"
    page.press(" ")
    wait_for_answers(page, 2)
    assert page.run("document.activeElement.id") == "text"


def test_shift_enter_makes_a_new_line(page: Page, fake: FakeConversations) -> None:
    page.run("document.getElementById('text').focus()")
    page.write("一")
    page.press("Enter", modifiers=SHIFT)
    page.write("二")
    assert page.run("document.getElementById('text').value") == "一\n二"
    assert fake.turns == []


def test_enter_of_the_input_method_does_not_send(page: Page, fake: FakeConversations) -> None:
    page.run("document.getElementById('text').focus()")
    page.command("Input.imeSetComposition", text="ほけん", selectionStart=3, selectionEnd=3)
    page.run("document.activeElement.dispatchEvent(new KeyboardEvent('keydown', {key: 'Enter', isComposing: true, cancelable: true}))")
    page.run("document.activeElement.dispatchEvent(new KeyboardEvent('keydown', {key: 'Enter', keyCode: 229, cancelable: true}))")
    assert shown(page, ".mine") == []
    assert fake.turns == []


def test_easy_japanese_changes_past_bubbles_too(page: Page) -> None:
    send(page, "保険証は使えますか")
    wait_for_answers(page, 2)
    page.run("document.getElementById('easy').click()")
    assert shown(page, ".bot:last-child .said") == ["古ふるい 保険証は 使えません。"]
    assert page.run("document.querySelector('.bot:last-child .easy').innerHTML").count("<ruby>古<rt>ふる</rt></ruby>い") == 1


def test_an_answer_without_easy_words_stays_readable(page: Page) -> None:
    page.run("document.getElementById('easy').click()")
    send(page, "ほかの質問")
    wait_for_answers(page, 2)
    assert shown(page, ".bot:last-child .said") == ["返事：ほかの質問"]


def test_sources_with_the_day_of_checking(page: Page) -> None:
    send(page, "保険証は使えますか")
    wait_for_answers(page, 2)
    page.run("document.querySelector('.sources summary').click()")
    first, second = shown(page, ".sources li")
    assert "北区の案内" in first and "冒頭" in first and "確認日 2026年11月22日" in first
    assert "紙の案内" in second
    links = page.run("[...document.querySelectorAll('.sources a')].map((one) => [one.href, one.rel, one.target].join(' '))")
    assert links == ["https://example.jp/a noopener noreferrer _blank"]


def test_script_is_shown_and_not_run(page: Page) -> None:
    send(page, "わるい文")
    wait_for_answers(page, 2)
    assert shown(page, ".bot:last-child .said, .bot:last-child .choice") == [SCRIPT, SCRIPT]
    send(page, SCRIPT)
    wait_for_answers(page, 3)
    assert shown(page, ".mine .said")[-1] == SCRIPT
    assert page.run("document.querySelectorAll('#log img, #log script').length + Number(window.broken || 0)") == 0


def test_deadlines_are_cards_with_reckoning(page: Page) -> None:
    send(page, "期限")
    wait_for_answers(page, 2)
    first, second = shown(page, ".deadline")
    for words in (
        "1　転入届",
        "2026年12月4日（金）まで",
        "あと12日",
        "安心なのは 2026年12月3日（木）まで",
        "窓口へ行きます。",
    ):
        assert words in first
    assert "19日前に過ぎました" in second
    assert shown(page, ".bot:last-child > .said") == ["■ 転入届"]
    page.run("document.querySelector('.derivation summary').click()")
    assert shown(page, ".derivation li") == ["届けた日から90日目"]


def test_two_deadlines_have_a_picture_with_words(page: Page) -> None:
    send(page, "期限")
    wait_for_answers(page, 2)
    words = page.run("document.querySelector('svg[role=img]').getAttribute('aria-label')")
    assert words.startswith("期限の図。今日は2026年11月22日（日）。")
    assert "2 継続利用、2026年11月3日（火）まで、19日前に過ぎました。" in words
