"""The first answer on a cold load: a browser without a cache opens the page, asks at once, and sees the answer; and how heavy the page is.

    .venv/bin/python tests/bench/first_answer.py [--url http://127.0.0.1:8000/] [--loads 20]

Measured in the page, from the start of the navigation until the answer's words are in a frame. Exit code 1 when the median is over 1.5 s or script
and style are over 60 KB compressed."""

from __future__ import annotations

import argparse
import gzip
import statistics
import sys
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from bot.doors.web.pages import FILES, STATIC  # noqa: E402
from tests.e2e.chromium import Chromium  # noqa: E402

MOST_SECONDS: Final = 1.5
MOST_BYTES: Final = 60 * 1024
ASK: Final = """
addEventListener("load", () => {
  document.getElementById("text").value = "引っ越しました。いつまでに何をしますか";
  document.getElementById("ask").requestSubmit();
  const watch = new MutationObserver(() => {
    const answers = document.querySelectorAll(".bot .said");
    const seen = [...answers].at(-1);
    if (document.querySelectorAll(".bot").length < 2 || !seen.textContent.trim()) return;
    watch.disconnect();
    requestAnimationFrame(() => requestAnimationFrame(() => { window.firstAnswer = performance.now(); }));
  });
  watch.observe(document.getElementById("log"), { childList: true, subtree: true });
});
"""


def weight() -> int:
    """Bytes of script and style of the page, compressed as a proxy does it."""
    names = [name for name in FILES if name.endswith((".js", ".css")) and name != "widget.js"]
    return sum(len(gzip.compress((STATIC / name).read_bytes(), 6)) for name in names)


def main() -> int:
    """Exit code 1 when one of the two is too much."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--url", default="http://127.0.0.1:8000/")
    parser.add_argument("--loads", type=int, default=20)
    given = parser.parse_args()
    seconds = []
    with Chromium() as browser:
        for _ in range(given.loads):
            with browser.page(given.url, width=390, height=844, before=ASK) as page:
                page.until("window.firstAnswer")
                seconds.append(page.run("firstAnswer") / 1000)
    median, heavy = statistics.median(seconds), weight()
    print(f"first answer on a cold load, {given.loads} times: median {median:.2f} s, best {min(seconds):.2f} s, worst {max(seconds):.2f} s")
    print(f"script and style: {heavy / 1024:.1f} KB compressed")
    return 0 if median <= MOST_SECONDS and heavy <= MOST_BYTES else 1


if __name__ == "__main__":
    raise SystemExit(main())
