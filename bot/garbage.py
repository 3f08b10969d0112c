"""Less searching for garbage in a process that serves."""

from __future__ import annotations

import gc
from typing import Final

# A turn makes some thousand objects and nearly no ring among them: Python's 700 would have it search ten times a turn
OBJECTS: Final = 20_000
OFTEN: Final = (20, 20)  # searches of the young until one of the older, and of those until one of all


def keep_what_is_there() -> None:
    """To be called when all is loaded: what there is now (rules, lists, models) stays as long as the process and is never
    searched again; what comes later is searched less often."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(OBJECTS, *OFTEN)
