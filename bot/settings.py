"""Settings from the environment, read once by the composition root. Every name begins with MYNADESK_."""

from __future__ import annotations

import contextlib
import ipaddress
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from bot.keys import SecretRefused, checked, kept
from bot.line_settings import LineRefused, LineSettings, load_line
from bot.words import Words

SAY: Final = Words(__file__)

TOKYO: Final = ZoneInfo("Asia/Tokyo")
KINDS: Final = ("development", "production")
LOOPBACK: Final = ("127.0.0.1", "localhost", "::1")
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
    address_turns: int = 200  # turns of one address that may wait for the engine
    retention_hours: int = 24  # after its last message a conversation is gone; 0: in the desk's memory only
    staff_idle: int = 30  # minutes without a deed after which a member of staff is signed out
    trusted_proxies: tuple[str, ...] = ()  # addresses or networks whose X-Forwarded-For is believed
    production: bool = False
    fixed_today: date | None = None
    office: str = "default"
    public_url: str = ""  # where people find the desk, without a slash at its end; empty: not told
    allowed_hosts: tuple[str, ...] = ()  # further names that requests may call the desk by
    widgets: Path | None = None  # file of the insurers' widgets; None: the usual ones, on /demo only
    open_actions: bool = False  # /internal/actions without a token, for `rasa shell` on a developer's machine
    secret: str = field(default="", repr=False)
    engine_token: str = field(default="", repr=False)
    kiosk_key: str = field(default="", repr=False)
    kiosk_keys: Mapping[str, str] = field(default_factory=dict, repr=False)  # by device; empty: one key for all
    line: LineSettings = field(default_factory=LineSettings)

    @property
    def engine_url(self) -> str:
        """The engine listens on loopback only."""
        return f"http://127.0.0.1:{self.engine_port}"

    @property
    def hosts(self) -> tuple[str, ...]:
        """All names that a request may call the desk by: the public one, the further ones, this machine's own."""
        public = urlsplit(self.public_url).hostname
        own = [] if self.host == "0.0.0.0" else [self.host]  # "all addresses" is no name
        return (*([public] if public else []), *self.allowed_hosts, *LOOPBACK, *own)

    @property
    def any_address(self) -> bool:
        """Whether every IP address names the desk too: while developing with a desk that listens on all of them."""
        return self.host == "0.0.0.0" and not self.production and not self.public_url

    @property
    def address(self) -> str:
        """Where people reach the desk: the public address, while developing also this machine's own; empty when unknown.
        Never taken from a request, whose Host header anybody can write."""
        if self.public_url or self.production:
            return self.public_url
        return f"http://{'127.0.0.1' if self.host == '0.0.0.0' else self.host}:{self.port}"

    def today(self) -> date:
        """Today in Tokyo, or the fixed day of tests and evaluations."""
        return self.fixed_today or datetime.now(TOKYO).date()

    def now(self) -> datetime:
        """This moment in Tokyo; with a fixed day, this time of that day."""
        return datetime.combine(self.today(), datetime.now(TOKYO).timetz())


def _number(environ: Mapping[str, str], name: str, default: int, low: int, high: int) -> int:
    value = environ.get(name, str(default))
    if not value.isdecimal() or not low <= int(value) <= high:
        raise SettingsError(SAY("no_number", name=name, value=value, low=low, high=high))
    return int(value)


def _networks(environ: Mapping[str, str], name: str) -> tuple[str, ...]:
    """Addresses or networks, separated by commas."""
    given = tuple(one.strip() for one in environ.get(name, "").split(",") if one.strip())
    for one in given:
        try:
            ipaddress.ip_network(one)
        except ValueError:
            raise SettingsError(SAY("no_network", name=name, value=one)) from None
    return given


def _secret(environ: Mapping[str, str], setting: str, file: Path, *, production: bool) -> str:
    """The secret of the setting, or else the kept one."""
    given = environ.get(setting)
    try:
        return checked(setting, given, strict=production) if given else kept(file, strict=production)
    except SecretRefused as refused:
        raise SettingsError(str(refused)) from None


def _kiosk_keys(environ: Mapping[str, str], *, production: bool) -> dict[str, str]:
    """`lobby-1=key,lobby-2=key`: each device's own key."""
    keys = {}
    for number, one in enumerate((environ.get("MYNADESK_KIOSK_KEYS") or "").split(","), start=1):
        device, equals, key = (part.strip() for part in one.partition("="))
        if not one.strip():
            continue
        if (
            not re.fullmatch(r"[\w.-]{1,60}", device, re.ASCII) or device in keys or not equals
        ):  # never shown: it could be a key
            raise SettingsError(SAY("kiosk_key", number=number))
        try:
            keys[device] = checked(SAY("kiosk_device", device=device), key, strict=production)
        except SecretRefused as refused:
            raise SettingsError(str(refused)) from None
    return keys


def _switch(environ: Mapping[str, str], name: str) -> bool:
    value = environ.get(name) or "0"
    if value not in ("0", "1"):
        raise SettingsError(SAY("no_switch", name=name, value=value))
    return value == "1"


def _public_url(environ: Mapping[str, str]) -> str:
    """`https://host[:port][/path]` without a slash at its end; empty when not set."""
    given = (environ.get("MYNADESK_PUBLIC_URL") or "").rstrip("/")
    if not given:
        return ""
    try:
        parts = urlsplit(given)
        good = parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        good = False
    if not good or re.search(r"[^\x21-\x7e]|[?#@\"'<>\\]", given):
        raise SettingsError(SAY("public_url", given=given))
    return given


def _allowed_hosts(environ: Mapping[str, str]) -> tuple[str, ...]:
    hosts = [one.strip().lower() for one in (environ.get("MYNADESK_ALLOWED_HOSTS") or "").split(",") if one.strip()]
    for host in hosts:
        if not re.fullmatch(r"[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?|[0-9a-f:]*:[0-9a-f:.]*", host):
            raise SettingsError(SAY("allowed_hosts", host=host))
    return tuple(hosts)


def _line(environ: Mapping[str, str], *, production: bool) -> LineSettings:
    try:
        return load_line(environ, production=production)
    except LineRefused as refused:
        raise SettingsError(str(refused)) from None


def _is_loopback(host: str) -> bool:
    if host in LOOPBACK:
        return True
    with contextlib.suppress(ValueError):
        return ipaddress.ip_address(host).is_loopback
    return False


def _check_production(settings: Settings) -> Settings:
    """Raises SettingsError for what is allowed only while developing."""
    if settings.open_actions:
        raise SettingsError(SAY("open_actions"))
    public = urlsplit(settings.public_url)
    if public.scheme == "http" and not _is_loopback(public.hostname or ""):
        raise SettingsError(SAY("no_https", url=settings.public_url))
    if not _is_loopback(settings.host) and public.scheme != "https":
        raise SettingsError(SAY("open_host", host=settings.host))
    return settings


def load_settings(environ: Mapping[str, str] | None = None) -> Settings:
    """Settings from `environ` (default: the process's). Raises SettingsError naming the faulty setting."""
    env = os.environ if environ is None else environ
    data = Path(env.get("MYNADESK_DATA") or ROOT / "var").resolve()
    kind = env.get("MYNADESK_ENV") or "development"
    if kind not in KINDS:  # a misspelt "production" must not open what development may do
        raise SettingsError(SAY("no_kind", kind=kind, kinds=SAY("or").join(KINDS)))
    production = kind == "production"
    fixed: date | None = None
    if env.get("MYNADESK_TODAY"):
        if production:
            raise SettingsError(SAY("today_in_production"))
        try:
            fixed = date.fromisoformat(env["MYNADESK_TODAY"])
        except ValueError:
            raise SettingsError(SAY("no_day", given=env["MYNADESK_TODAY"])) from None
    secrets_folder = data / "secrets"
    settings = Settings(
        data=data,
        database_url=env.get("MYNADESK_DATABASE_URL") or f"sqlite:///{data / 'mynadesk.sqlite3'}",
        host=env.get("MYNADESK_HOST") or "127.0.0.1",
        port=_number(env, "MYNADESK_PORT", 8000, 1, 65535),
        engine_port=_number(env, "MYNADESK_ENGINE_PORT", 5005, 1, 65535),
        engine_timeout=float(_number(env, "MYNADESK_ENGINE_TIMEOUT", 8, 1, 60)),
        address_turns=_number(env, "MYNADESK_ADDRESS_TURNS", 200, 1, 400),
        retention_hours=_number(env, "MYNADESK_RETENTION_HOURS", 24, 0, 24),
        staff_idle=_number(env, "MYNADESK_STAFF_IDLE", 30, 5, 240),
        trusted_proxies=_networks(env, "MYNADESK_TRUSTED_PROXIES"),
        production=production,
        fixed_today=fixed,
        office=env.get("MYNADESK_OFFICE") or "default",
        public_url=_public_url(env),
        allowed_hosts=_allowed_hosts(env),
        widgets=Path(env["MYNADESK_WIDGETS"]) if env.get("MYNADESK_WIDGETS") else None,
        open_actions=_switch(env, "MYNADESK_OPEN_ACTIONS"),
        secret=_secret(env, "MYNADESK_SECRET", secrets_folder / "session", production=production),
        kiosk_key=_secret(env, "MYNADESK_KIOSK_KEY", secrets_folder / "kiosk", production=production),
        kiosk_keys=_kiosk_keys(env, production=production),
        engine_token=_secret(env, "MYNADESK_ENGINE_TOKEN", secrets_folder / "engine", production=production),
        line=_line(env, production=production),
    )
    return _check_production(settings) if production else settings
