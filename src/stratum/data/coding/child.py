"""Runs in a process of its own: a user's function over the rows of a file.

Arguments: bytes of memory beyond what the libraries hold, name of the function, and ``sealed`` where the
process has namespaces of its own. The current folder holds ``input.parquet`` and ``code.py``; what comes out
is ``output.parquet``, or ``error.json`` that says why there is none. Imports nothing of the platform.
"""

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
_MOST_WRITTEN = 8 << 30


def seal() -> None:
    """Leave nothing of the file system in sight but Python, system libraries and the current folder."""
    libc = ctypes.CDLL(None, use_errno=True)

    def mount(source: str, target: str, kind: str | None, flags: int) -> None:
        done = libc.mount(source.encode(), target.encode(), kind and kind.encode(), flags, None)
        if done:
            raise OSError(ctypes.get_errno(), f"cannot mount {target}")

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
    os.chdir(root)
    if libc.syscall(_PIVOT[platform.machine()], b".", b".") or libc.umount2(b".", _DETACH):
        raise OSError(ctypes.get_errno(), "cannot change the root")
    os.chdir("/work")


def limit(memory: int) -> None:
    """No more memory than now and ``memory``, no large files, no dumps."""
    with pathlib.Path("/proc/self/statm").open() as told:
        size = int(told.read().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (size + memory, size + memory))
    resource.setrlimit(resource.RLIMIT_FSIZE, (_MOST_WRITTEN, _MOST_WRITTEN))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


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
    memory, function, sealed = sys.argv[1:]
    try:
        pd.DataFrame({"a": [1]}).describe()  # libraries load late what they need
        limit(int(memory))  # while /proc is in sight
        if sealed == "sealed":
            seal()
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
