#!/usr/bin/env bash
# Makes this checkout ready: deploy/setup.sh [run|kiosk|test|bench]. Does only what is not done yet. Called by make.
#   run    both environments (the default)      kiosk  and the card reader, and the voice      test  and all that the tests need
#   bench  and the stock Rasa that make bench compares with (.venv-stock)
# Exit code 1 and one clear sentence when something is in the way; the details are in var/log/setup.log.
set -euo pipefail

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# shellcheck source-path=SCRIPTDIR
source "$ROOT/deploy/words.sh"
source "$ROOT/deploy/packages.sh"
source "$ROOT/deploy/pythons.sh"
source "$ROOT/deploy/environments.sh"

LISTS=$ROOT/requirements
DESK=$ROOT/.venv
ENGINE=$ROOT/.venv-engine
STOCK=$ROOT/.venv-stock
VOICE=$ROOT/.venv-voice
VOICE_PACKAGES=(open-jtalk open-jtalk-mecab-naist-jdic alsa-utils)
KIOSK_PACKAGES=(pcscd libpcsclite-dev pkg-config swig libccid)
TEST_PACKAGES=(chromium fonts-noto-cjk vsmartcard-vpcd vsmartcard-vpicc opensc openssl pcsc-tools util-linux mount iproute2 shellcheck systemd)

# plan PART: notes the system packages that the part needs besides Python.
plan() {
    case $1 in
        run) ;;
        kiosk) ALSO_NEEDED=("${KIOSK_PACKAGES[@]}" "${VOICE_PACKAGES[@]}") ;;
        test | bench) ALSO_NEEDED=("${KIOSK_PACKAGES[@]}" "${VOICE_PACKAGES[@]}" "${TEST_PACKAGES[@]}") ;;
        *) fail "deploy/setup.sh $1 はありません。run、kiosk、test、bench のどれかです。" "Unknown part $1: run, kiosk, test or bench." ;;
    esac
    if [ "$1" != run ] || compiles_encoder; then ALSO_NEEDED+=(gcc libc6-dev); fi
}

set_up_environments() {
    is_current "$DESK" "$LISTS/desk.txt" && is_current "$ENGINE" "$LISTS/engine.txt" && return 0
    local needed
    prepare_pythons
    # before the minutes of installing, not after them
    if [ ${#ALSO_NEEDED[@]} -gt 0 ]; then
        mapfile -t needed < <({ printf "%s\n" "${ALSO_NEEDED[@]}"; compiler_packages "$DESK_PYTHON"; } | awk '!seen[$0]++')
        require_packages "${needed[@]}"
    fi
    prepare_build
    if ! is_current "$DESK" "$LISTS/desk.txt"; then
        require_space 700
        step "窓口の環境を作っています（.venv、1分ほど）" "making the desk's environment, about a minute"
        make_environment "$DESK" "$DESK_PYTHON" "$LISTS/desk.txt"
    fi
    if ! is_current "$ENGINE" "$LISTS/engine.txt"; then
        require_space 4000
        step "会話エンジンの環境を作っています（.venv-engine、2〜10分）" "making the engine's environment, 2 to 10 minutes"
        make_environment "$ENGINE" "$ENGINE_PYTHON" "$LISTS/engine.txt" "${ENGINE_ARGUMENTS[@]}"
    fi
}

# add_list ENVIRONMENT LIST JAPANESE ENGLISH: on top of an environment that is ready.
add_list() {
    is_current "$1" "$2" && return 0
    BUILD_SETTINGS=()
    step "$3" "$4"
    install_list "$1" "$2"
}

set_up_kiosk() {
    is_current "$DESK" "$LISTS/kiosk.txt" && [ -z "$(missing_packages "${KIOSK_PACKAGES[@]}")" ] && return 0
    local needed=("${KIOSK_PACKAGES[@]}")
    is_current "$DESK" "$LISTS/kiosk.txt" || mapfile -t -O "${#needed[@]}" needed < <(compiler_packages "$DESK/bin/python")
    require_packages "${needed[@]}"
    add_list "$DESK" "$LISTS/kiosk.txt" "カード読み取りの部品を入れています" "installing the card reader's parts"
}

# The voice has an environment of its own: it runs in a process of its own, and its numpy is nobody else's business.
set_up_voice() {
    require_packages "${VOICE_PACKAGES[@]}"
    if ! is_current "$VOICE" "$LISTS/voice.txt"; then
        prepare_pythons
        require_space 900
        step "声の部品を入れています（.venv-voice、1分ほど）" "installing the voice's parts, about a minute"
        BUILD_SETTINGS=()
        make_environment "$VOICE" "$ENGINE_PYTHON" "$LISTS/voice.txt"
    fi
    run_logged "$VOICE/bin/python" -m bot.kiosk.voice.weights "$VOICE/voice" || explain_failure "bot.kiosk.voice.weights"
}

# A kiosk works without a voice; the tests do not.
set_up_voice_if_possible() {
    if [ "$(uname -m)" != x86_64 ]; then
        say "この機械（$(uname -m)）用の声の部品はありません。声なしで使えます。(no voice for this machine; the kiosk works without)"
    elif ! (set_up_voice); then
        say "声なしで使えます。(the kiosk works without a voice)"
    fi
}

set_up_tests() {
    require_packages "${TEST_PACKAGES[@]}"
    add_list "$DESK" "$LISTS/dev.txt" "テストの道具を入れています（.venv）" "installing the tests' tools"
    add_list "$ENGINE" "$LISTS/engine-dev.txt" "テストの道具を入れています（.venv-engine）" "installing the engine tests' tools"
}

# Rasa as it is documented, with the TensorFlow that our engine does without.
set_up_stock() {
    is_current "$STOCK" "$LISTS/stock.txt" && return 0
    prepare_pythons
    prepare_build
    require_space 4000
    step "比べるための標準の Rasa を入れています（.venv-stock、2〜10分）" "installing the stock Rasa, 2 to 10 minutes"
    make_environment "$STOCK" "$ENGINE_PYTHON" "$LISTS/stock.txt" "${ENGINE_ARGUMENTS[@]}"
}

main() {
    local part=${1:-run}
    cd "$ROOT"
    plan "$part"
    prepare_log
    # two `make` at once would pull the environments from under each other
    if command -v flock >/dev/null; then
        exec 9>"$DATA/log/setup.lock"
        flock -n 9 || { say "ほかの準備が終わるのを待っています… (waiting for another set-up)"; flock 9; }
    fi
    set_up_environments
    write_command  # also in an environment that an earlier version made: it names where the command lives
    if [ "$part" != run ]; then set_up_kiosk; fi
    case $part in kiosk) set_up_voice_if_possible ;; test | bench) set_up_voice; set_up_tests ;; esac
    if [ "$part" = bench ]; then set_up_stock; fi
    if [ "$steps_done" -gt 0 ]; then say "準備ができました（${SECONDS}秒）。(set-up done)"; fi
}

main "$@"
