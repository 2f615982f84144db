"""The script that asks: in Python where the host has it, else for its shell, without timings."""

import json
import shlex
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Final

from stratum.probing.logic.catalogue import ACCELERATORS, FACTS, FILES, KERNEL, SOFTWARE

LIMIT: Final = 65536
"""Bytes of each text that are taken."""
PATIENCE: Final = 5.0
"""Seconds for each command."""
SECONDS: Final = 0.6
"""Seconds for each of the three scores."""
FOLDERS: Final = (str(PurePosixPath("/", "var", "tmp")), "/var/lib", "/home", "/root")
MARK: Final = "\x1e"
"""Begins each part of a shell's answer."""
_PATHS = (*KERNEL, *ACCELERATORS)


def commands() -> dict[str, tuple[str, ...]]:
    """Every command by name."""
    return {**FACTS, **{software.name: software.command for software in SOFTWARE}}


def python_script(source: str, *, timed: bool = True) -> str:
    """A script for Python.

    Args:
        source: Text of ``programs/gather.py``.
        timed: Whether the host is to be timed too.
    """
    return _ordered(
        source,
        files=FILES,
        paths=_PATHS,
        commands=commands(),
        folders=FOLDERS,
        seconds=SECONDS if timed else 0,
    )


def timing_script(source: str) -> str:
    """A script for Python that only times a core and its memory."""
    return _ordered(source, files=(), paths=(), commands={}, folders=(), seconds=SECONDS)


def _ordered(source: str, **orders: object) -> str:
    told = json.dumps({**orders, "limit": LIMIT, "patience": PATIENCE})
    return f"{source}\n\nmain(json.loads({told!r}))\n"


def shell_script() -> str:
    """A script for a POSIX shell that prints the same texts, each after a line that begins with ``MARK``."""
    return "\n".join((*_lines(), "exit 0", ""))


def _lines() -> Iterator[str]:
    for path in FILES:
        yield f"if [ -r {path} ]; then {_mark('file', path)}; head -c {LIMIT} {path} 2>/dev/null; fi"
    for path in _PATHS:
        yield f"if [ -e {path} ]; then {_mark('path', path)}; fi"
    for name, command in commands().items():
        there = f"command -v {shlex.quote(command[0])} >/dev/null 2>&1"
        told = f"{shlex.join(command)} </dev/null 2>&1 | head -c {LIMIT}"
        yield f"if {there}; then {_mark('output', name)}; {told}; fi"


def _mark(kind: str, name: str) -> str:
    return f"printf '\\n\\036%s %s\\n' {kind} {shlex.quote(name)}"
