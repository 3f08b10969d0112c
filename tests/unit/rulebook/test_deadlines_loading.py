"""Bad deadline data is refused at load, naming file, rule, key and what is allowed. One broken file per refusal."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.rulebook.deadlines.closed_days import load_offices
from bot.rulebook.deadlines.rules import load_anchors, load_rules
from bot.rulebook.statements.loader import load_rules as load_rulebook
from bot.rulebook.statements.model import RulebookError
from tests.unit.rulebook.small_deadlines import GOOD, written


def test_the_good_file_loads_and_fills_in_the_fee(tmp_path: Path) -> None:
    rule = load_rules(written(tmp_path, GOOD))["moving"]
    assert rule.texts[0].consequence.text == "{due}までです。1,000円です。"


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("soon_days: 14", "soon_days: many", "deadlines.yml: soon_days: 'many' is not allowed; a whole number from 0"),
        ("soon_days: 14", "soon_days: 14\nsoon_day: 3", "soon_day: unknown key; allowed: adult_age, anchors"),
        ("soon_days: 14", "soon_days: 14\nsoon_days: 15", "the key 'soon_days' is written twice"),
        ("soon_days: 14", "soon_days: [14", "cannot be read as YAML"),
        ("reissue: 1000", "reissue: -1", "fees: reissue: -1 is not allowed"),
        ("sources: [S48], ", "", "fees: sources: missing"),
        ("{from: 2022-04-01, years: 18}", "{from: 2010-04-01, years: 18}", "adult_age: must be in the order"),
        ("latest_months: 12", "latest_months: 1.5", "anchors.moved: latest_months: 1.5 is not allowed"),
        ("where: 日付です。, earliest: 2016-01-01", "earliest: 2016-01-01", "anchors.moved: where: missing"),
        ("earliest: 2016-01-01, latest_months: 12", "earliest: soon, latest_months: 12", "'soon' is not a date like"),
        ("    name: 届け\n", "", "deadlines.yml: moving: name: missing"),
        ("groups: [all]", "groups: []", "moving: groups: missing; at least one"),
        ("until: 2040-01-01", "until: 2016-01-01", "moving: until: 2016-01-01 must be after from"),
        ("valid_on: moved", "valid_on: birth_date", "valid_on: 'birth_date' is not allowed; allowed: due, moved"),
        ("{anchor: moved, offset: 14, unit: day, counted_from: next_day}", "{anchor: mooved, offset: 14}", "anchor: 'mooved' is not allowed; allowed: birth_date, moved"),
        ("offset: 14, unit: day, counted_from: next_day", "offset: 14, unit: week", "unit: 'week' is not allowed; allowed: birthday, day, month"),
        ("offset: 14, unit: day, counted_from: next_day", "offset: 14, counted_from: monday", "counted_from: 'monday' is not allowed; allowed: next_day, same_day"),
        ("offset: 14, unit: day, counted_from: next_day", "offset: half", "offset: 'half' is not allowed; a whole number"),
        ("offset: 14, unit: day, counted_from: next_day", "offset: 1, unit: month, counted_from: same_day", "same_day is allowed only for unit day"),
        ("offset: 14, unit: day, counted_from: next_day", "offset: 0, unit: birthday", "birthdays are counted from 1"),
        ("offset: 14, unit: day, counted_from: next_day", "offset: 14, then_days: 5", "then_days: 5 is not allowed; a whole number from -1 to 1"),
        ("counted_from: next_day}", "counted_from: next_day, roll: true}", "roll: unknown key; allowed: anchor, counted_from"),
        ("counted_from: next_day}", "counted_from: next_day, optional: true}", "at least one term must not be optional"),
        ("closed_days: backward", "closed_days: forward", "closed_days: 'forward' is not allowed; allowed: backward, ignore"),
        ("rollover: possible", "rollover: maybe", "rollover: 'maybe' is not allowed; allowed: accepted, never, possible"),
        ("min_days: 0", "min_days: few", "gaps number 1: min_days: 'few' is not allowed"),
        ("reason: 合いません。", "because: 合いません。", "gaps number 1: because: unknown key"),
        ("[not_yet, open, soon, today]", "[not_yet, open, soon, tomorrow]", "'tomorrow' is unknown; allowed: not_yet, open"),
        ("[not_yet, open, soon, today]", "[not_yet, open, soon]", "texts: no text for the state today"),
        ("states: [over]", "states: [over]\n        until: someday", "until: 'someday' is not allowed"),
        ("{due}まで", "{duo}まで", "{duo} is unknown; allowed: due, fee_reissue"),
        ("{due}まで", "{due まで", "the braces do not match"),
        ("{due}までです。", "{due}までです。[coast]", "[coast] is unknown; allowed: closed, cost"),
        ("{due}までです。", "{due}[cost]までです。", "in brackets right behind its full stop"),
        ("{opens}から", "{open}から", "notes: {open} is unknown"),
        ("certainty: high", "certainty: sure", "certainty: 'sure' is not allowed; allowed: high, low, medium"),
        ("    certainty: high\n    sources: [S40]", "    certainty: high\n    sources: []", "moving: sources: missing; at least one"),
        ("    verified_on: 2026-11-22\n", "    verified_on: lately\n", "'lately' is not a date"),
        ("    certainty: high", "    certainty: high\n    provides: nothing", "provides: 'nothing' is not allowed"),
        ("    certainty: high", "    certainty: high\n    skip_when: [nothing]", "skip_when: 'nothing' is unknown"),
        ("    certainty: high", "    certainty: high\n    window: {anchor: moved, inside: true}", "first and last are both required"),
        ("    certainty: high", "    certainty: high\n    insurer: nobody", "insurer: 'nobody' is not allowed"),
        ("    opens: {anchor: moved, offset: 0, unit: day}", "    opens: tomorrow", "opens: must be a mapping"),
        ("  - id: moving\n", "  - 5\n  - id: moving\n", "rules number 1: must be a mapping"),
    ],
)  # fmt: skip
def test_broken_rule_is_refused(tmp_path: Path, old: str, new: str, says: str) -> None:
    broken = GOOD.replace(old, new)
    assert broken != GOOD
    with pytest.raises(RulebookError) as caught:
        load_rules(written(tmp_path, broken))
    assert says in str(caught.value)
    assert "deadlines.yml" in str(caught.value)


def test_two_rules_with_one_id_are_refused(tmp_path: Path) -> None:
    doubled = GOOD + GOOD[GOOD.index("  - id: moving\n") :]
    with pytest.raises(RulebookError, match="'moving' is used twice"):
        load_rules(written(tmp_path, doubled))


def test_rule_without_any_day_is_refused(tmp_path: Path) -> None:
    start, end = GOOD.index("    earliest_of:"), GOOD.index("    safe:")
    with pytest.raises(RulebookError, match=r"a last day \(earliest_of\), a first day \(opens\) or both"):
        load_rules(written(tmp_path, GOOD[:start] + GOOD[end:]))


def test_file_without_anchors_is_refused(tmp_path: Path) -> None:
    start, end = GOOD.index("anchors:"), GOOD.index("rules:")
    with pytest.raises(RulebookError, match="deadlines.yml: anchors: missing"):
        load_rules(written(tmp_path, GOOD[:start] + GOOD[end:]))


def test_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RulebookError, match="nowhere.yml: cannot be read"):
        load_rules(tmp_path / "nowhere.yml")


def test_all_faults_are_named_at_once(tmp_path: Path) -> None:
    broken = GOOD.replace("certainty: high", "certainty: sure").replace("rollover: possible", "rollover: maybe")
    with pytest.raises(RulebookError) as caught:
        load_rules(written(tmp_path, broken))
    assert len(caught.value.problems) == 2


def test_anchors_can_be_loaded_alone() -> None:
    assert load_anchors()["cert_expiry"].name == "電子証明書の有効期限"


def test_every_source_of_a_deadline_is_a_known_source() -> None:
    known = set(load_rulebook().sources)
    named = {source for rule in load_rules().values() for source in rule.sources}
    named |= {source for office in load_offices().values() for source in office.sources}
    assert named - known == set()
