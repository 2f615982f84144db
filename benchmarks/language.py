"""Large models: reading, checking, checking again after an edit, and memory, beside other readers.

``make bench-language``. Every size runs in a process of its own that has checked ten components before, so
that no import counts. A re-check is the median of many edits of the model, each on another element, with the
slowest in brackets. The peers read the same text into plain data, without types, positions or checks. Ends
with 1 where a goal is missed.
"""

import argparse
import dataclasses
import functools
import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

import psutil

sys.path.insert(0, str(Path(__file__).parent))

from large_models.edits import EDITS
from large_models.texts import CELL, application, texts

from stratum.language.check import examine, read_files, recheck
from stratum.language.library import library

SIZES = (1_000, 10_000, 100_000)
GOAL_SIZE = 10_000
GOALS = {"read": 1.5, "check": 1.0, "edit": 0.020, "memory": 1000.0}
ROUNDS = 30
_PEER = "begin = time.perf_counter()\nload(text)\nprint(time.perf_counter() - begin)"
Made = TypeVar("Made")
PEERS = {
    "ruamel.yaml, round trip": "import ruamel.yaml; load = ruamel.yaml.YAML().load",
    "PyYAML, CSafeLoader": "import yaml; load = lambda text: yaml.load(text, yaml.CSafeLoader)",
}


@dataclasses.dataclass(frozen=True, slots=True)
class Figures:
    """What a size cost.

    Attributes:
        components: How many there were.
        read: Seconds to read the documents.
        check: Seconds to index and check them, with nothing known before.
        edits: Median and largest seconds to check again, by kind of edit.
        memory: Bytes of the tree for an attribute that is written, by what the process grew.
        index: The same for what the checker keeps for the next edit.
    """

    components: int
    read: float
    check: float
    edits: dict[str, tuple[float, float]]
    memory: float
    index: float


def main(argv: Sequence[str] | None = None) -> int:
    """Run the sizes and the peers, print tables or JSON, and compare with the goals."""
    options = _options(argv)
    if options.measure:
        print(json.dumps(dataclasses.asdict(measure(options.measure))))
        return 0
    found = [_apart(size) for size in options.sizes]
    peers = {name: _peer(name, GOAL_SIZE) for name in PEERS} if options.peers else {}
    if options.json:
        print(json.dumps({"sizes": [dataclasses.asdict(f) for f in found], "peers": peers}))
    else:
        _print(found, peers)
    return 1 if any(_missed(f) for f in found if f.components == GOAL_SIZE) else 0


def _options(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="*", default=SIZES, help="numbers of components")
    parser.add_argument("--no-peers", dest="peers", action="store_false", help="leave the peers out")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--measure", type=int, default=0, help=argparse.SUPPRESS)
    return parser.parse_args(argv)


def measure(components: int) -> Figures:
    """Read, check and edit a model in this process."""
    metamodel, documents = library(), texts(components)
    examine(read_files(texts(CELL), metamodel).model, metamodel)  # imports what it imports when first needed
    before = _resident()
    reading, seconds_read = _timed(lambda: read_files(documents, metamodel))
    read = _resident()
    verdict, seconds_check = _timed(lambda: examine(reading.model, metamodel, around=reading.around))
    checked = _resident()
    assert (reading.findings, verdict.findings) == ((), ())
    edits = {}
    for name, edit in EDITS.items():
        taken = []
        for number in range(ROUNDS):
            edited = edit(reading.model, number)
            taken.append(_timed(functools.partial(recheck, verdict, edited))[1])
        edits[name] = (statistics.median(taken), max(taken))
    written = sum(len(e.positions) for d in reading.model.documents.values() for e in d.elements)
    return Figures(
        components, seconds_read, seconds_check, edits, (read - before) / written, (checked - read) / written
    )


def _resident() -> int:
    return psutil.Process().memory_info().rss


def _timed(work: Callable[[], Made]) -> tuple[Made, float]:
    begin = time.perf_counter()
    made = work()
    return made, time.perf_counter() - begin


def _apart(components: int) -> Figures:
    command = [sys.executable, __file__, "--measure", str(components)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return Figures(**json.loads(done.stdout))


def _peer(name: str, components: int) -> float:
    """Seconds in which another reader loads the largest document of a model, in a process of its own."""
    code = f"import sys, time\n{PEERS[name]}\ntext = sys.stdin.read()\n{_PEER}"
    command = [sys.executable, "-c", code]
    done = subprocess.run(
        command, input=texts(components)[application()], capture_output=True, text=True, check=True
    )
    return float(done.stdout)


def _missed(figures: Figures) -> list[str]:
    reached = {"read": figures.read, "check": figures.check, "memory": figures.memory + figures.index}
    missed = [name for name, amount in reached.items() if amount > GOALS[name]]
    return missed + [name for name, (median, _) in figures.edits.items() if median > GOALS["edit"]]


def _print(found: Sequence[Figures], peers: dict[str, float]) -> None:
    print(f"{'components':>12} {'read':>8} {'check':>8} {'memory of an attribute: tree + indexes':>40}")
    for f in found:
        print(f"{f.components:>12,} {f.read:>6.2f} s {f.check:>6.2f} s {f.memory:>26.0f} B + {f.index:.0f} B")
    print(f"\n{'checked again after':>20} " + " ".join(f"{f.components:>18,}" for f in found))
    for name in EDITS:
        cells = (f"{f.edits[name][0] * 1e3:.1f} ms ({f.edits[name][1] * 1e3:.0f})" for f in found)
        print(f"{name:>20} " + " ".join(f"{cell:>18}" for cell in cells))
    if peers:
        print(f"\nthe {GOAL_SIZE:,} components as plain data")
    for name, seconds in peers.items():
        print(f"{name:>26} {seconds:>6.2f} s")
    for f in found:
        if f.components == GOAL_SIZE:
            missed = _missed(f)
            print(f"\ngoals at {GOAL_SIZE:,}: {'missed: ' + ', '.join(missed) if missed else 'all met'}")


if __name__ == "__main__":
    sys.exit(main())
