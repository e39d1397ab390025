# SPDX-License-Identifier: GPL-3.0-or-later
"""What is played through brokers and clients: the same for all of them, as far as they can."""

TAIL = "the quick brown fox jumps over the lazy dog\n"
NOBODY = {}
TEXT = {"3.1": "old", "3.1.1": "v311", "5.0": "v5"}


def octets(size):
    """Text that tells where it was cut, of so many octets."""
    return "".join(f"{n:05d} {TAIL}" for n in range(size // 50 + 1)).encode()[:size]


def message(topic, payload, qos=0, **more):
    return {"do": "publish", "topic": topic, "payload": payload.hex(), "qos": qos, **more}


def will(topic, props=None):
    return {"topic": topic, "payload": b"lost".hex(), "qos": 1, "retain": False, "props": props or {}}


def publish_properties(version, **props):
    return {"props": props} if version == "5.0" else {}


def tour(client, version, large=4500, login=NOBODY):
    """All qualities of service, retained, empty, binary and large payloads, a will, an unsubscribe; in 5.0 properties
    and topic aliases too. A first client leaves a retained message, a second listens, a third publishes and dies."""
    me, v5 = f"{client.name}-{TEXT[version]}", version == "5.0"
    root = f"tour/{me}"

    first = client.start([
        {"do": "connect", "id": f"{me}-setup", "version": version, **login},
        message(f"{root}/kept", b'{"interval":30}', 1, retain=True, **publish_properties(version, MessageExpiryInterval=600)),
        {"do": "disconnect"}])
    first.finish()

    listener = client.start([
        {"do": "connect", "id": "" if v5 else f"{me}-sub", "version": version, **login, "keep_alive": 30, "props": {
            "SessionExpiryInterval": 60, "ReceiveMaximum": 10, "TopicAliasMaximum": 5, "UserProperty": [["site", "north"]]}},
        {"do": "subscribe", "filters": [[f"{root}/#", 2], [f"other/+/{me}", 1]], "props": {
            "SubscriptionIdentifier": 200, "UserProperty": [["why", "all of it"]]}},
        {"do": "wait", "topic": f"{root}/gone"},  # not all brokers give retained messages for wildcards
        {"do": "unsubscribe", "filters": [f"other/+/{me}", f"{root}/#"], "props": {"UserProperty": [["why", "done"]]}},
        {"do": "disconnect", **({"code": 4, "props": {"ReasonString": "enough"}} if v5 and client.name != "mqttjs" else {})},
    ]).until("^ready")

    steps = [
        {"do": "connect", "id": f"{me}-pub", "version": version, **login, "will": will(f"{root}/gone", {"ContentType": "text/plain"}),
         "props": {"RequestProblemInformation": 1}, **({"aliases": True} if v5 and client.aliases == "by itself" else {})},
        message(f"{root}/plain", b"21.5"),
        message(f"{root}/json", b'{"running":true,"rpm":1480}', 1, **publish_properties(
            version, PayloadFormatIndicator=1, ContentType="application/json", MessageExpiryInterval=300,
            UserProperty=[["line", "2"], ["line", "two"]])),
        message(f"{root}/Größe/温度", "21,5 °C".encode(), 2, **publish_properties(
            version, ResponseTopic=f"{root}/answers", CorrelationData="00ff10")),
        message(f"{root}/empty", b"", 1),
        message(f"{root}/binary", bytes(range(256))),
        message(f"{root}/large", octets(large), 2),
        message(f"other/one/{me}", b"beside", 2),
        message(f"{root}/kept", b"", 1, retain=True),
    ]
    if v5 and client.aliases == "by hand":
        steps[1]["props"] = {"TopicAlias": 3}
        steps.append(message(f"{root}/plain", b"21.6", props={"TopicAlias": 3}, bare=True))
    elif v5:
        steps.append(message(f"{root}/plain", b"21.6"))  # the alias was given by itself, and is used now
    else:
        steps.append(message(f"{root}/plain", b"21.6"))
    client.start([*steps, {"do": "sleep", "seconds": 0.2}, {"do": "die"}]).finish()
    listener.finish()


def burst(client, version, count=60, size=300, login=NOBODY):
    """Messages of all qualities of service in flight together, so that they share segments and may overtake."""
    me = f"{client.name}-{TEXT[version]}"
    listener = client.start([
        {"do": "connect", "id": f"{me}-burst-sub", "version": version, **login},
        {"do": "subscribe", "filters": [[f"burst/{me}/#", 2]]},
        {"do": "wait", "count": count, "seconds": 30},
        {"do": "disconnect"}]).until("^ready")
    messages = [{"topic": f"burst/{me}/{n}", "payload": (b"%d " % n + octets(size)).hex(), "qos": n % 3} for n in range(count)]
    client.start([
        {"do": "connect", "id": f"{me}-burst-pub", "version": version, **login}, {"do": "burst", "messages": messages},
        {"do": "sleep", "seconds": 0.3}, {"do": "disconnect"}]).finish()
    listener.finish()


def mosquitto_tools(tools, version):
    """The same with mosquitto_pub and mosquitto_sub, which connect for each message."""
    me = f"mosquitto-{TEXT[version]}"
    root, v5 = f"tour/{me}", version == "5.0"
    tools.publish(version, f"{me}-setup", f"{root}/kept", b"kept since before", 1, True)
    filters, beside = [f"{root}/#", f"other/+/{me}"], [f"never/{me}"]
    more = ["-D", "subscribe", "subscription-identifier", "7", "-D", "connect", "receive-maximum", "8"] if v5 else []
    listener = tools.subscribe(version, f"{me}-sub", filters, 2, 7, more, beside)
    properties = []
    if v5:
        for name, *values in (("content-type", "text/plain"), ("payload-format-indicator", "1"), ("topic-alias", "4"),
                              ("user-property", "line", "2"), ("response-topic", "a/b"), ("correlation-data", "c")):
            properties += ["-D", "publish", name, *values]
    for number, (topic, payload, qos, retain) in enumerate((
            (f"{root}/plain", b"21.5", 0, False), (f"{root}/Größe/温度", "21,5 °C".encode(), 2, False),
            (f"{root}/empty", b"", 1, False), (f"{root}/large", octets(4000), 1, False),
            (f"other/one/{me}", b"beside", 2, False), (f"{root}/kept", b"", 1, True))):
        tools.publish(version, f"{me}-pub-{number}", topic, payload, qos, retain, properties)
    tools.subscribed(version, f"{me}-sub", filters, 2, listener.finish(), beside)


def paho_c(publisher, tools, version):
    """Eclipse Paho for C publishes, mosquitto_sub listens."""
    me = f"paho-c-{TEXT[version]}"
    root = f"tour/{me}"
    filters = [f"{root}/#"]
    listener = tools.subscribe("3.1.1", f"{me}-sub", filters, 1, 5)
    more = ["--user-property", "line", "2", "--message-expiry", "60"] if version == "5.0" else []
    for number, (payload, qos) in enumerate(((b"21.5", 0), (b"21.6", 1), ("21,7 °C".encode(), 2), (b"", 1), (octets(3000), 2))):
        publisher.publish(version, f"{me}-{number}", f"{root}/{number}", payload, qos, options=more,
                          will=(f"{root}/gone", b"lost") if number == 1 else None)
    tools.subscribed("3.1.1", f"{me}-sub", filters, 1, listener.finish())


def refused(client, versions, strangers):
    """Clients that are refused, and one that is let in."""
    for version in versions:
        for name, user, password in strangers:
            client.start([{"do": "connect", "id": f"{client.name}-{TEXT[version]}-{name}", "version": version, "user": user,
                           "password": password}, {"do": "sleep", "seconds": 0.2}, {"do": "disconnect"}]).finish()
