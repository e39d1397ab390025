# SPDX-License-Identifier: GPL-3.0-or-later
"""Drives a real broker hard and records it; record_fixture.sh runs this in a network namespace of its own."""

import argparse
import dataclasses
import pathlib
import random
import re
import shutil
import struct
import sys
import threading
import time

import mqtt_wire as mqtt
from multiply_capture import multiply
from mqtt_wire import V311, V5, Wire
from recording import Recording, loopback_like_ethernet, need, need_own_network

BROKER = "allow_anonymous true\nmax_inflight_messages 0\nmax_queued_messages 0\n"
SITES = 4  # each with a publisher and a subscriber, so that the broker serves several connections at once
AHEAD = 4_000  # messages that a publisher may be ahead of its subscriber; keeps queues and tcpdump's buffer short


@dataclasses.dataclass
class Shape:
    version: int
    payload: tuple  # least and most bytes
    batch: tuple  # least and most packets in one write
    qos1: float  # share of messages with QoS 1
    settings: str = ""
    props: bytes = b""


SHAPES = {
    "small": Shape(V311, (50, 70), (8, 26), 0.15),
    "single": Shape(V311, (44, 62), (1, 1), 0.15, "set_tcp_nodelay true"),
    "large": Shape(V311, (20_000, 200_000), (1, 2), 0.15),
    "v5": Shape(V5, (44, 62), (4, 12), 0.15, "", bytes([1, 1]) + b"\x03" + mqtt.text("application/json") +
                b"\x26" + mqtt.text("line") + mqtt.text("7") + b"\x02" + struct.pack(">I", 3600)),
}


class Site:
    """One publisher with its subscriber and what they have counted."""

    def __init__(self, number, shape, messages):
        self.number = number
        self.shape = shape
        self.messages = messages
        self.received = 0
        self.acknowledged = 0
        self.subscriber = self._connect(f"dashboard-{number}")
        self.subscriber.send(mqtt.subscribe(1, [(f"plant/{number}/#", 1)], shape.version)).expect(mqtt.SUBACK)
        self.publisher = self._connect(f"gateway-{number}")

    def _connect(self, name):
        wire = Wire.to()
        wire.send(mqtt.connect(name, self.shape.version, 600)).expect(mqtt.CONNACK)
        return wire

    def publish(self):
        """Packets in batches, each batch in one write."""
        dice = random.Random(self.number)
        shape, sent, identifier = self.shape, 0, 0
        while sent < self.messages:
            packets = []
            for _ in range(min(dice.randint(*shape.batch), self.messages - sent)):
                qos = int(dice.random() < shape.qos1)
                identifier = identifier % 65_535 + 1 if qos else identifier
                size = dice.randint(*shape.payload)
                payload = f'{{"n":{sent},"value":{dice.random():.6f},"unit":"Cel"}}'.ljust(size, " ")
                topic = f"plant/{self.number}/m{dice.randint(1, 50)}/{dice.choice(('temp', 'rpm', 'state'))}"
                packets.append(mqtt.publish(topic, payload, shape.version, qos, identifier, props=shape.props))
                sent += 1
            self.publisher.send(*packets)
            while sent - self.received > AHEAD:
                time.sleep(0.001)

    def drop_acknowledgements(self):
        """Reads what the broker tells the publisher; nothing but PUBACK, which is four bytes long."""
        try:
            while part := self.publisher.sock.recv(65_536):
                self.acknowledged += len(part)
        except OSError:
            return

    def subscribe(self):
        """Counts packets and answers those of QoS 1, with one write for all of one read."""
        rest, sock = b"", self.subscriber.sock
        sock.settimeout(30)
        while self.received < self.messages:
            data = rest + sock.recv(262_144)
            at, end, answers = 0, len(data), []
            while (packet := self._packet(data, at, end)) is not None:
                body, after = packet
                if data[at] & 6:
                    topic = data[body] << 8 | data[body + 1]
                    answers.append(b"\x40\x02" + data[body + 2 + topic:body + 4 + topic])
                self.received += 1
                at = after
            rest = data[at:]
            if answers:
                sock.sendall(b"".join(answers))

    @staticmethod
    def _packet(data, at, end):
        """Where the body of the packet at `at` begins and where it ends, or None if it is not all there."""
        length, shift, place = 0, 0, at + 1
        while place < end:
            byte = data[place]
            length |= (byte & 127) << shift
            place += 1
            shift += 7
            if byte < 128:
                return (place, place + length) if place + length <= end else None
        return None

    def close(self):
        for wire in (self.publisher, self.subscriber):
            wire.send(mqtt.disconnect(self.shape.version))
            wire.close()


def drive(shape, packets):
    # A message is two packets, one to the broker and one from it; with QoS 1 each has its acknowledgement.
    messages = max(1, round(packets / (2 + 2 * shape.qos1) / SITES))
    sites = [Site(number, shape, messages) for number in range(SITES)]
    threads = [threading.Thread(target=work, daemon=True) for site in sites
               for work in (site.publish, site.drop_acknowledgements, site.subscribe)]
    for thread in threads:
        thread.start()
    while not all(site.received >= site.messages for site in sites):
        if not any(thread.is_alive() for thread in threads):
            sys.exit("the broker or a client gave up early")
        if sys.stderr.isatty():
            done = sum(site.received for site in sites)
            print(f"\r{done:,} of {messages * SITES:,} messages ", end="", file=sys.stderr, flush=True)
        time.sleep(0.5)
    time.sleep(0.5)  # the last acknowledgements
    for site in sites:
        site.close()
    print(f"\r{messages * SITES:,} messages delivered ", file=sys.stderr)


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--folder", type=pathlib.Path, required=True)
    arguments.add_argument("--shape", choices=SHAPES, default="small")
    arguments.add_argument("--packets", type=int, default=1_000_000)
    arguments.add_argument("--repeat", type=int, default=1)
    arguments.add_argument("--out", type=pathlib.Path)
    given = arguments.parse_args()
    need("mosquitto", "tcpdump", "ip")
    need_own_network()
    loopback_like_ethernet()
    shape = SHAPES[given.shape]
    out = given.out or given.folder / f"{given.shape}-{given.packets * given.repeat}.pcap"

    with Recording(BROKER + shape.settings, buffer_kib=262_144) as recording:
        drive(shape, given.packets)
        told = recording.finish()
        dropped = re.search(r"(\d+) packets? dropped by kernel", told)
        if not dropped or int(dropped.group(1)):
            sys.exit(f"tcpdump did not keep up, so this recording is no fixture:\n{told}")
        if given.repeat == 1:
            shutil.move(recording.raw, out)
        else:
            multiply(recording.raw, out, given.repeat)
    print(f"{out.resolve()}: {out.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
