# SPDX-License-Identifier: GPL-3.0-or-later
"""Two hosts, each in a network namespace of its own, and relay.py between them; all of it goes with its processes."""

import array
import fcntl
import os
import pathlib
import signal
import socket
import struct
import subprocess
import sys
import time

CLIENT, SERVER = "10.77.0.1", "10.77.0.2"
# ETHTOOL_SRXCSUM, _STXCSUM, _SSG, _STSO, _SGSO, _SGRO of linux/ethtool.h: a frame on the way is whole, and its checksums are real.
OFFLOADS = (0x15, 0x17, 0x19, 0x1F, 0x24, 0x2C)


def without_offloads(interface):
    with socket.socket() as sock:
        for command in OFFLOADS:
            value = array.array("B", struct.pack("II", command, 0))
            request = struct.pack("16sP", interface.encode(), value.buffer_info()[0])
            try:
                fcntl.ioctl(sock, 0x8946, request)  # SIOCETHTOOL
            except OSError:
                pass  # what an interface cannot do it does not do


class TwoHosts:
    """`on_client` and `on_server` go in front of the commands that are to run there."""

    def __init__(self, processes, record, mtu=1500, relay=()):
        self._processes = processes
        names = []
        for address, mac in ((CLIENT, "02:00:00:00:77:01"), (SERVER, "02:00:00:00:77:02")):
            host = processes.start("unshare", "--net", "sleep", "600")
            self._wait_for_namespace(host.pid)
            names.append(self._attach(str(host.pid), address, mac, mtu))
        (self.on_client, left), (self.on_server, right) = names
        here = pathlib.Path(__file__).parent
        self._relay = processes.start(sys.executable, "-B", here / "relay.py", left, right, "--record", record, *relay,
                                      stdout=subprocess.PIPE, text=True)
        if self._relay.stdout.readline().strip() != "relaying":
            sys.exit("the relay did not start")

    @staticmethod
    def _wait_for_namespace(pid):
        ours = os.readlink("/proc/self/ns/net")
        for _ in range(100):
            if os.readlink(f"/proc/{pid}/ns/net") != ours:
                return
            time.sleep(0.02)
        sys.exit("no network namespace for a host")

    @staticmethod
    def _attach(pid, address, mac, mtu):
        near, far = f"near{pid}"[:15], f"far{pid}"[:15]
        enter = ["nsenter", f"--net=/proc/{pid}/ns/net"]
        for command in (["ip", "link", "add", near, "type", "veth", "peer", "name", far],
                        ["ip", "link", "set", far, "netns", pid],
                        [*enter, "ip", "link", "set", far, "address", mac, "mtu", str(mtu), "up"],
                        [*enter, "ip", "link", "set", "lo", "up"],
                        [*enter, "ip", "address", "add", f"{address}/24", "dev", far],
                        ["ip", "link", "set", near, "up", "promisc", "on"]):
            subprocess.run(command, check=True, stdin=subprocess.DEVNULL)
        without_offloads(near)
        program = (f"import sys; sys.path.insert(0, {str(pathlib.Path(__file__).parent)!r}); "
                   f"import two_hosts; two_hosts.without_offloads({far!r})")
        subprocess.run([*enter, sys.executable, "-B", "-c", program], check=True, stdin=subprocess.DEVNULL)
        return enter, near

    def finish(self):
        """Ends the relay and gives its counts of what it did to the frames."""
        self._relay.send_signal(signal.SIGINT)
        told = self._relay.stdout.read().split()
        self._relay.wait(10)
        return {name: int(count) for name, count in (part.split("=") for part in told)}
