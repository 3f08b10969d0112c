"""The small copy of the project, fresh for each test."""

from __future__ import annotations

from pathlib import Path

import pytest
from setup_project import Project


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project(tmp_path)
