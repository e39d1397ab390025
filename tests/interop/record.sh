#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Records traffic of several makers' brokers and clients: tests/interop/record.sh FOLDER [BEGINNING OF A NAME...]
# and traffic that is no MQTT: tests/interop/record.sh --others FOLDER [BEGINNING OF A NAME...]
# Installs what it needs from Debian's packages, and from npm into build/interop. Nothing runs outside the recording:
# a package that wants to start its service is kept from it, and all happens in a network namespace of its own.
set -euo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
home="$(cd "$here/../.." && pwd)"
modules="$home/build/interop-modules"
packages=(mosquitto mosquitto-clients tcpdump iproute2 util-linux rabbitmq-server ejabberd python3-paho-mqtt
    paho.mqtt.c-examples redis-server openssh-server openssh-client openssl curl amqp-tools postgresql)
command -v npm >/dev/null || packages+=(nodejs npm)
npm_modules=(mqtt@5 aedes@1 ws@8)
# shellcheck source=tests/support/own_network.sh
source "$here/../support/own_network.sh"

install_packages() {
    local missing=() name
    for name in "${packages[@]}"; do
        [[ "$(dpkg-query -W -f '${db:Status-Status}' "$name" 2>/dev/null)" == installed ]] || missing+=("$name")
    done
    ((${#missing[@]})) || return 0
    # shellcheck source=packaging/dependencies.sh
    source "$home/packaging/dependencies.sh"
    local policy=/usr/sbin/policy-rc.d ours=0
    if [[ ! -e "$policy" ]]; then
        printf '#!/bin/sh\nexit 101\n' | as_root tee "$policy" >/dev/null
        as_root chmod +x "$policy"
        ours=1
    fi
    apt install -y --no-install-recommends "${missing[@]}" || { apt update && apt install -y --no-install-recommends "${missing[@]}"; }
    if ((ours)); then as_root rm -f "$policy"; fi
}

install_modules() {
    [[ -d "$modules/node_modules/ws" ]] && return 0
    mkdir -p "$modules"
    echo '{ "private": true }' >"$modules/package.json"
    (cd "$modules" && npm install --no-fund --no-audit --loglevel=error "${npm_modules[@]}")
}

if [[ "${MQTTSCOPE_OWN_NETWORK:-}" != 1 ]]; then
    install_packages
    install_modules
fi
script=record.py
if [[ "${1:-}" == --others ]]; then script=record_others.py; fi
folder="${1:?a folder for the recordings}"
if [[ "$script" == record_others.py ]]; then folder="${2:?a folder for the recordings}"; fi
mkdir -p "$folder"
enter_own_network "${BASH_SOURCE[0]}" "$@"

export PATH="$PATH:/usr/sbin:/sbin" NODE_PATH="$modules/node_modules"
if [[ "$script" == record_others.py ]]; then shift; fi
exec timeout --kill-after=10 900 python3 -B "$here/$script" "$@"
