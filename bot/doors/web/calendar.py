"""Calendar files and their QR codes, by signed links that the chat API hands out."""

from __future__ import annotations

from typing import Final, Literal

from fastapi import APIRouter
from fastapi.responses import Response

from bot.desk.calendar import build_ics, qr_svg
from bot.desk.calendar_links import PLACE, CalendarLinks, LinkInvalid
from bot.doors.errors import error_answer
from bot.settings import Settings
from bot.words import Words

SAY: Final = Words(__file__)


def calendar_router(links: CalendarLinks, settings: Settings) -> APIRouter:
    """`/api/v1/calendar/<token>.ics` and `.svg` (a QR code of the former's address)."""
    router = APIRouter(prefix="/api/v1/calendar", tags=["calendar"])

    @router.get("/{token}.ics", response_class=Response, responses={404: {"description": "link invalid"}})
    async def file(token: str, words: Literal["plain", "full"] = "plain") -> Response:
        try:
            content = build_ics(links.read(token, settings.today()), now=settings.now(), plain_words=words == "plain")
        except LinkInvalid:
            return error_answer(404, "link_invalid", SAY("old_link"))
        except ValueError:
            return error_answer(404, "nothing_ahead", SAY("nothing_ahead"))
        headers = {"Content-Disposition": 'attachment; filename="yotei.ics"'}
        return Response(content, media_type="text/calendar; charset=utf-8", headers=headers)

    @router.get("/{token}.svg", response_class=Response, responses={404: {"description": "link invalid"}})
    async def picture(token: str) -> Response:
        try:
            links.read(token, settings.today())
        except LinkInvalid:
            return error_answer(404, "link_invalid", SAY("old_link"))
        if not settings.address:
            return error_answer(404, "no_public_url", SAY("no_address"))
        try:
            drawn = qr_svg(f"{settings.address}/{PLACE}{token}.ics")
        except ValueError:
            return error_answer(404, "too_many", SAY("too_many"))
        return Response(drawn, media_type="image/svg+xml")

    return router
