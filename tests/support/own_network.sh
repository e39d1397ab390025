# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash
# Sourced by the recorders: runs the script again inside a network namespace of its own, where port 1883 is free, nobody
# else is heard and nothing reaches the machine. The namespace goes away with its last process.

enter_own_network() { # the script, then its arguments
    [[ "${MQTTSCOPE_OWN_NETWORK:-}" == 1 ]] && return 0
    local user=()
    [[ "$(id -u)" == 0 ]] || user=(--user --map-root-user)
    MQTTSCOPE_OWN_NETWORK=1 exec unshare "${user[@]}" --net --kill-child --fork -- bash "$@"
}
