"""Puts an account in order: who it is, where its webhooks go, and the menu under the talk. Run by `mynadesk line setup`."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Final

from bot.doors.line.platform import Platform
from bot.doors.line.router import PLACE
from bot.line_settings import LineSettings
from bot.words import Words

SAY: Final = Words(__file__)

NAME: Final = "mynadesk"  # of our menu, so that an older one of ours is found and no other is touched
PICTURE: Final = Path(__file__).parent / "static" / "menu.png"  # drawn from menu.html beside it
WIDTH, HEIGHT, COLUMNS, ROWS = 2500, 1686, 3, 2  # pixels, as the picture has them


@dataclass(frozen=True)
class Step:
    """One thing done or looked at."""

    name: str
    ok: bool
    says: str


def menu() -> dict[str, Any]:
    """The menu as the platform takes it: six fields, row by row."""
    fields = list(SAY.table("fields").items())
    width, height = WIDTH // COLUMNS, HEIGHT // ROWS
    areas = []
    for place, (data, label) in enumerate(fields):
        row, column = divmod(place, COLUMNS)
        last = column == COLUMNS - 1
        bounds = {
            "x": column * width,
            "y": row * height,
            "width": WIDTH - column * width if last else width,
            "height": height,
        }
        sends = data.replace("-", ":", 1) if data.startswith("topic-") else label
        action = {"type": "postback", "label": label, "data": sends, "displayText": label}
        areas.append({"bounds": bounds, "action": action})
    size = {"width": WIDTH, "height": HEIGHT}
    return {"size": size, "selected": True, "name": NAME, "chatBarText": SAY("bar"), "areas": areas}


async def set_up(settings: LineSettings, public_url: str) -> AsyncIterator[Step]:
    """Each step as it is done; after one that failed there is none."""
    platform = Platform(settings)
    try:
        for name, work in (("account", _account), ("webhook", _webhook), ("menu", _menu)):
            outcome, says = await platform.attempt(partial(work, settings=settings, public_url=public_url))
            yield Step(SAY.table("steps")[name], outcome == "sent", says or SAY.table("outcomes").get(outcome, outcome))
            if outcome != "sent":
                return
    finally:
        await platform.close()


async def _account(api: Any, settings: LineSettings, public_url: str) -> str:
    info = await api.get_bot_info()
    return SAY("account", name=info.display_name, id=info.basic_id)


async def _webhook(api: Any, settings: LineSettings, public_url: str) -> str:
    from linebot.v3.messaging import SetWebhookEndpointRequest, TestWebhookEndpointRequest

    address = f"{public_url}{PLACE}"
    await api.set_webhook_endpoint(SetWebhookEndpointRequest(endpoint=address))
    tried = await api.test_webhook_endpoint(TestWebhookEndpointRequest(endpoint=address))
    there = await api.get_webhook_endpoint()
    if not tried.success:
        return SAY("webhook_mute", address=address, reason=tried.reason)
    return SAY("webhook", address=address) if there.active else SAY("webhook_off", address=address)


async def _menu(api: Any, settings: LineSettings, public_url: str) -> str:
    from linebot.v3.messaging import AsyncApiClient, AsyncMessagingApiBlob, Configuration, RichMenuRequest

    older = [one.rich_menu_id for one in (await api.get_rich_menu_list()).richmenus if one.name == NAME]
    made = await api.create_rich_menu(RichMenuRequest.from_dict(menu()))
    files = AsyncApiClient(Configuration(access_token=settings.token, host=settings.files))
    try:
        picture = PICTURE.read_bytes()
        headers = {"Content-Type": "image/png"}
        await AsyncMessagingApiBlob(files).set_rich_menu_image(made.rich_menu_id, body=picture, _headers=headers)
    finally:
        await files.close()
    await api.set_default_rich_menu(made.rich_menu_id)
    for id_ in older:
        await api.delete_rich_menu(id_)
    return SAY("menu", count=len(older))
