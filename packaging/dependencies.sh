# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash
# Sourced by packaging/run.sh and tests/run.sh: says which packages of dependencies.txt are missing, and installs them.

say() { printf '\n==> %s\n' "$*"; }
complain() { printf '\n!!  %s\n' "$*" >&2; }

# Prints the entries of the groups, one a line.
entries_of() {
    local list="$1" group
    shift
    for group in "$@"; do
        sed -n "s/^$group \+//p" "$list"
    done
}

# Reads entries, prints those of which no alternative is installed.
not_installed() {
    local entry name installed
    # One question for everything: asking dpkg name by name takes seconds.
    # shellcheck disable=SC2016  # the format is dpkg's, not the shell's
    installed="$(dpkg-query -W -f '${db:Status-Status} ${Package}\n' 2>/dev/null | sed -n 's/^installed //p' | sort -u)"
    while read -r entry; do
        for name in $(tr '|' ' ' <<<"${entry#\?}"); do
            grep -qxF "$name" <<<"$installed" && continue 2
        done
        printf '%s\n' "$entry"
    done
}

# Prints the first alternative of an entry that apt can install, or fails.
installable() {
    local name policy
    for name in $(tr '|' ' ' <<<"${1#\?}"); do
        # Not as a pipe into grep -q, which ends early and makes apt-cache fail now and then.
        policy="$(LC_ALL=C apt-cache policy "$name" 2>/dev/null)"
        if grep -q '^  Candidate: [^(]' <<<"$policy"; then
            printf '%s\n' "$name"
            return 0
        fi
    done
    return 1
}

# Sets `wanted` to the packages to install and `unknown` to the required entries that apt does not know.
choose_packages() {
    local entry name
    wanted=()
    unknown=()
    for entry in "$@"; do
        if name="$(installable "$entry")"; then
            wanted+=("$name")
        elif [[ "$entry" != \?* ]]; then
            unknown+=("$entry")
        fi
    done
}

# Whether as_root can work: being root, or having sudo that can ask for a password or needs none.
can_be_root() {
    [[ "$(id -u)" == 0 ]] || { command -v sudo >/dev/null && { [[ -t 0 ]] || sudo -n true 2>/dev/null; }; }
}

as_root() {
    if [[ "$(id -u)" == 0 ]]; then "$@"; else sudo "$@"; fi
}

apt() {
    as_root env DEBIAN_FRONTEND=noninteractive NEEDRESTART_MODE=l apt-get -q -o Dpkg::Use-Pty=0 "$@" </dev/null
}

# install_dependencies LIST GROUP...: quick and silent where nothing is missing.
install_dependencies() {
    local list="$1" missing wanted unknown
    shift
    if ! command -v apt-get >/dev/null || ! command -v dpkg-query >/dev/null; then
        say "This is neither Debian nor Ubuntu: nothing is installed. Needed are (Debian's names):"
        entries_of "$list" "$@" | tr '\n' ' '
        echo
        return 0
    fi
    mapfile -t missing < <(entries_of "$list" "$@" | not_installed)
    ((${#missing[@]})) || return 0

    choose_packages "${missing[@]}"
    ((${#wanted[@]} + ${#unknown[@]})) || return 0
    say "Missing packages: ${wanted[*]} ${unknown[*]}"
    if ! can_be_root; then
        complain "Installing needs root, and there is no way to become root here. Let somebody who has it run:"
        echo "      apt-get install --no-install-recommends ${wanted[*]} ${unknown[*]%%|*}" >&2
        return 1
    fi
    if ((${#unknown[@]})); then
        echo "Reading the package lists again (apt-get update)"
        apt update
        choose_packages "${missing[@]}"
    fi
    if ((${#unknown[@]})); then
        complain "This release has no package for: ${unknown[*]}"
        echo "    mqttscope is built on Debian 12, Debian 13 and Ubuntu 24.04 (there with 'universe' switched on)." >&2
        return 1
    fi
    say "Installing: ${wanted[*]}"
    if ! apt install -y --no-install-recommends "${wanted[@]}"; then
        echo "Trying once more with fresh package lists (apt-get update)"
        apt update
        apt install -y --no-install-recommends "${wanted[@]}"
    fi
}

# As many compilers at once as there are processors, but each with 1.5 GB of memory.
build_jobs() {
    local processors memory
    processors="$(nproc)"
    memory="$(awk '/^MemAvailable/ { print int($2 / 1500000) }' /proc/meminfo)"
    ((memory < 1)) && memory=1
    echo "$((processors < memory ? processors : memory))"
}
