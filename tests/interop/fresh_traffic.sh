#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# fresh_traffic.sh MQTTSCOPE_CLI FOLDER: records traffic of the installed broker into FOLDER, and holds the packets that
# mqttscope-cli finds, in their order, against those that tshark finds.
set -euo pipefail
program="$1"
folder="$2"
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
mkdir -p "$folder"

user=()
[[ "$(id -u)" == 0 ]] || user=(--user --map-root-user)
if ! unshare "${user[@]}" --net true 2>/dev/null; then
    echo "no network namespace can be made here, so nothing is recorded and nothing compared"
    exit 0
fi

MQTTSCOPE_SAMPLES="$folder" "$here/../support/record_samples.sh" \
    qos-levels.pcapng mqtt5-properties.pcapng topic-aliases.pcapng split-packet.pcapng will-and-retained.pcapng
"$here/../bench/record_fixture.sh" --shape small --packets 20000 --out "$folder/small.pcap"
"$here/../bench/record_fixture.sh" --shape v5 --packets 5000 --out "$folder/v5.pcap"

different=0
for capture in "$folder"/*.pcap*; do
    "$program" packets -T fields -e frame.number -e mqtt.msgtype "$capture" >"$folder/own.txt"
    # tshark prints a line for each frame, with the types of its packets joined by commas. A busy loopback does lose and
    # reorder segments now and then, and tshark loses packets there unless it is told to wait for them.
    tshark -n -o tcp.reassemble_out_of_order:TRUE -r "$capture" -Y mqtt -T fields -e frame.number -e mqtt.msgtype 2>/dev/null |
        awk '{ n = split($2, types, ","); for (i = 1; i <= n; i++) print $1 "\t" types[i] }' >"$folder/tshark.txt"
    if cmp -s "$folder/own.txt" "$folder/tshark.txt"; then
        echo "$(basename "$capture"): $(wc -l <"$folder/own.txt") packets, as tshark has them"
    else
        echo "$(basename "$capture"): other packets than tshark's (<: mqttscope, >: tshark)" >&2
        diff "$folder/own.txt" "$folder/tshark.txt" | head -n 20 >&2 || true
        different=1
    fi
done
exit "$different"
