"""Accounts of staff: what is refused, what lets in, and what each change leaves in the trail."""

from __future__ import annotations

from pathlib import Path
from time import time
from typing import Any

import pyotp
import pytest
from sqlalchemy import Engine
from staff_parts import SECRET

from bot.desk.sealing import Keyring
from bot.staff import passwords
from bot.staff.accounts import AccountRefused, Accounts
from bot.staff.audit import Audit
from bot.staff.passwords import PasswordRefused, new_totp
from bot.staff.sessions import StaffSessions

GOOD = "ichou-namiki-42"


@pytest.fixture
def hanako(accounts: Accounts) -> Accounts:
    accounts.add("(terminal)", "hanako", "supervisor", GOOD)
    return accounts


def test_the_right_password_lets_in_and_no_other(hanako: Accounts) -> None:
    assert hanako.is_right("hanako", GOOD, "") is not None
    for name, password in (("hanako", GOOD + "x"), ("taro", GOOD), ("hanako", ""), ("", GOOD)):
        assert hanako.is_right(name, password, "") is None


@pytest.mark.parametrize(
    "password", ["kurzes", "hanako-hanako-99", "aaaaaaaaaaaaaaaa", "passwordpassword", "123456789012345", "x" * 201]
)
def test_a_weak_password_is_refused(accounts: Accounts, password: str) -> None:
    with pytest.raises(PasswordRefused, match="合言葉"):
        accounts.add("(terminal)", "hanako", "operator", password)
    assert accounts.every() == []


@pytest.mark.parametrize(
    ("name", "role"),
    [("Hanako", "operator"), ("花子", "operator"), ("h", "operator"), ("hanako", "boss"), ("1hanako", "auditor")],
)
def test_a_bad_name_or_role_is_refused(accounts: Accounts, name: str, role: str) -> None:
    with pytest.raises(AccountRefused):
        accounts.add("(terminal)", name, role, GOOD)


def test_a_name_is_there_once(hanako: Accounts) -> None:
    with pytest.raises(AccountRefused, match="もう登録"):
        hanako.add("hanako", "hanako", "operator", GOOD)


def test_a_disabled_account_is_out_at_once_with_its_sessions(hanako: Accounts, sessions: StaffSessions) -> None:
    hanako.add("hanako", "taro", "operator", GOOD + "taiyou")
    token = sessions.begin("taro", "10.0.0.1")
    hanako.disable("hanako", "taro")
    assert hanako.is_right("taro", GOOD + "taiyou", "") is None
    assert sessions.who(token, "10.0.0.1") is None


def test_the_last_supervisor_stays(hanako: Accounts) -> None:
    with pytest.raises(AccountRefused, match="最後の責任者"):
        hanako.disable("hanako", "hanako")


def test_of_two_supervisors_who_stop_one_another_at_once_one_stays(
    hanako: Accounts, engine: Engine, audit: Audit, monkeypatch: pytest.MonkeyPatch
) -> None:
    hanako.add("hanako", "jiro", "supervisor", GOOD + "taiyou")
    other, row, quicker = Accounts(engine, Keyring(SECRET), audit), hanako._row, []

    def looked_up(name: str) -> Any:
        found = row(name)
        quicker.append(name)
        if len(quicker) == 1:
            other.disable("hanako", "jiro")
        return found

    monkeypatch.setattr(hanako, "_row", looked_up)
    with pytest.raises(AccountRefused, match="最後の責任者"):
        hanako.disable("jiro", "hanako")
    assert [one.name for one in hanako.every() if not one.disabled] == ["hanako"]
    assert audit.last(1)[0].target == "jiro"


def test_one_time_codes_are_asked_for_and_count_once(hanako: Accounts, monkeypatch: pytest.MonkeyPatch) -> None:
    now = time()
    monkeypatch.setattr(passwords, "time", lambda: now)
    secret, address = new_totp("hanako")
    assert address.startswith("otpauth://totp/mynadesk:hanako?")
    maker = pyotp.TOTP(secret)
    with pytest.raises(AccountRefused, match="数字が違います"):
        hanako.begin_totp("hanako", secret, "000000" if maker.at(now) != "000000" else "111111")
    codes = hanako.begin_totp("hanako", secret, maker.at(now))
    assert hanako.is_right("hanako", GOOD, "") is None
    assert hanako.is_right("hanako", GOOD, maker.at(now)) is None  # used when it was begun
    now += 30
    assert hanako.is_right("hanako", "wrong" + GOOD, maker.at(now)) is None
    assert hanako.is_right("hanako", GOOD, maker.at(now)) is not None
    assert hanako.is_right("hanako", GOOD, maker.at(now)) is None
    now += 24 * 3600  # a clock wrong by a day
    assert hanako.is_right("hanako", GOOD, maker.at(now - 24 * 3600 + 60)) is None
    assert hanako.is_right("hanako", GOOD, codes[0].upper()) is not None  # a recovery code still lets in
    assert hanako.is_right("hanako", GOOD, codes[0]) is None
    assert hanako.every()[0].codes_left == passwords.RECOVERY_CODES - 1


def test_a_secret_that_is_none_is_refused(hanako: Accounts) -> None:
    with pytest.raises(AccountRefused):
        hanako.begin_totp("hanako", "日本語", "123456")


def test_nothing_that_lets_in_stands_in_the_database(hanako: Accounts, engine: Engine, tmp_path: Path) -> None:
    secret, _address = new_totp("hanako")
    codes = hanako.begin_totp("hanako", secret, pyotp.TOTP(secret).now())
    engine.dispose()
    found = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert b"argon2id" in found
    assert [one for one in (GOOD, secret, *codes) if one.encode() in found] == []


def test_every_change_is_in_the_trail(hanako: Accounts, audit: Audit) -> None:
    hanako.add("hanako", "taro", "operator", GOOD + "taiyou")
    hanako.change_password("hanako", "taro", GOOD + "tsukiyo")
    hanako.disable("hanako", "taro")
    hanako.disable("hanako", "taro", disabled=False)
    assert [one.act for one in reversed(audit.last())] == [
        "user_added",
        "user_added",
        "password_changed",
        "user_disabled",
        "user_enabled",
    ]
    assert audit.verify().fault == ""
