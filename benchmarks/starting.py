"""How soon the package is there, and the command line: best of five processes each.

``make bench-start``. Other work on the machine only ever slows a process down, so the best counts; the first
ones also write the compiled modules. Ends with 1 where a goal is missed.
"""

import subprocess
import sys
import time
from pathlib import Path

from goals import Goal, judged

REPEATS = 5
COMMANDS = {
    "import stratum (ms)": ((sys.executable, "-c", "import stratum"), 150.0),
    "stratum --help (ms)": ((str(Path(sys.executable).with_name("stratum")), "--help"), 300.0),
}
"""What is started, and how many milliseconds it may take from start to end."""


def milliseconds(command: tuple[str, ...]) -> float:
    """The time of one process by the clock."""
    began = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return (time.perf_counter() - began) * 1e3


def main() -> int:
    """Start each, and compare the best with its goal."""
    found = {name: [milliseconds(command) for _ in range(REPEATS)] for name, (command, _) in COMMANDS.items()}
    for name, times in found.items():
        print(f"{name}: {', '.join(f'{one:.0f}' for one in times)}")
    return judged([Goal(name, min(found[name]), bound) for name, (_, bound) in COMMANDS.items()])


if __name__ == "__main__":
    sys.exit(main())
