#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# open_window.sh PROGRAM FOLDER: opens each sample in the window, lets it stand for a moment, and ends it by its id.
set -euo pipefail
program="$1"
folder="$2"
# Nothing of the user's settings is read or written.
home="$(mktemp -d)"
trap 'rm -rf "$home"' EXIT
export HOME="$home" XDG_CONFIG_HOME="$home/config" XDG_CACHE_HOME="$home/cache" XDG_DATA_HOME="$home/data"

for sample in "$folder"/*.pcap*; do
    "$program" "$sample" &
    window=$!
    sleep 2
    if ! kill -0 "$window" 2>/dev/null; then
        echo "the window was gone within two seconds: $sample" >&2
        exit 1
    fi
    kill -TERM "$window"
    status=0
    wait "$window" || status=$?
    # Ended by the signal, or cleanly because of it; anything else is a crash.
    if [[ "$status" != 143 && "$status" != 0 ]]; then
        echo "status $status at the end: $sample" >&2
        exit 1
    fi
    echo "shown: $sample"
done
