#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Installs what mqttscope needs, builds it, and opens it on a bundled sample, or on what is given:
#   packaging/run.sh [FILE or option of mqttscope]...
set -euo pipefail
home="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
build="$home/build/run"
sample="$home/resources/samples/mqtt5-properties.pcapng"
# shellcheck source=packaging/dependencies.sh
source "$home/packaging/dependencies.sh"

configure() {
    local options=(-G Ninja -DCMAKE_BUILD_TYPE=Release -DMQTTSCOPE_GUI=ON)
    # Both only save time, so they are used where they are and not installed for this.
    if command -v ccache >/dev/null; then options+=(-DCMAKE_CXX_COMPILER_LAUNCHER=ccache); fi
    if command -v mold >/dev/null; then options+=(-DCMAKE_EXE_LINKER_FLAGS=-fuse-ld=mold); fi
    say "Configuring a release build"
    cmake -S "$home" -B "$build" "${options[@]}"
}

build() {
    # Without build.ninja no configuration has ever succeeded; otherwise ninja itself configures again when it must.
    [[ -f "$build/build.ninja" ]] || configure || return 1
    say "Building mqttscope and mqttscope-cli (the first time takes some minutes)"
    cmake --build "$build" --parallel "$(build_jobs)"
}

main() {
    case "${1:-}" in
    -h | --help)
        sed -n '3,4s/^# //p' "${BASH_SOURCE[0]}"
        return 0
        ;;
    esac
    # Paths are given relative to where the user stands, so this script never changes its folder.
    local arguments=("$@")
    ((${#arguments[@]})) || arguments=("$sample")

    install_dependencies "$home/packaging/dependencies.txt" build run || {
        complain "The packages above are missing, so mqttscope cannot be built."
        return 1
    }
    build || {
        complain "The build failed; the first error above says why. 'rm -rf build/run' starts it afresh."
        return 1
    }
    if [[ -z "${DISPLAY:-}" && -z "${WAYLAND_DISPLAY:-}" ]]; then
        say "There is no display here (DISPLAY and WAYLAND_DISPLAY are empty), so no window can be shown."
        echo "    mqttscope-cli decodes in the terminal instead: mqttscope-cli packets ${arguments[*]#"$home"/}"
        echo
        exec "$build/app/cli/mqttscope-cli" packets "${arguments[@]}"
    fi
    say "Opening the window"
    exec "$build/app/gui/mqttscope" "${arguments[@]}"
}

main "$@"
