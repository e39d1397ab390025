# SPDX-License-Identifier: GPL-3.0-or-later
"""Starts a broker and tcpdump for a recording and ends exactly the processes that it started."""

import os
import pathlib
import shutil
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import time


def need(*programs):
    missing = [p for p in programs if shutil.which(p) is None and not pathlib.Path("/usr/sbin", p).exists()]
    if missing:
        sys.exit(f"missing programs: {' '.join(missing)} (tests/run.sh installs them)")


def need_own_network():
    """Ports and frames of the machine are none of our business: a namespace holds nothing but its own loopback."""
    if os.listdir("/sys/class/net") != ["lo"] and os.environ.get("MQTTSCOPE_OWN_NETWORK") != "1":
        sys.exit("run this through its shell script, which makes a network namespace")


class Processes:
    """Children of this recording; all are gone when the block ends."""

    def __init__(self):
        self._children = []

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for child in reversed(self._children):
            self.end(child)

    def start(self, *command, **options):
        options.setdefault("stdout", subprocess.DEVNULL)
        options.setdefault("stderr", subprocess.DEVNULL)
        child = subprocess.Popen([str(part) for part in command], stdin=subprocess.DEVNULL, **options)
        self._children.append(child)
        return child

    @staticmethod
    def run(*command, check=True):
        return subprocess.run([str(part) for part in command], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                              stderr=subprocess.DEVNULL, timeout=30, check=check)

    @staticmethod
    def end(child, how=signal.SIGTERM):
        if child.poll() is not None:
            return
        child.send_signal(signal.SIGCONT)
        child.send_signal(how)
        try:
            child.wait(10)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()


class Recording:
    """A broker on 127.0.0.1:1883 and tcpdump beside it, between `with` and its end."""

    def __init__(self, settings="allow_anonymous true", buffer_kib=65536, broker_options=()):
        self.processes = Processes()
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="mqttscope-recording-"))
        self.raw = self.folder / "raw.pcap"
        self.settings = settings
        self._buffer = buffer_kib
        self._options = broker_options

    def __enter__(self):
        config = self.folder / "mosquitto.conf"
        config.write_text(f"listener 1883 127.0.0.1\nuser root\npersistence false\nlog_type none\n{self.settings}\n")
        try:
            self._tcpdump = self.processes.start(
                "tcpdump", "-i", "lo", "-w", self.raw, "-U", "-s", "0", "-Z", "root", "-B", self._buffer,
                "--time-stamp-precision=nano", "tcp port 1883", stderr=open(self.folder / "tcpdump.log", "wb"))
            self._wait(lambda: b"listening" in (self.folder / "tcpdump.log").read_bytes(), "tcpdump to listen")
            self._broker = self.processes.start("mosquitto", "-c", config, *self._options)
            self._wait(self._broker_listens, "the broker to listen")
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        self.processes.__exit__()
        shutil.rmtree(self.folder, ignore_errors=True)

    def finish(self):
        """Ends clients and broker, then tcpdump once it has seen their last frames; gives tcpdump's own counts."""
        for child in reversed(self.processes._children):
            if child is not self._tcpdump:
                self.processes.end(child)
        time.sleep(1.5)
        self.processes.end(self._tcpdump, signal.SIGINT)
        return (self.folder / "tcpdump.log").read_text()

    def _broker_listens(self):
        # Looking into the kernel's table of sockets leaves no frame in the recording; a test connection would.
        return any(line.split()[1].endswith(":075B") and line.split()[3] == "0A"
                   for line in pathlib.Path("/proc/net/tcp").read_text().splitlines()[1:])

    @staticmethod
    def _wait(condition, what):
        for _ in range(100):
            if condition():
                return
            time.sleep(0.05)
        sys.exit(f"waited in vain for {what}")


def loopback_like_ethernet():
    """Segments of 1,448 bytes, as on a real link: no segmentation offload on lo, and Ethernet's MTU."""
    import array
    import fcntl
    subprocess.run(["ip", "link", "set", "lo", "mtu", "1500", "up"], check=True)
    with socket.socket() as sock:
        for command in (0x1F, 0x24):  # ETHTOOL_STSO, ETHTOOL_SGSO of linux/ethtool.h
            value = array.array("B", struct.pack("II", command, 0))
            request = struct.pack("16sP", b"lo", value.buffer_info()[0])
            fcntl.ioctl(sock, 0x8946, request)  # SIOCETHTOOL


def to_pcapng(raw, target, comment):
    """tcpdump's file as pcapng, with a comment and without facts about the machine."""
    data = raw.read_bytes()
    magic, link = struct.unpack_from("<I", data)[0], struct.unpack_from("<I", data, 20)[0]
    if magic != 0xA1B23C4D:
        sys.exit(f"{raw}: not the nanosecond pcap that tcpdump was asked for")

    def option(code, value):
        return struct.pack("<HH", code, len(value)) + value + bytes(-len(value) % 4)

    def block(kind, body):
        size = struct.pack("<I", 12 + len(body))
        return struct.pack("<I", kind) + size + body + size

    end = option(0, b"")
    out = [block(0x0A0D0D0A, struct.pack("<IHHq", 0x1A2B3C4D, 1, 0, -1) + option(1, comment.encode()) + end),
           block(1, struct.pack("<HHI", link, 0, 262144) + option(2, b"lo") + option(9, b"\x09") + end)]
    at = 24
    while at + 16 <= len(data):
        seconds, rest, kept, length = struct.unpack_from("<IIII", data, at)
        at += 16
        stamp = seconds * 10**9 + rest
        body = struct.pack("<IIIII", 0, stamp >> 32, stamp & 0xFFFFFFFF, kept, length) + data[at:at + kept]
        out.append(block(6, body + bytes(-kept % 4)))
        at += kept
    target.write_bytes(b"".join(out))
