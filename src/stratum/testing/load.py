"""A load that is known: ``python load.py ACCOUNT FILE ADDRESS PORT``.

Holds 200 MB, works half of the time, writes 5 MB/s to FILE and sends 2 MB/s to ADDRESS. It keeps to that by
its own clocks, and appends to ACCOUNT what it really used so far: time, seconds of processor time, bytes
written, bytes sent; the first line says the bytes that it held before and that it took.
"""

import os
import socket
import sys
import threading
import time
from pathlib import Path

HELD = 200_000_000
SHARE = 0.5
WRITTEN = 5_000_000
SENT = 2_000_000
CHUNK = 128 * 1024
ROOM = 8 * CHUNK


def now() -> float:
    """Seconds since 1970-01-01 UTC."""
    return time.clock_gettime(time.CLOCK_REALTIME)


def resident() -> int:
    """Bytes of this process in memory, counted page by page."""
    lines = Path("/proc/self/smaps_rollup").read_text(encoding="utf-8").splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("Rss:"))


def main() -> None:
    """Run until killed."""
    account = os.open(sys.argv[1], os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    file = os.open(sys.argv[2], os.O_WRONLY | os.O_CREAT)
    chunk = b"x" * CHUNK
    before = resident()
    held = bytearray(b"x") * HELD
    os.write(account, f"{before} {len(held)}\n".encode())
    with socket.create_connection((sys.argv[3], int(sys.argv[4]))) as peer:
        begin, used = now(), time.process_time()
        written = sent = told = 0
        pause = threading.Event()
        while True:
            passed = now() - begin
            if passed * 20 >= told:
                # In one piece: whoever reads sees whole lines.
                line = f"{begin + passed:.6f} {time.process_time():.6f} {written} {sent}\n"
                os.write(account, line.encode())
                told = int(passed * 20) + 1
            if written < WRITTEN * passed:
                os.pwrite(file, chunk, written % ROOM)
                os.fsync(file)
                written += CHUNK
            if sent < SENT * passed:
                peer.sendall(chunk)
                sent += CHUNK
            if time.process_time() - used > SHARE * (now() - begin):
                pause.wait(0.004)


if __name__ == "__main__":
    main()
