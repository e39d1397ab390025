# SPDX-License-Identifier: GPL-3.0-or-later
"""Side by side: compare.sh says what is measured. Every command of a group reads the same bytes, from the page cache,
on the same processor, in turns, so that a busy moment of the machine hits all of them."""

import argparse
import os
import pathlib
import platform
import resource
import shutil
import statistics
import struct
import subprocess
import sys
import tempfile
import time


def first_frames(source, target, frames):
    """The first frames of a pcap file, however it is ordered; True where that is all of it."""
    data = source.read_bytes()
    order = {b"\xd4\xc3\xb2\xa1": "<", b"\x4d\x3c\xb2\xa1": "<", b"\xa1\xb2\xc3\xd4": ">", b"\xa1\xb2\x3c\x4d": ">"}
    if data[:4] not in order:
        sys.exit(f"{source}: only pcap files can be cut for tshark")
    kept = struct.Struct(order[data[:4]] + "I").unpack_from
    at = 24
    for _ in range(frames):
        if at + 16 > len(data):
            return True
        at += 16 + kept(data, at + 8)[0]
    target.write_bytes(data[:at])
    return at >= len(data)


def run(command, processor):
    """Seconds and peak resident bytes of one run."""
    def alone():
        os.sched_setaffinity(0, {processor})

    begin = time.perf_counter()
    with open(os.devnull, "wb") as nothing:
        child = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=nothing, stderr=nothing, preexec_fn=alone)
        _, status, usage = os.wait4(child.pid, 0)
    took = time.perf_counter() - begin
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        sys.exit(f"{' '.join(map(str, command))} ended with status {child.returncode}")
    return took, usage.ru_maxrss * 1024


def in_turns(commands, runs, processor):
    """Medians for each command: name -> (seconds, peak bytes)."""
    seen = {name: [] for name in commands}
    for command in commands.values():  # fills the page cache and starts what starts slowly the first time
        run(command, processor)
    for turn in range(runs):
        for name, command in commands.items():
            seen[name].append(run(command, processor))
            if sys.stderr.isatty():
                print(f"\rrun {turn + 1} of {runs}: {name:20}", end="", file=sys.stderr, flush=True)
    if sys.stderr.isatty():
        print("\r" + " " * 60 + "\r", end="", file=sys.stderr)
    return {name: (statistics.median(s for s, _ in results), max(m for _, m in results))
            for name, results in seen.items()}


def packets_of(program, path):
    """One line for each packet; mqttscope's own count, which its tests hold against tshark's."""
    listing = subprocess.run([program, "packets", "-T", "fields", "-e", "mqtt.msgtype", path], capture_output=True,
                             check=True)
    return listing.stdout.count(b"\n")


def print_table(path, packets, results):
    print(f"\n{path.name}: {path.stat().st_size / 1e6:,.1f} MB, {packets:,} packets\n")
    print("| command | time | packets/s | times as long as mqttscope-cli | peak memory |\n|---|--:|--:|--:|--:|")
    own = results["mqttscope-cli info"][0]
    # A child begins as a copy of this process, so nothing smaller than this process can be told apart.
    floor = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    for name, (seconds, peak) in results.items():
        rate = "" if name == "cat" else f"{packets / seconds:,.0f}"
        memory = f"{peak / 1e6:,.0f} MB" if peak > floor else f"< {floor / 1e6:,.0f} MB"
        print(f"| `{name}` | {seconds:.3f} s | {rate} | {seconds / own:.2f} | {memory} |")


def processor_name():
    for line in pathlib.Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.split(":", 1)[1].strip()
    return platform.machine()


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--program", required=True)
    arguments.add_argument("--runs", type=int, default=5)
    arguments.add_argument("--tshark-frames", type=int, default=20_000,
                           help="tshark gets at most so many frames, and mqttscope-cli is measured on the same cut")
    arguments.add_argument("files", nargs="+", type=pathlib.Path)
    given = arguments.parse_args()
    # The last one: interrupts mostly arrive at the first.
    processor = max(os.sched_getaffinity(0))
    print(f"Median of {given.runs} runs on one of {os.cpu_count()} processors ({processor_name()}), file in the page "
          "cache, output to /dev/null. Peak memory is what was resident, pages of the mapped file included.")
    for path in given.files:
        own = {"mqttscope-cli info": [given.program, "info", path], "cat": ["cat", path]}
        print_table(path, packets_of(given.program, path), in_turns(own, given.runs, processor))
        if not shutil.which("tshark"):
            print("\ntshark is not installed, so there is nothing to compare with")
            continue
        with tempfile.TemporaryDirectory() as folder:
            cut = pathlib.Path(folder) / f"{path.stem}-first-{given.tshark_frames}-frames.pcap"
            if first_frames(path, cut, given.tshark_frames):
                cut = path
            both = {"mqttscope-cli info": [given.program, "info", cut],
                    "tshark -Y mqtt": ["tshark", "-n", "-r", cut, "-Y", "mqtt"]}
            print_table(cut, packets_of(given.program, cut), in_turns(both, given.runs, processor))


if __name__ == "__main__":
    main()
