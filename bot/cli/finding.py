"""One thing that the doctor has looked at."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """`optional` = the desk works without it."""

    name: str
    ok: bool
    says: str
    mend: str = ""
    optional: bool = False
