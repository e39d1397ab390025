# SPDX-License-Identifier: GPL-3.0-or-later
"""Passes Ethernet frames between two interfaces, and loses, doubles, reorders and fragments some of them on the way.

What it records is what passed in the middle: before the damage (--at arrival), after it (--at departure) or both, as a
mirror port shows it, if wanted with VLAN tags or inside the tunnel of a mirror. Bounded in frames and seconds."""

import argparse
import random
import select
import socket
import struct
import sys
import time

PACKET_OUTGOING = 4  # linux/if_packet.h
IPV4, TCP = 0x0800, 6
SYN = 0x02


def is_tcp_data(frame):
    """Whether this is an IPv4 TCP segment without SYN: losing a SYN only costs a second."""
    if len(frame) < 34 or struct.unpack_from(">H", frame, 12)[0] != IPV4 or frame[23] != TCP:
        return False
    flags = 14 + (frame[14] & 15) * 4 + 13
    return len(frame) > flags and not frame[flags] & SYN


def checksum(data):
    """RFC 1071."""
    total = sum(struct.unpack(f">{len(data) // 2}H", data))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


def fragments(frame, largest):
    """The frame's IPv4 packet in pieces of at most `largest` bytes each (RFC 791 §3.2)."""
    head_size = (frame[14] & 15) * 4 if len(frame) > 34 else 0
    total = struct.unpack_from(">H", frame, 16)[0] if head_size else 0
    if not is_tcp_data(frame) or total <= largest or head_size != 20:
        return [frame]
    ethernet, head, body = frame[:14], bytearray(frame[14:34]), frame[34:14 + total]
    step = (largest - head_size) // 8 * 8
    made = []
    for at in range(0, len(body), step):
        part = body[at:at + step]
        more = 0x2000 if at + step < len(body) else 0
        struct.pack_into(">H", head, 2, head_size + len(part))
        struct.pack_into(">H", head, 6, more | at // 8)
        struct.pack_into(">H", head, 10, 0)
        struct.pack_into(">H", head, 10, checksum(bytes(head)))
        made.append(ethernet + bytes(head) + part)
    return made


def tagged(frame, tags):
    """The frame with VLAN tags, the outermost first (IEEE 802.1Q §9.6; an outer one is a service tag)."""
    inner = frame[12:]
    for depth, tag in reversed(list(enumerate(tags))):
        kind = 0x88A8 if depth < len(tags) - 1 else 0x8100
        inner = struct.pack(">HH", kind, tag) + inner
    return frame[:12] + inner


class Tunnel:
    """Wraps frames as a mirror far away sends them: from 10.77.1.1 to the recorder at 10.77.1.2."""

    def __init__(self, kind):
        self._kind = kind
        self._count = 0

    def wrap(self, frame):
        if not self._kind:
            return frame
        self._count += 1
        if self._kind == "vxlan":  # RFC 7348 §5
            payload = struct.pack(">HHHH", 49152, 4789, 16 + len(frame), 0) + struct.pack(">II", 0x08000000, 77 << 8) + frame
            return self._ip(17, payload)
        if self._kind == "gre":  # RFC 2784 §2.1, a bridged frame inside
            return self._ip(47, struct.pack(">HH", 0, 0x6558) + frame)
        if self._kind == "erspan":  # type II: GRE with a sequence number (RFC 2890 §2), version 1, session 7
            return self._ip(47, struct.pack(">HHIHHI", 0x1000, 0x88BE, self._count, 0x1000, 7, 0) + frame)
        if self._kind == "mpls":  # RFC 3032 §2.1: two labels, the IP packet below them
            return self._ethernet(0x8847, struct.pack(">II", 77 << 12 | 64, 78 << 12 | 0x100 | 64) + frame[14:])
        if self._kind == "ipip":  # RFC 2003
            return self._ip(4, frame[14:])
        sys.exit(f"no such tunnel: {self._kind}")

    def _ip(self, protocol, payload):
        head = bytearray(struct.pack(">BBHHHBBH4s4s", 0x45, 0, 20 + len(payload), self._count & 0xFFFF, 0, 64, protocol, 0,
                                     bytes([10, 77, 1, 1]), bytes([10, 77, 1, 2])))
        struct.pack_into(">H", head, 10, checksum(bytes(head)))
        return self._ethernet(IPV4, bytes(head) + payload)

    @staticmethod
    def _ethernet(kind, payload):
        return bytes.fromhex("0200000001020200000001010000")[:12] + struct.pack(">H", kind) + payload


class Tape:
    """A pcap file with nanoseconds of what passed, without the hosts' talk about addresses."""

    def __init__(self, path, tags, tunnel):
        self._file = open(path, "wb")
        self._file.write(struct.pack("<IHHiIII", 0xA1B23C4D, 2, 4, 0, 0, 262144, 1))
        self._tags, self._tunnel = tags, Tunnel(tunnel)

    def write(self, frame):
        if struct.unpack_from(">H", frame, 12)[0] != IPV4:
            return
        frame = self._tunnel.wrap(tagged(frame, self._tags))
        stamp = time.time_ns()
        self._file.write(struct.pack("<IIII", stamp // 10**9, stamp % 10**9, len(frame), len(frame)) + frame)
        self._file.flush()


class Relay:
    def __init__(self, options):
        self._options = options
        self._random = random.Random(options.seed)
        self._sides = []
        for name in (options.left, options.right):
            side = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(0x0003))  # ETH_P_ALL
            side.bind((name, 0))
            self._sides.append(side)
        self._held = []  # (when it goes at last, how many may pass it still, where it goes, the frame)
        self._tape = Tape(options.record, options.vlan, options.tunnel)
        self.counts = {"passed": 0, "lost": 0, "doubled": 0, "reordered": 0, "fragmented": 0}

    def run(self):
        end = time.monotonic() + self._options.seconds
        print("relaying", flush=True)
        while time.monotonic() < end and self.counts["passed"] < self._options.frames:
            ready, _, _ = select.select(self._sides, [], [], 0.005 if self._held else 0.2)
            for side in ready:
                frame, address = side.recvfrom(65536)
                if address[2] != PACKET_OUTGOING:
                    self._arrived(frame, self._sides[1 - self._sides.index(side)])
            self._release()

    def _arrived(self, frame, to):
        self.counts["passed"] += 1
        if self._options.at in ("arrival", "both"):
            self._tape.write(frame)
        if not is_tcp_data(frame):
            self._send(frame, to)
            return
        fate = self._random.random()
        for name, share in (("lost", self._options.loss), ("doubled", self._options.duplicate),
                            ("reordered", self._options.reorder)):
            if fate < share:
                self.counts[name] += 1
                break
            fate -= share
        else:
            name = ""
        if name == "lost":
            return
        if name == "reordered":
            self._held.append([time.monotonic() + 0.04, self._random.randint(1, 3), to, frame])
            return
        for _ in range(2 if name == "doubled" else 1):
            self._send(frame, to)
        for held in self._held:
            held[1] -= held[2] is to

    def _release(self):
        now = time.monotonic()
        for held in [held for held in self._held if held[1] <= 0 or held[0] <= now]:
            self._held.remove(held)
            self._send(held[3], held[2])

    def _send(self, frame, to):
        parts = fragments(frame, self._options.fragment) if self._options.fragment else [frame]
        self.counts["fragmented"] += len(parts) > 1
        for part in parts:
            if self._options.at in ("departure", "both"):
                self._tape.write(part)
            to.send(part)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("left")
    parser.add_argument("right")
    parser.add_argument("--record", required=True, help="pcap file")
    parser.add_argument("--at", choices=("arrival", "departure", "both"), default="departure")
    parser.add_argument("--loss", type=float, default=0.0, help="share of frames, 0 to 1")
    parser.add_argument("--duplicate", type=float, default=0.0)
    parser.add_argument("--reorder", type=float, default=0.0)
    parser.add_argument("--fragment", type=int, default=0, help="largest IPv4 packet in bytes that passes whole")
    parser.add_argument("--vlan", type=int, action="append", default=[], help="tag of the record, the outermost first")
    parser.add_argument("--tunnel", choices=("vxlan", "gre", "erspan", "mpls", "ipip"), help="around what is recorded")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--frames", type=int, default=20000)
    relay = Relay(parser.parse_args())
    try:
        relay.run()
    except KeyboardInterrupt:
        pass
    print(" ".join(f"{name}={count}" for name, count in relay.counts.items()), flush=True)


if __name__ == "__main__":
    main()
