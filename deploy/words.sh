# What the set-up says, and where it notes what the programs it calls say. Sourced by the other scripts.
# shellcheck shell=bash
# Needs: ROOT. Gives: DATA, LOG, say, step, fail, open_log, prepare_log, run_logged, explain_failure.

DATA=${MYNADESK_DATA:-$ROOT/var}
LOG=$DATA/log/setup.log
STEPS=(① ② ③ ④ ⑤ ⑥ ⑦ ⑧ ⑨)
steps_done=0
log_begun=
ticker=

# One line of progress.
say() { printf '%s\n' "$*"; }

# step JAPANESE ENGLISH: the next numbered step.
step() {
    say "準備${STEPS[steps_done]} $1 ($2)"
    steps_done=$((steps_done + 1))
}

# fail JAPANESE ENGLISH: one clear sentence in both languages with the next step, then the end.
fail() {
    stop_ticker
    printf 'できません：%s\n(%s)\n' "$1" "$2" >&2
    exit 1
}

# open_log FILE: makes it when it is not there; for the owner's eyes only, like its folder.
open_log() { (umask 077 && mkdir -p "$DATA/log" && : >>"$1" && chmod 700 "$DATA/log" && chmod 600 "$1") 2>/dev/null; }

# The folder of the log must take it.
prepare_log() {
    if ! open_log "$LOG"; then
        fail "$DATA に書けません。書ける場所に置くか、MYNADESK_DATA=書けるフォルダー を付けてください。" \
            "Cannot write to $DATA. Use a folder you can write to, or set MYNADESK_DATA."
    fi
}

# A person at a terminal sees that something goes on; a log file gets nothing.
start_ticker() {
    [ -t 1 ] || return 0
    (
        began=$SECONDS
        while sleep 2; do printf '\r   %d秒…' $((SECONDS - began)); done
    ) &
    ticker=$!
}

stop_ticker() {
    [ -n "$ticker" ] || return 0
    kill "$ticker" 2>/dev/null || true
    wait "$ticker" 2>/dev/null || true
    ticker=
    printf '\r              \r'
}
trap stop_ticker EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# run_logged COMMAND...: its output goes to the log only; the first one begins a new log. Gives its exit code.
run_logged() {
    [ -n "$log_begun" ] || : >"$LOG"
    log_begun=yes
    printf '\n$ %s\n' "$*" >>"$LOG"
    start_ticker
    local code=0
    "$@" >>"$LOG" 2>&1 </dev/null || code=$?
    stop_ticker
    return "$code"
}

# explain_failure WHAT: reads the log and ends with the sentence that fits what went wrong with WHAT.
explain_failure() {
    local said missing
    said=$(tail -n 400 "$LOG")
    if grep -qiE 'No space left on device|Errno 28|Disk quota exceeded' <<<"$said"; then
        fail "ディスクがいっぱいです（$1）。5 GB ほどあけて、もう一度実行してください。" \
            "The disk is full. Free about 5 GB and run the same command again."
    elif grep -qE 'DO NOT MATCH THE HASHES' <<<"$said"; then
        fail "届いた部品が記録した指紋と違うので入れませんでした（$1）。pip の設定（配布元）を確かめてください。記録：$LOG" \
            "A downloaded package does not match its recorded hash. Check which package index pip is set to."
    elif grep -qE 'CERTIFICATE_VERIFY_FAILED|SSLCertVerificationError' <<<"$said"; then
        fail "配布元の証明書を確かめられません（$1）。組織の証明書があれば PIP_CERT=ファイル を付けてください。" \
            "The package index's certificate is not trusted. If your organisation has its own, set PIP_CERT=FILE."
    elif grep -qiE 'NewConnectionError|NameResolutionError|ProxyError|ConnectTimeout|ReadTimeout|Read timed out|Connection (refused|reset|timed out)|Name or service not known|Temporary failure (in name resolution|resolving)|Network is unreachable|Could not connect|Failed to fetch|dns error|error sending request' <<<"$said"; then
        fail "部品を受け取れません（$1）。ネットワークか、pip・apt の設定（配布元、プロキシ）を確かめて、もう一度実行してください。記録：$LOG" \
            "Packages cannot be fetched. Check the network and the settings of pip or apt (index, proxy), then run again."
    elif grep -qE 'No matching distribution found' <<<"$said"; then
        missing=$(sed -n 's/.*No matching distribution found for \([^ ]*\).*/\1/p' <<<"$said" | head -n 1)
        fail "配布元に $missing がこの機械（$(uname -m)）向けにありません（$1）。pip の設定を確かめてください。記録：$LOG" \
            "The package index has no $missing for this machine. Check the settings of pip."
    elif grep -qiE 'Could not get lock|dpkg was interrupted' <<<"$said"; then
        fail "ほかの apt か dpkg が動いているか、途中で止まっています。終わらせてから、もう一度実行してください。" \
            "Another apt or dpkg is running or was interrupted. Let it finish, then run again."
    fi
    fail "うまくいきませんでした（$1）。記録の終わりを見てください：$LOG" \
        "That did not work ($1). See the end of the log."
}
