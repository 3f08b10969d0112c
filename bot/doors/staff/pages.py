"""The console's pages: templates beside this file, filled on the server; everything that is filled in is escaped."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, Final

from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot.settings import TOKYO
from bot.staff.sessions import Who
from bot.words import Words

SAY: Final = Words(__file__)

HERE: Final = Path(__file__).parent
PLACES: Final[dict[str, tuple[str, ...]]] = {
    "home": ("operator", "editor", "supervisor", "auditor"),
    "call": ("operator", "supervisor"),
    "chats": ("operator", "supervisor"),
    "doubts": ("editor", "supervisor"),
    "helpful": ("editor", "supervisor"),
    "figures": ("supervisor",),
    "guard": ("operator", "editor", "supervisor"),
    "desk": ("supervisor",),
    "people": ("supervisor",),
    "audit": ("supervisor", "auditor"),
    "me": ("operator", "editor", "supervisor", "auditor"),
}
"""The pages of the menu and whose they are."""

MENU_OF: Final = {"chat": "chats"}  # a page that belongs to one of the menu
POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)


@cache
def _templates() -> Environment:
    made = Environment(loader=FileSystemLoader(HERE / "templates"), autoescape=True, undefined=StrictUndefined)
    made.filters["when"] = when
    return made


def when(seconds: float) -> str:
    """A time as staff read it."""
    return f"{datetime.fromtimestamp(seconds, TOKYO):%m/%d %H:%M:%S}"


def page(name: str, who: Who | None, *, status: int = 200, **values: Any) -> HTMLResponse:
    """The page of templates/NAME.html."""
    names, roles = SAY.table("places"), SAY.table("roles")
    menu = [(place, names[place]) for place, whose in PLACES.items() if who and who.role in whose]
    filled = (
        _templates()
        .get_template(f"{name}.html")
        .render(who=who, menu=menu, here=MENU_OF.get(name, name), roles=roles, **values)
    )
    return HTMLResponse(filled, status, {"Content-Security-Policy": POLICY})
