# Which Python each environment is made with. Sourced by setup.sh.
# shellcheck shell=bash
# Needs: words.sh, packages.sh. Gives: ENGINE_PYTHON, DESK_PYTHON.

# Rasa 3.6.21 runs on 3.11 and 3.10 only; the desk and the kiosk need 3.11 or newer. Where 3.11 is found it serves both.
ENGINE_VERSIONS=(3.11 3.10)
DESK_VERSIONS=(3.11 3.12 3.13)
# The system's own come first: they get security fixes.
SYSTEM_PLACES=(/usr/bin /usr/local/bin)
OTHER_PLACES=("$HOME"/.pyenv/versions/*/bin "$HOME"/.local/share/uv/python/*/bin /opt/python*/bin "$ROOT"/var/python/*/bin)
# What an environment needs beyond the interpreter: Debian packages ensurepip apart, a self-built Python may lack the others.
PROBE='import sys, ensurepip, venv, ssl, sqlite3, ctypes, zlib; print("%d.%d" % sys.version_info[:2])'

# is_usable PYTHON VERSION: it really runs, is that version and can make environments. A pyenv shim often does not.
is_usable() {
    [ -x "$1" ] && [ "$("$1" -c "$PROBE" 2>/dev/null </dev/null)" = "$2" ]
}

# find_python VERSION...: prints the first usable one, versions in the order given; fails when there is none.
find_python() {
    local version place candidate
    for version in "$@"; do
        local candidates=()
        for place in "${SYSTEM_PLACES[@]}"; do candidates+=("$place/python$version"); done
        while read -r candidate; do candidates+=("$candidate"); done < <(type -aP "python$version" python3 python)
        for place in "${OTHER_PLACES[@]}"; do candidates+=("$place/python$version"); done
        for candidate in "${candidates[@]}"; do
            if is_usable "$candidate" "$version"; then
                printf '%s\n' "$candidate"
                return 0
            fi
        done
    done
    return 1
}

# Sets both variables when both are found.
# shellcheck disable=SC2034  # for setup.sh
choose_pythons() {
    if [ -n "${MYNADESK_PYTHON:-}" ]; then
        if ! is_usable "$MYNADESK_PYTHON" 3.11; then
            fail "MYNADESK_PYTHON=$MYNADESK_PYTHON は使えません。venv の作れる Python 3.11 を指定するか、外してください。" \
                "MYNADESK_PYTHON must name a Python 3.11 that can make environments (venv, ensurepip); mend or unset it."
        fi
        ENGINE_PYTHON=$MYNADESK_PYTHON
        DESK_PYTHON=$MYNADESK_PYTHON
        return 0
    fi
    ENGINE_PYTHON=$(find_python "${ENGINE_VERSIONS[@]}") && DESK_PYTHON=$(find_python "${DESK_VERSIONS[@]}")
}

# Prints the path of a uv: the machine's own, or one put into var/cache with any Python from 3.8 on.
find_uv() {
    local python
    if command -v uv; then return 0; fi
    for python in $(type -aP python3 python); do
        "$python" -c 'import sys, ensurepip; sys.exit(sys.version_info < (3, 8))' 2>/dev/null </dev/null || continue
        # shellcheck disable=SC2015  # either failing means: try the next Python
        run_logged "$python" -m venv "$ROOT/var/cache/uv-environment" >&2 &&
            run_logged "$ROOT/var/cache/uv-environment/bin/pip" install --no-user uv >&2 || continue
        printf '%s\n' "$ROOT/var/cache/uv-environment/bin/uv"
        return 0
    done
    return 1
}

# Fetches Python 3.11 into var/python, outside of which uv writes nothing. Fails when it cannot.
fetch_python() {
    local uv
    uv=$(find_uv) || return 1
    run_logged env UV_PYTHON_INSTALL_DIR="$ROOT/var/python" UV_CACHE_DIR="$ROOT/var/cache/uv" \
        UV_PYTHON_INSTALL_BIN=0 "$uv" python install 3.11 || return 1
    OTHER_PLACES+=("$ROOT"/var/python/*/bin)
}

# Sets ENGINE_PYTHON and DESK_PYTHON: found, else from the system's packages, else by uv, else one clear sentence.
prepare_pythons() {
    choose_pythons && return 0
    local wanted=(python3.11 python3.11-venv)
    # what is compiled needs the headers too
    if [[ " ${ALSO_NEEDED[*]} " == *" gcc "* ]]; then wanted+=(python3.11-dev); fi
    if may_install && packages_exist "${wanted[@]}"; then
        install_packages "${wanted[@]}"
        choose_pythons && return 0
    fi
    step "Python 3.11 を取り寄せています" "fetching Python 3.11 with uv"
    if fetch_python && choose_pythons; then return 0; fi
    if ! may_install && packages_exist "${wanted[@]}"; then refuse_without_root "${wanted[@]}"; fi
    fail "Python 3.11 が見つからず、取り寄せもできませんでした。Python 3.11（venv つき）を入れて、もう一度実行してください。場所は MYNADESK_PYTHON=/…/python3.11 で教えられます。" \
        "No Python 3.11 was found and none could be fetched. Install Python 3.11 with venv and run again; MYNADESK_PYTHON names its place."
}
