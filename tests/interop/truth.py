# SPDX-License-Identifier: GPL-3.0-or-later
"""What was really said, told by those who said it: one row for each thing that a client did or got."""

import binascii
import datetime

COLUMNS = ("kind", "client", "version", "topic", "qos", "retain", "size", "crc32", "code")
KINDS = ("connect", "will", "publish", "receive", "subscribe", "unsubscribe")


def row(kind, client, version, topic="", qos="", retain="", payload=None, code=""):
    """A row as the clients print it; what does not belong to a kind stays empty."""
    size = "" if payload is None else len(payload)
    crc = "" if payload is None else f"{binascii.crc32(payload):08x}"
    return "\t".join(str(cell) for cell in (kind, client, version, topic, qos, retain, size, crc, code))


class Truth:
    """The rows of one recording."""

    def __init__(self):
        self.rows = []

    def add(self, *arguments, **named):
        self.rows.append(row(*arguments, **named))

    def take(self, lines):
        """Takes the rows from what a client printed."""
        for line in lines:
            if line.split("\t", 1)[0] not in KINDS:
                continue
            if line.count("\t") != len(COLUMNS) - 1:
                raise ValueError(f"not a row: {line!r}")
            self.rows.append(line)

    def write(self, path, about, options, software):
        """`options` are those that mqttscope-cli and tshark need to read the recording; `software` is who spoke."""
        head = [f"# {about}", f"# options: {options}", f"# software: {software}",
                f"# recorded: {datetime.date.today().isoformat()}", "\t".join(COLUMNS)]
        path.write_text("\n".join(head + self.rows) + "\n")
