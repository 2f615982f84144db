"""Read files, run commands and time a few loops; print it all as JSON.

This file is sent to a host and run there with ``main(ORDERS)`` below it, so it uses the standard library of
Python 3.7 and nothing else. What the answers mean is decided where they arrive.
"""

from __future__ import annotations

import json
import math
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

SCHEMA = "stratum.probe/1"
EXPONENT = (1 << 521) - 1
MODULUS = (1 << 2203) - 1
NUMBERS = 20000
BLOCK = 1 << 20
MOST_BLOCKS = 64


def main(orders: Mapping[str, Any]) -> None:
    """Do what is ordered, and print the answer.

    Args:
        orders: ``files`` to read, ``paths`` to look for, ``commands`` to run by name, ``folders`` that a file
            may be written to, ``limit`` of each text in bytes, ``patience`` with a command and ``seconds``
            for each timing; no timings for 0.
    """
    limit, seconds = orders["limit"], orders["seconds"]
    answer = {
        "schema": SCHEMA,
        "files": read_files(orders["files"], limit),
        "paths": [path for path in orders["paths"] if Path(path).exists()],
        "outputs": run_commands(orders["commands"], limit, orders["patience"]),
        "timings": timings(seconds, orders["folders"]) if seconds else {},
    }
    sys.stdout.write(json.dumps(answer))


def read_files(paths: Iterable[str], limit: int) -> dict[str, str]:
    """The beginning of each file that can be read."""
    found = {}
    for path in paths:
        try:
            with Path(path).open("rb") as file:
                found[path] = file.read(limit).decode("utf-8", "replace")
        except OSError:
            continue
    return found


def run_commands(commands: Mapping[str, Sequence[str]], limit: int, patience: float) -> dict[str, str]:
    """What each command prints that is there and succeeds, standard error included."""
    found = {}
    for name, command in commands.items():
        try:
            done = subprocess.run(
                command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                timeout=patience,
                check=True,
            )
        except (OSError, subprocess.SubprocessError):
            continue
        found[name] = done.stdout[:limit].decode("utf-8", "replace")
    return found


def timings(seconds: float, folders: Iterable[str]) -> dict[str, float]:
    """Seconds of three loops of one core, bytes copied and bytes written per second."""
    numbers = [float((i * 7919) % 104729) / 3.0 for i in range(NUMBERS)]
    found = {
        "modular": best(lambda: pow(3, EXPONENT, MODULUS), seconds / 3),
        "sorting": best(lambda: sorted(numbers), seconds / 3),
        "summing": best(lambda: math.fsum(numbers), seconds / 3),
        "copied": copied(seconds),
    }
    written = [rate for rate in (write(folder, seconds) for folder in folders) if rate]
    return dict(found, written=written[0]) if written else found


def best(loop: Callable[[], object], seconds: float) -> float:
    """Seconds of the quickest turn of a loop that is repeated for some time."""
    quickest, end = math.inf, time.perf_counter() + seconds
    while True:
        began = time.perf_counter()
        loop()
        now = time.perf_counter()
        quickest = min(quickest, now - began)
        if now > end:
            return quickest


def copied(seconds: float) -> float:
    """Bytes per second that one core copies from memory to memory, beyond its caches where there is room."""
    size = MOST_BLOCKS * BLOCK
    try:
        source, target = bytearray(size), memoryview(bytearray(size))
    except MemoryError:
        size = BLOCK
        source, target = bytearray(size), memoryview(bytearray(size))

    def copy() -> None:
        target[:] = source

    copy()
    return size / best(copy, seconds)


def write(folder: str, seconds: float) -> float:
    """Bytes per second that reach the disk of a folder; 0 where it cannot be written or is in memory."""
    block = os.urandom(BLOCK)
    try:
        if in_memory(folder):
            return 0.0
        with tempfile.TemporaryFile(dir=folder) as file:
            count, began = 0, time.perf_counter()
            while count < MOST_BLOCKS and time.perf_counter() < began + seconds:
                file.write(block)
                file.flush()
                os.fdatasync(file.fileno())
                count += 1
            return count * BLOCK / (time.perf_counter() - began)
    except OSError:
        return 0.0


def in_memory(folder: str) -> bool:
    """Whether the files of a folder are kept in memory and not on a disk."""
    place, kind = "", ""
    for line in Path("/proc/mounts").read_text(encoding="utf-8", errors="replace").splitlines():
        fields = line.split()
        point = fields[1].rstrip("/")
        if (folder + "/").startswith(point + "/") and len(point) >= len(place):
            place, kind = point, fields[2]
    return kind in {"tmpfs", "ramfs"}
