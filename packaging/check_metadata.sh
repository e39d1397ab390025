#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Checks the desktop entry, the AppStream metadata, the icon and the man pages with whatever checkers are installed.
set -euo pipefail
home="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"

# with PROGRAM ARGUMENT...: runs a checker, or says that it is not there.
with() {
    if command -v "$1" >/dev/null; then
        "$@"
    else
        echo "not checked, no $1"
    fi
}

with desktop-file-validate "$home/packaging/mqttscope.desktop"
# The project has no domain of its own, which the identifier would have to begin with.
with appstreamcli validate --no-net --no-color --override=cid-desktopapp-is-not-rdns=info "$home/packaging/mqttscope.metainfo.xml"
python3 -c 'import sys, xml.dom.minidom as xml; [xml.parse(f) for f in sys.argv[1:]]' \
    "$home/packaging/mqttscope.metainfo.xml" "$home/resources/icons/mqttscope.svg"
for page in "$home"/packaging/man/*.1; do
    if command -v groff >/dev/null; then
        complaints="$(groff -man -Tutf8 -ww -z "$page" 2>&1)"
        [[ -z "$complaints" ]] || {
            echo "$complaints" >&2
            exit 1
        }
    fi
done
echo "desktop entry, metadata, icon and man pages are well formed"
