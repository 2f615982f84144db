"""The batch predictor: a model that is asked about stored rows when that is due, or somebody asks for it."""

import asyncio
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Protocol

import msgspec

from stratum.core.clock import Clock
from stratum.core.errors import InvalidInputError, StratumError, TransientError
from stratum.core.specs import read_spec
from stratum.effects.files import write_durably
from stratum.lifecycle.logic import batch_runs
from stratum.lifecycle.logic.batch_runs import Ledger, Run, State, Timetable, Written
from stratum.lifecycle.logic.batch_spec import BatchSpec
from stratum.lifecycle.programs.batch_work import StoppedError, Work
from stratum.lifecycle.programs.doors import TEXT, Answer, Doors, opened
from stratum.streaming.programs.life import LOG, live
from stratum.streaming.types import Token

LEDGER = "runs.json"
LOOK_EVERY = 1.0


class Asking(Protocol):
    """Does a run: ``model`` is the version that is asked, as ``name@version``, ``digest`` its identity."""

    @property
    def model(self) -> str:
        """See the class."""
        ...

    @property
    def digest(self) -> str:
        """See the class."""
        ...

    def do(self, run: Run, /) -> Written:
        """Keep the answers to the rows as they are now under the name of a run, in place of those of before.

        Raises:
            StoppedError: If the program is to end.
            StratumError: If it cannot be done; what was kept before is still there then.
        """
        ...


class _Ask(msgspec.Struct):
    """The body of ``POST /runs``: the name of the run, and who asks for it and why."""

    id: Token
    why: str


def main(spec: Mapping[str, object], directory: Path, clock: Clock) -> int:
    """Run until SIGTERM; a run that is under way then is done again after the next start.

    Raises:
        InvalidInputError: If the specification is wrong.
        NotFoundError: If there is no bundle, or a kind of source is not installed.
        PermanentError: If the bundle may not be loaded, the ledger cannot be kept, or the port is taken.
    """
    del directory  # what is kept lies in the folder of the specification
    wanted = read_spec(BatchSpec, spec)
    timetable, stop = wanted.timetable(), threading.Event()
    work = Work(wanted, clock, stop)
    predictor = Predictor(LedgerFile(Path(wanted.folder)), timetable, work, clock)
    return live(lambda: _run(wanted, predictor, stop))


async def _run(spec: BatchSpec, predictor: "Predictor", stop: threading.Event) -> None:
    asked = asyncio.Event()
    async with opened(spec.address, spec.status, doors(predictor, asked.set)):
        try:
            while True:
                wait = await asyncio.to_thread(predictor.step)
                try:
                    async with asyncio.timeout(wait):
                        await asked.wait()
                except TimeoutError:
                    continue
                asked.clear()
        finally:
            stop.set()


class LedgerFile:
    """The ledger of a predictor on disk, replaced whole, also after a loss of power.

    Args:
        folder: Made where needed.
    """

    def __init__(self, folder: Path) -> None:
        self._path = folder / LEDGER

    def read(self, now: float) -> Ledger:
        """What was kept; a new one where nothing was.

        Raises:
            InvalidInputError: If it is damaged.
        """
        try:
            return msgspec.json.decode(self._path.read_bytes(), type=Ledger)
        except FileNotFoundError:
            return Ledger(now)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise InvalidInputError(f"{self._path} is damaged: {error}", "move it away") from error

    def keep(self, ledger: Ledger) -> None:
        """Keep a ledger.

        Raises:
            TransientError: If it cannot be written.
        """
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            write_durably(self._path, msgspec.json.encode(ledger))
        except OSError as error:
            raise TransientError(f"{self._path}: {error.strerror or error}", "make room") from error


class Predictor:
    """Does one run after the other. ``ask`` and ``state`` may be called while another thread is in ``step``.

    Args:
        file: Keeps the ledger.
        timetable: When runs are due.
        work: Does a run.
        clock: The time.
    """

    def __init__(self, file: LedgerFile, timetable: Timetable, work: Asking, clock: Clock) -> None:
        self._file = file
        self._timetable = timetable
        self._work = work
        self._clock = clock
        self._again = clock.monotonic()
        self._lock = threading.Lock()
        self._ledger = file.read(clock.now())
        self._file.keep(self._ledger)

    def step(self) -> float:
        """Do the run that is due, if one is; returns the seconds until it is worth to look again.

        Whoever looks sooner does not end the pause of a run that was hindered.
        """
        if (left := self._again - self._clock.monotonic()) > 0:
            return left
        self._change(lambda ledger: batch_runs.scheduled(ledger, self._timetable, self._clock.now()))
        run = self._ledger.open
        if run is None:
            return LOOK_EVERY
        run = batch_runs.begun(run, self._work.model, self._work.digest, self._clock.now())
        self._put(run)
        if not run.ended:
            run = self._tried(run)
            self._put(run)
        wait = 0.0 if run.ended else batch_runs.pause(run)
        self._again = self._clock.monotonic() + wait
        return wait

    def ask(self, name: str, why: str) -> None:
        """Let there be a run of this name; one that there is stays as it is.

        Raises:
            InvalidInputError: If too many wait.
            TransientError: If that cannot be kept.
        """
        self._change(lambda ledger: batch_runs.asked(ledger, name, why, self._clock.now()))

    def state(self) -> State:
        """How it stands."""
        ledger = self._ledger
        return State(ledger.open, self._timetable.following(self._clock.now()), ledger.runs)

    def metrics(self) -> str:
        """Its figures in the Prometheus text format."""
        return batch_runs.metrics(self._ledger, self._timetable, self._clock.now())

    def _tried(self, run: Run) -> Run:
        try:
            written = self._work.do(run)
        except StoppedError:
            return run
        except TransientError as error:
            LOG.warning("run %s, try %d: %s", run.id, run.tries, error)
            return batch_runs.hindered(run, str(error), self._clock.now())
        except StratumError as error:
            LOG.error("run %s failed: %s", run.id, error)
            return batch_runs.failed(run, str(error), self._clock.now())
        return self._told(batch_runs.finished(run, written, self._clock.now()))

    def _told(self, run: Run) -> Run:
        written: Written = run.written
        LOG.info("run %s: %d rows by %s to %s", run.id, written.rows, run.model, written.place or "nowhere")
        return run

    def _put(self, run: Run) -> None:
        self._change(lambda ledger: batch_runs.with_run(ledger, run))

    def _change(self, change: Callable[[Ledger], Ledger]) -> None:
        with self._lock:
            ledger = change(self._ledger)
            if ledger is not self._ledger:
                self._file.keep(ledger)
                self._ledger = ledger


def doors(predictor: Predictor, tell: Callable[[], None]) -> Doors:
    """What a predictor answers.

    Args:
        predictor: Who.
        tell: Called when somebody has asked for a run.
    """

    def ask(body: bytes) -> Answer:
        try:
            wanted = msgspec.json.decode(body, type=_Ask)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise InvalidInputError(str(error)) from error
        predictor.ask(wanted.id, wanted.why)
        tell()
        return state(body)

    def state(_: bytes) -> Answer:
        return Answer(msgspec.json.encode(predictor.state()))

    return {
        ("GET", "/ready"): lambda _: Answer(b"ready\n", TEXT),
        ("GET", "/metrics"): lambda _: Answer(predictor.metrics().encode(), TEXT),
        ("GET", "/state"): state,
        ("POST", "/runs"): ask,
    }
