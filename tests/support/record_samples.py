# SPDX-License-Identifier: GPL-3.0-or-later
"""Records the sample captures; record_samples.sh runs this in a network namespace of its own."""

import pathlib
import shutil
import signal
import socket
import struct
import subprocess
import sys
import threading
import time

import mqtt_wire as mqtt
from mqtt_wire import V31, V311, V5, Wire
from recording import Processes, Recording, loopback_like_ethernet, need, need_own_network, to_pcapng

LARGEST = 30_000


def sub(recording, *arguments, wait=0.4):
    child = recording.processes.start("mosquitto_sub", *arguments)
    time.sleep(wait)
    return child


def pub(*arguments, check=True):
    Processes.run("mosquitto_pub", *arguments, check=check)


def qos_levels(recording):
    """MQTT 3.1.1: the same topics at QoS 0, 1 and 2, with every acknowledgement, a ping and an unsubscribe"""
    gateway = sub(recording, "-V", "mqttv311", "-i", "gateway", "-k", "5", "-q", "2", "-t", "plant/#", "-t", "alarm/+",
                  "-U", "plant/old/#")
    for qos in (0, 1, 2):
        pub("-V", "mqttv311", "-i", f"sensor-{qos}", "-q", qos, "-t", f"plant/line{qos}/temperature", "-m", f"21.{qos}")
    pub("-V", "mqttv311", "-i", "sensor-1", "-q", "1", "-t", "alarm/door", "-m", '{"open":true,"since":1700000001}')
    time.sleep(5.5)  # longer than the keep alive, so that the gateway sends PINGREQ
    Processes.end(gateway)


def mqtt31(recording):
    """MQTT 3.1, the old protocol name MQIsdp, beside 3.1.1 clients on the same topics"""
    sub(recording, "-V", "mqttv31", "-i", "old-panel", "-q", "2", "-t", "plant/#")
    pub("-V", "mqttv31", "-i", "old-sensor", "-q", "2", "-t", "plant/boiler/pressure", "-m", "1.7 bar")
    pub("-V", "mqttv311", "-i", "new-sensor", "-q", "1", "-t", "plant/boiler/temperature", "-m", "84.5")
    time.sleep(0.5)


def mqtt5_properties(recording):
    """MQTT 5.0: user properties, request and response, expiry, subscription identifier and options, an assigned client
    identifier, reason codes"""
    sub(recording, "-V", "5", "-i", "dashboard", "-q", "1", "-t", "plant/+/state", "-D", "connect",
        "session-expiry-interval", "3600", "-D", "connect", "receive-maximum", "20", "-D", "connect", "user-property",
        "site", "north", "-D", "subscribe", "subscription-identifier", "42", "--retain-as-published")
    pub("-V", "5", "-q", "1", "-r", "-t", "plant/pump/state", "-m", '{"running":true,"rpm":1480}', "-D", "publish",
        "content-type", "application/json", "-D", "publish", "payload-format-indicator", "1", "-D", "publish",
        "message-expiry-interval", "60", "-D", "publish", "user-property", "line", "2", "-D", "publish",
        "user-property", "line", "two")
    pub("-V", "5", "-q", "2", "-i", "valve", "-t", "plant/valve/state", "-m", "closed", "--will-topic",
        "plant/valve/gone", "--will-payload", "lost", "-D", "will", "will-delay-interval", "5", "-D", "will",
        "content-type", "text/plain")
    # Nobody subscribes to this topic: the broker answers "No matching subscribers" (MQTT 5.0 §3.4.2.1).
    pub("-V", "5", "-q", "1", "-i", "lonely", "-t", "nobody/listens", "-m", "hello")
    responder = recording.processes.start(
        "bash", "-c", "mosquitto_sub -V 5 -i calculator -t math/square -C 1 && "
        "mosquitto_pub -V 5 -i calculator -t math/result -m 49 -D publish correlation-data job-7")
    time.sleep(0.4)
    recording.processes.start("mosquitto_rr", "-V", "5", "-i", "asker", "-t", "math/square", "-e", "math/result", "-m",
                              "7", "-D", "publish", "correlation-data", "job-7")
    responder.wait(15)
    time.sleep(0.5)


class AliasingRelay:
    """Stands between a subscriber and the broker and gives topics aliases, as brokers of other makers do."""

    def __init__(self, address, subscriber_maximum):
        self._listener = socket.create_server((address, 1883))
        self._maximum = subscriber_maximum
        self._aliases = {}
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self):
        near = Wire(self._listener.accept()[0])
        far = Wire.to()
        threading.Thread(target=self._forward, args=(near, far, lambda first, body: body), daemon=True).start()
        self._forward(far, near, self._with_alias)

    @staticmethod
    def _forward(source, target, change):
        try:
            while True:
                first, body = source.receive()
                body = change(first, body)
                target.send(mqtt.packet(first >> 4, body, first & 15))
        except (EOFError, OSError):
            target.close()

    def _with_alias(self, first, body):
        size = struct.unpack_from(">H", body)[0]
        if first >> 4 != mqtt.PUBLISH or first & 6:  # QoS 0 keeps the rewriting short
            return body
        topic, rest = body[2:2 + size], body[2 + size:]
        known = topic in self._aliases
        if not known and len(self._aliases) == self._maximum:
            return body
        alias = self._aliases.setdefault(topic, self._maximum - len(self._aliases))
        props = bytes([mqtt.TOPIC_ALIAS]) + struct.pack(">H", alias)
        return mqtt.text(b"" if known else topic) + mqtt.number(len(props) + rest[0]) + props + rest[1:]


def topic_aliases(recording):
    """MQTT 5.0 topic aliases in both directions, defined, used, and given a new topic; the same number means another
    topic in the other direction"""
    AliasingRelay("127.0.0.2", 2)
    display = Wire.to("127.0.0.2")
    display.send(mqtt.connect("display", V5, props=bytes([mqtt.TOPIC_ALIAS_MAXIMUM, 0, 2]))).expect(mqtt.CONNACK)
    display.send(mqtt.subscribe(1, [("plant/#", 0)], V5)).expect(mqtt.SUBACK)
    wire = Wire.to()
    wire.send(mqtt.connect("turbine", V5)).expect(mqtt.CONNACK)

    def alias(number):
        return bytes([mqtt.TOPIC_ALIAS]) + struct.pack(">H", number)

    for topic, number, value in (("plant/turbine/north/bearing/temperature", 1, "61.2"), ("", 1, "61.4"),
                                 ("plant/turbine/north/speed", 2, "3001"), ("", 1, "61.9"), ("", 2, "2998"),
                                 ("plant/turbine/north/power", 1, "12.4 MW"), ("", 1, "12.6 MW"), ("", 2, "3000")):
        wire.send(mqtt.publish(topic, value, V5, props=alias(number)))
        time.sleep(0.05)
    wire.send(mqtt.disconnect(V5))
    for _ in range(8):
        display.expect(mqtt.PUBLISH)
    display.send(mqtt.disconnect(V5))
    time.sleep(0.5)


def will_and_retained(recording):
    """A client dies without DISCONNECT and the broker publishes its retained will; late subscribers get retained
    messages; an empty payload clears one"""
    sub(recording, "-V", "mqttv311", "-i", "watcher", "-q", "1", "-t", "devices/#")
    pub("-V", "mqttv311", "-i", "setup", "-q", "1", "-r", "-t", "devices/pump7/config", "-m", '{"interval":30}')
    pump = sub(recording, "-V", "mqttv311", "-i", "pump7", "-q", "1", "-t", "devices/pump7/config", "--will-topic",
               "devices/pump7/status", "--will-payload", "offline", "--will-qos", "1", "--will-retain")
    pub("-V", "mqttv311", "-i", "pump7-pub", "-q", "1", "-r", "-t", "devices/pump7/status", "-m", "online")
    pump.send_signal(signal.SIGKILL)
    pump.wait()
    time.sleep(0.5)
    sub(recording, "-V", "mqttv311", "-i", "late", "-q", "1", "-t", "devices/+/status")
    pub("-V", "mqttv311", "-i", "setup", "-q", "1", "-r", "-n", "-t", "devices/pump7/config")


def refused_login(recording):
    """Logins that are refused: a wrong password in 3.1.1 and in 5.0, an unknown protocol level, no client identifier
    with a persistent session, another protocol altogether; and one that is accepted"""
    pub("-V", "mqttv311", "-i", "meter-1", "-u", "meter", "-P", "wrong-example-password", "-t", "a", "-m", "1",
        check=False)
    pub("-V", "5", "-i", "meter-2", "-u", "meter", "-P", "wrong-example-password", "-t", "a", "-m", "1", check=False)
    for first in (mqtt.connect("future", 9, user="meter", password="example-password"),
                  mqtt.connect("", V311, clean=False, user="meter", password="example-password"),
                  mqtt.connect("other", V311, name="MQTX", user="meter", password="example-password"),
                  b"GET / HTTP/1.1\r\nHost: broker.example\r\n\r\n"):
        wire = Wire.to()
        wire.send(first).drain()
        wire.close()
    pub("-V", "mqttv311", "-i", "meter-1", "-u", "meter", "-P", "example-password", "-t", "meters/1", "-m", "230.1 V")


def split_packet(recording):
    """One packet over many segments, packets cut in the middle, and many packets in one segment"""
    wire = Wire.to()
    wire.send(mqtt.connect("logger")).expect(mqtt.CONNACK)
    wire.send(mqtt.subscribe(1, [("log/short/#", 0)])).expect(mqtt.SUBACK)
    large = "".join(f"{n:05d} the quick brown fox jumps over the lazy dog\n" for n in range(380))
    wire.send(mqtt.publish("log/large", large, qos=1, identifier=2)).expect(mqtt.PUBACK)
    many = [mqtt.publish(f"log/short/{n}", f"value {n}") for n in range(12)]
    wire.send(*many)
    for _ in many:
        wire.expect(mqtt.PUBLISH)
    slow = mqtt.publish("log/slow", "cut in the fixed header, the topic and the payload", qos=1, identifier=3)
    for part in (slow[:1], slow[1:6], slow[6:20], slow[20:]):
        wire.send(part)
        time.sleep(0.05)
    wire.expect(mqtt.PUBACK)
    wire.send(mqtt.disconnect())
    time.sleep(0.3)
    wire.close()


def keep_alive_timeout(recording):
    """Two clients fall silent, and once their keep alive of 5 s has passed one and a half times the broker closes both,
    the one of 5.0 too without a DISCONNECT that says why"""
    frozen = [sub(recording, "-V", version, "-i", name, "-k", "5", "-t", "orders/#", wait=0.3)
              for version, name in (("mqttv311", "frozen-311"), ("5", "frozen-5"))]
    for child in frozen:
        child.send_signal(signal.SIGSTOP)
    time.sleep(17)  # mosquitto looks for silent clients every few seconds
    for child in frozen:  # killed before it can wake up and connect again
        child.kill()
        child.wait()


def session_takeover(recording):
    """Two devices share one client identifier and throw each other out again and again, first in 3.1.1, then in 5.0; then
    a persistent session gets what arrived while it was away"""
    for version, name in (("mqttv311", "twin"), ("5", "twin-5")):
        twins = [sub(recording, "-V", version, "-i", name, "-t", "work/#", wait=0.3) for _ in range(2)]
        time.sleep(2.2)
        for twin in twins:
            Processes.end(twin)
    away = ("-V", "mqttv311", "-c", "-i", "van-12", "-q", "1", "-t", "jobs/van-12")
    Processes.end(sub(recording, *away))
    for job in ("load pallet 4", "drive to gate 2"):
        pub("-V", "mqttv311", "-i", "planner", "-q", "1", "-t", "jobs/van-12", "-m", job)
    sub(recording, *away)


SAMPLES = {"qos-levels.pcapng": qos_levels, "mqtt31.pcap": mqtt31, "mqtt5-properties.pcapng": mqtt5_properties,
           "topic-aliases.pcapng": topic_aliases, "will-and-retained.pcapng": will_and_retained,
           "refused-login.pcapng": refused_login, "split-packet.pcapng": split_packet,
           "keep-alive-timeout.pcapng": keep_alive_timeout, "session-takeover.pcapng": session_takeover}


def settings_of(name, folder):
    if name != "refused-login.pcapng":
        return "allow_anonymous true"
    passwords = folder / "passwords"
    Processes.run("mosquitto_passwd", "-c", "-b", passwords, "meter", "example-password")
    return f"allow_anonymous false\npassword_file {passwords}"


def verify(path):
    """No sample may be broken in tshark's eyes, or too large for the tree."""
    if path.stat().st_size > LARGEST:
        sys.exit(f"{path.name}: {path.stat().st_size} bytes, more than {LARGEST}")
    if not shutil.which("tshark"):
        return "not checked, no tshark"

    def ask(display_filter):
        result = subprocess.run(["tshark", "-r", path, "-Y", display_filter], capture_output=True, text=True, timeout=60)
        return result.stdout.splitlines()

    if malformed := ask("_ws.malformed"):
        sys.exit(f"{path.name}: tshark calls these malformed:\n" + "\n".join(malformed))
    return f"{len(ask('mqtt'))} frames with MQTT"


def main():
    need("mosquitto", "mosquitto_pub", "mosquitto_sub", "mosquitto_rr", "mosquitto_passwd", "tcpdump", "ip")
    need_own_network()
    loopback_like_ethernet()
    out = pathlib.Path(sys.argv[1]).resolve()
    for name in sys.argv[2:] or SAMPLES:
        scenario = SAMPLES[name]
        recording = Recording()
        recording.settings = settings_of(name, recording.folder)
        with recording:
            scenario(recording)
            recording.finish()
            if name.endswith(".pcap"):
                shutil.copyfile(recording.raw, out / name)
            else:
                to_pcapng(recording.raw, out / name, " ".join(scenario.__doc__.split()))
        print(f"{name}: {(out / name).stat().st_size} bytes, {verify(out / name)}", flush=True)


if __name__ == "__main__":
    main()
