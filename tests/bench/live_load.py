#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Sends frames at growing rates over a pair of interfaces in a network namespace of its own, and captures them in turns with
tcpdump and mqttscope-cli, with the same buffer and filter: what does each of them drop? Prints a table for README.md.

    tests/bench/live_load.py [--program MQTTSCOPE_CLI] [--rates N,N…] [--seconds N] [--buffer MIB] [--decode]
"""

import argparse
import ctypes
import os
import pathlib
import re
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import time

NEAR, FAR = "load0", "load1"
FILTER = "tcp port 1883"
BATCH = 64
TOPIC, PAYLOAD = b"plant/line2/temp", b'{"ts":1700000001,"temp":21.5,"unit":"C"}'


class Iovec(ctypes.Structure):
    _fields_ = [("base", ctypes.c_void_p), ("size", ctypes.c_size_t)]


class Msghdr(ctypes.Structure):
    _fields_ = [("name", ctypes.c_void_p), ("namelen", ctypes.c_uint32), ("iov", ctypes.POINTER(Iovec)),
                ("iovlen", ctypes.c_size_t), ("control", ctypes.c_void_p), ("controllen", ctypes.c_size_t),
                ("flags", ctypes.c_int)]


class Mmsghdr(ctypes.Structure):
    _fields_ = [("header", Msghdr), ("size", ctypes.c_uint)]


def frame(sequence):
    """One PUBLISH of QoS 0 in a TCP segment in IPv4 in Ethernet; checksums are left to nobody, as with offloading."""
    body = struct.pack(">H", len(TOPIC)) + TOPIC + PAYLOAD
    publish = bytes([0x30, len(body)]) + body
    tcp = struct.pack(">HHIIBBHHH", 50000, 1883, sequence, 1, 5 << 4, 0x18, 8192, 0, 0)
    size = 20 + len(tcp) + len(publish)
    ip = struct.pack(">BBHHHBBH4s4s", 0x45, 0, size, sequence & 0xFFFF, 0, 64, 6, 0, bytes([10, 0, 0, 1]), bytes([10, 0, 0, 2]))
    return bytes.fromhex("020000000002 020000000001 0800") + ip + tcp + publish, len(publish)


class Sender:
    """Hands many frames to the kernel in one call, which Python alone cannot."""

    def __init__(self):
        self._socket = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
        self._socket.bind((NEAR, 0))
        self._libc = ctypes.CDLL(None, use_errno=True)
        bytes_, self._payload = frame(1)
        self._sequence = 1
        self._frames = [ctypes.create_string_buffer(bytes_, len(bytes_)) for _ in range(BATCH)]
        self._parts = (Iovec * BATCH)(*[Iovec(ctypes.addressof(f), len(f)) for f in self._frames])
        self._messages = (Mmsghdr * BATCH)()
        for message, part in zip(self._messages, self._parts):
            message.header.iov = ctypes.pointer(part)
            message.header.iovlen = 1

    def _number(self):
        """One stream goes on, so that whoever decodes it finds a packet in each frame."""
        for each in self._frames:
            struct.pack_into(">H", each, 18, self._sequence & 0xFFFF)
            struct.pack_into(">I", each, 38, self._sequence & 0xFFFFFFFF)
            self._sequence += self._payload

    def send(self, rate, seconds):
        """Returns how many frames went out."""
        begun, sent = time.monotonic(), 0
        while (now := time.monotonic() - begun) < seconds:
            if sent > now * rate:
                time.sleep(min(0.001, (sent - now * rate) / rate))
                continue
            self._number()
            count = self._libc.sendmmsg(self._socket.fileno(), self._messages, BATCH, 0)
            sent += max(count, 0)
        return sent


def capture_command(options, tool, file):
    if tool == "tcpdump":
        return ["tcpdump", "-i", FAR, "-B", str(options.buffer * 1024), "-w", file, FILTER]
    return [options.program, "capture", "-i", FAR, "-B", str(options.buffer), "-w", file, "-f", FILTER, "--no-progress",
            *(["-T", "ndjson"] if options.decode else [])]


def dropped_in(tool, words):
    if tool == "tcpdump":
        return int(re.search(r"(\d+) packets? dropped by kernel", words)[1])
    return int(re.search(r"([\d,]+) dropped by the kernel", words)[1].replace(",", ""))


def processor_seconds(pid):
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def measure(options, tool, rate, folder):
    file = pathlib.Path(folder) / "load.pcap"
    file.unlink(missing_ok=True)
    with subprocess.Popen(capture_command(options, tool, str(file)), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
                          text=True) as capture:
        while not file.exists() and capture.poll() is None:
            time.sleep(0.05)
        if capture.poll() is not None:
            sys.exit(f"{tool} does not capture: {capture.stderr.read()}")
        time.sleep(0.5)
        sent = Sender().send(rate, options.seconds)
        time.sleep(0.5)
        used = processor_seconds(capture.pid)
        capture.send_signal(signal.SIGINT)
        words = capture.communicate(timeout=60)[1]
    return {"rate": sent / options.seconds, "dropped": dropped_in(tool, words), "processor": used}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    root = pathlib.Path(__file__).resolve().parents[2]
    parser.add_argument("--program", default=str(root / "build/release/app/cli/mqttscope-cli"))
    parser.add_argument("--rates", default="50000,100000,200000,400000,800000")
    parser.add_argument("--seconds", type=float, default=5)
    parser.add_argument("--buffer", type=int, default=16, help="MiB that the kernel gathers frames in")
    parser.add_argument("--decode", action="store_true", help="mqttscope-cli also decodes and prints what it captures")
    options = parser.parse_args()
    if os.environ.get("MQTTSCOPE_OWN_NETWORK") != "1":
        os.environ["MQTTSCOPE_OWN_NETWORK"] = "1"
        os.execvp("unshare", ["unshare", "--net", "--kill-child", "--fork", "--", sys.executable, "-B", *sys.argv])
    subprocess.run(["ip", "link", "add", NEAR, "type", "veth", "peer", "name", FAR], check=True)
    for interface in (NEAR, FAR):
        subprocess.run(["ip", "link", "set", interface, "up"], check=True)
    print("| frames/s sent | tcpdump drops | processor | mqttscope-cli drops | processor |")
    print("|---:|---:|---:|---:|---:|")
    with tempfile.TemporaryDirectory() as folder:
        for rate in map(int, options.rates.split(",")):
            other = measure(options, "tcpdump", rate, folder)
            ours = measure(options, "mqttscope-cli", rate, folder)
            print(f"| {other['rate']:,.0f} / {ours['rate']:,.0f} | {other['dropped']:,} | {other['processor']:.2f} s "
                  f"| {ours['dropped']:,} | {ours['processor']:.2f} s |", flush=True)


main()
