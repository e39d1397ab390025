# SPDX-License-Identifier: GPL-3.0-or-later
"""Eclipse Paho for Python, led by steps in JSON (argv: address, port, transport, path, steps); prints rows of truth."""

import json
import os
import sys
import threading
import time

import paho.mqtt.client as paho
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties
from paho.mqtt.subscribeoptions import SubscribeOptions

from truth import row

PROTOCOLS = {"3.1": paho.MQTTv31, "3.1.1": paho.MQTTv311, "5.0": paho.MQTTv5}


def tell(line):
    """One write, because Paho's thread speaks too."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def say(*arguments, **named):
    tell(row(*arguments, **named))


def properties(kind, wanted):
    """Properties by Paho's names; octets are written as hex."""
    made = Properties(kind)
    for name, value in wanted.items():
        for each in value if name == "UserProperty" else [value]:
            setattr(made, name, bytes.fromhex(each) if name == "CorrelationData" else tuple(each) if isinstance(each, list) else each)
    return made


def number_of(code):
    return code if isinstance(code, int) else code.value


class Client:
    def __init__(self, address, port, transport, path):
        self._to = (address, port)
        self._transport, self._path = transport, path
        self._happened = threading.Condition()
        self._answers = []
        self._received = []

    def _wait(self, condition, what, seconds=10.0):
        with self._happened:
            if not self._happened.wait_for(condition, seconds):
                sys.exit(f"waited in vain for {what}")

    def _note(self, answer):
        with self._happened:
            self._answers.append(answer)
            self._happened.notify_all()

    def _answer(self, what):
        self._wait(lambda: self._answers, what)
        return self._answers.pop(0)

    def connect(self, id, version, clean=True, keep_alive=30, will=None, user=None, password=None, props=None):
        self._version, self._id, self._v5 = version, id, version == "5.0"
        clean_session = None if self._v5 else clean
        client = self._client = paho.Client(id, clean_session, protocol=PROTOCOLS[version], transport=self._transport)
        client.on_connect = lambda c, u, flags, code, p=None: self._note((number_of(code), p))
        client.on_subscribe = lambda c, u, mid, codes, p=None: self._note(codes)
        client.on_unsubscribe = lambda c, u, mid, *rest: self._note(None)
        client.on_message = self._on_message
        if self._transport == "websockets":
            client.ws_set_options(path=self._path)
        if user is not None:
            client.username_pw_set(user, password)
        if will:
            will_props = properties(PacketTypes.WILLMESSAGE, will.get("props", {})) if self._v5 else None
            client.will_set(will["topic"], bytes.fromhex(will["payload"]), will["qos"], will["retain"], will_props)
        options = {}
        if self._v5:
            options = {"properties": properties(PacketTypes.CONNECT, props or {}), "clean_start": clean}
        client.reconnect_delay_set(60, 60)
        client.connect(*self._to, keepalive=keep_alive, **options)
        client.loop_start()
        code, told = self._answer("CONNACK")
        self._id = getattr(told, "AssignedClientIdentifier", None) or self._id
        say("connect", self._id, version, code=code)
        if will:
            say("will", self._id, version, will["topic"], will["qos"], int(will["retain"]), bytes.fromhex(will["payload"]))
        if code:
            os._exit(0)  # before Paho tries again

    def _on_message(self, client, userdata, message):
        say("receive", self._id, self._version, message.topic, message.qos, int(message.retain), message.payload)
        with self._happened:
            self._received.append(message.topic)
            self._happened.notify_all()

    def subscribe(self, filters, props=None, **options):
        if self._v5:
            wanted = [(name, SubscribeOptions(qos, **options)) for name, qos in filters]
            self._client.subscribe(wanted, properties=properties(PacketTypes.SUBSCRIBE, props or {}))
        else:
            self._client.subscribe([(name, qos) for name, qos in filters])
        for (name, qos), code in zip(filters, self._answer("SUBACK")):
            say("subscribe", self._id, self._version, name, qos, code=number_of(code))
        tell("ready")

    def unsubscribe(self, filters, props=None):
        extra = {"properties": properties(PacketTypes.UNSUBSCRIBE, props or {})} if self._v5 else {}
        self._client.unsubscribe(filters, **extra)
        self._answer("UNSUBACK")
        for name in filters:
            say("unsubscribe", self._id, self._version, name)

    def publish(self, topic, payload, qos=0, retain=False, props=None, bare=False):
        """`bare` leaves the topic to its alias."""
        octets = bytes.fromhex(payload)
        extra = {"properties": properties(PacketTypes.PUBLISH, props or {})} if self._v5 else {}
        info = self._client.publish("" if bare else topic, octets, qos, retain, **extra)
        info.wait_for_publish(10)
        if not info.is_published():
            sys.exit(f"{topic}: never published")
        say("publish", self._id, self._version, topic, qos, int(retain), octets)

    def burst(self, messages):
        """Many without waiting in between, so that they share segments and are in flight together."""
        infos = []
        for message in messages:
            octets = bytes.fromhex(message["payload"])
            infos.append(self._client.publish(message["topic"], octets, message["qos"]))
            say("publish", self._id, self._version, message["topic"], message["qos"], 0, octets)
        for info in infos:
            info.wait_for_publish(20)

    def wait(self, count=1, topic=None, seconds=10.0):
        """For so many messages, or for one with this topic."""
        came = self._received
        self._wait(lambda: topic in came if topic else len(came) >= count, topic or f"{count} messages", seconds)

    def sleep(self, seconds):
        time.sleep(seconds)

    def disconnect(self, code=None, props=None):
        if self._v5 and code:
            reason = paho.ReasonCodes(PacketTypes.DISCONNECT, identifier=code)
            self._client.disconnect(reason, properties(PacketTypes.DISCONNECT, props or {}))
        else:
            self._client.disconnect()
        self._client.loop_stop()

    def die(self):
        os._exit(0)


def main():
    address, port, transport, path, steps = sys.argv[1:]
    client = Client(address, int(port), transport, path)
    for step in json.loads(steps):
        getattr(client, step.pop("do"))(**step)


main()
