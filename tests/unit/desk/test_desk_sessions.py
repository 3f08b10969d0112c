"""Session tokens are made by the server alone."""

from __future__ import annotations

import pytest

from bot.desk.sessions import SessionInvalid, Sessions

SECRET = "a session secret of the tests"


def test_a_token_leads_back_to_its_conversation() -> None:
    sessions = Sessions(SECRET)
    conversation = sessions.new()
    assert sessions.conversation(sessions.token(conversation)) == conversation


def test_new_conversations_have_long_names_that_differ() -> None:
    names = {Sessions(SECRET).new() for _ in range(200)}
    assert len(names) == 200 and min(map(len, names)) >= 24


def test_a_token_of_another_server_is_invalid() -> None:
    with pytest.raises(SessionInvalid):
        Sessions(SECRET).conversation(Sessions("another secret").token("a"))


def test_a_token_ends_after_its_lifetime() -> None:
    with pytest.raises(SessionInvalid):
        Sessions(SECRET, lifetime=-1).conversation(Sessions(SECRET).token("a"))


def test_every_changed_letter_of_a_token_makes_it_invalid() -> None:
    sessions = Sessions(SECRET)
    token = sessions.token("somebody")
    for at in range(len(token) - 1):  # the last letter's unused bits do not count
        changed = token[:at] + ("A" if token[at] != "A" else "B") + token[at + 1 :]
        with pytest.raises(SessionInvalid):
            sessions.conversation(changed)


@pytest.mark.parametrize("token", ["", ".", "..", "札", "\ud800", "\x00", "a" * 100_000, "null", "{}"])
def test_nonsense_is_an_invalid_token(token: str) -> None:
    with pytest.raises(SessionInvalid):
        Sessions(SECRET).conversation(token)


def test_the_reason_of_an_invalid_token_does_not_repeat_it() -> None:
    with pytest.raises(SessionInvalid) as caught:
        Sessions(SECRET).conversation("ひみつ")
    assert "ひみつ" not in str(caught.value)
