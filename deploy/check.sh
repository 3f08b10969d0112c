#!/usr/bin/env bash
# Every check of the project, one after the other to the end: deploy/check.sh [lint]. Exit code 1 when one of them failed.
# Needs `make setup-test` (make test does it). Prints what took how long.
set -uo pipefail

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$ROOT" || exit 1
names=()
results=()
failed=0
trap 'exit 130' INT

# stage NAME COMMAND...: runs it and remembers how it went.
stage() {
    local name=$1 began=$SECONDS code=0
    shift
    printf '\n── %s\n' "$name"
    "$@" </dev/null || code=$?
    [ "$code" = 130 ] && exit 130
    [ "$code" = 0 ] || failed=1
    names+=("$name")
    results+=("$([ "$code" = 0 ] && echo ok || echo "FAILED ($code)")  $((SECONDS - began)) s")
}

# Runs a folder of tests in the desk's environment.
# shellcheck disable=SC2317  # stage calls it
desk_tests() { .venv/bin/python -m pytest "$@"; }

# Rasa's own libraries are old and warn at import, so warnings are no errors in there.
# shellcheck disable=SC2317  # stage calls it
engine_tests() { .venv/bin/python deploy/in_engine.py python -m pytest -W ignore --disable-warnings "$@"; }

lint() {
    stage ruff .venv/bin/ruff check actions bot deploy tests
    stage branches .venv/bin/python deploy/branches.py
    stage mypy .venv/bin/mypy
    stage shellcheck shellcheck --external-sources --source-path=deploy deploy/*.sh .ci/run
}

# beside COMMAND...: runs it in the background, second in line, in a group of its own so that it ends with all it began;
# `ended` waits for it and shows what it printed.
beside() {
    beside_log=$(mktemp)
    setsid nice -n 10 "$@" >"$beside_log" 2>&1 </dev/null &
    beside_pid=$!
    trap 'kill -- -"$beside_pid" 2>/dev/null; rm -f "$beside_log"' EXIT
}

# shellcheck disable=SC2317  # stage calls it
ended() {
    local code=0
    wait "$beside_pid" || code=$?
    cat "$beside_log"
    rm -f "$beside_log"
    return "$code"
}

# Training and the tests of the voice compute for minutes while the card's tests wait for minutes: they run side by side. So do the
# tests of the engine and of the set-up, each of which mostly keeps one core busy.
all_tests() {
    lint
    stage tests/unit desk_tests -n 2 tests/unit
    beside bash -c '.venv/bin/mynadesk train && .venv/bin/python -m pytest tests/voice'
    stage tests/card desk_tests tests/card
    stage "train, voice (rest)" ended
    stage tests/integration desk_tests -n 2 tests/integration
    stage tests/line desk_tests -n 2 tests/line
    stage tests/e2e desk_tests tests/e2e
    beside .venv/bin/python -m pytest tests/setup
    stage tests/engine engine_tests tests/engine
    stage "tests/setup (rest)" ended
}

if [ "${1:-all}" = lint ]; then lint; else all_tests; fi

printf '\n── %s\n' "all stages"
for number in "${!names[@]}"; do printf '%-18s %s\n' "${names[number]}" "${results[number]}"; done
exit "$failed"
