"""Settings come from the environment; a faulty one is named, with what is allowed."""

from __future__ import annotations

import stat
from datetime import date
from pathlib import Path

import pytest

from bot.settings import SettingsError, load_settings


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
