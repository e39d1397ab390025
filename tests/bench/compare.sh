#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Measures mqttscope-cli beside a bare loop, tshark and cat on the same file, in turns, and prints a table for README.md:
#   tests/bench/compare.sh [--runs N] [--frames N] [FILE...]
# --frames measures on the first N frames, for files that take tshark too long.
# Without a file: the named fixture of a million packets, recorded first if it is not there.
set -euo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
root="$here/../.."
options=() files=()
while (($#)); do
    case "$1" in
    -h | --help)
        sed -n '3,6s/^# //p' "${BASH_SOURCE[0]}"
        exit 0
        ;;
    --*)
        options+=("$1" "${2:?$1 needs a value}")
        shift 2
        ;;
    *)
        files+=("$1")
        shift
        ;;
    esac
done
if ((!${#files[@]})); then
    fixture="$root/build/bench/small-1000000.pcap"
    [[ -f "$fixture" ]] || bash "$here/record_fixture.sh" --shape small --packets 1000000
    files=("$fixture")
fi
build="${MQTTSCOPE_BUILD:-$root/build/release}"
program="${MQTTSCOPE_CLI:-$build/app/cli/mqttscope-cli}"
bare="$build/tests/bench/bare_loop"
if [[ ! -x "$program" ]]; then
    echo "$program is not there; build it with: cmake --preset release && cmake --build --preset release" >&2
    exit 1
fi
if [[ -x "$bare" ]]; then
    options+=(--bare-loop "$bare")
else
    echo "$bare is not there, so nothing is measured against it" >&2
fi
exec python3 -B "$here/compare.py" --program "$program" "${options[@]}" "${files[@]}"
