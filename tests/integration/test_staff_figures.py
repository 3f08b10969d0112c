"""Figures at the console: for supervisors, from what happened, without anybody in it; the first page says how much waits."""

from __future__ import annotations

import re
from datetime import datetime

from desk_fakes import Desk
from staff_people import Browser
from staff_talks import act, waiting

from bot.settings import TOKYO


def claimed(hanako: Browser) -> int:
    found = re.search(r"受け持った：(\d+)", hanako.get("figures?days=7").text)
    assert found
    return int(found[1])


def test_a_talk_that_was_taken_over_is_counted(people: Desk) -> None:
    noon = datetime(2026, 11, 24, 12, tzinfo=TOKYO).timestamp()  # the day of the tests' desk
    people.app.state.staff.console.audit._clock = lambda: noon
    hanako, taro = Browser(people, "hanako"), Browser(people, "taro")
    before = claimed(hanako)
    person = waiting(people)
    assert re.search(r"チャット\s+1\s+待っています", taro.words(taro.get("home")))
    act(taro, person, "claim")
    act(taro, person, "close")
    assert claimed(hanako) == before + 1
    page = hanako.get("figures")
    assert '<rect class="claimed"' in page.text and person.conversation[:14] not in page.text and "style=" not in page.text
    file = hanako.get("figures-counts?days=nonsense")
    assert file.headers["content-type"].startswith("text/csv") and len(file.text.splitlines()) == 31 and "taro" not in file.text


def test_figures_are_the_supervisors(people: Desk) -> None:
    for place in ("figures", "figures-counts"):
        assert Browser(people, "taro").get(place).status_code == 403
        assert people.call("GET", f"/staff/{place}").status_code == 303
