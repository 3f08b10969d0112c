# System packages, by apt-get, with root or sudo. Sourced by setup.sh.
# shellcheck shell=bash
# Needs: words.sh.

INSTALL=(apt-get install -y --no-install-recommends -o DPkg::Lock::Timeout=120)
apt_lists_fresh=
# What the part that was asked for needs later on: a person without root gets one list instead of one after the other.
ALSO_NEEDED=()

# The words in front of apt-get: nothing for root, sudo otherwise. Without a terminal sudo must not ask.
as_root() {
    if [ "$(id -u)" = 0 ]; then
        "$@"
    elif [ -t 0 ]; then
        sudo "$@"
    else
        sudo -n "$@"
    fi
}

# True when apt-get can be used by this user.
may_install() {
    command -v apt-get >/dev/null || return 1
    [ "$(id -u)" = 0 ] && return 0
    command -v sudo >/dev/null || return 1
    if [ -t 0 ]; then
        sudo -v
    else
        sudo -n true 2>/dev/null
    fi
}

# Once a run: an old list names files that the archive no longer has. Being offline shows at the installation.
refresh_lists() {
    [ -z "$apt_lists_fresh" ] || return 0
    apt_lists_fresh=yes
    may_install || return 0
    run_logged as_root apt-get update || true
}

# packages_exist NAME...: the archive of this system carries all of them.
packages_exist() {
    command -v apt-cache >/dev/null || return 1
    refresh_lists
    local name
    for name in "$@"; do apt-cache show "$name" >/dev/null 2>&1 || return 1; done
}

# missing_packages NAME...: prints those that are not installed; on a system without dpkg none can be told.
missing_packages() {
    command -v dpkg-query >/dev/null || return 0
    local name
    for name in "$@"; do
        # shellcheck disable=SC2016  # the form is for dpkg-query
        [ "$(dpkg-query -W -f '${db:Status-Status}' "$name" 2>/dev/null)" = installed ] || printf '%s\n' "$name"
    done
}

# install_packages NAME...: ends with a sentence when that fails.
install_packages() {
    step "システムの部品を入れています：$*" "installing system packages"
    refresh_lists
    run_logged as_root env DEBIAN_FRONTEND=noninteractive "${INSTALL[@]}" "$@" || explain_failure "apt-get install $*"
}

# require_packages NAME...: installs what is missing, or says what to install.
require_packages() {
    local missing
    mapfile -t missing < <(missing_packages "$@")
    [ ${#missing[@]} -gt 0 ] || return 0
    may_install || refuse_without_root "${missing[@]}"
    install_packages "${missing[@]}"
}

# refuse_without_root NAME...: the list, the command, the end.
refuse_without_root() {
    local names=("$@") name
    for name in $(missing_packages "${ALSO_NEEDED[@]}"); do
        [[ " ${names[*]} " == *" $name "* ]] || names+=("$name")
    done
    fail "管理者の権限がないので、システムの部品を入れられません。管理者に次を頼んで、もう一度実行してください：
    sudo apt-get install ${names[*]}" \
        "System packages are missing and there is no root or sudo. Have the command above run, then run again."
}
