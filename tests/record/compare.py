"""Compares the dialogue of today with a recording: `compare.py RECORDING [--show N] [--kind KIND] [--only SOURCE] [--accepted FILE]`.

Every recorded input is replayed; nothing is made alike before the comparison. Kinds of differences: count (of messages), text, forms
(easy or speech), topic, confidence, expects, buttons, sources, deadlines, state, raised, shape (anything else). Exit code 0 when nothing differs but what
the accept file lists, 1 when something does, 2 when a file cannot be used. The accept file has lines `ID@OUTCOME REASON`, as printed
for a difference (another outcome is a difference again), or `ID REASON` for whatever comes out; `#` begins a comment."""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from tests.record import adapter  # noqa: E402

Plain = dict[str, Any]
KINDS: Final = ("count", "text", "forms", "topic", "confidence", "expects", "buttons", "sources", "deadlines", "state", "raised", "shape")
FORMS: Final = {"easy": "forms", "speech": "forms"}
LONGEST: Final = 120  # characters shown of a value
BEFORE: Final = 20  # of them before the first difference


class BadFile(Exception):
    """A file or an option cannot be used; the message names it."""


@dataclass(frozen=True)
class Difference:
    """A recorded turn that comes out otherwise. `changes`: name of a part -> its recorded value and today's."""

    turn: Plain
    new: Plain
    changes: dict[str, tuple[Any, Any]]

    @property
    def kinds(self) -> tuple[str, ...]:
        """What kinds of parts changed."""
        return tuple(dict.fromkeys("state" if name.startswith("state.") else FORMS.get(name, name) for name in self.changes))

    @property
    def outcome(self) -> str:
        """A short name of what comes out today."""
        return hashlib.sha256(json.dumps(self.new, ensure_ascii=False, sort_keys=True).encode()).hexdigest()[:6]


def changes(old: Plain, new: Plain) -> dict[str, tuple[Any, Any]]:
    """What differs between two outcomes. A part that only one of them has differs from null."""
    found: dict[str, tuple[Any, Any]] = {}
    if old.get("raised") != new.get("raised"):
        found["raised"] = (old.get("raised"), new.get("raised"))
    was, now = old.get("messages", []), new.get("messages", [])
    if len(was) != len(now):
        found["count"] = (len(was), len(now))
    for name in dict.fromkeys(name for message in (*was, *now) for name in message):
        pair = [message.get(name) for message in was], [message.get(name) for message in now]
        if pair[0] != pair[1]:
            found[name] = pair
    knew, knows = old.get("state", {}), new.get("state", {})
    for name in dict.fromkeys((*knew, *knows)):
        if knew.get(name) != knows.get(name):
            found[f"state.{name}"] = (knew.get(name), knows.get(name))
    if not found and old != new:
        found["shape"] = (old, new)
    return found


def read(path: Path, only: str | None) -> Iterator[Plain]:
    """The recorded turns; `only` those whose group it is, or whose source holds it."""
    number = 0
    try:
        with path.open(encoding="utf-8") as lines:
            for number, line in enumerate(lines, 1):  # noqa: B007
                turn = json.loads(line)
                if only is None or only == turn["group"] or only in turn["source"]:
                    turn["input"], turn["outcome"], turn["id"]  # noqa: B018
                    yield turn
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BadFile(f"{path}: line {number}: {type(error).__name__}: {error}") from None


def read_accepted(path: Path | None) -> dict[str, str]:
    """Accepted differences with their reasons."""
    accepted: dict[str, str] = {}
    try:
        lines = path.read_text(encoding="utf-8").splitlines() if path else []
    except (OSError, ValueError) as error:
        raise BadFile(f"{path}: {error}") from None
    for number, line in enumerate(lines, 1):
        name, _, reason = line.partition("#")[0].strip().partition(" ")
        if name and not reason.strip():
            raise BadFile(f"{path}: line {number}: {name}: a reason is missing")
        if name:
            accepted[name] = reason.strip()
    return accepted


def differences(turns: Iterator[Plain], counted: Counter[str]) -> Iterator[Difference]:
    """Replays; `counted` gets the number of turns by group."""
    for turn in turns:
        counted[turn["group"]] += 1
        new = json.loads(json.dumps(adapter.take(turn["input"])))  # as a recording holds it: tuples are lists
        found = changes(turn["outcome"], new)
        if found:
            yield Difference(turn, new, found)


def shown(value: Any, other: Any) -> str:
    """At most LONGEST characters of a value, from shortly before where it begins to differ from the other."""
    words, others = (one if isinstance(one, str) else json.dumps(one, ensure_ascii=False) for one in (value, other))
    same = next((place for place, (one, two) in enumerate(zip(words, others)) if one != two), min(len(words), len(others)))
    start = max(0, same - BEFORE) if same > LONGEST - BEFORE else 0
    part = words[start : start + LONGEST]
    return f"{'…' if start else ''}{part}{'…' if start + LONGEST < len(words) else ''}".replace("\n", "⏎")


def values(name: str, pair: tuple[Any, Any]) -> tuple[str, str]:
    """Both values of a part, short: of a list over messages only those that differ."""
    old, new = pair
    if isinstance(old, list) and isinstance(new, list) and not name.startswith("state."):
        joined = [" | ".join(one if isinstance(one, str) else json.dumps(one, ensure_ascii=False) for one in side) for side in pair]
        return shown(joined[0], joined[1]), shown(joined[1], joined[0])
    return shown(old, new), shown(new, old)


def show(alike: list[Difference]) -> None:
    """One of the differences that look the same, and how many there are."""
    first, lines = alike[0], []
    turn = first.turn
    print(f"\n{turn['id']}@{first.outcome} {','.join(first.kinds)} [{turn['group']}] {turn['source']}" + (f"  (and {len(alike) - 1} alike)" if alike[1:] else ""))
    print(f"  heard  {adapter.heard_short(turn['input'])}")
    print(f"  knew   {adapter.state_short(turn['input']['state'])}")
    for name, pair in first.changes.items():
        if name not in FORMS or "text" not in first.changes:
            old, new = values(name, pair)
            lines += [f"  {name}", f"    old  {old}", f"    new  {new}"]
    print("\n".join(lines))


def table(found: list[Difference], counted: Counter[str]) -> None:
    """Counts by kind and source; a turn counts in each of its kinds."""
    groups = sorted(counted)
    by_kind: dict[str, Counter[str]] = defaultdict(Counter)
    for one in found:
        for kind in one.kinds:
            by_kind[kind][one.turn["group"]] += 1
    every = Counter(one.turn["group"] for one in found)
    rows = [("turns", counted), ("differ", every), *sorted(by_kind.items(), key=lambda item: -item[1].total())]
    print(f"{'':12}" + "".join(f"{group:>12}" for group in (*groups, "all")))
    for name, numbers in rows:
        print(f"{name:12}" + "".join(f"{numbers[group]:>12}" for group in groups) + f"{numbers.total():>12}")


def report(found: list[Difference], most: int) -> None:
    """The differences, those that look the same together, the most frequent first."""
    alike: dict[tuple[Any, ...], list[Difference]] = defaultdict(list)
    for one in found:
        alike[tuple((name, *values(name, pair)) for name, pair in one.changes.items())].append(one)
    ordered = sorted(alike.values(), key=lambda group: -len(group))
    for group in ordered[:most]:
        show(group)
    if ordered[most:]:
        print(f"\n{len(ordered) - most} more kinds of difference, {sum(map(len, ordered[most:]))} turns (--show {len(ordered)})")


def write(path: Path, found: list[Difference], accepted: dict[str, str]) -> None:
    """Every difference in full, the accepted ones with their reason."""
    rows = [
        one.turn | {"new": one.new, "kinds": one.kinds, "changes": one.changes, "accept": f"{one.turn['id']}@{one.outcome}", "accepted": reason(one, accepted)}
        for one in found
    ]
    path.write_text(json.dumps(rows, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def reason(one: Difference, accepted: dict[str, str]) -> str | None:
    """Why the difference is accepted, or None."""
    return accepted.get(f"{one.turn['id']}@{one.outcome}", accepted.get(one.turn["id"]))


def main(arguments: list[str] | None = None) -> int:
    """Exit code as above."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("recording", type=Path)
    parser.add_argument("--show", type=int, default=30, metavar="N", help="differences to print, those alike once (30)")
    parser.add_argument("--kind", action="append", help="only differences of this kind; may be repeated")
    parser.add_argument("--only", metavar="SOURCE", help="only turns of this group, or whose source holds these letters")
    parser.add_argument("--json", type=Path, metavar="FILE", help="every difference in full")
    parser.add_argument("--accepted", type=Path, metavar="FILE")
    options = parser.parse_args(arguments)
    counted: Counter[str] = Counter()
    try:
        accepted = read_accepted(options.accepted)
        found = list(differences(read(options.recording, options.only), counted))
        if options.kind:
            known = {*KINDS, *(kind for one in found for kind in one.kinds)}  # an adapter may name parts of its own
            if unknown := set(options.kind) - known:
                raise BadFile(f"--kind {', '.join(sorted(unknown))}: unknown; {', '.join(sorted(known))}")
            found = [one for one in found if set(options.kind) & set(one.kinds)]
        if options.json:
            write(options.json, found, accepted)
    except (BadFile, OSError) as error:
        print(error, file=sys.stderr)
        return 2
    if not counted:
        print(f"{options.recording}: no turns to compare", file=sys.stderr)
        return 2
    unexplained = [one for one in found if reason(one, accepted) is None]
    table(unexplained, counted)
    report(unexplained, max(0, options.show))
    print(f"\n{counted.total()} turns: {len(unexplained)} differ, {len(found) - len(unexplained)} more are accepted")
    return 1 if unexplained else 0


if __name__ == "__main__":
    sys.exit(main())
