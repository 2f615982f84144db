"""Starts a user's code in a process of its own, holds it to its limits, and reads what it made."""

import contextlib
import functools
import json
import math
import os
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Final

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as arrow_parquet

from stratum.core.errors import DeniedError, InvalidInputError
from stratum.data.formats.rows import Rows
from stratum.data.logic import tables
from stratum.data.types import StepSpec

UNSEALED: Final = "unsealed"
_CHILD: Final = Path(__file__).with_name("child.py")
_STARTING: Final = Path(__file__).with_name("starting.py")
_NAMESPACES: Final = (
    *("unshare", "--user", "--map-root-user", "--net", "--ipc", "--pid", "--mount", "--mount-proc"),
    *("--fork", "--kill-child=KILL", "--"),
)
_MEBIBYTE: Final = 1 << 20
_MOST_TOLD: Final = 4096


def run_code(step: StepSpec, source: Path) -> Rows:
    """The rows that a function makes of the rows of a Parquet file.

    The process has a folder of its own, which goes with it, no environment of this one, and limits of time
    and memory. It sees no network, no other process, and no file but its own and, to read, Python's; where
    the machine allows no namespaces, it runs only if the step is ``unsealed``, and sees them all.

    Args:
        step: With ``code`` (text), ``function``, ``seconds`` and ``memory`` (MiB).
        source: The file.

    Raises:
        DeniedError: If the machine allows no namespaces, and the step is not ``unsealed``.
        InvalidInputError: If the code fails, reaches a limit, or gives no table; the message names the block.
    """
    if "code" not in step.attributes:
        raise InvalidInputError(f"block {step.name!r}: code does not run here", "train the pipeline itself")
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="code-")))
        shutil.copyfile(source, folder / "input.parquet")
        (folder / "code.py").write_text(str(step.attributes["code"]), encoding="utf-8")
        _run(step, folder)
        file = _opened(step, folder, stack)
        schema = pa.schema([pa.field(f.name, _plain(step, f)) for f in file.schema_arrow])
        tables.check_names(f"block {step.name!r}", schema.names)
        return Rows(schema, _batches(file, schema, stack.pop_all()))


def _run(step: StepSpec, folder: Path) -> None:
    seconds = float(str(step.attributes["seconds"]))
    memory = int(float(str(step.attributes["memory"])) * _MEBIBYTE)
    sealed = can_seal()
    if not sealed and step.attributes.get(UNSEALED) is not True:
        raise DeniedError(
            f"block {step.name!r}: this machine allows no namespaces (unshare) that keep its code apart",
            "allow them, or set STRATUM_CODE=unsealed: its code then reaches all files and the network",
        )
    python = (sys.executable, "-I", "-B")
    limits = (str(memory), str(math.ceil(seconds) + 1))
    started = (*python, str(_CHILD), *limits, str(step.attributes["function"]))
    command = [*python, "-S", str(_STARTING), str(os.getpid()), *(_NAMESPACES if sealed else ()), *started]
    command.append("sealed" if sealed else "plain")
    quiet = subprocess.DEVNULL
    process = subprocess.Popen(
        command,
        cwd=folder,
        env=_environment(),
        stdin=quiet,
        stdout=quiet,
        stderr=quiet,
        start_new_session=True,
    )
    try:
        code = process.wait(seconds)
    except subprocess.TimeoutExpired:
        raise InvalidInputError(
            f"block {step.name!r}: the code had not ended after {seconds:g} seconds and was stopped",
            "let it do less, or raise seconds of the block",
        ) from None
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    if code or not (folder / "output.parquet").is_file():
        raise _failure(step, folder, code)


def _environment() -> dict[str, str]:
    """Nothing of this process: its variables may be secrets."""
    one = {f"{name}_NUM_THREADS": "1" for name in ("OMP", "OPENBLAS", "MKL", "ARROW")}
    pool = {"ARROW_DEFAULT_MEMORY_POOL": "system", "PYTHONHASHSEED": "0"}
    return {"PATH": "/usr/bin:/bin", "HOME": ".", "TMPDIR": ".", "LANG": "C.UTF-8", **one, **pool}


def _failure(step: StepSpec, folder: Path, code: int) -> InvalidInputError:
    kind, text = _told(folder)
    memory = step.attributes["memory"]
    if kind == "memory":
        return InvalidInputError(
            f"block {step.name!r}: the code needs more than {memory} MiB of memory and was stopped",
            "let it hold less, or raise memory of the block",
        )
    if kind:
        return InvalidInputError(f"block {step.name!r}: the code failed: {text}", "correct the code")
    return InvalidInputError(
        f"block {step.name!r}: the process of the code ended by itself ({code}) and left no rows",
        f"it may have needed more than {memory} MiB of memory; raise memory of the block",
    )


def _told(folder: Path) -> tuple[str, str]:
    """What the other process says went wrong; it may say anything."""
    try:
        with _regular(folder / "error.json") as file:
            said = json.loads(file.read(_MOST_TOLD))
        text = "".join(c if c.isprintable() else " " for c in str(said["text"]))
        return str(said["kind"]), text
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return "", ""


def _opened(step: StepSpec, folder: Path, stack: contextlib.ExitStack) -> arrow_parquet.ParquetFile:
    try:
        file = stack.enter_context(_regular(folder / "output.parquet"))
        return stack.enter_context(arrow_parquet.ParquetFile(file))
    except (pa.ArrowException, OSError) as error:
        raise InvalidInputError(f"block {step.name!r}: the code left no table ({error})") from None


def _regular(path: Path) -> BinaryIO:
    """A file that code left, open; a link leads elsewhere, and a pipe would never end."""
    file = os.fdopen(os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK), "rb")
    if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
        file.close()
        raise OSError(f"{path.name} is no regular file")
    return file


def _plain(step: StepSpec, field: pa.Field) -> pa.DataType:
    """The type that a column is kept as."""
    kind = field.type.value_type if pa.types.is_dictionary(field.type) else field.type
    checks = (pa.types.is_primitive, pa.types.is_string, pa.types.is_large_string, pa.types.is_null)
    if any(fits(kind) for fits in checks) or pa.types.is_decimal(kind):
        return kind
    raise InvalidInputError(
        f"block {step.name!r}: column {field.name!r} holds {field.type}",
        "give numbers, texts, times or truths",
    )


def _batches(
    file: arrow_parquet.ParquetFile, schema: pa.Schema, stack: contextlib.ExitStack
) -> Iterator[pa.RecordBatch]:
    with stack:
        for batch in file.iter_batches():
            columns = [
                pc.cast(column, kind) for column, kind in zip(batch.columns, schema.types, strict=True)
            ]
            yield pa.RecordBatch.from_arrays(columns, schema=schema)


@functools.cache
def can_seal() -> bool:
    """Whether this machine lets a process have namespaces of its own."""
    try:
        quiet = subprocess.DEVNULL
        return subprocess.run([*_NAMESPACES, "true"], stdout=quiet, stderr=quiet, check=False).returncode == 0
    except OSError:
        return False
