"""The trained model and a running desk, each once for all engine tests."""

from __future__ import annotations

import logging
import signal
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

sys.path[:0] = [str(Path(__file__).resolve().parent), str(Path(__file__).resolve().parents[2])]


@pytest.fixture(scope="session")
def agent() -> Any:
    """Rasa's agent with the model that `mynadesk train` made."""
    import structlog
    from understand import load_agent

    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    return load_agent()


@pytest.fixture(scope="session")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A started desk with its engine; no test may stop it."""
    from running import Running

    running = Running(tmp_path_factory.mktemp("running") / "data")
    try:
        running.wait()
        yield running
    finally:
        running.process.send_signal(signal.SIGINT)
        running.process.wait(timeout=30)
