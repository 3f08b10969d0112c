"""Insert and remove, again and again, with random faults: never a wrong word, never a hang, nothing left
behind."""

from __future__ import annotations

import os

import pytest
from pcsc_place import Authorities
from pcsc_soak import Report, soak
from pcsc_stack import Stack

CYCLES = int(os.environ.get("MYNADESK_SOAK_CYCLES", "60"))
SEED = int(os.environ.get("MYNADESK_SOAK_SEED", "1"))
MEMORY_SLACK = 8 * 1024
"""KiB that may come and go between two looks; a leak of one certificate a cycle would be more in 5,000."""


@pytest.fixture(scope="module")
def report(stack: Stack, authorities: Authorities) -> Report:
    """One run for all the tests of this file."""
    stack.start()
    return soak(stack, authorities, CYCLES, SEED)


def test_every_cycle_is_answered_in_time_with_what_may_be_said(report: Report) -> None:
    print(report)
    assert report.wrong == []
    assert report.cycles == CYCLES


def test_no_files_or_threads_pile_up(report: Report) -> None:
    _, ours, service = report.uses[0]
    for _, ours_later, service_later in report.uses[1:]:
        assert ours_later.files <= ours.files + 2 and service_later.files <= service.files + 2
        assert ours_later.threads <= ours.threads + 1 and service_later.threads <= service.threads + 1


def test_no_memory_piles_up(report: Report) -> None:
    warm = len(report.uses) // 2
    _, ours, service = report.uses[warm]
    _, ours_at_end, service_at_end = report.uses[-1]
    assert ours_at_end.memory <= ours.memory + MEMORY_SLACK
    assert service_at_end.memory <= service.memory + MEMORY_SLACK
