"""Runs in a process of its own: a user's function over the rows of a file.

Arguments: bytes of memory beyond what the libraries hold, seconds of processor time, name of the function,
and ``sealed`` where the process has namespaces of its own. The current folder holds ``input.parquet`` and
``code.py``; what comes out is ``output.parquet``, or ``error.json`` that says why there is none. Imports
nothing of the platform.
"""

import contextlib
import ctypes
import json
import os
import pathlib
import platform
import resource
import sys
import traceback

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as arrow_parquet

_PRIVATE, _BIND, _RECURSIVE, _DETACH = 1 << 18, 1 << 12, 1 << 14, 2
_PIVOT = {"x86_64": 155, "aarch64": 41}
_READ_ONLY, _REMOUNT = 1, 1 << 5
# statvfs tells these; a remount in a namespace has to repeat them
_KEPT = {os.ST_NOSUID: 2, os.ST_NODEV: 4, os.ST_NOEXEC: 8, os.ST_NOATIME: 1 << 10, os.ST_NODIRATIME: 1 << 11}
_KEPT[os.ST_RELATIME] = 1 << 21
_DROP_BOUND, _NO_NEW_PRIVILEGES, _CAPABILITIES_3 = 24, 38, 0x20080522
_MOST_WRITTEN = 8 << 30
_MOST_PROCESSES = 256
_libc = ctypes.CDLL(None, use_errno=True)


def mount(source: str, target: str, kind: str | None, flags: int) -> None:
    """The system call of that name."""
    if _libc.mount(source.encode(), target.encode(), kind and kind.encode(), flags, None):
        raise OSError(ctypes.get_errno(), f"cannot mount {target}")


def seal() -> None:
    """Leave nothing of the file system in sight but the current folder and, to read, Python and libraries."""
    work, root = (
        str(pathlib.Path.cwd()),
        "/usr",
    )  # any folder: what it holds is hidden here, and opened before
    seen = ["/usr", "/lib", "/lib64", "/bin", "/dev/null", "/dev/urandom"]
    seen += [p for p in dict.fromkeys((sys.prefix, sys.base_prefix)) if not p.startswith("/usr")]
    kept = [(place, os.open(place, os.O_PATH)) for place in [*seen, work] if pathlib.Path(place).exists()]
    mount("none", "/", None, _PRIVATE | _RECURSIVE)
    mount("none", root, "tmpfs", 0)
    for place, handle in kept:
        target = root + ("/work" if place == work else place)
        if pathlib.Path(f"/proc/self/fd/{handle}").is_dir():
            pathlib.Path(target).mkdir(exist_ok=True, parents=True)
        else:
            pathlib.Path(target).parent.mkdir(exist_ok=True, parents=True)
            pathlib.Path(target).open("w").close()
        mount(f"/proc/self/fd/{handle}", target, None, _BIND | _RECURSIVE)
        os.close(handle)
    processes = os.open("/proc", os.O_PATH)  # its list of mounts is of the new root after the change
    os.chdir(root)
    if _libc.syscall(_PIVOT[platform.machine()], b".", b".") or _libc.umount2(b".", _DETACH):
        raise OSError(ctypes.get_errno(), "cannot change the root")
    for place in mounts(processes):
        if place != "/work":
            flags = os.statvfs(place).f_flag
            same = sum(flag for said, flag in _KEPT.items() if flags & said)
            mount("none", place, None, _REMOUNT | _BIND | _READ_ONLY | same)
    os.close(processes)
    os.chdir("/work")


def mounts(processes: int) -> list[str]:
    """Where something is mounted, by an open ``/proc``."""
    with os.fdopen(os.open("self/mountinfo", os.O_RDONLY, dir_fd=processes), "rb") as told:
        return [line.split()[4].decode("unicode_escape").encode("latin-1").decode() for line in told]


def renounce() -> None:
    """Go on in a process that can mount nothing, and that ends with this one, the first of its namespace."""
    child = os.fork()  # also leaves threads behind, which would keep what they may do
    if child:
        os._exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) & 0xFF)
    for capability in range(64):
        _libc.prctl(_DROP_BOUND, capability, 0, 0, 0)
    header, none = (ctypes.c_uint32 * 2)(_CAPABILITIES_3, 0), (ctypes.c_uint32 * 6)()
    if _libc.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0) or _libc.capset(header, none):
        raise OSError(ctypes.get_errno(), "cannot give up capabilities")


def limit(memory: int, seconds: int) -> None:
    """No more memory than now and ``memory``, no more processor time, no large files, no dumps."""
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    with pathlib.Path("/proc/self/statm").open() as told:
        size = int(told.read().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (size + memory, size + memory))
    resource.setrlimit(resource.RLIMIT_FSIZE, (_MOST_WRITTEN, _MOST_WRITTEN))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def limit_namespace() -> None:
    """No namespaces in this one, and few processes."""
    with contextlib.suppress(OSError):  # containers may lock it; mounts stay read-only in inner namespaces
        pathlib.Path("/proc/sys/user/max_user_namespaces").write_text("0", encoding="ascii")
    if tuple(int(part) for part in platform.release().split("-")[0].split(".")[:2]) >= (5, 14):
        resource.setrlimit(resource.RLIMIT_NPROC, (_MOST_PROCESSES, _MOST_PROCESSES))  # counts here alone


def run(function: str) -> None:
    """Call the function and keep what it gives."""
    with pathlib.Path("code.py").open(encoding="utf-8") as file:
        text = file.read()
    names: dict[str, object] = {"__name__": "step", "__file__": "code.py"}
    exec(compile(text, "code.py", "exec"), names)
    given = names.get(function)
    if not callable(given):
        raise TypeError(f"there is no function {function!r}")
    made = given(arrow_parquet.read_table("input.parquet").to_pandas())
    if isinstance(made, dict):
        made = pd.DataFrame(made)
    if not isinstance(made, pd.DataFrame):
        raise TypeError(f"{function} gives {type(made).__name__}, no pandas.DataFrame")
    table = pa.Table.from_pandas(made, preserve_index=False).replace_schema_metadata(None)
    arrow_parquet.write_table(table, "output.parquet")


def main() -> None:
    """What the module says."""
    memory, seconds, function, sealed = sys.argv[1:]
    try:
        pd.DataFrame({"a": [1]}).describe()  # libraries load late what they need
        limit(int(memory), int(seconds))  # while /proc is in sight
        if sealed == "sealed":
            limit_namespace()
            seal()
            renounce()
        run(function)
    except MemoryError:
        tell("memory", "")
    except BaseException as error:
        last = traceback.extract_tb(error.__traceback__)[-1:]
        place = f" in line {last[0].lineno}" if last and last[0].filename == "code.py" else ""
        tell("failed", f"{type(error).__name__}{place}: {error}"[:500])


def tell(kind: str, text: str) -> None:
    """Say why nothing came out."""
    with pathlib.Path("error.json").open("w", encoding="utf-8") as file:
        json.dump({"kind": kind, "text": text}, file)


main()
