"""Malformed documents for so many seconds: ``make fuzz SECONDS=600``.

Reading and checking never raise, take time and memory that the size of the text bounds, and find nothing
without a fix and a place inside of the text. Ends with the smallest document that breaks this, if any does.
"""

import argparse
import re
import resource
import sys
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).parent))

from malformed import Case, bombs, restructured, rewritten

from stratum.core.findings import Finding
from stratum.language.check import check_files
from stratum.language.library import extended, library
from stratum.language.library.reader import KIND, Loaded
from stratum.language.report import to_text
from stratum.language.syntax.header import header

EXAMPLES = 200
SECONDS = 1.0
PER_CHARACTER = 10e-6
MEMORY = 3 * 2**30
_BREAK = re.compile("\r\n|[\r\n\x85\u2028\u2029]")


class Fuzzer:
    """Counts what was tried and what was found."""

    def __init__(self) -> None:
        self.inputs = 0
        self.codes: Counter[str] = Counter()
        self.slowest = (0.0, 0)

    def __call__(self, case: Case) -> None:
        """Read and check documents together.

        Raises:
            AssertionError: Where it takes too long, or a finding has no place or no fix.
        """
        begin, size = time.process_time(), sum(map(len, case.texts.values()))
        findings = _findings(case.texts)
        told = to_text(findings)
        seconds = time.process_time() - begin
        self.inputs += 1
        self.codes.update(str(f.code) for f in findings)
        self.slowest = max(self.slowest, (seconds, size))
        assert seconds <= SECONDS + PER_CHARACTER * size, f"{seconds:.2f} s for {size} characters"
        assert told or not findings
        lines = {file: _BREAK.split(text) for file, text in case.texts.items()}
        for finding in findings:
            assert _is_inside(finding, lines[finding.position.file]), finding
            assert finding.fix, finding


def _findings(texts: Mapping[str, str]) -> Sequence[Finding]:
    own = {file: text for file, text in texts.items() if header(text).is_of(KIND)}
    loaded = extended(own) if own else Loaded(library(), ())
    rest = {file: text for file, text in texts.items() if file not in own}
    return (*loaded.findings, *check_files(rest, loaded.metamodel).findings)


def _is_inside(finding: Finding, lines: Sequence[str]) -> bool:
    where = finding.position
    if not 1 <= where.line <= len(lines):
        return False
    return 1 <= where.column <= len(lines[where.line - 1]) + 1


def _round(fuzzer: Fuzzer, number: int) -> Callable[[], None]:
    quiet = settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
        phases=(Phase.generate, Phase.shrink),
    )
    strategy = st.one_of(restructured(), rewritten(), bombs() if number % 4 == 0 else rewritten())
    run: Callable[[], None] = seed(number)(quiet(given(strategy)(fuzzer.__call__)))
    return run


def main(argv: Sequence[str] | None = None) -> int:
    """Try documents until the time is over."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=600.0)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args(argv)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    fuzzer, number, begin = Fuzzer(), options.seed, time.monotonic()
    while time.monotonic() - begin < options.seconds:
        _round(fuzzer, number)()
        number += 1
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    seconds, size = fuzzer.slowest
    print(
        f"{fuzzer.inputs:,} documents, {sum(fuzzer.codes.values()):,} findings of {len(fuzzer.codes)} kinds"
    )
    print(f"slowest: {seconds:.2f} s for {size:,} characters; memory at most {peak:.0f} MiB")
    print(f"seeds {options.seed} to {number - 1}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
