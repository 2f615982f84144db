"""Departures through the live path, from an MQTT QoS 1 publish to a stored prediction.

The platform's loop (publishers, broker, processor, model server, writer: each its own process, every event
kept through a crash of each of them) beside the same loop written by hand (one publisher, the same broker,
one process with the model inside, the same table). First as fast as possible, then at a fixed rate.
On a machine with neighbours CPU time for an event says more than events a second. Ends with 1 where a
goal is missed.
"""

import argparse
import dataclasses
import json
import shutil
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from live_path.figures import Run
from live_path.plain_loop import run_plain
from live_path.platform_loop import run_platform
from live_path.subject import make_subject

GOAL_THROUGHPUT = 5_000.0
GOAL_P99 = 0.250
WORK = Path(__file__).parents[1] / ".bench" / "live"


def main(argv: Sequence[str] | None = None) -> int:
    """Run the benchmark, print its tables or JSON, and compare with the goals."""
    options = _options(argv)
    shutil.rmtree(WORK / "runs", ignore_errors=True)
    fast, paced = options.events, int(options.rate * options.seconds)
    subject, slow_subject = (make_subject(WORK, events, options.publishers) for events in (fast, paced))
    runs: dict[str, list[Run]] = {"as fast as possible": [], f"{options.rate:g} events/s": []}
    for number in range(options.rounds):
        folder = WORK / "runs" / str(number)
        _say(f"round {number + 1} of {options.rounds}")
        full, steady = runs.values()
        full.append(run_platform(folder / "fast", subject, fast, 0.0, options.publishers))
        full.append(run_plain(folder / "fast-plain", subject, fast, 0.0))
        steady.append(run_platform(folder / "paced", slow_subject, paced, options.rate, options.publishers))
        steady.append(run_plain(folder / "paced-plain", slow_subject, paced, options.rate))
    if options.json:
        print(json.dumps(_document(runs), indent=1))
    else:
        _print_tables(runs)
    return _verdict(*runs.values())


def _options(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--events", type=int, default=60_000, help="of the run without a rate")
    parser.add_argument("--rate", type=float, default=1_000.0, help="events a second of the other run")
    parser.add_argument("--seconds", type=float, default=15.0, help="of the run with a rate")
    parser.add_argument("--publishers", type=int, default=1, choices=(1, 2, 3))
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--json", action="store_true")
    return parser.parse_args(argv)


def _document(runs: Mapping[str, Sequence[Run]]) -> Mapping[str, object]:
    return {
        load: [dataclasses.asdict(run) | {"cpu_total": run.cpu_total} for run in found]
        for load, found in runs.items()
    }


def _print_tables(runs: Mapping[str, Sequence[Run]]) -> None:
    for load, found in runs.items():
        print(f"\n{load}")
        print(f"{'loop':<12}{'events':>8}{'events/s':>10}{'p50 ms':>8}{'p99 ms':>8}{'CPU µs/event':>14}")
        for run in found:
            times = f"{run.p50 * 1e3:>8.0f}{run.p99 * 1e3:>8.0f}"
            print(f"{run.name:<12}{run.events:>8}{run.per_second:>10,.0f}{times}{run.cpu_total:>14.0f}")
            parts = ", ".join(f"{name} {used:.0f}" for name, used in run.cpu.items())
            print(f"{'':<12}{parts}")
        ours, peer = found[-2:]
        ratio = f"{ours.per_second / peer.per_second:.2f} x events/s"
        print(f"stratum / plain loop: {ratio}, {ours.cpu_total / peer.cpu_total:.2f} x CPU time for an event")


def _verdict(full: Sequence[Run], steady: Sequence[Run]) -> int:
    """0 where the best round reaches both goals: neighbours only ever slow a round down."""
    best = max(run.per_second for run in full if run.name == "stratum")
    p99 = min(run.p99 for run in steady if run.name == "stratum")
    _say(f"goal {GOAL_THROUGHPUT:,.0f} events/s: {best:,.0f}")
    _say(f"goal p99 {GOAL_P99 * 1e3:.0f} ms: {p99 * 1e3:.0f}")
    return 0 if best >= GOAL_THROUGHPUT and p99 <= GOAL_P99 else 1


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
