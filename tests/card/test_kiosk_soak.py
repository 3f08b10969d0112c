"""Visitor after visitor at the whole kiosk, with random faults. At length and with its figures: make soak-kiosk."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pytest
from kiosk_desk import Kiosk
from kiosk_soak import soak
from kiosk_stage import Agent, served
from pcsc_place import Authorities
from pcsc_stack import Stack

CYCLES = int(os.environ.get("MYNADESK_KIOSK_CYCLES", "8"))


def test_no_visitor_hangs_or_sees_anothers_days(
    stack: Stack, authorities: Authorities, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stack.start()
    kiosk = Kiosk(tmp_path / "desk", monkeypatch)
    with (
        tempfile.TemporaryDirectory(prefix="kiosk-") as home,
        served(kiosk) as address,
        Agent(address, Path(home), "--no-screen") as agent,
    ):
        report = soak(agent, stack, authorities, CYCLES, 600.0, seed=2)
    kiosk.close()
    print(report)
    assert report.wrong == [] and report.cycles == CYCLES
