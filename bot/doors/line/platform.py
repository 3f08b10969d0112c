"""Calls to the platform through its own library, each with what came of it as a word."""

from __future__ import annotations

import json
import logging
from collections.abc import Awaitable, Callable, Sequence
from typing import TYPE_CHECKING, Any, Final, Literal

from bot.line_settings import LineSettings

if TYPE_CHECKING:
    from linebot.v3.messaging import AsyncMessagingApi

Outcome = Literal["sent", "void", "rate", "quota", "refused", "unauthorized", "unreached", "away"]
SECONDS: Final = 10.0  # for one call
LOADING: Final = 20  # seconds that the animation shows at most; it ends with the first message
NOT_TAKEN: Final = ("rate", "unauthorized", "unreached")  # the platform has certainly done nothing
RETRY: Final = (*NOT_TAKEN, "away")  # the same call may succeed later; "away": whether it was taken is not known
_VOID: Final = "invalid reply token"
_QUOTA: Final = "monthly limit"


class Platform:
    """One account. `note` is told of each trouble by its kind. The connection opens with the first call, in the running loop."""

    def __init__(self, settings: LineSettings, note: Callable[[str], object] = lambda _kind: None) -> None:
        self._settings = settings
        self._note = note
        self._opened: AsyncMessagingApi | None = None

    def _api(self) -> AsyncMessagingApi:
        if self._opened is None:
            # here: the library's models take a second to load, and most desks have no such door
            from linebot.v3.messaging import AsyncApiClient, AsyncMessagingApi, Configuration

            logging.getLogger("linebot").setLevel(logging.WARNING)  # it would log whole answers
            client = AsyncApiClient(Configuration(access_token=self._settings.token, host=self._settings.api))
            self._opened = AsyncMessagingApi(client)
        return self._opened

    async def reply(self, token: str, messages: Sequence[dict[str, Any]]) -> Outcome:
        """Answers with a reply token: "void" when it is used or too old. Never raises."""
        from linebot.v3.messaging import Message, ReplyMessageRequest

        try:
            request = ReplyMessageRequest(replyToken=token, messages=[Message.from_dict(one) for one in messages])
        except ValueError:  # a message that the library takes for none: no try will do
            return self._refused()
        return await self._call(self._api().reply_message(request, _request_timeout=_timeout()))

    async def push(self, to: str, messages: Sequence[dict[str, Any]], key: str) -> Outcome:
        """Sends without a token. `key`, a UUID: the same call again is taken once. Never raises."""
        from linebot.v3.messaging import Message, PushMessageRequest

        try:
            request = PushMessageRequest(to=to, messages=[Message.from_dict(one) for one in messages])
        except ValueError:
            return self._refused()
        return await self._call(self._api().push_message(request, x_line_retry_key=key, _request_timeout=_timeout()))

    async def loading(self, person: str) -> Outcome:
        """Shows that an answer is on its way."""
        from linebot.v3.messaging import ShowLoadingAnimationRequest

        request = ShowLoadingAnimationRequest(chatId=person, loadingSeconds=LOADING)
        return await self._call(self._api().show_loading_animation(request, _request_timeout=_timeout()))

    async def quota(self) -> tuple[Outcome, int | None, int]:
        """What came of asking, messages that may be pushed in a month (None: no limit), and those already sent."""
        limit: int | None = None
        used = 0

        async def ask() -> None:
            nonlocal limit, used
            api = self._api()
            limit = (await api.get_message_quota(_request_timeout=_timeout())).value
            used = (await api.get_message_quota_consumption(_request_timeout=_timeout())).total_usage or 0

        return await self._call(ask()), limit, used

    async def attempt(self, work: Callable[[AsyncMessagingApi], Awaitable[str]]) -> tuple[Outcome, str]:
        """What came of several calls, and what `work` says when all went well. Never raises."""
        says = ""

        async def told() -> None:
            nonlocal says
            says = await work(self._api())

        return await self._call(told()), says

    async def close(self) -> None:
        """Ends the connections."""
        if self._opened is not None:
            await self._opened.api_client.close()
            self._opened = None

    def _refused(self) -> Outcome:
        self._note("refused")
        return "refused"

    async def _call(self, call: Awaitable[Any]) -> Outcome:
        import aiohttp
        from linebot.v3.messaging import ApiException

        try:
            await call
        except ApiException as error:
            outcome = _outcome(error.status, error.body)
        except aiohttp.ClientConnectorError:
            outcome = "unreached"
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError):  # ValueError: an answer that cannot be read
            outcome = "away"
        else:
            return "sent"
        if outcome != "sent":
            self._note(outcome)
        return outcome

    def __repr__(self) -> str:
        return "Platform()"


def _timeout() -> Any:
    from aiohttp import ClientTimeout

    return ClientTimeout(total=SECONDS)


def _outcome(status: int, body: Any) -> Outcome:
    """What an error of the platform means."""
    says = _message(body).lower()
    if status == 409:  # this retry key was taken before
        return "sent"
    if status == 429:
        return "quota" if _QUOTA in says else "rate"
    if status == 400 and _VOID in says:
        return "void"
    if status in (401, 403):
        return "unauthorized"
    return "away" if status >= 500 or status in (0, 408) else "refused"


def _message(body: Any) -> str:
    try:
        told = json.loads(body)
    except (TypeError, ValueError):
        return ""
    return str(told.get("message") or "") if isinstance(told, dict) else ""
