"""Sessions of staff end when nobody does anything, at another address, and with the account; attempts are slowed without locking out."""

from __future__ import annotations

import pytest
from staff_parts import SECRET, Clock

from bot.staff.accounts import Accounts
from bot.staff.attempts import Attempts
from bot.staff.audit import Audit
from bot.staff.sessions import BEAT, StaffSessions

HERE = "10.0.0.1"


@pytest.fixture
def token(accounts: Accounts, sessions: StaffSessions) -> str:
    accounts.add("(terminal)", "hanako", "operator", "ichou-namiki-42")
    return sessions.begin("hanako", HERE)


def test_a_session_says_who_and_as_what(token: str, sessions: StaffSessions) -> None:
    who = sessions.who(token, HERE)
    assert who and (who.name, who.role) == ("hanako", "operator")
    assert token not in repr(who) and who.form not in repr(who)


def test_it_ends_after_idling_and_signs_of_life_do_not_count(token: str, sessions: StaffSessions, clock: Clock) -> None:
    for _ in range(60):
        clock.now += 29
        sessions.who(token, HERE, active=False)
    clock.now += 70
    assert sessions.who(token, HERE) is None


def test_deeds_keep_it_but_not_for_ever(token: str, sessions: StaffSessions, clock: Clock) -> None:
    for _ in range(int(12 * 3600 / 1000)):
        clock.now += 1000
        assert sessions.who(token, HERE)
    clock.now += 1000
    assert sessions.who(token, HERE) is None


def test_a_stolen_cookie_is_worth_nothing_elsewhere_and_ends(token: str, sessions: StaffSessions, audit: Audit) -> None:
    assert sessions.who(token, "192.0.2.7") is None
    assert sessions.who(token, HERE) is None
    assert audit.last(1)[0].act == "session_from_elsewhere"


def test_a_clock_set_back_by_a_day_ends_it(token: str, sessions: StaffSessions, clock: Clock) -> None:
    clock.now -= 24 * 3600
    assert sessions.who(token, HERE) is None


def test_a_made_up_cookie_is_nobody(sessions: StaffSessions) -> None:
    for made_up in ("", "x" * 43, "\udcff"):
        assert sessions.who(made_up, HERE) is None


def test_a_form_of_another_session_is_not_ours(token: str, sessions: StaffSessions) -> None:
    mine, other = sessions.who(token, HERE), sessions.who(sessions.begin("hanako", HERE), HERE)
    assert mine and other
    assert sessions.is_our_form(mine, mine.form)
    assert (
        not sessions.is_our_form(mine, other.form)
        and not sessions.is_our_form(mine, "")
        and not sessions.is_our_form(mine, "日本語")
    )


def test_sessions_are_listed_and_ended(token: str, sessions: StaffSessions) -> None:
    listed = sessions.open_ones("hanako")
    assert len(listed) == 1 and sessions.end("boss", listed[0].id)
    assert sessions.who(token, HERE) is None and not sessions.end("boss", listed[0].id)


def test_presence_is_a_heartbeat(token: str, sessions: StaffSessions, clock: Clock) -> None:
    assert sessions.present() == {"hanako"}
    clock.now += BEAT + 1
    assert sessions.present() == set()
    sessions.who(token, HERE, active=False)
    assert sessions.present() == {"hanako"}


# ---- attempts
@pytest.fixture
def attempts(clock: Clock) -> Attempts:
    return Attempts(SECRET, clock)


def test_after_some_attempts_one_waits(attempts: Attempts) -> None:
    waits = [attempts.wait("hanako", HERE, "") for _ in range(10)]
    assert waits[:8] == [0] * 8 and min(waits[8:]) > 0


def test_nobody_is_locked_out_by_others(attempts: Attempts) -> None:
    own = attempts.browser("hanako")
    for number in range(3000):
        attempts.wait("hanako", f"192.0.2.{number % 250}", "")
        attempts.wait("hanako", HERE, "")  # somebody in the same office, behind the same address
    assert attempts.wait("hanako", HERE, own) == 0
    assert attempts.wait("hanako", "10.0.0.9", "") == 0  # and from a new place


def test_a_known_browser_counts_for_its_own_account_only_and_is_bounded_too(attempts: Attempts) -> None:
    own = attempts.browser("hanako")
    assert [attempts.wait("taro", HERE, own) for _ in range(9)][-1] > 0
    assert [attempts.wait("hanako", HERE, own) for _ in range(9)][-1] > 0
    assert attempts.wait("jiro", "10.0.0.5", own + "x") == 0


def test_one_address_tries_few_names(attempts: Attempts) -> None:
    assert max(attempts.wait(f"name{number}", HERE, "") for number in range(60)) > 0
