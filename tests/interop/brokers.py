# SPDX-License-Identifier: GPL-3.0-or-later
"""Starts the brokers, each as a child of the recorder with all its files in the recording's folder."""

import os
import pathlib
import subprocess
import sys
import time

HERE = pathlib.Path(__file__).parent
ADDRESS = "127.0.0.1"


def wait_until(condition, what, seconds=60):
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            sys.exit(f"waited in vain for {what}")
        time.sleep(0.05)


def listens(port, process=None):
    """Looks into the kernel's table of sockets: a connection to try would leave frames in the recording."""
    table = f"/proc/{process or 'self'}/net"
    rows = [line.split() for name in ("tcp", "tcp6") for line in pathlib.Path(table, name).read_text().splitlines()[1:]]
    return any(row[1].endswith(f":{port:04X}") and row[3] == "0A" for row in rows)


def package_version(name):
    """The upstream version of an installed Debian package."""
    told = subprocess.run(["dpkg-query", "-W", "-f", "${Version}", name], capture_output=True, text=True, check=False)
    return told.stdout or "(not a Debian package)"


class Mosquitto:
    """The Eclipse broker: 3.1, 3.1.1 and 5.0, plain and over WebSocket (libwebsockets)."""

    name = "mosquitto"
    versions = ("3.1", "3.1.1", "5.0")

    def __init__(self, processes, folder, address=ADDRESS, port=1883, web_socket=9001, settings="allow_anonymous true",
                 before=()):
        config = folder / "mosquitto.conf"
        config.write_text(f"listener {port} {address}\nlistener {web_socket} {address}\nprotocol websockets\n"
                          f"user root\npersistence false\nlog_type none\n{settings}\n")
        broker = processes.start(*before, "mosquitto", "-c", config)
        wait_until(lambda: listens(port, broker.pid), "mosquitto")
        self.port, self.web_socket, self.path = port, web_socket, "/mqtt"

    @staticmethod
    def software():
        return f"mosquitto {package_version('mosquitto')}"


class RabbitMq:
    """RabbitMQ's MQTT and Web MQTT plugins: 3.1 and 3.1.1, QoS 2 is granted as 1."""

    name = "rabbitmq"
    versions = ("3.1", "3.1.1")

    def __init__(self, processes, folder, port=1883, web_socket=15675):
        (folder / "plugins").write_text("[rabbitmq_mqtt,rabbitmq_web_mqtt].\n")
        (folder / "rabbitmq.conf").write_text(
            f"listeners.tcp.1 = {ADDRESS}:5672\nmqtt.listeners.tcp.1 = {ADDRESS}:{port}\nmqtt.allow_anonymous = true\n"
            f"web_mqtt.tcp.ip = {ADDRESS}\nweb_mqtt.tcp.port = {web_socket}\nlog.console = false\n")
        environment = os.environ | {
            "HOME": str(folder), "ERL_EPMD_ADDRESS": ADDRESS, "RABBITMQ_NODENAME": "rabbit@localhost",
            "RABBITMQ_CONFIG_FILE": str(folder / "rabbitmq.conf"), "RABBITMQ_ENABLED_PLUGINS_FILE": str(folder / "plugins"),
            "RABBITMQ_MNESIA_BASE": str(folder / "data"), "RABBITMQ_LOG_BASE": str(folder / "log"),
            "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": "+S 1:1"}
        processes.start("epmd", env=environment)
        wait_until(lambda: listens(4369), "epmd")
        processes.start("/usr/lib/rabbitmq/bin/rabbitmq-server", env=environment, cwd=folder)
        for each in (5672, port, web_socket):
            wait_until(lambda each=each: listens(each), "RabbitMQ")
        time.sleep(2)
        self.port, self.web_socket, self.path = port, web_socket, "/ws"

    @staticmethod
    def software():
        return f"rabbitmq-server {package_version('rabbitmq-server')} with rabbitmq_mqtt, rabbitmq_web_mqtt"


class Ejabberd:
    """ejabberd's mod_mqtt: 3.1.1 and 5.0, plain and over WebSocket."""

    name = "ejabberd"
    versions = ("3.1.1", "5.0")
    login = {"user": "tester@localhost", "password": "anything"}  # there is no connection without a name

    def __init__(self, processes, folder, port=1883, web_socket=5280):
        (folder / "ejabberd.yml").write_text(f"""hosts: [localhost]
loglevel: error
auth_method: anonymous
anonymous_protocol: both
allow_multiple_connections: true
listen:
  - {{port: {port}, ip: {ADDRESS}, module: mod_mqtt, backlog: 100}}
  - {{port: {web_socket}, ip: {ADDRESS}, module: ejabberd_http, request_handlers: {{/mqtt: mod_mqtt}}}}
modules:
  mod_mqtt: {{access_publish: {{}}, access_subscribe: {{}}}}
""")
        environment = os.environ | {
            "HOME": str(folder), "ERL_EPMD_ADDRESS": ADDRESS, "EJABBERD_CONFIG_PATH": str(folder / "ejabberd.yml"),
            "EJABBERD_LOG_PATH": str(folder / "ejabberd.log"), "ERL_LIBS": "/usr/lib/x86_64-linux-gnu",
            "CONTRIB_MODULES_PATH": str(folder)}
        processes.start("epmd", env=environment)
        wait_until(lambda: listens(4369), "epmd")
        processes.start("erl", "-sname", "ejabberd@localhost", "-noinput", "-noshell", "-mnesia", "dir",
                        f'"{folder / "data"}"', "-s", "ejabberd", env=environment, cwd=folder)
        for each in (port, web_socket):
            wait_until(lambda each=each: listens(each), "ejabberd")
        time.sleep(2)
        self.port, self.web_socket, self.path = port, web_socket, "/mqtt"

    @staticmethod
    def software():
        return f"ejabberd {package_version('ejabberd')} with mod_mqtt"


class Aedes:
    """The broker of Node.js: 3.1 and 3.1.1, plain and over WebSocket, there with or without compression."""

    name = "aedes"
    versions = ("3.1", "3.1.1")

    def __init__(self, processes, folder, port=1883, web_socket=8080, deflate=False):
        processes.start("node", HERE / "aedes_broker.cjs", ADDRESS, port, web_socket, "deflate" if deflate else "plain",
                        cwd=folder)
        for each in (port, web_socket):
            wait_until(lambda each=each: listens(each), "aedes")
        self.port, self.web_socket, self.path = port, web_socket, "/"

    @staticmethod
    def software():
        return f"aedes {npm_version('aedes')}, ws {npm_version('ws')} (npm)"


def npm_version(name):
    package = pathlib.Path(os.environ["NODE_PATH"], name, "package.json")
    lines = [line for line in package.read_text().splitlines() if line.strip().startswith('"version"')]
    return lines[0].split('"')[3]
