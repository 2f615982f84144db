"""Merges: random pairs of states against the laws, beside a merge of lines by git; and large models.

``make bench-merge``. A pair is two scripts of random edits on one model, in every second one each with a
comment; the same seed gives the same pair. git merges the files of each pair with ``git merge-file``. That is
broken where git says that all is merged, and there is an error that neither side has. Large models are merged
in this process: each side changed values of its own. Ends with 1 where a law is broken or a goal is missed.
"""

import argparse
import dataclasses
import functools
import json
import multiprocessing
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from random import Random
from typing import Final, TypeVar

sys.path.insert(0, str(Path(__file__).parent))

from large_models.texts import application, texts

from stratum.core.garbage import collection_paused
from stratum.language.edits.draft import Draft, draft
from stratum.language.library import library
from stratum.language.merging.merge import merge
from stratum.language.merging.reading import Reader
from stratum.language.merging.words import words
from stratum.language.metamodel import Metamodel
from stratum.testing.merging import Pair, broken_laws, changed, commented, errors_of

ROOT: Final = Path(__file__).parents[1]
PAIRS: Final = 10_000
SIZE: Final = 10_000
GOAL: Final = 1.0
ROUNDS: Final = 5
CHANGED: Final = 50
Made = TypeVar("Made")


@dataclasses.dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one pair.

    Attributes:
        seed: Its seed.
        broken: The laws that are broken.
        ours: ``clean``, ``errors`` (told) or ``asked``.
        git: ``clean``, ``asked``, or ``broken``: said to be clean, and it is not.
    """

    seed: int
    broken: tuple[str, ...]
    ours: str
    git: str


@dataclasses.dataclass(frozen=True, slots=True)
class Large:
    """Seconds of processor time that a merge of large models takes.

    Attributes:
        whole: All of it.
        reading: Of that, reading texts.
        checking: What a check of the result takes afterwards.
    """

    whole: float
    reading: float
    checking: float

    @property
    def merging(self) -> float:
        """What is left of a merge without reading texts."""
        return self.whole - self.reading


def main(argv: Sequence[str] | None = None) -> int:
    """Run the pairs and the large models, print what came of them, and compare with the goals."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pairs", type=int, default=PAIRS)
    parser.add_argument("--seed", type=int, default=0, help="seed of the first pair")
    parser.add_argument("--size", type=int, default=SIZE, help="components of the large model")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(argv)
    with multiprocessing.get_context("spawn").Pool() as pool:
        seeds = range(options.seed, options.seed + options.pairs)
        found = list(_counted(pool.imap(outcome, seeds, chunksize=8), options.pairs))
    sizes = large(options.size) if options.size else None
    if options.json:
        told = [dataclasses.asdict(one) for one in found]
        print(json.dumps({"pairs": told, "large": dataclasses.asdict(sizes) if sizes is not None else None}))
    else:
        _print(found, sizes, options.size)
    return 1 if any(o.broken for o in found) or (sizes is not None and sizes.merging > GOAL) else 0


def _counted(found: Iterator[Outcome], pairs: int) -> Iterator[Outcome]:
    """The outcomes, with a line now and then of how far it is."""
    for number, one in enumerate(found, 1):
        if number % 500 == 0:
            print(f"{number:,} of {pairs:,} pairs", file=sys.stderr, flush=True)
        yield one


@functools.cache
def models() -> list[Draft]:
    """The examples."""
    folders = sorted(p for p in (ROOT / "examples").iterdir() if p.is_dir())
    found = ({p.name: p.read_text(encoding="utf-8") for p in sorted(f.glob("*.yaml"))} for f in folders)
    return [draft(one, library()) for one in found if one]


def outcome(seed: int) -> Outcome:
    """What comes of one pair.

    Raises:
        RuntimeError: If the merge fails; it names the seed.
    """
    random, metamodel = Random(seed), library()
    pair = _pair(random, seed)
    try:
        broken = tuple(broken_laws(random, pair, metamodel))
        done = pair.merged(metamodel)
        errors = pair.errors(done, metamodel)
    except Exception as error:
        raise RuntimeError(f"pair {seed}") from error
    ours = "asked" if done.conflicts else "errors" if errors else "clean"
    return Outcome(seed, broken, ours, _git(pair, metamodel))


def _pair(random: Random, seed: int) -> Pair:
    every = models()
    base = changed(random, every[seed % len(every)], random.randrange(3))
    sides = [changed(random, base, random.randrange(1, 6)).texts for _ in range(2)]
    if seed % 2:
        sides = [commented(random, side, f"note {number}") for number, side in enumerate(sides)]
    return Pair(base.texts, *sides)


def _git(pair: Pair, metamodel: Metamodel) -> str:
    """What git's merge of lines makes of a pair."""
    merged: dict[str, str] = {}
    with tempfile.TemporaryDirectory() as folder:
        places = [Path(folder) / name for name in ("ours", "base", "theirs")]
        for file in pair.base:
            for place, side in zip(places, (pair.ours, pair.base, pair.theirs), strict=True):
                place.write_text(side[file], encoding="utf-8")
            command = ["git", "merge-file", "-p", *map(str, places)]
            done = subprocess.run(command, capture_output=True, text=True, check=False)
            if done.returncode:
                return "asked"
            merged[file] = done.stdout
    known = errors_of(pair.ours, metamodel) | errors_of(pair.theirs, metamodel)
    return "broken" if errors_of(merged, metamodel) - known else "clean"


def large(size: int) -> Large:
    """Merge a large model in which each side changed values of its own."""
    metamodel, base = library(), texts(size)
    ours, theirs = (_side(base, key, number) for key, number in (("batch: ", 7), ("rate: ", 8)))
    small = texts(10)
    merge(small, _side(small, "batch: ", 7), _side(small, "rate: ", 8), metamodel)  # imports, once
    found = [_measured(base, ours, theirs) for _ in range(ROUNDS)]
    return Large(
        *(statistics.median(getattr(one, f.name) for one in found) for f in dataclasses.fields(Large))
    )


def _side(base: Mapping[str, str], key: str, number: int) -> dict[str, str]:
    """A model with another digit behind a key of some components, spread over the whole document."""
    lines = base[application()].splitlines(keepends=True)
    having = [n for n, line in enumerate(lines) if key in line]
    for n in having[number :: max(1, len(having) // CHANGED)][:CHANGED]:
        lines[n] = lines[n].replace(key, f"{key}{number}")
    return {**base, application(): "".join(lines)}


def _measured(base: Mapping[str, str], ours: Mapping[str, str], theirs: Mapping[str, str]) -> Large:
    metamodel = library()
    whole, done = _timed(functools.partial(merge, base, ours, theirs, metamodel))
    assert not done.conflicts
    assert len(words(ours, done.texts, metamodel)) == CHANGED
    reader = Reader(metamodel)
    reading, _ = _timed(
        lambda: [reader.source(f, t) for side in (base, ours, theirs) for f, t in side.items()]
    )
    again, _ = _timed(lambda: [reader.source(file, text) for file, text in done.texts.items()])
    checking, _ = _timed(functools.partial(reader.errors, done.texts))
    return Large(whole, reading + again, checking)


def _timed(work: Callable[[], Made]) -> tuple[float, Made]:
    with collection_paused():
        begin = time.process_time()
        made = work()
        return time.process_time() - begin, made


def _print(found: Sequence[Outcome], sizes: Large | None, size: int) -> None:
    for one in found:
        for law in one.broken:
            print(f"pair {one.seed}: {law[:400]}")
    print(f"{len(found):,} pairs, {sum(bool(o.broken) for o in found)} break a law\n")
    counts = Counter((o.ours, o.git) for o in found)
    print(f"{'':>28} {'git: merged':>14} {'git: conflict':>14} {'git: merged, broken':>20}")
    for ours, said in (("clean", "merged"), ("errors", "merged, errors are told"), ("asked", "conflicts")):
        cells = [counts[ours, git] for git in ("clean", "asked", "broken")]
        print(f"{said:>28} {cells[0]:>14,} {cells[1]:>14,} {cells[2]:>20,}")
    if sizes is not None:
        print(
            f"\n{size:,} components, {CHANGED} changes on each side: {sizes.whole:.2f} s, of which "
            f"{sizes.reading:.2f} s reading texts and {sizes.merging:.2f} s merging (goal: {GOAL:.0f} s); "
            f"{sizes.checking:.2f} s checking the result"
        )


if __name__ == "__main__":
    sys.exit(main())
