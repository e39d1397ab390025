#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Records a large capture of a real broker into build/bench, for benchmarks:
#   tests/bench/record_fixture.sh [--shape small|single|large|v5] [--packets N] [--repeat K] [--out FILE]
# small (the named fixture): small packets, several in a segment, about 9 a frame and 70 bytes each.
# --repeat K writes the recording K times over, with other ports and later times, for what takes too long to record.
set -euo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
# shellcheck source=tests/support/own_network.sh
source "$here/../support/own_network.sh"
case "${1:-}" in
-h | --help)
    sed -n '3,6s/^# //p' "${BASH_SOURCE[0]}"
    exit 0
    ;;
esac
enter_own_network "${BASH_SOURCE[0]}" "$@"

export PATH="$PATH:/usr/sbin:/sbin" PYTHONPATH="$here/../support"
mkdir -p "$here/../../build/bench"
exec timeout --kill-after=10 1800 python3 -B "$here/record_fixture.py" --folder "$here/../../build/bench" "$@"
