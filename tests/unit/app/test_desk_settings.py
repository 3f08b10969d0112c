"""Settings come from the environment; a faulty one is named, with what is allowed."""

from __future__ import annotations

import secrets
import stat
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from bot.keys import checked
from bot.settings import Settings, SettingsError, load_settings


def load(data: Path, **environ: str) -> object:
    return load_settings({"MYNADESK_DATA": str(data), **environ})


FAULTY = [
    ("MYNADESK_PORT", "0", "1〜65535の整数"),
    ("MYNADESK_PORT", "65536", "1〜65535の整数"),
    ("MYNADESK_PORT", "-1", "1〜65535の整数"),
    ("MYNADESK_PORT", "web", "1〜65535の整数"),
    ("MYNADESK_PORT", "80.5", "1〜65535の整数"),
    ("MYNADESK_PORT", "²", "1〜65535の整数"),
    ("MYNADESK_PORT", " 80", "1〜65535の整数"),
    ("MYNADESK_ENGINE_PORT", "70000", "1〜65535の整数"),
    ("MYNADESK_ENGINE_TIMEOUT", "0", "1〜60の整数"),
    ("MYNADESK_ENGINE_TIMEOUT", "61", "1〜60の整数"),
    ("MYNADESK_TODAY", "22.11.2026", "2026-11-22"),
    ("MYNADESK_TODAY", "2026-02-30", "2026-11-22"),
    ("MYNADESK_TODAY", "today", "2026-11-22"),
    ("MYNADESK_ENV", "prod", "development か production"),
    ("MYNADESK_ENV", "Production", "development か production"),
    ("MYNADESK_SECRET", "short", "16文字以上"),
    ("MYNADESK_OPEN_ACTIONS", "yes", "1（はい）か 0（いいえ）"),
    ("MYNADESK_PUBLIC_URL", "madoguchi.example.jp", "https://madoguchi.example.jp"),
    ("MYNADESK_PUBLIC_URL", "ftp://example.jp", "https://madoguchi.example.jp"),
    ("MYNADESK_PUBLIC_URL", "https://", "https://madoguchi.example.jp"),
    ("MYNADESK_PUBLIC_URL", "https://a.example:99999", "https://madoguchi.example.jp"),
    ("MYNADESK_PUBLIC_URL", "https://me:pw@a.example", "https://madoguchi.example.jp"),
    ("MYNADESK_PUBLIC_URL", "https://a.example/?x=1", "https://madoguchi.example.jp"),
    ("MYNADESK_PUBLIC_URL", "https://窓口.example", "https://madoguchi.example.jp"),
    ("MYNADESK_ALLOWED_HOSTS", "https://a.example", "ホスト名"),
    ("MYNADESK_ALLOWED_HOSTS", "a.example:8000", "ホスト名"),
    ("MYNADESK_ALLOWED_HOSTS", "a.example,*", "ホスト名"),
    ("MYNADESK_ENGINE_TOKEN", "秘密の合言葉は山と川と海と空と星", "16文字以上"),
    ("MYNADESK_KIOSK_KEY", "line one of it\nline two", "16文字以上"),
]


@pytest.mark.parametrize(("name", "value", "allowed"), FAULTY)
def test_a_faulty_setting_is_named_with_what_is_allowed(tmp_path: Path, name: str, value: str, allowed: str) -> None:
    with pytest.raises(SettingsError) as caught:
        load(tmp_path, **{name: value})
    assert name in str(caught.value) and allowed in str(caught.value)


def test_a_weak_secret_is_not_shown(tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as caught:
        load(tmp_path, MYNADESK_SECRET="hunter2")
    assert "hunter2" not in str(caught.value)


def test_a_fixed_day_is_refused_in_production(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="MYNADESK_TODAY.*MYNADESK_ENV=production"):
        load(tmp_path, MYNADESK_TODAY="2026-11-22", MYNADESK_ENV="production")


def test_a_fixed_day_is_today(tmp_path: Path) -> None:
    assert load_settings({"MYNADESK_DATA": str(tmp_path), "MYNADESK_TODAY": "2026-11-22"}).today() == date(2026, 11, 22)


def test_without_settings_the_design_s_places_hold(tmp_path: Path) -> None:
    settings = load_settings({"MYNADESK_DATA": str(tmp_path)})
    assert (settings.host, settings.port, settings.engine_url) == ("127.0.0.1", 8000, "http://127.0.0.1:5005")
    assert (settings.production, settings.fixed_today, settings.engine_timeout) == (False, None, 8.0)
    assert settings.database_url == f"sqlite:///{tmp_path}/mynadesk.sqlite3"


def test_secrets_are_made_once_and_kept_for_the_owner_only(tmp_path: Path) -> None:
    first, again = (load_settings({"MYNADESK_DATA": str(tmp_path)}) for _ in range(2))
    assert (first.secret, first.engine_token) == (again.secret, again.engine_token)
    assert len({first.secret, first.engine_token, first.kiosk_key}) == 3
    files = list((tmp_path / "secrets").iterdir())
    assert len(files) == 3
    assert {stat.S_IMODE(path.stat().st_mode) for path in files} == {0o600}
    assert stat.S_IMODE((tmp_path / "secrets").stat().st_mode) == 0o700


@pytest.mark.parametrize("content", ["", "\n", "short", "é" * 40])
def test_a_spoilt_kept_secret_is_refused_and_its_file_named(tmp_path: Path, content: str) -> None:
    load(tmp_path)
    (tmp_path / "secrets" / "session").write_text(content, encoding="utf-8")
    with pytest.raises(SettingsError, match="secrets/session"):
        load(tmp_path)


def test_secrets_do_not_print_themselves(tmp_path: Path) -> None:
    settings = load_settings({"MYNADESK_DATA": str(tmp_path)})
    assert not [secret for secret in (settings.secret, settings.engine_token, settings.kiosk_key) if secret in repr(settings)]


def test_given_secrets_write_no_file(tmp_path: Path) -> None:
    given = {name: f"a secret for {name}" for name in ("MYNADESK_SECRET", "MYNADESK_ENGINE_TOKEN", "MYNADESK_KIOSK_KEY")}
    load(tmp_path, **given)
    assert list(tmp_path.iterdir()) == []


# ---- where people find the desk


def test_the_public_address_has_no_slash_at_its_end_and_names_the_desk(tmp_path: Path) -> None:
    settings = load_settings({"MYNADESK_DATA": str(tmp_path), "MYNADESK_PUBLIC_URL": "https://Example.jp:8443/madoguchi/"})
    assert settings.public_url == settings.address == "https://Example.jp:8443/madoguchi"
    assert "example.jp" in settings.hosts


def test_further_hosts_are_a_list(tmp_path: Path) -> None:
    settings = load_settings({"MYNADESK_DATA": str(tmp_path), "MYNADESK_ALLOWED_HOSTS": "Desk.example, 192.168.1.5,fe80::1"})
    assert {"desk.example", "192.168.1.5", "fe80::1", "localhost", "127.0.0.1"} <= set(settings.hosts)


def test_without_a_public_address_only_a_developer_s_own_is_known(tmp_path: Path) -> None:
    given = {"MYNADESK_DATA": str(tmp_path), "MYNADESK_PORT": "8140", "MYNADESK_HOST": "0.0.0.0"}
    assert load_settings(given).address == "http://127.0.0.1:8140"
    assert load_settings({"MYNADESK_DATA": str(tmp_path), "MYNADESK_ENV": "production"}).address == ""


# ---- production


def produce(data: Path, **environ: str) -> Settings:
    return load_settings({"MYNADESK_DATA": str(data), "MYNADESK_ENV": "production", **environ})


def test_production_starts_with_the_secrets_it_makes_itself(tmp_path: Path) -> None:
    settings = produce(tmp_path, MYNADESK_HOST="0.0.0.0", MYNADESK_PUBLIC_URL="https://madoguchi.example.jp")
    assert settings.production and len(settings.secret) >= 40


@pytest.mark.parametrize(
    "weak",
    [
        "aaaaaaaaaaaaaaaa", "changemechangeme", "abababababababab", "password12345678", "abcdefghijklmnop", "qwertyuiopasdfgh",
        "0123456789abcdef", "mynadesk-kiosk-key", "11112222333344445555", "aZ3aZ3aZ3aZ3aZ3aZ3", "super-secret-password-1",
    ],
)  # fmt: skip
@pytest.mark.parametrize("name", ["MYNADESK_SECRET", "MYNADESK_KIOSK_KEY", "MYNADESK_ENGINE_TOKEN"])
def test_production_refuses_a_secret_that_can_be_guessed(tmp_path: Path, name: str, weak: str) -> None:
    with pytest.raises(SettingsError) as caught:
        produce(tmp_path, **{name: weak})
    assert name in str(caught.value) and "openssl rand" in str(caught.value) and weak not in str(caught.value)
    assert load_settings({"MYNADESK_DATA": str(tmp_path), name: weak}).production is False  # a developer may


@pytest.mark.parametrize("make", [lambda: secrets.token_urlsafe(32), lambda: secrets.token_hex(16)], ids=["base64", "hex"])
def test_random_secrets_are_strong(make: Callable[[], str]) -> None:
    for _ in range(500):
        secret = make()
        assert checked("x", secret, strict=True) == secret


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604, 0o660])
def test_production_refuses_a_secret_file_that_others_can_read(tmp_path: Path, mode: int) -> None:
    produce(tmp_path)
    (tmp_path / "secrets" / "kiosk").chmod(mode)
    with pytest.raises(SettingsError, match="secrets/kiosk.*chmod 600"):
        produce(tmp_path)


REFUSED = [
    ({"MYNADESK_OPEN_ACTIONS": "1"}, "MYNADESK_OPEN_ACTIONS"),
    ({"MYNADESK_PUBLIC_URL": "http://madoguchi.example.jp"}, "MYNADESK_PUBLIC_URL.*https://"),
    ({"MYNADESK_HOST": "0.0.0.0"}, "MYNADESK_HOST=0.0.0.0.*MYNADESK_PUBLIC_URL=https://"),
    ({"MYNADESK_HOST": "192.168.1.5"}, "MYNADESK_HOST=192.168.1.5"),
    ({"MYNADESK_HOST": "0.0.0.0", "MYNADESK_PUBLIC_URL": "http://127.0.0.1:8000"}, "MYNADESK_HOST=0.0.0.0"),
]


@pytest.mark.parametrize(("environ", "said"), REFUSED)
def test_production_refuses_what_only_a_developer_may(tmp_path: Path, environ: dict[str, str], said: str) -> None:
    with pytest.raises(SettingsError, match=said):
        produce(tmp_path, **environ)
    load_settings({"MYNADESK_DATA": str(tmp_path), **environ})


def test_nothing_is_open_unless_it_is_set(tmp_path: Path) -> None:
    assert load_settings({"MYNADESK_DATA": str(tmp_path)}).open_actions is False
    assert load_settings({"MYNADESK_DATA": str(tmp_path), "MYNADESK_OPEN_ACTIONS": "1"}).open_actions is True


# ---- keys of the kiosk's devices


def test_each_device_may_have_its_own_key(tmp_path: Path) -> None:
    given = "lobby-1=a key of sixteen letters==, lobby-2=another one of as many,"
    settings = load_settings({"MYNADESK_DATA": str(tmp_path), "MYNADESK_KIOSK_KEYS": given})
    assert settings.kiosk_keys == {"lobby-1": "a key of sixteen letters==", "lobby-2": "another one of as many"}
    assert "sixteen" not in repr(settings)


@pytest.mark.parametrize("given", ["just-a-key-of-some-length", "=a key of sixteen letters", "a b=a key of sixteen letters", "lobby-1=short",
                                   "a=a key of sixteen letters,a=a key of sixteen letters"])  # fmt: skip
def test_a_faulty_list_of_keys_is_named_and_not_shown(tmp_path: Path, given: str) -> None:
    with pytest.raises(SettingsError, match="MYNADESK_KIOSK_KEYS") as caught:
        load_settings({"MYNADESK_DATA": str(tmp_path), "MYNADESK_KIOSK_KEYS": given})
    assert "sixteen" not in str(caught.value) and "just-a" not in str(caught.value)
