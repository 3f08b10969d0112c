"""The real engines, or a failure: `make setup-test` installs them."""

from __future__ import annotations

import asyncio
import shutil
import sys
from collections.abc import Coroutine
from dataclasses import replace
from pathlib import Path
from typing import Any, Final, TypeVar

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from bot.kiosk.voice.settings import VoiceSettings, load_voice_settings  # noqa: E402

Value = TypeVar("Value")
PROGRAMS: Final = ("open_jtalk", "aplay", "arecord")


def run(work: Coroutine[Any, Any, Value]) -> Value:
    """Runs a test's work to its end, five minutes at most."""
    return asyncio.run(asyncio.wait_for(work, 300))


@pytest.fixture(scope="session")
def settings() -> VoiceSettings:
    missing = [one for one in PROGRAMS if not shutil.which(one)]
    found = load_voice_settings({})
    if missing or not found.timbre.is_file() or not found.python.exists():
        pytest.fail(f"the voice is not installed ({missing or found.folder}): make setup-test")
    return replace(found, patience=90)  # the machine of the tests may be busy
