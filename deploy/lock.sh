#!/usr/bin/env bash
# Compiles requirements/*.in into hash-locked requirements/*.txt. A pin that still fits stays; `UPGRADE=--upgrade make lock`
# renews all. The order matters: the later lists keep to the pins of the earlier ones.
set -euo pipefail

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# shellcheck source-path=SCRIPTDIR
source "$ROOT/deploy/words.sh"
source "$ROOT/deploy/packages.sh"
source "$ROOT/deploy/pythons.sh"

# compile PYTHON_VERSION NAME ARGUMENTS...
compile() {
    local version=$1 name=$2
    shift 2
    step "$name.txt" "locking"
    # shellcheck disable=SC2086  # UPGRADE may be empty or several words
    run_logged "$uv" pip compile --generate-hashes --python-version "$version" "$@" ${UPGRADE:-} "$name.in" -o "$name.txt" ||
        explain_failure "uv pip compile $name.in"
}

prepare_log
uv=$(find_uv) || fail "uv を入れられません。uv か、venv の作れる Python を入れてください。記録：$LOG" \
    "uv cannot be installed. Install uv, or a Python that can make environments."
cd "$ROOT/requirements"
compile 3.11 desk
compile 3.10 engine --override engine.overrides
compile 3.11 dev
compile 3.11 kiosk
compile 3.10 engine-dev
compile 3.10 voice --override voice.overrides
compile 3.10 stock --override stock.overrides
say "できました。変わったところ： git diff requirements"
