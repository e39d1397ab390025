# SPDX-License-Identifier: GPL-3.0-or-later
"""Records tests/data/interop: brokers and clients of several makers, and what was said; record.sh runs this in a
network namespace of its own (argv: folder, beginnings of names of recordings, none for all)."""

import gzip
import pathlib
import signal
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).parent
sys.path.insert(0, str(HERE.parent / "support"))

import scenarios
from brokers import Aedes, Ejabberd, Mosquitto, RabbitMq, wait_until
from clients import MosquittoTools, MqttJs, PahoC, PahoPython
from recording import Processes, loopback_like_ethernet, need, need_own_network, to_pcapng
from truth import Truth
from two_hosts import SERVER, TwoHosts

LARGEST = 50_000


class Stage:
    """Where one recording is played: processes, a folder, the truth, and who took part."""

    def __init__(self, folder):
        self.folder, self.raw = folder, folder / "raw.pcap"
        self.processes, self.truth = Processes(), Truth()
        self.options, self.software = [], []
        self._tcpdump = None

    def listen(self, *ports):
        """Records what goes over loopback with these ports."""
        log = self.folder / "tcpdump.log"
        condition = " or ".join(f"port {port}" for port in ports)
        self._tcpdump = self.processes.start(
            "tcpdump", "-i", "lo", "-w", self.raw, "-U", "-s", "0", "-Z", "root", "-B", "16384",
            "--time-stamp-precision=nano", f"tcp and ({condition})", stderr=open(log, "wb"))
        wait_until(lambda: b"listening" in log.read_bytes(), "tcpdump")

    def broker(self, maker, **options):
        broker = maker(self.processes, self.folder, **options)
        self._present(broker)
        return broker

    def client(self, maker, *where, **options):
        client = maker(self.processes, self.truth, *where, **options)
        self._present(client)
        return client

    def _present(self, who):
        if who.software() not in self.software:
            self.software.append(who.software())

    def finish(self):
        time.sleep(0.5)
        if self._tcpdump:
            time.sleep(1.0)
            self.processes.end(self._tcpdump, signal.SIGINT)


def mosquitto_clients(stage):
    """mosquitto_pub and mosquitto_sub with mosquitto in 3.1, 3.1.1 and 5.0"""
    stage.listen(1883)
    tools = stage.client(MosquittoTools, "127.0.0.1", stage.broker(Mosquitto).port)
    for version in Mosquitto.versions:
        scenarios.mosquitto_tools(tools, version)


def toured(maker, broker, web_socket=False, versions=None, **options):
    """A recording of one client's tour with one broker."""
    way = "over WebSocket" if web_socket else "over TCP"

    def play(stage):
        made = stage.broker(broker, **options)
        port = made.web_socket if web_socket else made.port
        stage.listen(port)
        client = stage.client(maker, "127.0.0.1", port, *([made.path] if web_socket else []))
        for version in versions or broker.versions:
            scenarios.tour(client, version, login=getattr(broker, "login", scenarios.NOBODY))

    play.__doc__ = f"{maker.name} with {broker.name} {way} in {', '.join(versions or broker.versions)}"
    return play


def mosquitto_paho_c(stage):
    """Eclipse Paho for C with mosquitto in 3.1, 3.1.1 and 5.0"""
    stage.listen(1883)
    port = stage.broker(Mosquitto).port
    publisher, tools = stage.client(PahoC, "127.0.0.1", port), stage.client(MosquittoTools, "127.0.0.1", port)
    for version in Mosquitto.versions:
        scenarios.paho_c(publisher, tools, version)


def mosquitto_paho_c_websocket(stage):
    """Eclipse Paho for C with mosquitto over WebSocket in 3.1.1 and 5.0, mosquitto_sub on plain TCP"""
    stage.listen(1883, 9001)
    broker = stage.broker(Mosquitto)
    publisher = stage.client(PahoC, "127.0.0.1", broker.web_socket, path=broker.path)
    tools = stage.client(MosquittoTools, "127.0.0.1", broker.port)
    for version in ("3.1.1", "5.0"):
        scenarios.paho_c(publisher, tools, version)


def refusing(maker, broker, versions, strangers, settings=None):
    def play(stage):
        options = {"settings": settings(stage.folder)} if settings else {}
        port = stage.broker(broker, **options).port
        stage.listen(port)
        scenarios.refused(stage.client(maker, "127.0.0.1", port), versions, strangers)

    play.__doc__ = f"{maker.name} refused by {broker.name} in {', '.join(versions)}, and one that is let in"
    return play


def with_passwords(folder):
    Processes.run("mosquitto_passwd", "-c", "-b", folder / "passwords", "meter", "example-password")
    return f"allow_anonymous false\npassword_file {folder / 'passwords'}"


def mosquitto_ipv6_port_1884(stage):
    """paho-python and mqttjs with mosquitto over IPv6 on port 1884, to be found by content"""
    port = stage.broker(Mosquitto, address="::1", port=1884).port
    stage.listen(port)
    stage.options.append("-d 1884")
    for maker, version in ((PahoPython, "5.0"), (MqttJs, "3.1.1")):
        scenarios.tour(stage.client(maker, "::1", port), version, large=2000)


def mosquitto_burst(stage):
    """Many messages in flight together: packets that share segments and span them"""
    port = stage.broker(Mosquitto).port
    stage.listen(port)
    for maker, version in ((PahoPython, "3.1.1"), (MqttJs, "5.0")):
        scenarios.burst(stage.client(maker, "127.0.0.1", port), version, count=45)


def relayed(about, expected=(), mtu=1500, large=6000, count=30, size=300, relay=()):
    """Mosquitto on one host, paho-python on another, and the relay between them."""

    def play(stage):
        hosts = TwoHosts(stage.processes, stage.raw, mtu, relay)
        broker = stage.broker(Mosquitto, address=SERVER, before=hosts.on_server)
        client = stage.client(PahoPython, SERVER, broker.port, before=hosts.on_client)
        scenarios.tour(client, "5.0", large)
        scenarios.burst(client, "3.1.1", count, size)
        time.sleep(0.5)
        counts = hosts.finish()
        for name in expected:
            if not counts[name]:
                sys.exit(f"the relay's {name} is 0: {counts}")
        told = ", ".join(f"{count} {name}" for name, count in counts.items() if count)
        stage.about = f"{about} (frames: {told})"

    play.__doc__ = about
    return play


RECORDINGS = {
    "mosquitto-clients": mosquitto_clients,
    "mosquitto-paho-python": toured(PahoPython, Mosquitto),
    "mosquitto-paho-c": mosquitto_paho_c,
    "mosquitto-mqttjs": toured(MqttJs, Mosquitto),
    "mosquitto-refused": refusing(PahoPython, Mosquitto, Mosquitto.versions, [
        ("bad", "meter", "wrong"), ("nobody", None, None), ("good", "meter", "example-password")], with_passwords),
    "mosquitto-ipv6-port-1884": mosquitto_ipv6_port_1884,
    "mosquitto-burst": mosquitto_burst,
    "websocket-mosquitto-mqttjs": toured(MqttJs, Mosquitto, True),
    "websocket-mosquitto-paho-python": toured(PahoPython, Mosquitto, True),
    "websocket-mosquitto-paho-c": mosquitto_paho_c_websocket,
    "relay-loss": relayed("Lost on the way, seen behind the loss: what is missing comes later", ["lost"],
                          relay=["--loss", "0.08"]),
    "relay-loss-before": relayed("Lost on the way, seen before the loss: everything comes, some of it twice", ["lost"],
                                 relay=["--loss", "0.08", "--at", "arrival", "--seed", "2"]),
    "relay-reorder": relayed("Overtaken on the way", ["reordered"], relay=["--reorder", "0.15", "--seed", "3"]),
    "relay-duplicate": relayed("Doubled on the way", ["doubled"], relay=["--duplicate", "0.15", "--seed", "4"]),
    "relay-everything": relayed("Lost, doubled and overtaken on the way, in segments of 200 octets",
                                ["lost", "doubled", "reordered"], mtu=252, size=500, relay=[
                                    "--loss", "0.05", "--duplicate", "0.05", "--reorder", "0.08", "--seed", "5"]),
    "relay-small-mtu": relayed("Segments of 28 octets: nearly every packet spans some", mtu=80, large=800, count=12, size=60),
    "relay-fragments": relayed("IP fragments of at most 200 octets", ["fragmented"], relay=["--fragment", "200"], count=24),
    "relay-fragments-mixed": relayed("IP fragments that are lost, doubled and overtaken", ["fragmented", "lost", "reordered"],
                                     relay=["--fragment", "576", "--loss", "0.03", "--reorder", "0.06", "--seed", "6"],
                                     size=700, count=24),
    "relay-vlan": relayed("One VLAN tag", relay=["--vlan", "77"], count=24),
    "relay-qinq": relayed("Two VLAN tags, a service tag and a customer tag", relay=["--vlan", "7", "--vlan", "77"], count=24),
    "relay-twice": relayed("Every frame recorded twice, as a mirror of two ports shows it", relay=["--at", "both"], count=24),
    "relay-vxlan": relayed("A mirror inside VXLAN", relay=["--tunnel", "vxlan"], count=24),
    "relay-gre": relayed("A mirror inside GRE", relay=["--tunnel", "gre"], count=24),
    "relay-erspan": relayed("A mirror inside ERSPAN type II, with a VLAN tag in it",
                            relay=["--tunnel", "erspan", "--vlan", "77"], count=24),
    "relay-mpls": relayed("Below two MPLS labels", relay=["--tunnel", "mpls"], count=24),
    "relay-ipip": relayed("IP in IP", relay=["--tunnel", "ipip"], count=24),
    "rabbitmq-paho-python": toured(PahoPython, RabbitMq),
    "rabbitmq-mqttjs": toured(MqttJs, RabbitMq),
    "rabbitmq-refused": refusing(PahoPython, RabbitMq, RabbitMq.versions, [
        ("bad", "guest", "wrong"), ("good", "guest", "guest")]),
    "websocket-rabbitmq-mqttjs": toured(MqttJs, RabbitMq, True),
    "ejabberd-paho-python": toured(PahoPython, Ejabberd),
    "ejabberd-mqttjs": toured(MqttJs, Ejabberd),
    "websocket-ejabberd-mqttjs": toured(MqttJs, Ejabberd, True),
    "ejabberd-refused": refusing(PahoPython, Ejabberd, Ejabberd.versions, [
        ("nobody", None, None), ("good", "tester@localhost", "anything")]),
    "aedes-paho-python": toured(PahoPython, Aedes),
    "aedes-mqttjs": toured(MqttJs, Aedes),
    "aedes-refused": refusing(MqttJs, Aedes, Aedes.versions, [("bad", "stranger", "x"), ("good", "meter", "x")]),
    "websocket-aedes-mqttjs": toured(MqttJs, Aedes, True),
    "websocket-aedes-deflate": toured(MqttJs, Aedes, True, deflate=True),
}


def record(name, out):
    scenario = RECORDINGS[name]
    with tempfile.TemporaryDirectory(prefix="mqttscope-interop-") as folder:
        stage = Stage(pathlib.Path(folder))
        stage.about = " ".join(scenario.__doc__.split())
        with stage.processes:
            scenario(stage)
            stage.finish()
        plain, target = stage.folder / "plain.pcapng", out / f"{name}.pcapng.gz"
        to_pcapng(stage.raw, plain, stage.about)
        target.write_bytes(gzip.compress(plain.read_bytes(), 9, mtime=0))
    size = target.stat().st_size
    if size > LARGEST:
        sys.exit(f"{name}: {size} bytes, more than {LARGEST}")
    options = " ".join(stage.options) or "none"
    stage.truth.write(out / f"{name}.tsv", stage.about, options, "; ".join(stage.software))
    print(f"{name}: {size} bytes, {len(stage.truth.rows)} rows", flush=True)


def write_index(out):
    """README.md of the folder: what each recording is, by the heads of their truths."""
    lines = ["# Traffic of several makers", "",
             "Recorded by tests/interop/record.sh in network namespaces of its own. Beside each recording lies what was said in",
             "it, told by the clients themselves (`.tsv`): tests hold what mqttscope finds against both that and tshark.", "",
             "| recording | what it is | who speaks | date | bytes |", "|---|---|---|---|---|"]
    for told in sorted(out.glob("*.tsv")):
        about, _, software, date = (line.split(" ", 1)[1] for line in told.read_text().splitlines()[:4])
        capture = told.with_suffix(".pcapng.gz")
        lines.append(f"| {capture.name} | {about} | {software.split(': ', 1)[1]} | {date.split(': ')[1]} | {capture.stat().st_size} |")
    (out / "README.md").write_text("\n".join(lines) + "\n")


def main():
    need("tcpdump", "ip", "mosquitto", "mosquitto_pub", "mosquitto_sub", "nsenter", "unshare", "node")
    need_own_network()
    loopback_like_ethernet()
    out = pathlib.Path(sys.argv[1]).resolve()
    wanted = [name for name in RECORDINGS if not sys.argv[2:] or any(name.startswith(each) for each in sys.argv[2:])]
    for name in wanted:
        try:
            record(name, out)
        except SystemExit as failure:  # a busy machine is slower than somebody's patience now and then
            print(f"{name}: {failure}; once more", flush=True)
            record(name, out)
    write_index(out)


if __name__ == "__main__":
    main()
