"""A batch predictor, run after run: rows and ledger in, answers and ledger out."""

import contextlib
import dataclasses
import errno
import os
import sqlite3
import threading
from pathlib import Path

import msgspec
import pyarrow as pa
import pyarrow.csv as arrow_csv
import pyarrow.parquet as arrow_parquet
import pytest

from stratum.core.errors import InvalidInputError, TransientError
from stratum.lifecycle.logic.batch_runs import DONE, FAILED, WAITING, Ledger, Run, Timetable, Written
from stratum.lifecycle.logic.batch_spec import BatchSpec, Block, Model, Rows, Target
from stratum.lifecycle.programs.batch import LEDGER, LedgerFile, Predictor, doors
from stratum.lifecycle.programs.batch_tables import drop_answers
from stratum.lifecycle.programs.batch_work import ANSWERS, StoppedError, Work
from stratum.testing.bundles import write_regression_bundle
from stratum.testing.fakes import ManualClock

NOW = 1_000_000.0
HOURLY = Timetable(every=3600)


def spec(tmp_path: Path, target: Target, folder: str = "kept") -> BatchSpec:
    bundle = tmp_path / "bundle"
    if not bundle.exists():
        bundle.mkdir()
        write_regression_bundle(bundle)
    return BatchSpec(
        application="app",
        name="nightly",
        address="127.0.0.1",
        status=9106,
        folder=str(tmp_path / folder),
        model=Model("count", "1", str(bundle), "sha256:1"),
        rows=Rows(
            "chosen",
            (Block("stored", "csv", {"path": str(tmp_path / "in.csv")}),),
            (Block("chosen", "select", {"columns": ("n", "flag", "who")}, ("stored",)),),
            (str(tmp_path),),
        ),
        target=target,
    )


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "in.csv"
    path.write_text("n,flag,who,rest\n1,true,ada,x\n2,false,bob,y\n")
    return path


def work(wanted: BatchSpec, stop: threading.Event | None = None) -> Work:
    return Work(wanted, ManualClock(NOW), stop or threading.Event())


def test_answers_of_a_run_are_a_file_of_its_name(tmp_path: Path, table: Path) -> None:
    del table
    written = work(spec(tmp_path, Target(columns=("who",)))).do(Run("r-1", NOW, "schedule"))
    file = tmp_path / "kept" / ANSWERS / "r-1.parquet"
    assert (written.rows, written.place) == (2, str(file))
    assert list(written.sources) == ["stored"]
    told = arrow_parquet.read_table(file)
    assert told.column_names == ["who", "prediction", "model"]
    assert told["who"].to_pylist() == ["ada", "bob"]
    assert set(told["model"].to_pylist()) == {"count@1"}


def test_the_same_run_again_leaves_one_file_with_what_is_there_now(tmp_path: Path, table: Path) -> None:
    wanted = spec(tmp_path, Target("csv", columns=("who",)))
    predictor = work(wanted)
    predictor.do(Run("r-1", NOW, "schedule"))
    (tmp_path / "kept" / ANSWERS / ".predicting-left").mkdir()
    (tmp_path / "kept" / "scratch-left").mkdir()
    table.write_text("n,flag,who\n7,true,eve\n")
    assert predictor.do(Run("r-1", NOW, "schedule")).rows == 1
    assert [path.name for path in (tmp_path / "kept").rglob("*")] == [ANSWERS, "r-1.csv"]
    assert arrow_csv.read_csv(tmp_path / "kept" / ANSWERS / "r-1.csv")["who"].to_pylist() == ["eve"]


def test_a_file_outside_of_the_open_folders_is_refused(tmp_path: Path, table: Path) -> None:
    del table
    wanted = spec(tmp_path, Target())
    closed = msgspec.structs.replace(wanted.rows, roots=(str(tmp_path / "elsewhere"),))
    with pytest.raises(InvalidInputError, match="no folder that data are read from"):
        work(msgspec.structs.replace(wanted, rows=closed)).do(Run("r-1", NOW, "schedule"))


def test_no_rows_are_no_answers(tmp_path: Path, table: Path) -> None:
    del table
    wanted = spec(tmp_path, Target())
    below: dict[str, object] = {"where": ({"column": "n", "is": "below", "value": 0},)}
    none = msgspec.structs.replace(wanted.rows, steps=(Block("chosen", "filter", below, ("stored",)),))
    written = work(msgspec.structs.replace(wanted, rows=none)).do(Run("r-1", NOW, "schedule"))
    assert (written.rows, written.place) == (0, "")


@pytest.mark.parametrize("in_table", [True, False])
def test_a_repeat_without_rows_leaves_no_answers_of_its_run(
    tmp_path: Path, table: Path, in_table: bool
) -> None:
    database = tmp_path / "store.db"
    sqlite3.connect(database).close()
    target = Target(database=str(database) if in_table else "", columns=("who",))
    above: dict[str, object] = {"where": ({"column": "n", "is": "above", "value": 0},)}
    wanted = spec(tmp_path, target)
    rows = msgspec.structs.replace(wanted.rows, steps=(Block("chosen", "filter", above, ("stored",)),))
    predictor = work(msgspec.structs.replace(wanted, rows=rows))
    for name in ("r-1", "r-2"):
        assert predictor.do(Run(name, NOW, "schedule")).rows == 2
    table.write_text("n,flag,who,rest\n-1,true,ada,x\n")
    assert predictor.do(Run("r-1", NOW, "schedule")).rows == 0
    assert left(tmp_path, database, in_table) == {"r-2"}


def left(tmp_path: Path, database: Path, in_table: bool) -> set[str]:
    """The runs whose answers are there."""
    if not in_table:
        return {path.stem for path in (tmp_path / "kept" / ANSWERS).iterdir()}
    with contextlib.closing(sqlite3.connect(database)) as connection:
        return {run for (run,) in connection.execute("SELECT run FROM answers")}


def test_no_rows_for_a_table_that_is_not_there_are_no_answers(tmp_path: Path) -> None:
    database = tmp_path / "store.db"
    sqlite3.connect(database).close()
    drop_answers(database, "answers", "r-1")
    with contextlib.closing(sqlite3.connect(database)) as connection:
        assert connection.execute("SELECT name FROM sqlite_master").fetchall() == []


def test_a_folder_that_cannot_be_used_may_come_back(tmp_path: Path, table: Path) -> None:
    del table
    predictor = work(spec(tmp_path, Target()))
    (tmp_path / "kept").write_text("")
    with pytest.raises(TransientError, match="kept"):
        predictor.do(Run("r-1", NOW, "schedule"))


@pytest.mark.parametrize(
    "who", [pa.array([[1], [2]]), pa.array([1, 2**63], pa.uint64()), pa.array([b"a", b"\xff"])]
)
def test_values_that_no_table_holds_fail_the_run_with_their_cause(tmp_path: Path, who: pa.Array) -> None:
    database, file = tmp_path / "store.db", tmp_path / "in.parquet"
    sqlite3.connect(database).close()
    arrow_parquet.write_table(pa.table({"n": [1, 2], "flag": [True, False], "who": who}), file)
    wanted = spec(tmp_path, Target(database=str(database)))
    stored = Block("stored", "parquet", {"path": str(file)})
    rows = msgspec.structs.replace(wanted.rows, sources=(stored,))
    with pytest.raises(InvalidInputError, match="answers cannot be kept") as told:
        work(msgspec.structs.replace(wanted, rows=rows)).do(Run("r-1", NOW, "schedule"))
    assert told.value.hint == "name the columns to keep"


def test_a_run_stops_where_the_program_ends(tmp_path: Path, table: Path) -> None:
    del table
    stop = threading.Event()
    stop.set()
    with pytest.raises(StoppedError):
        work(spec(tmp_path, Target()), stop).do(Run("r-1", NOW, "schedule"))
    assert not list((tmp_path / "kept").rglob("*.parquet"))


@dataclasses.dataclass
class Told:
    """Stands for the work: does what the test says, and remembers what it was asked for."""

    ends: list[Written | BaseException]
    model: str = "count@1"
    digest: str = "sha256:1"
    done: list[str] = dataclasses.field(default_factory=list)

    def do(self, run: Run) -> Written:
        self.done.append(run.id)
        end = self.ends.pop(0)
        if isinstance(end, BaseException):
            raise end
        return end


def predictor(tmp_path: Path, told: Told, timetable: Timetable = HOURLY, now: float = NOW) -> Predictor:
    return Predictor(LedgerFile(tmp_path), timetable, told, ManualClock(now))


def kept(tmp_path: Path) -> Ledger:
    return msgspec.json.decode((tmp_path / LEDGER).read_bytes(), type=Ledger)


def test_a_run_that_is_asked_for_is_done_and_kept(tmp_path: Path) -> None:
    one = predictor(tmp_path, Told([Written(5, "file")]), Timetable())
    assert one.step() == 1.0
    one.ask("r-1", "asked for by ada: look")
    assert one.step() == 0.0
    (run,) = kept(tmp_path).runs
    assert (run.state, run.written.rows, run.why, run.model) == (DONE, 5, "asked for by ada: look", "count@1")
    assert one.state().open is None


def test_a_run_of_the_schedule_is_done_once_its_moment_has_come(tmp_path: Path) -> None:
    clock, told = ManualClock(NOW), Told([Written(5, "file")])
    one = Predictor(LedgerFile(tmp_path), HOURLY, told, clock)
    assert (one.step(), told.done) == (1.0, [])
    clock.advance(3600)
    assert (one.step(), told.done) == (0.0, ["19700112T140000Z"])
    (run,) = kept(tmp_path).runs
    assert (run.why, run.state, run.due, run.ended) == ("schedule", DONE, 1_000_800, NOW + 3600)
    assert (one.step(), len(told.done)) == (1.0, 1)


def test_the_fifth_try_that_is_hindered_fails_the_run_without_another_pause(tmp_path: Path) -> None:
    told = Told([TransientError("no disk") for _ in range(5)])
    clock = ManualClock(NOW)
    one = Predictor(LedgerFile(tmp_path), Timetable(once="once-1"), told, clock)
    for wait in (2.0, 4.0, 8.0, 16.0, 0.0):
        assert one.step() == wait
        clock.advance(wait)
    (run,) = kept(tmp_path).runs
    assert (run.state, run.tries, run.reason) == (FAILED, 5, "given up after 5 tries: no disk")


def test_whoever_was_killed_in_a_run_does_it_again_under_its_name(tmp_path: Path) -> None:
    killed = Told([KeyboardInterrupt()])
    before = predictor(tmp_path, killed, Timetable(once="once-1"))
    with pytest.raises(KeyboardInterrupt):
        before.step()
    after = Told([Written(5, "file")])
    predictor(tmp_path, after, Timetable(once="once-1"), NOW + 60).step()
    assert killed.done == after.done == ["once-1-19700112T134640Z"]
    (run,) = kept(tmp_path).runs
    assert (run.state, run.tries, run.began) == (DONE, 2, NOW + 60)


def test_what_may_pass_is_tried_again_and_what_may_not_has_failed(tmp_path: Path) -> None:
    told = Told([TransientError("no disk"), StoppedError(), InvalidInputError("no column", "add it")])
    clock = ManualClock(NOW)
    one = Predictor(LedgerFile(tmp_path), Timetable(once="once-1"), told, clock)
    assert one.step() == 2.0
    assert kept(tmp_path).runs[0].reason == "no disk"
    clock.advance(2.0)
    assert one.step() == 4.0
    assert kept(tmp_path).runs[0].state == WAITING
    clock.advance(4.0)
    assert one.step() == 0.0
    (run,) = kept(tmp_path).runs
    assert (run.state, run.tries, run.reason) == (FAILED, 3, "no column\n  hint: add it")


def test_a_ledger_that_is_damaged_is_told(tmp_path: Path) -> None:
    (tmp_path / LEDGER).write_text("{")
    with pytest.raises(InvalidInputError, match=r"runs\.json is damaged"):
        predictor(tmp_path, Told([]))


def test_a_ledger_that_the_disk_does_not_confirm_is_not_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = predictor(tmp_path, Told([]), Timetable())

    def refuse(_: int) -> None:
        raise OSError(errno.EIO, "the disk is away")

    monkeypatch.setattr(os, "fsync", refuse)
    with pytest.raises(TransientError, match="the disk is away"):
        one.ask("r-1", "ada")
    assert kept(tmp_path).runs == one.state().runs == ()
    assert [path.name for path in tmp_path.iterdir()] == [LEDGER]


def test_doors_tell_the_state_and_take_requests(tmp_path: Path) -> None:
    one, asked = predictor(tmp_path, Told([]), HOURLY), []
    answers = doors(one, lambda: asked.append(True))
    assert answers["GET", "/ready"](b"").body == b"ready\n"
    assert b"stratum_batch_next_run_seconds 1000800" in answers["GET", "/metrics"](b"").body
    told = answers["POST", "/runs"](b'{"id": "r-1", "why": "ada"}')
    assert msgspec.json.decode(told.body)["open"]["id"] == "r-1"
    assert asked == [True]
    for body in (b"{", b'{"id": "../x", "why": ""}', b"{}"):
        with pytest.raises(InvalidInputError):
            answers["POST", "/runs"](body)


def test_once_is_another_run_for_another_model(tmp_path: Path) -> None:
    wanted = spec(tmp_path, Target())
    once = msgspec.structs.replace(wanted, once=True)
    moved = msgspec.structs.replace(once, status=9999)
    newer = msgspec.structs.replace(once, model=msgspec.structs.replace(once.model, version="2"))
    assert wanted.timetable().once == ""
    assert once.timetable() == moved.timetable() != newer.timetable()


def test_once_is_the_same_run_for_other_signers_and_open_folders(tmp_path: Path) -> None:
    once = msgspec.structs.replace(spec(tmp_path, Target()), once=True)
    signed = msgspec.structs.replace(once, model=msgspec.structs.replace(once.model, signers=("ada",)))
    opened = msgspec.structs.replace(once, rows=msgspec.structs.replace(once.rows, roots=("/elsewhere",)))
    assert once.timetable() == signed.timetable() == opened.timetable()


def test_requests_do_not_end_the_pause_of_a_run_that_is_hindered(tmp_path: Path) -> None:
    """Fifty requests: each of them would begin it again, and after five tries it would have failed."""
    clock, told = ManualClock(NOW), Told([TransientError("no disk"), Written(5, "file")])
    one = Predictor(LedgerFile(tmp_path), Timetable(once="once-1"), told, clock)
    assert one.step() == 2.0
    for number in range(50):
        one.ask(f"r-{number}", "ada")
        assert one.step() == 2.0
    clock.advance(1.5)
    assert (one.step(), len(told.done)) == (0.5, 1)
    clock.advance(0.5)
    assert (one.step(), len(told.done)) == (0.0, 2)
    runs = kept(tmp_path).runs
    assert (runs[0].state, runs[0].tries, len(runs)) == (DONE, 2, 51)
