"""Whom a request is counted to."""

from __future__ import annotations

import pytest
from starlette.requests import HTTPConnection

from bot.doors.address import address_of, is_loopback

TABLE = [
    (("192.0.2.7", 4000), "192.0.2.7", False),
    (("127.0.0.1", 4000), "127.0.0.1", True),
    (("::1", 4000), "::/64", True),
    (("::ffff:192.0.2.7", 4000), "192.0.2.7", False),
    (("2001:db8:1:2:3:4:5:6", 4000), "2001:db8:1:2::/64", False),
    (("2001:db8:1:2::9", 1), "2001:db8:1:2::/64", False),
    (("unix", 0), "unix", False),
    (None, "", False),
]


@pytest.mark.parametrize(("client", "address", "loopback"), TABLE)
def test_an_address_is_one_key(client: tuple[str, int] | None, address: str, loopback: bool) -> None:
    connection = HTTPConnection({"type": "http", "client": client, "headers": []})
    assert (address_of(connection), is_loopback(address_of(connection))) == (address, loopback)


def test_what_the_caller_says_about_itself_is_not_believed() -> None:
    headers = [(b"x-forwarded-for", b"203.0.113.9"), (b"forwarded", b"for=203.0.113.9"), (b"x-real-ip", b"203.0.113.9")]
    assert address_of(HTTPConnection({"type": "http", "client": ("192.0.2.7", 1), "headers": headers})) == "192.0.2.7"
