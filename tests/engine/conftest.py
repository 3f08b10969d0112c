"""The trained model, loaded once for all engine tests."""

from __future__ import annotations

import logging
import os
import sys
from pathlib import Path
from typing import Any

import pytest

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
sys.path[:0] = [str(Path(__file__).resolve().parent), str(Path(__file__).resolve().parents[2])]


@pytest.fixture(scope="session")
def agent() -> Any:
    """Rasa's agent with the model that `mynadesk train` made."""
    import structlog
    from understand import load_agent

    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    return load_agent()
