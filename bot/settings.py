"""Settings from the environment, read once by the composition root. Every name begins with MYNADESK_."""

from __future__ import annotations

import contextlib
import os
import secrets
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

TOKYO: Final = ZoneInfo("Asia/Tokyo")
KINDS: Final = ("development", "production")
SHORTEST_SECRET: Final = 16  # characters; the engine's door asks for as many
ROOT: Final = Path(__file__).resolve().parents[1]


class SettingsError(Exception):
    """A setting cannot be used; the message names it, its value and what is allowed."""


@dataclass(frozen=True)
class Settings:
    """Where things are and how the desk behaves. Secrets do not print themselves."""

    data: Path
    database_url: str
    host: str = "127.0.0.1"
    port: int = 8000
    engine_port: int = 5005
    engine_timeout: float = 8.0  # seconds until the apology
    production: bool = False
    fixed_today: date | None = None
    office: str = "default"
    secret: str = field(default="", repr=False)
    engine_token: str = field(default="", repr=False)
    kiosk_key: str = field(default="", repr=False)

    @property
    def engine_url(self) -> str:
        """The engine listens on loopback only."""
        return f"http://127.0.0.1:{self.engine_port}"

    def today(self) -> date:
        """Today in Tokyo, or the fixed day of tests and evaluations."""
        return self.fixed_today or datetime.now(TOKYO).date()


def _number(environ: Mapping[str, str], name: str, default: int, low: int, high: int) -> int:
    value = environ.get(name, str(default))
    if not value.isdecimal() or not low <= int(value) <= high:
        raise SettingsError(f"{name}={value}：{low}〜{high}の整数にしてください。")
    return int(value)


def _strong(name: str, secret: str) -> str:
    """The secret itself. Raises SettingsError, without showing it, for one that is too weak to sign or to open with."""
    if len(secret) < SHORTEST_SECRET or not secret.isascii() or not secret.isprintable():
        raise SettingsError(f"{name}：ASCII の印字できる文字で{SHORTEST_SECRET}文字以上にしてください。")
    return secret


def _secret(environ: Mapping[str, str], setting: str, folder: Path, name: str) -> str:
    """The secret of the setting, or else the kept one."""
    given = environ.get(setting)
    return _strong(setting, given) if given else _kept_secret(folder, name)


def _kept_secret(folder: Path, name: str) -> str:
    """A random secret, made once and kept readable by the owner only."""
    path = folder / name
    if not path.is_file():
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        # whole or not at all, even on a full disk; of two starts at once the first wins
        handle, new = tempfile.mkstemp(dir=folder)
        try:
            with os.fdopen(handle, "w", encoding="ascii") as file:
                file.write(secrets.token_urlsafe(32))
            with contextlib.suppress(FileExistsError):
                os.link(new, path)
        finally:
            os.unlink(new)
    return _strong(str(path), path.read_text(encoding="utf-8").strip())


def load_settings(environ: Mapping[str, str] | None = None) -> Settings:
    """Settings from `environ` (default: the process's). Raises SettingsError naming the faulty setting."""
    env = os.environ if environ is None else environ
    data = Path(env.get("MYNADESK_DATA") or ROOT / "var").resolve()
    kind = env.get("MYNADESK_ENV") or "development"
    if kind not in KINDS:  # a misspelt "production" must not open what development may do
        raise SettingsError(f"MYNADESK_ENV={kind}：{' か '.join(KINDS)} にしてください。")
    production = kind == "production"
    fixed: date | None = None
    if env.get("MYNADESK_TODAY"):
        if production:
            raise SettingsError("MYNADESK_TODAY は MYNADESK_ENV=production と一緒には使えません。どちらかを外してください。")
        try:
            fixed = date.fromisoformat(env["MYNADESK_TODAY"])
        except ValueError:
            raise SettingsError(f"MYNADESK_TODAY={env['MYNADESK_TODAY']}：2026-11-22 のような日付にしてください。") from None
    secrets_folder = data / "secrets"
    return Settings(
        data=data,
        database_url=env.get("MYNADESK_DATABASE_URL") or f"sqlite:///{data / 'mynadesk.sqlite3'}",
        host=env.get("MYNADESK_HOST") or "127.0.0.1",
        port=_number(env, "MYNADESK_PORT", 8000, 1, 65535),
        engine_port=_number(env, "MYNADESK_ENGINE_PORT", 5005, 1, 65535),
        engine_timeout=float(_number(env, "MYNADESK_ENGINE_TIMEOUT", 8, 1, 60)),
        production=production,
        fixed_today=fixed,
        office=env.get("MYNADESK_OFFICE") or "default",
        secret=_secret(env, "MYNADESK_SECRET", secrets_folder, "session"),
        kiosk_key=_secret(env, "MYNADESK_KIOSK_KEY", secrets_folder, "kiosk"),
        engine_token=_secret(env, "MYNADESK_ENGINE_TOKEN", secrets_folder, "engine"),
    )
