# SPDX-License-Identifier: GPL-3.0-or-later
"""Records tests/data/other: real traffic that is no MQTT, on ports of its own (argv: folder, beginnings of names)."""

import gzip
import http.server
import pathlib
import pwd
import shutil
import socket
import socketserver
import struct
import subprocess
import sys
import tempfile
import threading
import time

HERE = pathlib.Path(__file__).parent
sys.path.insert(0, str(HERE.parent / "support"))

from brokers import ADDRESS, RabbitMq, listens, package_version, wait_until
from recording import loopback_like_ethernet, need, need_own_network, to_pcapng
from record import Stage

TIMEOUT = 30


def run(*command, **options):
    return subprocess.run([str(part) for part in command], stdin=subprocess.DEVNULL, capture_output=True, timeout=TIMEOUT,
                          check=options.pop("check", True), **options)


def serve(handler, port):
    socketserver.ThreadingTCPServer.allow_reuse_address = True
    server = socketserver.ThreadingTCPServer((ADDRESS, port), handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


class Pages(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def do_GET(self):
        self.send_response(200)
        if self.path == "/chunked":
            self.send_header("Transfer-Encoding", "chunked")
            self.end_headers()
            for size in (1, 16, 48, 300):  # sizes whose text looks like the first octets of MQTT packets
                self.wfile.write(b"%x\r\n" % size + b"\x30\x0e" * (size // 2) + b"x" * (size % 2) + b"\r\n")
            self.wfile.write(b"0\r\n\r\n")
            return
        body = b'{"topic":"plant/line1/temperature","value":21.5}' * 20
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(204)
        self.end_headers()


def http_keep_alive(stage):
    """HTTP/1.1: several requests on one connection, chunked answers, a body of octets"""
    stage.software.append(f"curl {package_version('curl')}, Python's http.server")
    stage.listen(8080)
    server = serve(Pages, 8080)
    url = f"http://{ADDRESS}:8080"
    run("curl", "-s", f"{url}/a", f"{url}/chunked", f"{url}/b", "-o", "/dev/null")
    body = stage.folder / "body"
    body.write_bytes(bytes(range(256)) * 8)
    run("curl", "-s", "--data-binary", f"@{body}", f"{url}/post")
    server.shutdown()


def websocket_echo(stage):
    """A WebSocket without MQTT: text, octets, fragments, pings, some of it compressed"""
    stage.software.append("ws (npm)")
    stage.listen(8081)
    run("node", HERE / "websocket_echo.cjs", ADDRESS, 8081)


def tls13(stage):
    """TLS 1.3, on the port of MQTT over TLS and on another"""
    stage.software.append(f"openssl {package_version('openssl')}")
    key, certificate = stage.folder / "key.pem", stage.folder / "certificate.pem"
    run("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", key, "-out",
        certificate, "-subj", "/CN=broker.example", "-days", "2")
    stage.listen(8883, 8443)
    for port in (8883, 8443):
        stage.processes.start("openssl", "s_server", "-accept", f"{ADDRESS}:{port}", "-key", key, "-cert", certificate,
                              "-tls1_3", "-www")
        wait_until(lambda port=port: listens(port), "openssl")
        run("curl", "-sk", f"https://{ADDRESS}:{port}/", "-o", "/dev/null")


def ssh(stage):
    """SSH: a login with a key and one command"""
    stage.software.append(f"openssh {package_version('openssh-server')}")
    for name in ("host", "user"):
        run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", stage.folder / name)
    shutil.copyfile(stage.folder / "user.pub", stage.folder / "authorized")
    pathlib.Path("/run/sshd").mkdir(exist_ok=True)
    stage.listen(2222)
    stage.processes.start("/usr/sbin/sshd", "-D", "-f", "/dev/null", "-p", 2222, "-o", f"ListenAddress={ADDRESS}", "-h",
                          stage.folder / "host", "-o", f"AuthorizedKeysFile={stage.folder / 'authorized'}", "-o",
                          "StrictModes=no", "-o", "PermitRootLogin=yes", "-o", "UsePAM=no", "-o", "PidFile=none")
    wait_until(lambda: listens(2222), "sshd")
    run("ssh", "-F", "/dev/null", "-p", 2222, "-i", stage.folder / "user", "-o", "StrictHostKeyChecking=no", "-o",
        f"UserKnownHostsFile={stage.folder / 'known'}", "-o", "BatchMode=yes", f"root@{ADDRESS}", "uname", check=False)


class Names(socketserver.StreamRequestHandler):
    def handle(self):
        while head := self.rfile.read(2):
            query = self.rfile.read(struct.unpack(">H", head)[0])
            answer = query[:2] + b"\x81\x80\x00\x01\x00\x01\x00\x00\x00\x00" + query[12:]
            answer += b"\xc0\x0c\x00\x01\x00\x01\x00\x00\x00\x3c\x00\x04\xcb\x00\x71\x07"
            self.wfile.write(struct.pack(">H", len(answer)) + answer)


def dns(stage):
    """DNS over TCP (RFC 7766): queries one after another, some with lengths and identifiers that look like MQTT"""
    stage.software.append("Python")
    stage.listen(53)
    server = serve(Names, 53)
    with socket.create_connection((ADDRESS, 53), timeout=TIMEOUT) as sock:
        for number, name in enumerate(("broker.example", "a.example", "mqtt.example", "x" * 40 + ".example")):
            labels = b"".join(bytes([len(part)]) + part.encode() for part in name.split("."))
            query = struct.pack(">HHHHHH", 0x100C + number, 0x0100, 1, 0, 0, 0) + labels + b"\x00\x00\x01\x00\x01"
            sock.sendall(struct.pack(">H", len(query)) + query)
            size = struct.unpack(">H", sock.recv(2, socket.MSG_WAITALL))[0]
            sock.recv(size, socket.MSG_WAITALL)
    server.shutdown()


def amqp(stage):
    """AMQP 0-9-1: a queue, messages published and consumed, on a broker that speaks MQTT as well"""
    stage.broker(RabbitMq)
    stage.software.append(f"amqp-tools {package_version('amqp-tools')}")
    stage.listen(5672)
    url = f"amqp://{ADDRESS}:5672"
    run("amqp-declare-queue", "-u", url, "-q", "readings")
    for body in ("21.5", '{"topic":"plant/line1","value":7}', "x" * 3000):
        run("amqp-publish", "-u", url, "-r", "readings", "-b", body)
    run("amqp-consume", "-u", url, "-q", "readings", "-c", 3, "cat")


def redis(stage):
    """Redis: commands, octets, publish and subscribe"""
    stage.software.append(f"redis-server {package_version('redis-server')}")
    stage.processes.start("redis-server", "--port", 6379, "--bind", ADDRESS, "--save", "", "--dir", stage.folder)
    wait_until(lambda: listens(6379), "redis")
    stage.listen(6379)
    listener = stage.processes.start("redis-cli", "-h", ADDRESS, "subscribe", "plant/line1")
    for command in (("set", "a", "21.5"), ("get", "a"), ("incr", "n"), ("publish", "plant/line1", "21.5"), ("info",)):
        run("redis-cli", "-h", ADDRESS, *command)
    stage.processes.end(listener)


def postgresql(stage):
    """PostgreSQL: a table, rows in and out"""
    stage.software.append(f"postgresql {package_version('postgresql')}")
    programs = sorted(pathlib.Path("/usr/lib/postgresql").glob("*/bin"))[-1]
    user = pwd.getpwnam("postgres")
    stage.folder.chmod(0o755)
    data = stage.folder / "data"
    data.mkdir()
    shutil.chown(data, user.pw_uid, user.pw_gid)
    as_user = ["setpriv", f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups"]
    run(*as_user, programs / "initdb", "-D", data, "-A", "trust", "-N")
    stage.processes.start(*as_user, programs / "postgres", "-D", data, "-c", f"listen_addresses={ADDRESS}", "-c",
                          f"unix_socket_directories={data}")
    wait_until(lambda: listens(5432), "postgresql")
    time.sleep(1)
    stage.listen(5432)
    run(programs / "psql", "-h", ADDRESS, "-U", "postgres", "-c", "create table t(a int, b text)", "-c",
        "insert into t select n, 'plant/line' || n from generate_series(1, 40) n", "-c", "select * from t")


class Mail(socketserver.StreamRequestHandler):
    def handle(self):
        self.wfile.write(b"220 mail.example ESMTP\r\n")
        while line := self.rfile.readline():
            word = line.split()[0].upper() if line.split() else b""
            if word == b"DATA":
                self.wfile.write(b"354 go on\r\n")
                while self.rfile.readline() != b".\r\n":
                    pass
            self.wfile.write(b"221 bye\r\n" if word == b"QUIT" else b"250 ok\r\n")


def smtp(stage):
    """SMTP: lines of text both ways"""
    import smtplib
    stage.software.append("Python's smtplib")
    stage.listen(2525)
    server = serve(Mail, 2525)
    with smtplib.SMTP(ADDRESS, 2525, timeout=TIMEOUT) as mail:
        mail.sendmail("pump@plant.example", ["operator@plant.example"], "Subject: alarm\r\n\r\n" + "0 @ P ` p line\r\n" * 40)
    server.shutdown()


RECORDINGS = {"http": http_keep_alive, "websocket-echo": websocket_echo, "tls13": tls13, "ssh": ssh, "dns-tcp": dns, "amqp": amqp,
              "redis": redis, "postgresql": postgresql, "smtp": smtp}


def main():
    need("tcpdump", "ip", "curl", "openssl", "redis-server", "sshd", "amqp-publish", "node")
    need_own_network()
    loopback_like_ethernet()
    out = pathlib.Path(sys.argv[1]).resolve()
    lines = []
    for name, scenario in RECORDINGS.items():
        target = out / f"{name}.pcapng.gz"
        if sys.argv[2:] and not any(name.startswith(each) for each in sys.argv[2:]):
            continue
        with tempfile.TemporaryDirectory(prefix="mqttscope-others-") as folder:
            stage = Stage(pathlib.Path(folder))
            with stage.processes:
                scenario(stage)
                stage.finish()
            plain, about = stage.folder / "plain.pcapng", " ".join(scenario.__doc__.split())
            to_pcapng(stage.raw, plain, about)
            target.write_bytes(gzip.compress(plain.read_bytes(), 9, mtime=0))
        lines.append(f"| {target.name} | {about} | {'; '.join(stage.software)} | {time.strftime('%Y-%m-%d')} | {target.stat().st_size} |")
        print(f"{name}: {target.stat().st_size} bytes", flush=True)
    if not sys.argv[2:]:
        head = ["# Traffic that is no MQTT", "", "Recorded by tests/interop/record.sh --others; no MQTT may be found in it.", "",
                "| recording | what it is | who speaks | date | bytes |", "|---|---|---|---|---|"]
        (out / "README.md").write_text("\n".join(head + lines) + "\n")


if __name__ == "__main__":
    main()
