"""Session tokens are made by the server alone."""

from __future__ import annotations

import pytest
from itsdangerous import TimestampSigner

from bot.desk.sessions import CLOCK_SLACK, IDLE, LONGEST, WINDOW, SessionInvalid, Sessions, born

SECRET = "a session secret of the tests"


def test_a_token_leads_back_to_its_conversation() -> None:
    sessions = Sessions(SECRET)
    conversation = sessions.new()
    assert sessions.conversation(sessions.token(conversation)) == conversation


def test_new_conversations_have_long_names_that_differ() -> None:
    names = {Sessions(SECRET).new() for _ in range(200)}
    assert len(names) == 200 and min(map(len, names)) >= 24


@pytest.mark.parametrize("now", [1_000 * WINDOW, 1_000 * WINDOW + 1, 1_001 * WINDOW - 1])
def test_one_key_names_one_conversation_for_a_while_at_every_desk(now: float) -> None:
    sessions, again = (Sessions(SECRET, clock=lambda: now) for _ in range(2))
    name = sessions.named("key")
    assert again.named("key") == name and len(name) == len(sessions.new())
    assert now <= (born(name) or 0) <= now + WINDOW  # never older than the desk that begins it
    later = Sessions(SECRET, clock=lambda: now + WINDOW)
    assert later.named("key") != name and later.named("key", 1) == name
    others = {sessions.named("other"), Sessions(SECRET, "kiosk", clock=lambda: now).named("key"), Sessions("x" * 20, clock=lambda: now).named("key")}
    assert name not in others and len(others) == 3


def test_a_name_of_a_key_is_a_good_name() -> None:
    sessions = Sessions(SECRET)
    assert all(sessions.conversation(sessions.token(name)) == name for name in (sessions.named("key"), sessions.named("key", 1)))


def test_a_token_of_another_server_is_invalid() -> None:
    with pytest.raises(SessionInvalid):
        Sessions(SECRET).conversation(Sessions("another secret").token(Sessions(SECRET).new()))


class Clock:
    """A clock that stands until it is moved, and itsdangerous's with it."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.now = 1_790_000_000.0
        patch.setattr(TimestampSigner, "get_timestamp", lambda _signer: int(self.now))

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return Clock(monkeypatch)


def test_a_token_ends_when_nobody_has_come_back_for_long(clock: Clock) -> None:
    sessions = Sessions(SECRET, clock=clock)
    name = sessions.new()
    token = sessions.token(name)
    clock.now += IDLE - 1
    assert sessions.conversation(token) == name
    clock.now += 1
    with pytest.raises(SessionInvalid):
        sessions.conversation(token)


def test_a_conversation_ends_however_often_its_token_is_renewed(clock: Clock) -> None:
    sessions = Sessions(SECRET, clock=clock)
    name = sessions.new()
    begun = clock.now
    while clock.now < begun + LONGEST - 3600:
        clock.now += 3600
        assert sessions.conversation(sessions.token(name)) == name
    clock.now = begun + LONGEST
    with pytest.raises(SessionInvalid):
        sessions.conversation(sessions.token(name))


def test_a_clock_set_back_by_some_minutes_ends_no_session(clock: Clock) -> None:
    sessions = Sessions(SECRET, clock=clock)
    name = sessions.new()
    token = sessions.token(name)
    clock.now -= CLOCK_SLACK
    assert sessions.conversation(token) == name
    clock.now -= 1
    with pytest.raises(SessionInvalid):
        sessions.conversation(token)


def test_an_ended_conversation_has_no_good_token_any_more() -> None:
    sessions = Sessions(SECRET)
    name, other = sessions.new(), sessions.new()
    before = sessions.token(name)
    sessions.revoke(name)
    for token in (before, sessions.token(name)):
        with pytest.raises(SessionInvalid):
            sessions.conversation(token)
    assert sessions.conversation(sessions.token(other)) == other


@pytest.mark.parametrize(("made", "read"), [("web", "kiosk"), ("kiosk", "web")])
def test_a_token_of_one_door_is_worth_nothing_at_another(made: str, read: str) -> None:
    there = Sessions(SECRET, made)
    with pytest.raises(SessionInvalid):
        Sessions(SECRET, read).conversation(there.token(there.new()))


def test_a_name_that_is_not_ours_is_no_conversation() -> None:
    sessions = Sessions(SECRET)
    for name in ("", "somebody", "12345678", "zzzzzzzzabc", "00000001abc"):
        with pytest.raises(SessionInvalid):
            sessions.conversation(sessions.token(name))


def test_every_changed_letter_of_a_token_makes_it_invalid() -> None:
    sessions = Sessions(SECRET)
    token = sessions.token(sessions.new())
    for at, letter in enumerate(token):
        for other in "AB_-9":
            if letter not in (other, "."):
                with pytest.raises(SessionInvalid):
                    sessions.conversation(token[:at] + other + token[at + 1 :])


@pytest.mark.parametrize("spelling", ["{}=", "{}==", "{} ", " {}", "{}\n", "{}."])
def test_a_token_has_one_spelling(spelling: str) -> None:
    sessions = Sessions(SECRET)
    with pytest.raises(SessionInvalid):
        sessions.conversation(spelling.format(sessions.token(sessions.new())))


@pytest.mark.parametrize("token", ["", ".", "..", "札", "\ud800", "\x00", "a" * 100_000, "null", "{}"])
def test_nonsense_is_an_invalid_token(token: str) -> None:
    with pytest.raises(SessionInvalid):
        Sessions(SECRET).conversation(token)


def test_the_reason_of_an_invalid_token_does_not_repeat_it() -> None:
    with pytest.raises(SessionInvalid) as caught:
        Sessions(SECRET).conversation("ひみつ")
    assert "ひみつ" not in str(caught.value)
