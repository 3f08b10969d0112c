"""The browser's own trace of leaving: every frame that was drawn after the press is white, the first one too."""

from __future__ import annotations

import json
from typing import Any, Final

import pytest
from playwright.sync_api import Route

from tests.e2e.chromium import NEUTRAL, Chromium, Page
from tests.e2e.web_desk import FakeConversations, send, wait_for_answers

CATEGORIES: Final = ["devtools.timeline", "disabled-by-default-devtools.timeline.frame", "disabled-by-default-devtools.screenshot"]
STILL: Final = 400  # milliseconds: what was drawn before the press is on the screen, nothing old waits to be drawn after it
DARKEST: Final = """
async (jpeg) => {
  const picture = await createImageBitmap(await (await fetch("data:image/jpeg;base64," + jpeg)).blob());
  const canvas = new OffscreenCanvas(picture.width, picture.height).getContext("2d");
  canvas.drawImage(picture, 0, 0);
  return canvas.getImageData(0, 0, picture.width, picture.height).data.reduce((least, one) => Math.min(least, one)); // alpha is 255
}
"""


def click(page: Page) -> None:
    page.tab.mouse.move(*page.run("(({x, y, width, height}) => [x + width / 2, y + height / 2])(document.getElementById('leave').getBoundingClientRect())"))
    page.tab.mouse.down()  # draws the button pressed and in focus; only the click itself leaves
    page.tab.wait_for_timeout(STILL)
    page.tab.mouse.up()


def keys(page: Page) -> None:
    for _ in range(2):
        page.press("Shift")
    page.tab.wait_for_timeout(STILL)
    page.press("Shift")


def traced(browser: Chromium, page: Page, leave: Any) -> list[dict[str, Any]]:
    browser.browser.start_tracing(page=page.tab, screenshots=True, categories=CATEGORIES)
    page.tab.wait_for_timeout(300)
    leave(page)
    page.tab.wait_for_timeout(1_000)
    found: list[dict[str, Any]] = json.loads(browser.browser.stop_tracing())["traceEvents"]
    return found


@pytest.mark.parametrize(("leave", "event"), [(click, "click"), (keys, "keydown")], ids=["button", "shift"])
@pytest.mark.parametrize("colours", ["light", "dark"])
def test_the_first_frame_after_the_press_is_white(
    browser: Chromium, web_desk: tuple[str, FakeConversations], fake: FakeConversations, leave: Any, event: str, colours: str
) -> None:
    held: list[Route] = []  # the neutral page never comes: what covers is our own page
    with browser.page(web_desk[0], color_scheme=colours) as page:
        page.context.route(f"{NEUTRAL}**", lambda route: held.append(route))
        send(page, "保険証は使えますか")
        wait_for_answers(page, 2)
        events = traced(browser, page, leave)
        pressed = max(one["ts"] for one in events if one["name"] == "EventDispatch" and one["args"]["data"]["type"] == event)
        pictures = {one["args"]["frame_sequence"]: one["args"]["snapshot"] for one in events if one["name"] == "Screenshot"}
        drawn = [one["args"]["frameSeqId"] for one in events if one["name"] == "DrawFrame" and one["ts"] > pressed]
        after = [number for number in sorted(set(drawn)) if number in pictures]
        assert after and after[0] == min(drawn)
        with browser.page("about:blank") as scale:
            darkest = {number: scale.tab.evaluate(DARKEST, picture) for number, picture in pictures.items()}
        assert [darkest[number] for number in after] == [255] * len(after)
        assert min(darkest[number] for number in pictures if number < after[0]) < 128  # there was something to cover
        for route in held:
            route.abort()
