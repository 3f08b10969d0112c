"""Everything of the web door but the calendar: pages, chat API, the talk again, endings, the form without JavaScript."""

from __future__ import annotations

from collections.abc import Mapping

from fastapi import APIRouter

from bot.desk.conversation import Conversations
from bot.desk.sessions import Sessions
from bot.desk.writing_now import WritingNow
from bot.doors.web.ending import ending_router
from bot.doors.web.form import form_router
from bot.doors.web.pages import pages_router
from bot.doors.web.router import web_router
from bot.doors.web.talk import talk_router
from bot.doors.web.turns import WebTurns
from bot.doors.web.widgets import Site
from bot.settings import Settings


def web_routers(
    conversations: Conversations, sessions: Sessions, widgets: Mapping[str, Site], settings: Settings, writing: WritingNow
) -> list[APIRouter]:
    """The routers of the web door. `sessions` are those of the door "web"; `writing`: for whom somebody of the staff writes."""
    turns = WebTurns(conversations, sessions)
    https = settings.public_url.startswith("https://")
    return [
        pages_router(widgets, settings.address),
        web_router(turns),
        talk_router(conversations, sessions, writing),
        ending_router(conversations, sessions),
        form_router(turns, conversations, sessions, https=https),
    ]
