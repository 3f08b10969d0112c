"""What people pressed below an answer reaches the editors as numbers, and as nothing else."""

from __future__ import annotations

import re

import pytest
from desk_fakes import Desk
from staff_people import Browser, hire

from bot.settings import Settings

WORDS = "ひみつの質問です"


@pytest.fixture(autouse=True)
def staff(settings: Settings) -> None:
    for name, role in (("emi", "editor"), ("taro", "operator"), ("kansa", "auditor")):
        hire(settings, name, role)


def pressed(browser: Browser) -> tuple[int, int]:
    """はい and いいえ of the topic that the fake engine answers with."""
    found = re.search(r"<td>―</td><td>(\d+)</td><td>(\d+)</td>", browser.get("helpful?days=7").text)
    return (int(found[1]), int(found[2])) if found else (0, 0)


def of_today(browser: Browser) -> tuple[int, int]:
    """The same of today alone, from the file; other tests may have pressed on other days."""
    found = re.search(r'"2026-11-22","web","old_card","","(\d+)","(\d+)"', browser.get("helpful-counts?days=7").text)
    return (int(found[1]), int(found[2])) if found else (0, 0)


def test_judgements_stand_on_the_page_and_in_the_file_without_words(desk: Desk) -> None:
    emi = Browser(desk, "emi")
    yes, no = pressed(emi)
    before = of_today(emi)
    session = desk.talk(WORDS, "二")[-1]["session"]
    for seq, helped in ((1, True), (2, False)):
        body = {"session": session, "seq": seq, "place": 0, "helped": helped}
        assert desk.call("POST", "/api/v1/helpful", json=body).status_code == 204
    assert pressed(emi) == (yes + 1, no + 1)
    page, table = emi.get("helpful"), emi.get("helpful-counts?days=7")
    assert table.headers["content-type"].startswith("text/csv") and "attachment" in table.headers["content-disposition"]
    assert of_today(emi) == (before[0] + 1, before[1] + 1)
    assert WORDS not in page.text + table.text and "返事" not in table.text


def test_it_is_for_those_who_own_the_answers(desk: Desk) -> None:
    staff = [Browser(desk, name) for name in ("emi", "taro", "kansa")]
    for place in ("helpful", "helpful-counts"):
        assert [one.get(place).status_code for one in staff] == [200, 403, 403]
        assert Browser(desk).get(place).status_code == 303


def test_another_span_is_the_usual_one(desk: Desk) -> None:
    emi = Browser(desk, "emi")
    for days in ("", "0", "-1", "8", "x", "99999999999999"):
        answer = emi.get(f"helpful?days={days}")
        assert answer.status_code == 200 and '<option value="30" selected>' in answer.text
