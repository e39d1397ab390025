# SPDX-License-Identifier: GPL-3.0-or-later
"""MQTT packets by hand, for what the mosquitto clients cannot do: aliases, oddities, many packets in one write."""

import socket
import struct

V31, V311, V5 = 3, 4, 5

CONNECT, CONNACK, PUBLISH, PUBACK, PUBREC, PUBREL, PUBCOMP = range(1, 8)
SUBSCRIBE, SUBACK, UNSUBSCRIBE, UNSUBACK, PINGREQ, PINGRESP, DISCONNECT, AUTH = range(8, 16)

# Property identifiers (MQTT 5.0 §2.2.2.2).
SESSION_EXPIRY, RECEIVE_MAXIMUM, TOPIC_ALIAS_MAXIMUM, TOPIC_ALIAS = 17, 33, 34, 35


def number(value):
    """A variable byte integer (MQTT 5.0 §1.5.5)."""
    out = bytearray()
    while True:
        value, low = divmod(value, 128)
        out.append(low | (0x80 if value else 0))
        if not value:
            return bytes(out)


def text(value):
    data = value.encode() if isinstance(value, str) else value
    return struct.pack(">H", len(data)) + data


def packet(kind, body=b"", flags=0):
    return bytes([kind << 4 | flags]) + number(len(body)) + body


def properties(version, encoded=b""):
    """Version 5 has a list of properties in most packets, the others have none."""
    return number(len(encoded)) + encoded if version == V5 else b""


def connect(client_id, version=V311, keep_alive=60, clean=True, props=b"", name=None, user=None, password=None):
    name = name if name is not None else ("MQIsdp" if version == V31 else "MQTT")
    flags = (2 if clean else 0) | (0x80 if user is not None else 0) | (0x40 if password is not None else 0)
    body = text(name) + bytes([version, flags]) + struct.pack(">H", keep_alive)
    body += properties(version, props) + text(client_id)
    for field in (user, password):
        if field is not None:
            body += text(field)
    return packet(CONNECT, body)


def publish(topic, payload, version=V311, qos=0, identifier=0, retain=False, props=b""):
    payload = payload.encode() if isinstance(payload, str) else payload
    body = text(topic) + (struct.pack(">H", identifier) if qos else b"") + properties(version, props) + payload
    return packet(PUBLISH, body, qos << 1 | int(retain))


def subscribe(identifier, filters, version=V311):
    """`filters` holds pairs of a topic filter and its options byte (the wanted QoS)."""
    body = struct.pack(">H", identifier) + properties(version)
    return packet(SUBSCRIBE, body + b"".join(text(f) + bytes([options]) for f, options in filters), 2)


def acknowledge(kind, identifier):
    return packet(kind, struct.pack(">H", identifier), 2 if kind == PUBREL else 0)


def disconnect(version=V311, reason=0):
    return packet(DISCONNECT, bytes([reason]) if version == V5 and reason else b"")


class Wire:
    """A socket that speaks whole packets."""

    def __init__(self, sock):
        self.sock = sock
        self.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.sock.settimeout(10)

    @classmethod
    def to(cls, host="127.0.0.1", port=1883):
        return cls(socket.create_connection((host, port), timeout=10))

    def send(self, *packets):
        """All of them in one write, so that they share a segment where they fit."""
        self.sock.sendall(b"".join(packets))
        return self

    def _exactly(self, size):
        data = bytearray()
        while len(data) < size:
            part = self.sock.recv(size - len(data))
            if not part:
                raise EOFError("the peer closed the connection")
            data += part
        return bytes(data)

    def receive(self):
        """The next packet as (first byte, body); EOFError at the end of the stream."""
        first = self._exactly(1)[0]
        length, shift = 0, 0
        while True:
            byte = self._exactly(1)[0]
            length |= (byte & 0x7F) << shift
            shift += 7
            if byte < 0x80:
                return first, self._exactly(length)

    def expect(self, kind):
        first, body = self.receive()
        if first >> 4 != kind:
            raise RuntimeError(f"expected packet type {kind}, got {first >> 4}")
        return body

    def drain(self):
        """Waits for the peer to close, whatever it still says."""
        try:
            while True:
                self.receive()
        except (EOFError, OSError):
            return

    def close(self):
        self.sock.close()
