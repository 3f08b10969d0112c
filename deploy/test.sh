#!/usr/bin/env bash
# Every test, to the end; fails when one fails.
set -uo pipefail
cd "$(dirname "$0")/.."
failed=0
stage() { local name="$1"; shift; local began=$SECONDS; "$@"; local code=$?; echo "== $name: $((SECONDS - began)) s, exit $code"; [ $code -eq 0 ] || failed=1; }
stage rulebook .venv/bin/mynadesk rulebook check
stage tests .venv/bin/python -m pytest tests/unit tests/e2e
exit $failed
