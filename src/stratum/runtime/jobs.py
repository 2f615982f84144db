"""Trainings as processes of their own: they outlive whoever started them, and are found again.

Each has a folder ``<root>/<token>`` with its log and its answer, and carries its token in its environment.
One at a time runs on this machine: all of its processes hold a lock that ends with them.
"""

import contextlib
import fcntl
import os
import signal
import subprocess
import tempfile
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from stratum.core.errors import InvalidInputError, StratumError, TransientError
from stratum.deployment.logic.processes import Process, carried_token, parse_stat, top_of
from stratum.lifecycle.logic.answers import read_answer
from stratum.lifecycle.logic.scene import JobLook, Progress
from stratum.lifecycle.records import Job

ANSWER: Final = "answer.json"
LOG: Final = "log"
VARIABLE: Final = "STRATUM_JOB"
NICE: Final = 10
_PROC = Path("/proc")
_WORDS = 400


def machine_lock() -> Path:
    """The lock of this machine and user, the same for every workspace."""
    return Path(tempfile.gettempdir()) / f"stratum-training-{os.getuid()}.lock"


def last_line(error: StratumError) -> str:
    """An error with its hint, as the one line of its log that is told of a training that failed."""
    return "; ".join(" ".join(part.split()) for part in (error.message, error.hint) if part) + "\n"


class Jobs:
    """Starts, finds and ends trainings. Any of its methods may be called by another process than the starter.

    Args:
        root: Folder of their folders; made where needed.
        lock: File that all processes of a training hold locked.
    """

    def __init__(self, root: Path, lock: Path) -> None:
        self._root = root
        self._lock = lock
        self._children: dict[int, subprocess.Popen[bytes]] = {}
        self._asked: set[str] = set()
        self._boot = (_PROC / "sys/kernel/random/boot_id").read_text().strip()

    def answer_of(self, token: str) -> Path:
        """Where the answer of a training has to be written."""
        return self._root / token / ANSWER

    def busy(self) -> bool:
        """Whether a training runs on this machine, of whichever workspace."""
        with self._locked() as file:
            return file is None

    def start(self, token: str, command: Sequence[str]) -> Job | None:
        """Start a training, or find the one that was started under this token.

        Args:
            token: Unique for each attempt; names a folder.
            command: Argument list; it writes its answer to ``answer_of(token)``, whole or not at all.

        Returns:
            The training; None where another one runs on this machine.

        Raises:
            TransientError: If it cannot be started now: the disk is full, there are too many processes.
        """
        found = self._find(token)
        if found is not None or self.answer_of(token).is_file():
            return found or Job(token)
        with self._locked() as file:
            return None if file is None else self._spawn(token, command, file)

    def look(self, job: Job) -> JobLook:
        """How far a training is; one that ended without an answer failed."""
        self._collect()
        answer = self.answer_of(job.token)
        alive = self._is_there(job)
        if answer.is_file():
            try:
                return JobLook(Progress.DONE, read_answer(answer.read_bytes()))
            except (InvalidInputError, OSError) as error:
                reason = error.message if isinstance(error, StratumError) else str(error)
                return JobLook(Progress.FAILED, reason=reason)
        if alive:
            return JobLook(Progress.RUNNING)
        return JobLook(Progress.FAILED, reason=self._last_words(job.token))

    def stop(self, job: Job) -> None:
        """Ask a training to end; by force when it is asked again. Nothing happens where it has ended.

        Args:
            job: Which one; one whose process is not known is looked for by its token.
        """
        found = job if job.pid else self._find(job.token)
        if found is None or not self._is_there(found):
            return
        number = signal.SIGKILL if job.token in self._asked else signal.SIGTERM
        self._asked.add(job.token)
        with contextlib.suppress(OSError):
            os.killpg(found.pid, number)

    def _spawn(self, token: str, command: Sequence[str], lock: int) -> Job:
        folder = self._root / token
        try:
            folder.mkdir(parents=True, exist_ok=True)
            with (folder / LOG).open("ab") as log:
                child = subprocess.Popen(
                    command,
                    cwd=folder,
                    env={**os.environ, VARIABLE: token},
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=log,
                    start_new_session=True,
                    pass_fds=(lock,),
                )
        except OSError as error:
            raise TransientError(f"a training cannot be started: {error.strerror or error}") from error
        with contextlib.suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, child.pid, NICE)
        self._children[child.pid] = child
        # Takes the status of a training that outlives whoever looks for it here.
        threading.Thread(target=child.wait, name=f"status of {child.pid}", daemon=True).start()
        return self._job(token, child.pid, _process(child.pid))

    @contextlib.contextmanager
    def _locked(self) -> Iterator[int | None]:
        """The lock as an open file; None where a training holds it. Whoever inherits the file holds it on."""
        try:
            file = os.open(self._lock, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
        except OSError as error:
            raise TransientError(f"{self._lock} cannot be opened: {error.strerror or error}") from error
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield None
        else:
            yield file
        finally:
            os.close(file)

    def _find(self, token: str) -> Job | None:
        """The first process of a training that carries a token."""
        table: dict[int, Process] = {}
        for entry in os.scandir(_PROC):
            if entry.name.isdigit() and _token(int(entry.name)) == token:
                process = _process(int(entry.name))
                if process is not None and not process.dead:
                    table[process.pid] = process
        top = top_of(frozenset(table), table)
        return self._job(token, top, table[top]) if top else None

    def _job(self, token: str, pid: int, process: Process | None) -> Job:
        return Job(token, pid, f"{self._boot}/{process.birth if process else 0}")

    def _is_there(self, job: Job) -> bool:
        process = _process(job.pid) if job.pid else None
        if process is None or process.dead:
            return False
        return self._job(job.token, job.pid, process) == job

    def _last_words(self, token: str) -> str:
        try:
            text = (self._root / token / LOG).read_text(encoding="utf-8", errors="replace")
        except OSError:
            text = ""
        lines = [line for line in text[-4 * _WORDS :].splitlines() if line.strip()]
        return lines[-1].strip()[-_WORDS:] if lines else "it ended without a word"

    def _collect(self) -> None:
        """Take the exit status of own children that ended, so that no zombie is left."""
        for pid, child in tuple(self._children.items()):
            if child.poll() is not None:
                del self._children[pid]


def _process(pid: int) -> Process | None:
    try:
        return parse_stat((_PROC / str(pid) / "stat").read_text(errors="replace"))
    except (OSError, ValueError, IndexError):
        return None


def _token(pid: int) -> str:
    try:
        return carried_token((_PROC / str(pid) / "environ").read_bytes(), VARIABLE)
    except OSError:
        return ""
