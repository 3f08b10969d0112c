"""What a trained component depends on besides its configuration and data: our own code.

Rasa keeps trained components and takes one again when configuration, data and the component's own class are the same. It
does not look into the modules that the class calls; without this digest a change there would train nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path
from typing import Final

HERE: Final = Path(__file__).resolve().parent
RUNNING: Final = frozenset(
    {"desk_channel.py", "launcher.py", "memory.py", "reader.py", "risk.py", "stories.py", "turns.py"}
)  # serve a trained model or learn another


def sources_digest(folder: Path = HERE) -> str:
    """Hexadecimal digest of the names and contents of the .py and .yml files of `folder` that training may run through, and
    of the text module beside it. The reading room is asked only when a message is understood."""
    files = sorted(path for path in folder.iterdir() if path.suffix in (".py", ".yml") and path.name not in RUNNING)
    return files_digest((*files, folder.parent / "text.py"))


def files_digest(files: Iterable[Path]) -> str:
    """Hexadecimal digest of the names and contents of the files, in their order."""
    digest = hashlib.sha256()
    for path in files:
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()
