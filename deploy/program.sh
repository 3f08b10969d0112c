#!/usr/bin/env bash
# deploy/program.sh PYTHON FILE ARGUMENTS...: runs one of the project's measuring programs from the project's folder.
# Exit code 2 when that program is not there.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/.."
if [ ! -f "$2" ]; then
    printf 'まだありません：%s\n(%s does not exist yet.)\n' "$2" "$2" >&2
    exit 2
fi
exec "$@"
