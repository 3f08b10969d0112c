"""For the engine's environment: `hear.py TEXTS OUT` lets the trained model understand a JSON list of texts; OUT gets one line each."""

from __future__ import annotations

import asyncio
import json
import logging
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "tests" / "engine"), str(ROOT)]


async def _hear(agent: Any, texts: list[str], out: Path) -> None:
    with out.open("w", encoding="utf-8") as lines:
        for text in texts:
            parsed = await agent.parse_message(text)
            kept = {"text": parsed["text"], "intent": {"name": parsed["intent"]["name"]}, "understanding": parsed["understanding"]}
            lines.write(json.dumps({"said": text, "parsed": kept}, ensure_ascii=False) + "\n")


def main() -> None:
    """Understands all of them."""
    import structlog
    from understand import load_agent

    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    asyncio.run(_hear(load_agent(), json.loads(Path(sys.argv[1]).read_text(encoding="utf-8")), Path(sys.argv[2])))


if __name__ == "__main__":
    main()
