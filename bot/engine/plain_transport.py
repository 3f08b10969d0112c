"""bot.wire as an httpx transport, so that tests can put another in its place."""

from __future__ import annotations

import httpx

from bot.wire import NobodyThere, Wire, WireError


class PlainTransport(httpx.AsyncBaseTransport):
    """For one server, that of the first request."""

    def __init__(self) -> None:
        self._wire: Wire | None = None

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """The answer, read to its end. Raises httpx.TransportError."""
        url = request.url
        if self._wire is None:
            self._wire = Wire(url.host, url.port or 80)
        headers = {name: value for name, value in request.headers.items() if name not in ("host", "content-length")}
        try:
            answer = await self._wire.call(request.method, url.raw_path.decode(), headers, request.content)
        except NobodyThere as error:
            raise httpx.ConnectError(str(error)) from None
        except WireError as error:
            raise httpx.ReadError(str(error)) from None
        return httpx.Response(answer.status, headers=dict(answer.headers), content=answer.body, request=request)

    async def aclose(self) -> None:
        """Closes the connections that are kept."""
        if self._wire is not None:
            self._wire.close()
