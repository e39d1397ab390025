# SPDX-License-Identifier: GPL-3.0-or-later
"""The clients of the recordings; each tells the truth of what it sent and got."""

import json
import pathlib
import re
import subprocess
import sys
import threading

from brokers import npm_version, package_version

HERE = pathlib.Path(__file__).parent
DEBIAN_PYTHON = "/usr/bin/python3"  # the one that Debian's packages are for


class Running:
    """A client process whose lines are read as they come."""

    def __init__(self, processes, command, truth):
        self._truth = truth
        self._child = processes.start(*command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        self._lines = []
        self._happened = threading.Condition()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self):
        for line in self._child.stdout:
            with self._happened:
                self._lines.append(line.rstrip("\n"))
                self._happened.notify_all()

    def until(self, pattern, seconds=20):
        """Waits for a line that matches."""
        with self._happened:
            if not self._happened.wait_for(lambda: any(re.search(pattern, line) for line in self._lines), seconds):
                self._fail(f"no line with {pattern}")
        return self

    def finish(self, seconds=40):
        """Waits for its end, takes its truth and gives its lines."""
        try:
            status = self._child.wait(seconds)
        except subprocess.TimeoutExpired:
            self._fail("it did not end")
        self._reader.join(5)
        if status:
            self._fail(f"it ended with status {status}")
        self._truth.take(self._lines)
        return self._lines

    def kill(self):
        """Ends it without a word to the broker."""
        self._child.kill()
        self._child.wait()
        self._reader.join(5)
        self._truth.take(self._lines)
        return self._lines

    def _fail(self, why):
        sys.exit(f"{self._child.args}: {why}\n" + "\n".join(self._lines[-20:]))


class PahoPython:
    """Eclipse Paho for Python."""

    name, aliases = "paho-python", "by hand"

    def __init__(self, processes, truth, address, port, path=None, before=()):
        self._start = lambda steps: Running(
            processes, [*before, DEBIAN_PYTHON, "-B", HERE / "paho_client.py", address, port,
                        "websockets" if path else "tcp", path or "-", json.dumps(steps)], truth)

    def start(self, steps):
        return self._start(steps)

    @staticmethod
    def software():
        return f"python3-paho-mqtt {package_version('python3-paho-mqtt')}"


class MqttJs:
    """MQTT.js, as browsers and Node.js have it."""

    name, aliases = "mqttjs", "by itself"

    def __init__(self, processes, truth, address, port, path=None, before=()):
        host = f"[{address}]" if ":" in address else address
        url = f"ws://{host}:{port}{path}" if path else f"mqtt://{host}:{port}"
        self._start = lambda steps: Running(
            processes, [*before, "node", HERE / "mqttjs_client.cjs", url, json.dumps(steps)], truth)

    def start(self, steps):
        return self._start(steps)

    @staticmethod
    def software():
        return f"MQTT.js {npm_version('mqtt')} (npm)"


class MosquittoTools:
    """mosquitto_pub and mosquitto_sub; what they do not print is known from their arguments."""

    name = "mosquitto-clients"
    levels = {"3.1": "mqttv31", "3.1.1": "mqttv311", "5.0": "mqttv5"}

    def __init__(self, processes, truth, address, port, before=()):
        self._processes, self._truth = processes, truth
        self._where = ("-h", address, "-p", str(port))
        self._before = before

    def publish(self, version, client, topic, payload, qos=0, retain=False, options=(), accepted=True):
        command = [*self._before, "mosquitto_pub", *self._where, "-d", "-V", self.levels[version], "-i", client, "-t", topic,
                   "-q", str(qos), *(["-r"] if retain else []), *options]
        command += ["-m", payload.decode()] if payload else ["-n"]
        told = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=30, check=False)
        if accepted and told.returncode:
            sys.exit(f"{command}: {told.stderr}")
        self._connected(version, client, told.stdout.splitlines())
        if accepted:
            self._truth.add("publish", client, version, topic, qos, int(retain), payload)

    def subscribe(self, version, client, filters, qos, count, options=(), unsubscribe=()):
        """Subscribes, and ends by itself after `count` messages; finish() is the caller's, with `subscribed` then."""
        command = [*self._before, "stdbuf", "-oL", "mosquitto_sub", *self._where, "-d", "-V", self.levels[version], "-i",
                   client, "-q", str(qos), "-C", str(count), "-F", f"got\t{client}\t{version}\t%t\t%q\t%r\t%x", *options]
        for name in filters:
            command += ["-t", name]
        for name in unsubscribe:
            command += ["-U", name]
        return Running(self._processes, command, self._truth).until(r"^Subscribed")

    def subscribed(self, version, client, filters, qos, lines, unsubscribed=()):
        """The truth that a mosquitto_sub told in its own words."""
        self._connected(version, client, lines)
        granted = next(line for line in lines if line.startswith("Subscribed")).rsplit(": ", 1)[1].split(", ")
        for name, code in zip(filters, granted):
            self._truth.add("subscribe", client, version, name, qos, code=code)
        for name in unsubscribed:
            self._truth.add("unsubscribe", client, version, name)
        for line in lines:
            if line.startswith("got\t"):
                _, who, spoken, topic, got_qos, retained, octets = line.split("\t")
                self._truth.add("receive", who, spoken, topic, got_qos, retained, bytes.fromhex(octets))

    def _connected(self, version, client, lines):
        for line in lines:
            if found := re.search(r"received CONNACK \((\d+)\)", line):
                self._truth.add("connect", client, version, code=found[1])

    @staticmethod
    def software():
        return f"mosquitto-clients {package_version('mosquitto-clients')}"


class PahoC:
    """Eclipse Paho for C; its publisher says nothing of its own, so what it sends is known from its arguments."""

    name = "paho-c"
    levels = {"3.1": "31", "3.1.1": "311", "5.0": "5"}

    def __init__(self, processes, truth, address, port, path=None, before=()):
        self._processes, self._truth, self._before = processes, truth, before
        self._where = ("-c", f"{'ws' if path else 'tcp'}://{address}:{port}{path or ''}")

    def publish(self, version, client, topic, payload, qos=0, retain=False, options=(), will=None):
        command = [*self._before, "paho_c_pub", *self._where, "-V", self.levels[version], "-i", client, "-t", topic, "-q",
                   str(qos), *(["-r"] if retain else []), *options]
        command += ["-m", payload.decode()] if payload else ["-n"]
        if will:
            command += ["--will-topic", will[0], "--will-payload", will[1].decode(), "--will-qos", "1"]
            self._truth.add("will", client, version, will[0], 1, 0, will[1])
        told = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=30, check=False)
        if told.returncode:
            sys.exit(f"{command}: {told.stdout}{told.stderr}")
        self._truth.add("connect", client, version, code=0)
        self._truth.add("publish", client, version, topic, qos, int(retain), payload)

    @staticmethod
    def software():
        return f"paho.mqtt.c {package_version('libpaho-mqtt1.3')}"
