#!/usr/bin/env bash
# `rasa shell` on the newest model. Custom actions run inside the desk, so one is started when none is there, and stopped
# at the end.
set -euo pipefail

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# shellcheck source-path=SCRIPTDIR
source "$ROOT/deploy/words.sh"
cd "$ROOT"
PORT=${MYNADESK_PORT:-8000}
ENGINE_PORT=${MYNADESK_ENGINE_PORT:-5005}
ENDPOINTS=$DATA/engine/shell-endpoints.yml
desk=

stop_desk() {
    [ -n "$desk" ] || return 0
    kill "$desk" 2>/dev/null || true
    wait "$desk" 2>/dev/null || true
}

# is_listening PORT
is_listening() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

# The program on the desk's port says that it is one.
is_desk() {
    (
        exec 3<>"/dev/tcp/127.0.0.1/$PORT"
        printf 'GET /healthz HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n' >&3
        timeout 5 cat <&3 | grep -q '"alive"'
    ) 2>/dev/null
}

prepare_log
.venv/bin/mynadesk train
model=$(find "$DATA/models" -maxdepth 1 -name 'mynadesk-*.tar.gz' -printf '%T@ %p\n' | sort -rn | head -n 1 | cut -d ' ' -f 2-)

# Where the actions are, with the engine's token: a desk that runs already lets nobody in without. For the owner's eyes only.
write_endpoints() {
    local token=${MYNADESK_ENGINE_TOKEN:-} line
    if [ -z "$token" ] && [ -r "$DATA/secrets/engine" ]; then token=$(cat "$DATA/secrets/engine"); fi
    mkdir -p "$DATA/engine"
    rm -f "$ENDPOINTS"
    (
        umask 077
        while IFS= read -r line; do
            printf '%s\n' "${line//127.0.0.1:8000/127.0.0.1:$PORT}"
            if [[ $line == *url:* && -n $token ]]; then printf "  headers: {X-Engine-Token: '%s'}\n" "${token//\'/\'\'}"; fi
        done <endpoints.yml >"$ENDPOINTS"
    )
}

if is_listening "$PORT"; then
    is_desk || fail "ポート $PORT はほかのプログラムが使っています。MYNADESK_PORT=別の番号 を付けて、もう一度実行してください。" \
        "Another program uses port $PORT. Set MYNADESK_PORT to another number and run again."
else
    trap stop_desk EXIT
    # setsid: Ctrl-C in the shell must not end the desk before the last answer
    # its actions are open to this machine while it runs, so that also a `rasa shell` by hand can use them
    open_log "$DATA/log/shell-desk.log"
    MYNADESK_OPEN_ACTIONS=1 setsid .venv/bin/mynadesk actions >"$DATA/log/shell-desk.log" 2>&1 </dev/null &
    desk=$!
    until is_listening "$PORT"; do
        kill -0 "$desk" 2>/dev/null || fail "窓口が始まりません。記録を見てください：$DATA/log/shell-desk.log" \
            "The desk does not start. See the log."
        sleep 0.2
    done
fi

write_endpoints

# `make run` may be using it
while is_listening "$ENGINE_PORT"; do ENGINE_PORT=$((ENGINE_PORT + 1)); done
say "会話エンジンを始めています。終わるときは /stop と入れてください。(type /stop to end)"
.venv/bin/python deploy/in_engine.py rasa shell --model "$model" --endpoints "$ENDPOINTS" \
    --interface 127.0.0.1 --port "$ENGINE_PORT"
