"""One-row predictions over HTTP: the model server beside MLServer with ONNX Runtime and a bare reference.

The same forest as the same ONNX file behind each server, the same request, everything of ours switched on.
Each server has core 0, the load core 1; servers alternate and the rounds are repeated. What counts is
requests for each second of CPU time of the server's processes: neighbours on the machine change it little,
and what is left cancels in the ratio, which is taken within a round. Ends with 1 where a goal is missed.
"""

import argparse
import statistics
import sys
from collections.abc import Sequence
from pathlib import Path

import psutil

sys.path.insert(0, str(Path(__file__).parent))

from model_servers import load, servers
from model_servers.model import Subject, make_subject

CONNECTIONS = (1, 16, 64)
BUSY = CONNECTIONS[1:]
GOAL_RATIO = 8.0
GOAL_MEMORY = 90.0
TOLERANCE = 1e-5
Cells = dict[tuple[str, int], list[load.Measure]]
OURS, PEER, REFERENCE = "stratum", "mlserver", "reference"
SERVERS = (
    servers.Server(OURS, 18080, servers.prepare_stratum),
    servers.Server(PEER, 18180, servers.prepare_mlserver),
    servers.Server(REFERENCE, 18280, servers.prepare_reference),
)


def main(argv: Sequence[str] | None = None) -> int:
    """Run the benchmark and print its tables."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=int, default=4, help="of load for each cell")
    parser.add_argument("--quick", action="store_true", help="one round of two seconds")
    options = parser.parse_args(argv)
    rounds, seconds = (1, 2) if options.quick else (options.rounds, options.seconds)
    load.find_wrk()
    work = servers.ROOT / ".bench" / "serving"
    subject = make_subject(work)
    cells: Cells = {}
    resident: dict[str, float] = {}
    trained: set[str] = set()
    for number in range(rounds):
        for server in SERVERS:
            print(f"round {number + 1} of {rounds}: {server.name}", file=sys.stderr, flush=True)
            with servers.started(server, subject, work / server.name) as process:
                check(server, subject)
                load.measure(server, process, subject, 16, 1)  # warm-up
                for connections in CONNECTIONS:
                    found = load.measure(server, process, subject, connections, seconds)
                    cells.setdefault((server.name, connections), []).append(found)
                resident[server.name] = max(resident.get(server.name, 0.0), load.memory(process))
                if load.imports(process, "sklearn"):
                    trained.add(server.name)
    show(cells, resident)
    return judge(cells, resident, trained)


def check(server: servers.Server, subject: Subject) -> None:
    """Refuse to measure a server that answers otherwise than scikit-learn."""
    outputs = servers.ask(server, subject)
    differences = [abs(a - b) for a, b in zip(outputs["probabilities"], subject.probabilities, strict=True)]
    if outputs["label"] != [subject.label] or max(differences) > TOLERANCE:
        raise SystemExit(f"{server.name} answers {outputs}, scikit-learn {subject}")


def ratios(cells: Cells, name: str, connections: int) -> list[float]:
    """Ours over ``name`` in requests per CPU-second, round by round."""
    pairs = zip(cells[OURS, connections], cells[name, connections], strict=True)
    return [ours.rate / theirs.rate for ours, theirs in pairs]


def busy_ratios(cells: Cells, name: str) -> list[float]:
    """Ours over ``name`` round by round, each at the number of busy connections where it does best."""

    def best(server: str) -> list[float]:
        return [max(pair) for pair in zip(*([m.rate for m in cells[server, c]] for c in BUSY), strict=True)]

    return [ours / theirs for ours, theirs in zip(best(OURS), best(name), strict=True)]


def show(cells: Cells, resident: dict[str, float]) -> None:
    """Print one line for each server and number of connections."""
    processor = f"{psutil.cpu_count()} cores, load {psutil.getloadavg()[0]:.1f}"
    print(f"breast cancer, 100 trees, one row a request; {processor}\n")
    print(
        f"{'server':<10} {'conn.':>5} {'req/CPU-s':>10} {'req/s':>9} "
        f"{'p50 ms':>8} {'p99 ms':>8} {'RSS MB':>7} {'ours is':>8}"
    )
    for (name, connections), found in cells.items():
        rate = statistics.median(each.rate for each in found)
        wall = max(each.requests / each.seconds for each in found)
        p50, p99 = min(each.p50 for each in found), min(each.p99 for each in found)
        ours = statistics.median(ratios(cells, name, connections))
        print(f"{name:<10} {connections:>5} {rate:>10,.0f} {wall:>9,.0f} {p50:>8.2f} {p99:>8.2f} "
              f"{resident[name]:>7.0f} {ours:>7.2f}x")  # fmt: skip
    print("\nreq/CPU-s and the ratio are medians of the rounds, the rest the best round.")


def judge(cells: Cells, resident: dict[str, float], trained: set[str]) -> int:
    """Print each goal with what was found; 1 where one is missed."""
    found = statistics.median(busy_ratios(cells, PEER))
    ratio = f"at least {GOAL_RATIO:.0f} x MLServer in requests per CPU-second, busy"
    memory = f"at most {GOAL_MEMORY:.0f} MB resident"
    absent = OURS not in trained
    goals = [
        (ratio, f"{found:.1f} x", found >= GOAL_RATIO),
        (memory, f"{resident[OURS]:.0f} MB", resident[OURS] <= GOAL_MEMORY),
        ("scikit-learn is not in the server", "absent" if absent else "imported", absent),
    ]
    print()
    for goal, figure, holds in goals:
        print(f"{'holds ' if holds else 'MISSED'}  {goal}: {figure}")
    return 0 if all(holds for _, _, holds in goals) else 1


if __name__ == "__main__":
    sys.exit(main())
