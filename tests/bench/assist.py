"""How often the console's three suggestions hold the right topic, and how fast: `assist.py FILE... --url --name --password`.

FILE: lines of JSON with `text` and `topic` (and `topics_ok`, `style`), as for `mynadesk eval`. Prints shares by style and times; and of the
ambiguous ones, where the console asks which topic it is, how often the right one is among the answers on offer: one step ends them.
"""

from __future__ import annotations

import argparse
import json
import re
import statistics
import sys
import time
from collections import defaultdict
from pathlib import Path

import httpx


def signed_in(url: str, name: str, password: str) -> httpx.Client:
    """A client of the console. Raises RuntimeError when nobody lets it in."""
    client = httpx.Client(base_url=url, timeout=30)
    if client.post("staff/login", data={"name": name, "password": password}).status_code != 303:
        raise RuntimeError("not let in")
    form = re.search(r'name="form" content="([0-9a-f]+)"', client.get("staff/home").text)
    client.headers["X-Staff-Form"] = form[1] if form else ""
    return client


def main() -> int:
    """Prints the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--url", default="http://127.0.0.1:8000/")
    parser.add_argument("--name", required=True)
    parser.add_argument("--password", required=True)
    options = parser.parse_args()
    client = signed_in(options.url, options.name, options.password)
    rows: dict[str, list[bool]] = defaultdict(list)
    times: list[float] = []
    scripts = asked = ended = 0
    for line in (line for file in options.files for line in file.read_text(encoding="utf-8").splitlines()):
        one = json.loads(line)
        wanted = {one["topic"], *one.get("topics_ok", ())}
        began = time.perf_counter()
        laid = client.post("api/v1/assist", json={"text": one["text"]}).raise_for_status().json()
        times.append((time.perf_counter() - began) * 1000)
        right = bool(wanted & {answer["topic"] for answer in laid["answers"]})
        question = laid["question"] or {"fact": "", "options": []}
        if question["fact"] == "topic":
            asked += 1
            ended += bool(wanted & {option["value"] for option in question["options"]})
        scripts += right and all(re.search(must[1:-1] if must.startswith("/") else re.escape(must), _said(laid)) is not None for must in one.get("answer_must", ()))
        rows[one.get("style", "")].append(right)
        rows["all"].append(right)
    for style, found in sorted(rows.items(), key=lambda item: -len(item[1])):
        print(f"{style:12} {len(found):4}  {sum(found) / len(found):6.1%}")
    ordered = sorted(times)
    print(f"script complete {scripts / len(rows['all']):.1%}; ms: median {statistics.median(times):.0f}, p95 {ordered[int(0.95 * (len(ordered) - 1))]:.0f}")
    print(f"ambiguous {asked}; ended by one question {ended / max(1, asked):.1%}")
    return 0


def _said(laid: dict[str, list[dict[str, object]]]) -> str:
    words = json.dumps(laid["answers"], ensure_ascii=False) + json.dumps(laid["transfer"], ensure_ascii=False)
    return re.sub(r"\s", "", words)


if __name__ == "__main__":
    sys.exit(main())
