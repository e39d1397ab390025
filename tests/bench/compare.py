# SPDX-License-Identifier: GPL-3.0-or-later
"""Side by side: compare.sh says what is measured. Every command of a group reads the same bytes, from the page cache,
on the same processor, in turns, so that a busy moment of the machine hits all of them."""

import argparse
import json
import os
import pathlib
import platform
import shutil
import statistics
import struct
import subprocess
import sys
import tempfile
import time

OWN, BARE, CAT, TSHARK = "mqttscope-cli info", "bare loop", "cat", "tshark -Y mqtt"


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


def start(command, processor):
    def alone():
        os.sched_setaffinity(0, {processor})

    return subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                            preexec_fn=alone)


def check(command, child):
    if child.returncode:
        sys.exit(f"{' '.join(map(str, command))} ended with status {child.returncode}")


def seconds_of(command, processor):
    """Elapsed and processor seconds of one run."""
    begin = time.perf_counter()
    child = start(command, processor)
    _, status, usage = os.wait4(child.pid, 0)
    took = time.perf_counter() - begin
    child.returncode = os.waitstatus_to_exitcode(status)
    check(command, child)
    return took, usage.ru_utime + usage.ru_stime


def memory_of(command, processor, path):
    """Highest resident bytes of a run of its own, and the highest of them that are no pages of the measured file.

    /proc is read about every millisecond until the end, so the last millisecond's growth may be missing. The kernel
    keeps the first number (VmHWM); the second is the sum of Rss over the mappings in smaps but those of the file."""
    child = start(command, processor)
    process, mapped = pathlib.Path(f"/proc/{child.pid}"), str(path.resolve())
    program = os.path.realpath(shutil.which(command[0]))
    peak = beyond = 0
    while child.poll() is None:
        try:
            # Before exec it is still a copy of this process.
            if os.readlink(process / "exe") == program:
                peak = max(peak, resident(process))
                beyond = max(beyond, resident_beyond(process, mapped))
        except (FileNotFoundError, ProcessLookupError):
            pass  # it ended meanwhile
        time.sleep(0.001)
    check(command, child)
    return peak, beyond


def resident(process):
    for line in (process / "status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) * 1024
    return 0


def resident_beyond(process, mapped):
    total, counts = 0, True
    for line in (process / "smaps").read_text(errors="surrogateescape").splitlines():
        word = line.split(None, 1)[0]
        if not word.endswith(":"):
            counts = not line.endswith(mapped)
        elif counts and word == "Rss:":
            total += int(line.split()[1]) * 1024
    return total


def in_turns(commands, runs, processor):
    """Median elapsed and median processor seconds of each command."""
    seen = {name: [] for name in commands}
    for command in commands.values():  # fills the page cache and starts what starts slowly the first time
        seconds_of(command, processor)
    for turn in range(runs):
        for name, command in commands.items():
            seen[name].append(seconds_of(command, processor))
            if sys.stderr.isatty():
                print(f"\rrun {turn + 1} of {runs}: {name:20}", end="", file=sys.stderr, flush=True)
    if sys.stderr.isatty():
        print("\r" + " " * 60 + "\r", end="", file=sys.stderr)
    return {name: tuple(map(statistics.median, zip(*results))) for name, results in seen.items()}


def packets_of(program, path):
    """mqttscope's own count, which its tests hold against tshark's."""
    report = subprocess.run([program, "info", "-T", "json", path], capture_output=True, check=True)
    return json.loads(report.stdout)["packets"]


def bare_packets(program, path):
    """The bare loop puts nothing in order: where a segment came twice it counts something else."""
    report = subprocess.run([program, path], capture_output=True, check=True, text=True)
    return int(report.stdout.split()[-2])


def print_table(path, packets, times, memory):
    print(f"\n{path.name}: {path.stat().st_size / 1e6:,.1f} MB, {packets:,} packets\n")
    print("| command | elapsed | processor time | packets/s | tshark takes | bare loops | peak memory "
          "| beyond the file |")
    print("|---|--:|--:|--:|--:|--:|--:|--:|")
    busy = {name: processor for name, (_, processor) in times.items()}
    for name, (elapsed, processor) in times.items():
        rate = "" if name == CAT else f"{packets / processor:,.0f}"
        slower = f"{busy[TSHARK] / processor:,.1f} ×" if TSHARK in busy and name != CAT else ""
        bare = f"{processor / busy[BARE]:,.1f}" if BARE in busy else ""
        peak, beyond = memory[name]
        print(f"| `{name}` | {elapsed:.3f} s | {processor:.3f} s | {rate} | {slower} | {bare} | {peak / 1e6:,.0f} MB | "
              f"{beyond / 1e6:,.0f} MB |")


def processor_name():
    for line in pathlib.Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.split(":", 1)[1].strip()
    return platform.machine()


def measure(given, path, processor):
    commands = {OWN: [given.program, "info", path]}
    if given.bare_loop:
        commands[BARE] = [given.bare_loop, path]
    commands[CAT] = ["cat", path]
    if shutil.which("tshark"):
        commands[TSHARK] = ["tshark", "-n", "-r", path, "-Y", "mqtt"]
    times = in_turns(commands, given.runs, processor)
    memory = {name: memory_of(command, processor, path) for name, command in commands.items()}
    packets = packets_of(given.program, path)
    print_table(path, packets, times, memory)
    if given.bare_loop and bare_packets(given.bare_loop, path) != packets:
        print("\nThe bare loop counts other packets here (segments that came twice): its time is no yardstick.")


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--program", required=True)
    arguments.add_argument("--bare-loop")
    arguments.add_argument("--runs", type=int, default=5)
    arguments.add_argument("--frames", type=int, default=0,
                           help="measure on the first frames only, where tshark would take too long for all of them")
    arguments.add_argument("files", nargs="+", type=pathlib.Path)
    given = arguments.parse_args()
    # The last one: interrupts mostly arrive at the first.
    processor = max(os.sched_getaffinity(0))
    print(f"Median of {given.runs} runs on one of {os.cpu_count()} processors ({processor_name()}), all commands in "
          f"turns, file in the page cache, output to /dev/null. Load of the machine at the start: "
          f"{os.getloadavg()[0]:.1f}. Memory is that of a run of its own: VmHWM, and Rss in smaps without the "
          "mapping of the file. Rates and ratios are of processor time, which other work on the machine disturbs "
          "least.")
    if not shutil.which("tshark"):
        print("\ntshark is not installed, so there is nothing to compare with")
    for path in given.files:
        with tempfile.TemporaryDirectory() as folder:
            cut = pathlib.Path(folder) / f"{path.stem}-first-{given.frames}-frames.pcap"
            whole = given.frames == 0 or first_frames(path, cut, given.frames)
            measure(given, path if whole else cut, processor)


if __name__ == "__main__":
    main()
