"""Random examples may take their time: on a busy machine an example is slow for no fault of ours. Loaded by pyproject.toml."""

from __future__ import annotations

from contextlib import suppress

with suppress(ImportError):  # the engine's environment has no hypothesis
    from hypothesis import settings

    settings.register_profile("unhurried", deadline=None)
    settings.load_profile("unhurried")
