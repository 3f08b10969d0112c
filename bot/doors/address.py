"""Whom a request is counted to: the address of the caller as far as it can be believed."""

from __future__ import annotations

import ipaddress

from starlette.requests import HTTPConnection


def address_of(connection: HTTPConnection) -> str:
    """The caller's address; of IPv6 the network of 64 bits, which one household or office has whole. Behind a proxy it is
    the proxy's, unless MYNADESK_TRUSTED_PROXIES names it (then the server has put the real one there already)."""
    host = connection.client.host if connection.client else ""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped:
            return str(address.ipv4_mapped)
        return str(ipaddress.ip_network((address, 64), strict=False))
    return str(address)


def is_loopback(address: str) -> bool:
    """Whether this machine itself calls, or a proxy on it that is not named as trusted."""
    return address.startswith("127.") or address == "::/64"
