"""Parts of a reply as people see them: short first, cautions in view, ruby, sources with the page's own date, paper."""

from __future__ import annotations

import re

import pytest

from tests.e2e.chromium import Chromium, Page
from tests.e2e.test_web_page_trouble import VOICE
from tests.e2e.web_desk import ANSWERS, DANGER, FakeConversations, a_deadline, a_message, send, shown, wait_for_answers

LONG = "カードを窓口へ持って行きます。当日に終わります。\n受付は平日の午前8時半から午後5時までです。土曜日や日曜日は開いていません。年末年始も開いていないので、早めに行ってください。"
PARTS = [
    {"kind": "acknowledgement", "text": "12月3日ですね。", "easy": "12月3日（がつみっか）ですね。", "speech": "", "id": ""},
    {"kind": "statement", "text": LONG, "easy": "窓口（まどぐち）へ 行（い）きます。", "speech": "窓口へ行きます。", "id": "moving.where"},
    {"kind": "caution", "text": "遅れると使えなくなります。", "easy": "おくれると 使（つか）えません。", "speech": "遅れると使えません。", "id": "moving.late"},
    {"kind": "question", "text": "いつ引っ越しますか。", "easy": "いつ 引（ひ）っ越（こ）しますか。", "speech": "いつ引っ越しますか。", "id": ""},
    {"kind": "contacts", "text": "北区 国保資格係 03-3908-1131", "easy": "北区（きたく） 03-3908-1131", "speech": "", "id": ""},
]


def of_parts(**more: object) -> dict[str, object]:
    joined = {form: "\n".join(part[form] for part in PARTS if part[form]) for form in ("text", "easy", "speech")}
    return a_message(joined["text"]) | joined | {"parts": PARTS, "topic": "moving"} | more


@pytest.fixture
def answered(page: Page, fake: FakeConversations, monkeypatch: pytest.MonkeyPatch) -> Page:
    source = {"title": "北区の案内", "section": "冒頭", "verified_on": "2026-11-22", "url": "https://example.jp/a", "source_date": "2026-10-01"}
    buttons = [{"title": title, "payload": payload} for title, payload in (("くわしく聞く", "more:moving.where"), ("転入届", "need:moving_in"), ("北区です", "fact:insurer=kitaku"))]
    monkeypatch.setitem(ANSWERS, "全部", of_parts(sources=[source], buttons=buttons))
    send(page, "全部")
    wait_for_answers(page, 2)
    return page


def test_the_answer_stands_first_and_the_rest_behind_a_word(answered: Page) -> None:
    assert shown(answered, ".bot:last-child .plain > .statement") == ["カードを窓口へ持って行きます。当日に終わります。"]
    answered.run("document.querySelector('.bot:last-child .fold summary').click()")
    assert "年末年始も" in shown(answered, ".bot:last-child .fold")[0]


@pytest.mark.parametrize(("kind", "words"), [("caution", "遅れると使えなくなります。"), ("question", "いつ引っ越しますか。"), ("contacts", "北区 国保資格係 03-3908-1131")])
def test_what_must_be_seen_is_never_folded(answered: Page, kind: str, words: str) -> None:
    assert shown(answered, f".bot:last-child .plain > .{kind}") == [words]


def test_of_loss_and_danger_nothing_is_folded(page: Page, fake: FakeConversations, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(ANSWERS, "全部", of_parts(topic="loss"))
    send(page, "全部")
    wait_for_answers(page, 2)
    assert page.run("document.querySelectorAll('.bot:last-child .fold').length") == 0


def test_buttons_of_every_kind_go_back_as_they_came(answered: Page, fake: FakeConversations) -> None:
    for place, payload in enumerate(("more:moving.where", "need:moving_in", "fact:insurer=kitaku")):
        answered.run(f"document.querySelectorAll('.bot')[1].querySelectorAll('.choice')[{place}].click()")
        wait_for_answers(answered, 3 + place)
        assert fake.turns[-1].text == payload
    assert shown(answered, ".mine .said")[1:] == ["くわしく聞く", "転入届", "北区です"]


def test_easy_japanese_has_real_ruby(answered: Page) -> None:
    answered.run("document.getElementById('easy').click()")
    rubies = answered.run("[...document.querySelectorAll('.bot:last-child ruby')].map((one) => [one.firstChild.textContent, one.querySelector('rt').textContent].join('='))")
    assert rubies == ["12月3日=がつみっか", "窓口=まどぐち", "行=い", "使=つか", "引=ひ", "越=こ", "北区=きたく"]
    assert "（" not in "".join(shown(answered, ".bot:last-child .easy"))


def test_who_is_answered_in_easy_japanese_sees_readings_without_a_setting(page: Page, fake: FakeConversations, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(ANSWERS, "全部", of_parts(language="easy"))
    send(page, "全部")
    wait_for_answers(page, 2)
    assert page.run("getComputedStyle(document.querySelector('.bot:last-child > .plain')).display") == "none"
    assert page.run("document.querySelectorAll('.bot:last-child > .easy ruby').length") > 2
    assert page.run("getComputedStyle(document.querySelector('.bot:last-child > .easy')).display") == "block"


def test_in_easy_japanese_the_first_choices_the_exit_and_the_numbers_are_too(page: Page, fake: FakeConversations, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(ANSWERS, DANGER, a_message("110番に電話してください。", easy="すぐに 110番（ばん）に 電話（でんわ）してください。"))
    page.run("document.getElementById('easy').click()")
    choices = page.run("[...document.querySelectorAll('.choice .easy')].map((one) => one.cloneNode(true)).map((one) => (one.querySelectorAll('rt').forEach((rt) => rt.remove()), one.textContent))")
    assert choices[3:5] == ["引っ越し", "カードを なくした"] and shown(page, ".choice .plain") == []
    send(page, DANGER)
    wait_for_answers(page, 2)
    assert page.run("[...document.querySelectorAll('.bot:last-child .easy ruby a.phone')].map((one) => one.href)") == ["tel:110"]
    assert "履歴" in shown(page, "#careful .easy")[0] and shown(page, "#careful .plain") == []


def test_a_source_shows_the_date_of_the_page_and_of_the_look(answered: Page) -> None:
    answered.run("document.querySelector('.bot:last-child .sources summary').click()")
    assert "ページの日付 2026年10月1日" in shown(answered, ".sources li")[0] and "確認日 2026年11月22日" in shown(answered, ".sources li")[0]


def test_on_paper_everything_is_open_and_nothing_to_press(answered: Page) -> None:
    answered.run("dispatchEvent(new Event('beforeprint'))")
    answered.tab.emulate_media(media="print")
    assert "年末年始も" in "".join(shown(answered, ".bot"))
    assert shown(answered, "button, form, select") == []
    assert answered.run("getComputedStyle(document.querySelector('header')).position") == "static"
    assert shown(answered, ".mine .unseen") == ["あなた："]
    answered.tab.emulate_media(media="screen")
    answered.run("dispatchEvent(new Event('afterprint'))")
    assert "年末年始も" not in "".join(shown(answered, ".bot"))


def test_a_sheet_of_the_talk_has_all_of_it(answered: Page) -> None:
    def sheets() -> int:
        return len(re.findall(rb"/Type /Page\b", answered.tab.pdf()))

    assert sheets() == 1
    for answers in range(3, 13):
        send(answered, "全部")
        wait_for_answers(answered, answers)
    assert sheets() > 1


@pytest.mark.parametrize(("colours", "back"), [("light", "rgb(243, 246, 248)"), ("dark", "rgb(17, 23, 28)"), ("contrast", "rgb(255, 255, 255)")])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_colours_are_the_readers_choice(browser: Chromium, web_desk: tuple[str, FakeConversations], fake: FakeConversations, colours: str, back: str, scheme: str) -> None:
    with browser.page(web_desk[0], color_scheme=scheme) as page:
        page.tab.select_option("#colours", colours)
        assert page.run("getComputedStyle(document.documentElement).backgroundColor") == back
        page.tab.reload()
        assert page.run("getComputedStyle(document.documentElement).backgroundColor") == back


def test_a_voice_that_never_ends_is_given_up(browser: Chromium, web_desk: tuple[str, FakeConversations], fake: FakeConversations) -> None:
    hurry = "const wait = window.setTimeout; window.setTimeout = (what, ms) => wait(what, ms > 3000 ? 30 : ms);"
    with browser.page(web_desk[0], before=VOICE % "true" + hurry) as page:
        send(page, "一。二。三。")
        wait_for_answers(page, 2)
        page.run("document.querySelector('.bot:last-child .speak').click()")
        page.until("spoken.length === 3 && document.querySelector('.bot:last-child .speak').getAttribute('aria-pressed') === 'false'")
        assert page.run("spoken") == ["返事：一。", "二。", "三。"]


def test_the_picture_of_a_household_tells_the_same_as_its_words(page: Page, fake: FakeConversations, monkeypatch: pytest.MonkeyPatch) -> None:
    family = [a_deadline("転入届", "2026-12-04", 12), a_deadline("転入届", "2026-12-11", 19, whose="妻"), a_deadline("継続利用", "2026-11-30", 8, whose="子ども")]
    monkeypatch.setitem(ANSWERS, "家族", a_message("■ 転入届", deadlines=family))
    send(page, "家族")
    wait_for_answers(page, 2)
    label = page.run("document.querySelector('svg[role=img]').getAttribute('aria-label')")
    for words in ("1 転入届、2026年12月4日（金）まで、あと12日", "2 妻の転入届、2026年12月11日（金）まで、あと19日", "3 子どもの継続利用、2026年11月30日（月）まで、あと8日"):
        assert words in label
    assert len(shown(page, ".deadline")) == 3
    assert page.run("document.querySelectorAll('svg .dot').length") == 3
