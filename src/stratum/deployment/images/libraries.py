"""Shared libraries: what programs of this machine need beside themselves."""

import os
import re
import subprocess
from collections.abc import Iterable
from pathlib import Path

from stratum.deployment.images.entries import Entries, entry_of

_ELF = b"\x7fELF"
_LINE = re.compile(r"(?:=>\s+|^\s+)(/\S+)\s+\(0x", re.MULTILINE)
# Loaded by name while a program runs, so that nobody names it; or what most compiled distributions need.
_UNNAMED = ("libdl.so.2", "libgcc_s.so.1", "libpthread.so.0", "librt.so.1", "libstdc++.so.6")
_LDD = "/usr/bin/ldd"
_BATCH = 64
_PATIENCE = 60.0


def is_program(path: Path) -> bool:
    """Whether a file is a binary of this kind of system: a program or a shared library."""
    try:
        with path.open("rb") as file:
            return file.read(len(_ELF)) == _ELF
    except OSError:
        return False


def libraries(entries: Entries) -> Entries:
    """What the binaries among ``entries`` need that is not among them, under the paths where it is found."""
    binaries = [entry.source for entry in entries.values() if entry.source and is_program(entry.source)]
    needed = {path for path in _closure(binaries) if path not in entries}
    beside = {str(Path(path).with_name(name)) for path in needed for name in _UNNAMED}
    return {path: entry_of(Path(path)) for path in needed | beside if Path(path).is_file()}


def _closure(binaries: Iterable[Path]) -> set[str]:
    """What the loader would load for them; it follows what libraries need themselves."""
    waiting, found = sorted({str(path) for path in binaries}), set[str]()
    for begin in range(0, len(waiting), _BATCH):
        done = subprocess.run(
            [_LDD, *waiting[begin : begin + _BATCH]],
            capture_output=True,
            text=True,
            errors="replace",
            check=False,  # it fails for static programs, which need nothing
            timeout=_PATIENCE,
        )
        found.update(os.path.normpath(path) for path in _LINE.findall(done.stdout))
    return found
