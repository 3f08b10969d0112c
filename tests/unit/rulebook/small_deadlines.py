"""A small complete deadlines file to break in tests."""

from __future__ import annotations

from pathlib import Path

GOOD = """\
soon_days: 14
fees: {verified_on: 2026-11-22, sources: [S48], reissue: 1000}
attempts:
  verified_on: 2026-11-22
  sources: [S69]
  digital_signature: {name: 署名用の暗証番号, limit: 5}
elderly_certificate: {verified_on: 2026-11-22, sources: [S88], as_of: 2026-08-01, years: 85}
adult_age:
  - {from: 2016-01-01, years: 20}
  - {from: 2022-04-01, years: 18}
offices:
  - id: default
    closed_weekdays: [土, 日]
    public_holidays: true
    year_end: {from: 12-29, until: 01-03}
    closed: [2026-12-28]
    open: [2026-12-26]
    rollover: [moving]
    counts_first_day: {moving: true}
    sources: [S40]
    verified_on: 2026-11-22
anchors:
  moved: {name: 引っ越しの日, where: 日付です。, earliest: 2016-01-01, latest_months: 12, too_early: 早い。, too_late: 遅い。}
  birth_date: {name: 生年月日, where: 日付です。, earliest: 1900-01-01, latest_months: 0, too_early: 早い。, too_late: 遅い。}
rules:
  - id: moving
    name: 届け
    groups: [all]
    from: 2016-01-01
    until: 2040-01-01
    valid_on: moved
    earliest_of:
      - {anchor: moved, offset: 14, unit: day, counted_from: next_day}
    opens: {anchor: moved, offset: 0, unit: day}
    safe:
      - {anchor: moved, offset: 14, unit: day, counted_from: same_day}
    closed_days: backward
    rollover: possible
    gaps:
      - {first: moved, then: moved, min_days: 0, max_days: 0, reason: 合いません。}
    texts:
      - states: [not_yet, open, soon, today]
        consequence: "{due}までです。{fee_reissue}です。"
        action: 窓口へ。
      - states: [over]
        consequence: 過ぎました。
        action: 窓口へ。
    notes: ["{opens}からです。"]
    certainty: high
    sources: [S40]
    verified_on: 2026-11-22
"""


def written(tmp_path: Path, text: str) -> Path:
    """The text as a deadlines.yml in a directory of its own."""
    path = tmp_path / "deadlines.yml"
    path.write_text(text, encoding="utf-8")
    return path
