"""Records what the dialogue of today does, so that it can be rebuilt from the inside: `record.py OUT --understood FILE [--hear]`.

`--understood FILE` holds what the trained model made of each message; `--hear` makes it first, in the engine's environment. Sources:
tests (the turns that the unit and integration tests take), dialogues (of the tests), questions (held-out ones, at the beginning of a
conversation), seeded (the same after conversations that lead to a state worth asking in), follow-ups (short messages and buttons
after those), also (files of `--also`: questions, dialogues, and the questions after the seeds). compare.py compares."""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from bot.desk.our_numbers import OurNumbers  # noqa: E402
from bot.guard.guard import guard  # noqa: E402
from tests.record import adapter, sources  # noqa: E402
from tests.record.sources import BadInput, Dialogue  # noqa: E402

Plain = dict[str, Any]
SEED: Final = 20261122
SHORT: Final = 16  # characters of a follow-up
TEST_RUNS: Final = (("tests/unit/dialogue",), ("tests/integration/test_desk_actions_door.py",))
GROUPS: Final = ("tests", "dialogues", "questions", "seeded", "follow-ups", "also")


def turns_of_tests(runs: Iterable[tuple[str, ...]] = TEST_RUNS) -> list[Plain]:
    """The turns that a run of the tests takes. Raises BadInput when a test fails."""
    found: list[Plain] = []
    with tempfile.TemporaryDirectory() as folder:
        for number, run in enumerate(runs):
            out = Path(folder) / f"{number}.jsonl"
            command = [sys.executable, "-m", "pytest", "-q", "-p", "tests.record.plugin", "--turns", str(out), *run]
            done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
            if done.returncode:
                raise BadInput(f"{' '.join(run)}: the tests fail\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
            found += [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    return found


class Ears:
    """What the engine understands, from the file of understood messages. The guard goes before it, as in the desk; numbers split
    over messages are not followed."""

    def __init__(self) -> None:
        self._ours = OurNumbers(*adapter.rulebook_and_phrases())
        self._understood: dict[str, Plain] = {}

    def sent(self, text: str, day_asked: bool = False) -> str:
        """The text as it reaches the engine."""
        sent = self._ours.named(guard(text, expects_date=day_asked, ours=self._ours.every).text)
        return f"・{sent[1:]}" if sent.startswith("/") else sent

    def learn(self, path: Path) -> None:
        """Reads the file."""
        try:
            rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
            self._understood |= {row["said"]: row["parsed"] for row in rows}
        except (OSError, ValueError, KeyError) as error:
            raise BadInput(f"{path}: cannot be read ({type(error).__name__}): make it with --hear") from None

    def hear(self, text: str, day_asked: bool = False) -> Plain:
        """The message as the dialogue is handed it; `topic:ID` is a button, as a page sends it."""
        if text.startswith("topic:"):
            topic = text.removeprefix("topic:")
            return adapter.heard_plain({"text": f"/{topic}", "intent": {"name": topic}})
        parsed = self._understood.get(self.sent(text, day_asked))
        if parsed is None:
            raise BadInput(f"not among the understood messages (use --hear): {text[:60]}")
        return adapter.heard_plain(parsed)

    def let_engine_hear(self, texts: Iterable[str], path: Path) -> None:
        """Writes the file, with the trained model. A minute for about 1,500 messages."""
        wanted = sorted({self.sent(text, day_asked) for text in texts for day_asked in (False, True)})
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile("w", suffix=".json", encoding="utf-8") as listed:
            json.dump(wanted, listed)
            listed.flush()
            program = ["deploy/in_engine.py", "python", "-W", "ignore", "tests/record/hear.py", listed.name, str(path.resolve())]
            done = subprocess.run([sys.executable, *program], cwd=ROOT, capture_output=True, text=True)
        if done.returncode:
            raise BadInput(f"the engine's environment failed:\n{done.stderr[-2000:]}")


def play(ears: Ears, group: str, dialogue: Dialogue) -> Iterator[Plain]:
    """The turns of a dialogue, one after the other."""
    state, outcome = adapter.fresh(dialogue.insurer), {}
    for number, text in enumerate(dialogue.said, 1):
        source = f"{dialogue.id}#{number}" if len(dialogue.said) > 1 else dialogue.id
        heard = ears.hear(text, adapter.asks_day(outcome))
        given = adapter.make_input(heard, state, today=dialogue.today, channel=dialogue.channel, **dialogue.card)
        outcome = adapter.take(given)
        yield {"group": group, "source": source, "input": given, "outcome": outcome}
        if "raised" in outcome:
            return
        state = outcome["state"]


def after_seed(ears: Ears, group: str, seed: Dialogue, led: Plain, name: str, text: str) -> Plain:
    """One turn after a seed; `led` is the seed's last turn."""
    heard = ears.hear(text, adapter.asks_day(led["outcome"]))
    given = adapter.make_input(heard, led["outcome"]["state"], channel=seed.channel, **seed.card)
    return {"group": group, "source": f"{name} after {seed.id}", "input": given, "outcome": adapter.take(given)}


def reproduced(turns: Iterable[Plain]) -> tuple[list[Plain], Counter[str]]:
    """Those turns of tests that come out the same from what was noted; the others (a test's own rulebook) by test file."""
    kept, left = [], Counter[str]()
    for turn in turns:
        if adapter.take(turn["input"]) == turn["outcome"]:
            kept.append({"group": "tests"} | turn)
        else:
            left[turn["source"].split("::")[0]] += 1
    return kept, left


class Recording:
    """Turns without doubles. The first source of an input counts."""

    def __init__(self) -> None:
        self.turns: dict[str, Plain] = {}

    def add(self, turns: Iterable[Plain], most: int | None = None) -> None:
        """Adds turns until `most` are new."""
        had = len(self.turns)
        for turn in turns:
            if most is not None and len(self.turns) - had >= most:
                return
            given = json.dumps(turn["input"], ensure_ascii=False, sort_keys=True)
            name = hashlib.sha256(given.encode()).hexdigest()[:12]
            self.turns.setdefault(name, {"id": name} | turn)


def record(ears: Ears, options: argparse.Namespace, of_tests: list[Plain], asked: list[Dialogue], short: list[str]) -> Recording:
    """Plays everything."""
    recording, chance = Recording(), random.Random(SEED)
    tests, left = reproduced(of_tests)
    recording.add(tests)
    if left:
        print(f"not from the shipped rulebook, left out: {dict(left)}")
    recording.add(turn for one in (*sources.dialogues(), *sources.SEEDS) for turn in play(ears, "dialogues", one))
    recording.add(turn for one in asked for turn in play(ears, "questions", one))
    also = [one for path in options.also for one in sources.read_also(path)]
    recording.add(turn for one in also for turn in play(ears, "also", one))
    seeds = [(seed, list(play(ears, "dialogues", seed))[-1]) for seed in sources.SEEDS]
    singles = [one for one in also if len(one.said) == 1]
    recording.add(after_seed(ears, "also", seed, led, one.id, one.said[0]) for one in singles for seed, led in seeds)
    buttons = [f"topic:{topic}" for topic in adapter.topics()]
    follow = [(seed, led, text) for seed, led in seeds for text in (*short, *buttons)]
    chance.shuffle(follow)
    recording.add((after_seed(ears, "follow-ups", seed, led, text, text) for seed, led, text in follow), options.follow_ups)
    pairs = [(one, seed, led) for one in asked for seed, led in seeds]
    chance.shuffle(pairs)
    rest = max(0, options.total - sum(turn["group"] != "also" for turn in recording.turns.values()))
    recording.add((after_seed(ears, "seeded", seed, led, one.id, one.said[0]) for one, seed, led in pairs), rest)
    return recording


def short_messages(of_tests: Iterable[Plain]) -> list[str]:
    """The short messages that tests say, in the same order every time."""
    texts = {turn["input"]["heard"]["text"] for turn in of_tests}
    return sorted(text for text in texts if 0 < len(text) <= SHORT)


def main() -> int:
    """Exit code 0; 2 for what cannot be used."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path, help="the recording; keep it outside the repository or under build/")
    parser.add_argument("--understood", type=Path, required=True, help="messages as the trained model understands them")
    parser.add_argument("--hear", action="store_true", help="make that file first (needs the engine's environment and a model)")
    parser.add_argument("--also", type=Path, action="append", default=[], metavar="FILE.jsonl", help='more: lines with "text" or "turns"')
    parser.add_argument("--only", choices=GROUPS, help="write this source only")
    parser.add_argument("--total", type=int, default=20000, help="turns in all, without --also")
    parser.add_argument("--follow-ups", type=int, default=3000, help="of these, short messages and buttons after the seeds")
    options = parser.parse_args()
    try:
        of_tests = turns_of_tests() if options.only in (None, "tests", "follow-ups", "seeded") else []
        some = random.Random(SEED).sample(sources.plain_statements(), 400)
        asked, short, ears = [*sources.questions(), *some], short_messages(of_tests), Ears()
        print(f"① {len(of_tests)} turns of tests, {len(asked)} questions, {len(short)} short messages", flush=True)
        if options.hear:
            also = [one for path in options.also for one in sources.read_also(path)]
            said = [text for one in (*asked, *sources.dialogues(), *sources.SEEDS, *also) for text in one.said]
            ears.let_engine_hear([*said, *short], options.understood)
            print(f"② understood: {options.understood}", flush=True)
        ears.learn(options.understood)
        turns = record(ears, options, of_tests, asked, short).turns.values()
    except (BadInput, OSError) as error:
        print(error, file=sys.stderr)
        return 2
    kept = [turn for turn in turns if options.only in (None, turn["group"])]
    options.out.parent.mkdir(parents=True, exist_ok=True)
    with options.out.open("w", encoding="utf-8") as out:
        out.writelines(json.dumps(turn, ensure_ascii=False) + "\n" for turn in kept)
    counts = Counter(turn["group"] for turn in kept)
    raised = sum("raised" in turn["outcome"] for turn in kept)
    print(f"③ {len(kept)} turns in {options.out}: {dict(counts)}; {raised} of them raised an error")
    return 0


if __name__ == "__main__":
    sys.exit(main())
