"""The bottom of each image: a few programs, accounts, time zones, the interpreter."""

import os
import shutil
import sys
import sysconfig
from collections.abc import Iterator
from pathlib import Path

from stratum.core.digests import digest_value
from stratum.deployment.images.entries import Entries, Entry, entry_of

_TOOLS = ("sh", "cat", "env", "false", "id", "ls", "sleep", "true")
_ZONES = Path("/usr/share/zoneinfo")
_LEFT_OUT = frozenset({
    "__pycache__",
    "ensurepip",
    "idlelib",
    "lib2to3",
    "pydoc_data",
    "site-packages",
    "dist-packages",
    "test",
    "tests",
    "tkinter",
    "turtledemo",
})
_ACCOUNTS = {
    "/etc/passwd": "root:x:0:0:root:/:/bin/sh\nnobody:x:65534:65534:nobody:/:/bin/false\n",
    "/etc/group": "root:x:0:\nnogroup:x:65534:\n",
    "/etc/nsswitch.conf": "passwd: files\ngroup: files\nhosts: files dns\n",
}
FOLDERS = {**dict.fromkeys(("/dev", "/proc", "/sys"), 0o755), f"/{'tmp'}": 0o1777}


def system_files() -> Entries:
    """Everything that does not depend on the role; shared libraries excluded."""
    return {**_tools(), **_accounts(), **_zones(), **_interpreter()}


def identity() -> str:
    """SHA-256 of what tells one interpreter on one system from another."""
    release = Path("/etc/os-release")
    said = release.read_text(encoding="utf-8") if release.is_file() else ""
    return digest_value([sys.version, sys.executable, os.path.realpath(sys.executable), sys.prefix, said])


def _tools() -> Entries:
    found = ((name, shutil.which(name, path="/bin:/usr/bin")) for name in _TOOLS)
    return {f"/bin/{name}": entry_of(Path(path).resolve()) for name, path in found if path}


def _accounts() -> Entries:
    return {name: Entry(content=text.encode()) for name, text in _ACCOUNTS.items()}


def _zones() -> Entries:
    # Not those with leap seconds, nor the second names of all.
    return {
        str(path): entry_of(path)
        for path in sorted(_ZONES.rglob("*"))
        if path.is_file() and path.relative_to(_ZONES).parts[0] not in {"posix", "right"}
    }


def _interpreter() -> Entries:
    """The interpreter with its standard library, and what makes an environment of it."""
    found: dict[str, Entry] = {}
    for path in (Path(sys.executable), Path(sys.prefix) / "bin" / "python3"):
        found.update(_followed(path))
    mark = Path(sys.prefix) / "pyvenv.cfg"
    if mark.is_file():
        found[str(mark)] = entry_of(mark)
    for library in {Path(os.__file__).parent, Path(sysconfig.get_path("stdlib"))}:
        found.update({str(file): entry_of(file) for file in _library(library)})
    return found


def _followed(path: Path) -> Entries:
    """A file with all links on the way to it."""
    found: dict[str, Entry] = {}
    while path.is_symlink():
        target = path.readlink()
        found[str(path)] = Entry(target=str(target))
        path = Path(os.path.normpath(path.parent / target))
    return {**found, str(path): entry_of(path)} if path.is_file() else {}


def _library(folder: Path) -> Iterator[Path]:
    for place, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if name not in _LEFT_OUT and "config-" not in name)
        for name in sorted(names):
            path = Path(place, name)
            if path.is_file() and not name.endswith(".a") and not name.startswith("_tkinter"):
                yield path
