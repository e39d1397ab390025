#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""multiply_capture.py IN OUT K: a recording K times over, with other client ports and later times each time.

For little-endian pcap files of Ethernet, IPv4 and TCP, as record_fixture.sh makes them. Checksums stay as they are;
captures of a loopback interface have none that are right anyway.
"""

import math
import pathlib
import struct
import sys

FILE_HEADER, RECORD_HEADER, ETHERNET = 24, 16, 14
BROKER_PORT = 1883
FIRST_PORT = 10_000


def places(data):
    """Where in the file the seconds and the client's port of each frame stand, with their values."""
    magic, link = struct.unpack_from("<I", data)[0], struct.unpack_from("<I", data, 20)[0]
    if magic not in (0xA1B2C3D4, 0xA1B23C4D) or link != 1:
        sys.exit("only little-endian pcap files with Ethernet can be multiplied")
    record = struct.Struct("<IIII").unpack_from
    ports = struct.Struct(">HH").unpack_from
    at, end, seconds, clients = FILE_HEADER, len(data), [], []
    while at + RECORD_HEADER <= end:
        second, _, kept, _ = record(data, at)
        seconds.append((at, second))
        at += RECORD_HEADER
        if data[at + 12:at + 14] == b"\x08\x00" and data[at + ETHERNET + 9] == 6:
            tcp = at + ETHERNET + (data[at + ETHERNET] & 15) * 4
            source, target = ports(data, tcp)
            clients.append((tcp, source) if target == BROKER_PORT else (tcp + 2, target))
        at += kept
    return seconds, clients


def multiply(source, target, times):
    data = bytearray(pathlib.Path(source).read_bytes())
    seconds, clients = places(data)
    if not seconds:
        sys.exit(f"{source}: no frames")
    known = {port: number for number, port in enumerate(sorted({port for _, port in clients}))}
    if FIRST_PORT + times * len(known) > 65_535:
        sys.exit(f"{len(known)} connections {times} times over need more ports than there are")
    span = math.ceil(max(s for _, s in seconds) - min(s for _, s in seconds)) + 2
    put_second = struct.Struct("<I").pack_into
    put_port = struct.Struct(">H").pack_into
    with open(target, "wb") as out:
        out.write(data[:FILE_HEADER])
        for turn in range(times):
            later, first_port = turn * span, FIRST_PORT + turn * len(known)
            for at, second in seconds:
                put_second(data, at, second + later)
            for at, port in clients:
                put_port(data, at, first_port + known[port])
            out.write(memoryview(data)[FILE_HEADER:])


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    multiply(sys.argv[1], sys.argv[2], int(sys.argv[3]))
