#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Lets the members of a group capture without being root; run it as root:
#   packaging/allow-capture.sh [PATH-OF-MQTTSCOPE-CAPTURE [USER]]
# mqttscope-capture, and nothing else, gets the capability CAP_NET_RAW; only root and the group 'mqttscope' may run it.
set -euo pipefail
group=mqttscope

case "${1:-}" in
-h | --help)
    sed -n '3,5s/^# //p' "${BASH_SOURCE[0]}"
    exit 0
    ;;
esac
helper="${1:-$(command -v mqttscope-capture || true)}"
user="${2:-${SUDO_USER:-}}"
if [[ ! -f "$helper" ]]; then
    echo "mqttscope-capture is not there; name its path" >&2
    exit 1
fi
if [[ "$(id -u)" != 0 ]]; then
    echo "only root can give a capability: sudo $0 $helper" >&2
    exit 1
fi

getent group "$group" >/dev/null || groupadd --system "$group"
# In this order: a change of the owner takes the capability away.
chown "root:$group" "$helper"
chmod 0750 "$helper"
setcap cap_net_raw=ep "$helper"
echo "The group '$group' may capture with $helper."
if [[ -n "$user" && "$user" != root ]]; then
    usermod -aG "$group" "$user"
    echo "$user is in it from the next login on ('newgrp $group' for this terminal)."
else
    echo "'usermod -aG $group USER' adds a user."
fi
