#!/usr/bin/env bash
# Sets up mynadesk: system packages, two environments from hash-locked requirements, bytecode. Usage: setup.sh [run|test|kiosk]
set -euo pipefail
cd "$(dirname "$0")/.."
unset PYTHONDONTWRITEBYTECODE
what="${1:-run}"
mkdir -p var/log
log=var/log/setup.log
say() { printf '%s\n' "$*"; }
fail() { printf '%s\n' "$@" >&2; exit 1; }

need() { # packages that are missing
  local missing=()
  for name in "$@"; do
    dpkg-query -W -f='${Status}' "$name" 2>/dev/null | grep -q 'install ok installed' || missing+=("$name")
  done
  [ ${#missing[@]} -eq 0 ] && return 0
  command -v apt-get >/dev/null || fail "次のパッケージを入れてください / please install: ${missing[*]}"
  local root=()
  if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null && sudo -n true 2>/dev/null && root=(sudo) ||
      fail "管理者権限がありません。次を実行してから、もう一度お試しください。 / No root. Run this, then try again:" \
           "  apt-get install -y ${missing[*]}"
  fi
  say "・システムのパッケージを入れています：${missing[*]}"
  { "${root[@]}" apt-get update -q && DEBIAN_FRONTEND=noninteractive "${root[@]}" apt-get install -y -q --no-install-recommends "${missing[@]}"; } >>"$log" 2>&1 ||
    fail "パッケージを入れられません。ネットワークを確かめてください（記録：$log）。 / apt-get failed, see $log"
}

works() { "$1" -c 'import sys, ensurepip, venv; sys.exit(sys.version_info[:2] not in ((3, 11), (3, 10)))' >/dev/null 2>&1; }
python=""
find_python() {
  for name in "${MYNADESK_PYTHON:-}" /usr/bin/python3.11 python3.11 /usr/bin/python3.10 python3.10; do
    [ -n "$name" ] && works "$name" && { python="$name"; return 0; }
  done
  return 1
}
if ! find_python && [ -x /usr/bin/python3.11 ]; then need python3.11-venv; fi
if ! find_python; then
  if command -v uv >/dev/null && uv python install 3.11 >>"$log" 2>&1; then python="$(uv python find 3.11)"; fi
  [ -n "$python" ] || fail "Python 3.11（または 3.10）が見つかりません。python3.11 と python3.11-venv を入れてください。" \
                           "Python 3.11 or 3.10 not found: install python3.11 and python3.11-venv (or uv)."
fi

install() { # environment, stamp name, pip options..., requirement file last
  local place="$1" file="${*: -1}" stamp
  stamp="$place/.$(basename "$file").sha256"
  [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$(sha256sum <"$file")" ] && return 0
  [ -x "$place/bin/python" ] || "$python" -m venv "$place" >>"$log" 2>&1 || fail "環境 $place を作れません（記録：$log）。"
  say "・部品を入れています：$file → $place"
  "$place/bin/python" -m pip install -q --no-deps --require-hashes "${@:2:$#-2}" -r "$file" >>"$log" 2>&1 ||
    fail "部品を入れられません。ネットワークと空き容量を確かめて、もう一度お試しください（記録：$log）。 / pip failed, see $log"
  "$place/bin/python" -m compileall -q "$place"/lib/python3*/site-packages >/dev/null 2>&1 || true
  sha256sum <"$file" >"$stamp"
}

say "① 準備を確かめています（はじめては数分かかります）"
[ "$(uname -m)" = x86_64 ] || need gcc python3.11-dev
install .venv requirements/desk.txt
install .venv-engine --ignore-requires-python requirements/engine.txt
for place in .venv .venv-engine; do
  pwd >"$(echo $place/lib/python3*/site-packages)/mynadesk.pth"
done
printf '#!%s/.venv/bin/python\nimport sys\n\nfrom bot.cli import main\n\nsys.exit(main())\n' "$PWD" >.venv/bin/mynadesk
chmod +x .venv/bin/mynadesk
if [ "$what" = kiosk ] || [ "$what" = test ]; then
  need libpcsclite-dev swig gcc python3.11-dev pcscd
  install .venv requirements/kiosk.txt
fi
if [ "$what" = test ]; then
  need chromium fonts-noto-cjk vsmartcard-vpcd vsmartcard-vpicc opensc pcsc-tools iproute2 util-linux
  install .venv requirements/dev.txt
fi
say "・準備ができました"
