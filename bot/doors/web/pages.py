"""The pages of the web door: the chat page at `/`, in a frame for each widget, the widget's script and theme, `/demo`."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from fastapi import APIRouter
from fastapi.responses import FileResponse, HTMLResponse, Response
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot.doors.errors import error_answer, policy
from bot.doors.web.marked import marked
from bot.doors.web.widgets import Site, own_site

FOLDER: Final = Path(__file__).parent
STATIC: Final = FOLDER / "static"
SCRIPTS: Final = ("app.js", "announce.js", "bubbles.js", "build.js", "deadlines.js", "delivery.js", "frame.js") + (
    "memory.js", "settings.js", "speech.js",
)  # fmt: skip
FILES: Final = {
    **dict.fromkeys((*SCRIPTS, "exit.js", "widget.js"), "text/javascript"),
    "style.css": "text/css",
    "parts.css": "text/css",
    "icon.svg": "image/svg+xml",
}
PLACE_OF_SITE: Final = "globalThis.mynadeskSite ?? {}"  # in widget.js
FOR_OTHERS: Final = {"Cross-Origin-Resource-Policy": "cross-origin"}  # the widget's script is loaded by other pages


def templates() -> Environment:
    """The HTML of the pages; everything put in is escaped, and what is missing is an error."""
    made = Environment(loader=FileSystemLoader(FOLDER / "templates"), autoescape=True, undefined=StrictUndefined)
    made.filters["marked"] = marked
    return made


def pages_router(widgets: Mapping[str, Site], address: str = "") -> APIRouter:
    """`/`, `/static/…`, `/widget-NAME`, `/widget-NAME.js`, `/theme/NAME.css` and `/demo`. `address`: where people reach the
    desk, for the line that an insurer copies; empty when unknown."""
    router = APIRouter(include_in_schema=False)
    html = templates()

    def shown(template: str, csp: str = "", **values: Any) -> HTMLResponse:
        headers = {"Content-Security-Policy": csp} if csp else {}
        return HTMLResponse(html.get_template(template).render(**values), headers=headers)

    @router.get("/")
    async def page() -> HTMLResponse:
        return shown("page.html", **_page(own_site()))

    @router.get("/static/{name}")
    async def file(name: str) -> Response:
        if name not in FILES:
            return error_answer(404, "not_found")
        return FileResponse(STATIC / name, media_type=FILES[name])

    @router.get("/widget-{name}.js")
    async def script(name: str) -> Response:
        if (site := widgets.get(name)) is None:
            return error_answer(404, "not_found")
        words = (STATIC / "widget.js").read_text(encoding="utf-8").replace(PLACE_OF_SITE, site.for_script)
        return Response(words, media_type="text/javascript", headers=FOR_OTHERS)

    @router.get("/widget-{name}")
    async def widget(name: str) -> Response:
        if (site := widgets.get(name)) is None:
            return error_answer(404, "not_found")
        return shown("page.html", policy(frames=" ".join(("'self'", *site.origins))), **_page(site, widget=True))

    @router.get("/theme/{name}.css")
    async def theme(name: str) -> Response:
        if (site := widgets.get(name)) is None:
            return error_answer(404, "not_found")
        return Response(site.theme, media_type="text/css")

    @router.get("/demo")
    async def demo(site: str = "") -> Response:
        chosen = widgets.get(site) or next(iter(widgets.values()), None)
        if chosen is None:
            return error_answer(404, "not_found")
        values = {"sites": widgets.values(), "chosen": chosen, "address": address}
        return shown("demo.html", policy(shows="'self'"), **values)

    return router


def _page(site: Site, *, widget: bool = False) -> dict[str, Any]:
    return {
        "site": site,
        "widget": widget,
        "modules": [name for name in SCRIPTS if name != "app.js"],
        "contacts": site.contacts,
    }
