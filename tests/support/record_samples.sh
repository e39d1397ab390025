#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Records resources/samples/ anew from real mosquitto traffic: tests/support/record_samples.sh [NAME...]
set -euo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
# shellcheck source=tests/support/own_network.sh
source "$here/own_network.sh"
enter_own_network "${BASH_SOURCE[0]}" "$@"

export PATH="$PATH:/usr/sbin:/sbin"
out="${MQTTSCOPE_SAMPLES:-$here/../../resources/samples}"
exec timeout --kill-after=10 300 python3 -B "$here/record_samples.py" "$out" "$@"
