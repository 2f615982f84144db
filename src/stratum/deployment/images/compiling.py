"""Compiled modules: containers cannot write next to their modules, so images bring the bytecode along."""

import importlib.util
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from stratum.deployment.images.entries import Entries, Entry

_PATIENCE = 300.0


def compiled(entries: Entries, folder: Path) -> Mapping[str, tuple[str, Entry]]:
    """The bytecode of each module that can be compiled: its place and its content, by the module's place.

    It is trusted without a look at its source, whose time differs in the image.

    Args:
        entries: Files of images.
        folder: Where copies and bytecode may lie until the images are written.
    """
    modules = {name: entry for name, entry in entries.items() if name.endswith(".py")}
    stage = folder / "stage"
    for name, entry in modules.items():
        place = stage / name.lstrip("/")
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(entry.source.read_bytes() if entry.source else entry.content)
    _compile(stage)
    caches = {name: importlib.util.cache_from_source(name) for name in modules}
    places = {name: stage / cache.lstrip("/") for name, cache in caches.items()}
    return {n: (caches[n], Entry(source=place)) for n, place in places.items() if place.is_file()}


def _compile(stage: Path) -> None:
    """All at once, on all cores; a file that is no module of this version stays without bytecode."""
    options = ["-q", "-q", "-j", "0", "--invalidation-mode", "unchecked-hash"]
    subprocess.run(
        [sys.executable, "-m", "compileall", *options, "-s", str(stage), "-p", "/", str(stage)],
        check=False,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        timeout=_PATIENCE,
        env={"PATH": os.defpath, "PYTHONHASHSEED": "0"},
    )
