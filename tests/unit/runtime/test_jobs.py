"""Trainings as processes: found again, one at a time, failed when they end without an answer."""

import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from stratum.lifecycle.logic.scene import Progress
from stratum.lifecycle.records import Job
from stratum.runtime.jobs import Jobs
from stratum.testing.waiting import wait_until

PATIENCE = 30.0
ANSWER = '{"version": 2, "rows": 9}'


@pytest.fixture
def jobs(tmp_path: Path) -> Iterator[Jobs]:
    made = Jobs(tmp_path / "jobs", tmp_path / "lock")
    others = {child.pid for child in psutil.Process().children()}
    yield made
    mine = [child for child in psutil.Process().children() if child.pid not in others]
    for child in mine:
        child.kill()

    def gone() -> bool:
        made.look(Job("-"))  # takes the exit status of those that have ended
        return not any(child.is_running() for child in mine)

    wait_until(gone, PATIENCE, "their ends")


def command(jobs: Jobs, token: str, text: str = "", *, stays: bool = False) -> tuple[str, ...]:
    """A training that says something, writes its answer, and may stay."""
    program = (
        "import sys, time, pathlib\n"
        "print('fitting'); print(sys.argv[3], flush=True)\n"
        "if sys.argv[2]: pathlib.Path(sys.argv[1]).write_text(sys.argv[2])\n"
        "while sys.argv[4]: time.sleep(0.05)\n"
    )
    return (
        sys.executable,
        "-c",
        program,
        str(jobs.answer_of(token)),
        text,
        "out of rows",
        "yes" if stays else "",
    )


def progress(jobs: Jobs, job: Job) -> Progress:
    """How far it is."""
    return jobs.look(job).progress


def started(jobs: Jobs, token: str, text: str = "", *, stays: bool = False) -> Job:
    """A training that was started."""
    job = jobs.start(token, command(jobs, token, text, stays=stays))
    assert job is not None
    return job


def test_a_training_answers(jobs: Jobs) -> None:
    job = started(jobs, "a-1", ANSWER)
    wait_until(lambda: progress(jobs, job) is Progress.DONE, PATIENCE, "the answer")
    found = jobs.look(job)
    assert found.trained is not None
    assert found.trained.version == "2"


def test_one_that_ends_without_an_answer_failed_with_its_last_words(jobs: Jobs) -> None:
    job = started(jobs, "a-1")
    wait_until(lambda: progress(jobs, job) is Progress.FAILED, PATIENCE, "the end")
    assert jobs.look(job).reason == "out of rows"


def test_half_an_answer_is_none(jobs: Jobs) -> None:
    job = started(jobs, "a-1", ANSWER[:-3])
    wait_until(lambda: jobs.answer_of("a-1").is_file(), PATIENCE, "the file")
    assert progress(jobs, job) is Progress.FAILED


def test_it_outlives_its_starter_and_is_found_by_its_token(jobs: Jobs, tmp_path: Path) -> None:
    job = started(jobs, "a-1", stays=True)
    other = Jobs(tmp_path / "jobs", tmp_path / "lock")
    assert progress(other, job) is Progress.RUNNING
    assert other.start("a-1", ("false",)) == job
    other.stop(job)
    wait_until(lambda: progress(jobs, job) is Progress.FAILED, PATIENCE, "the end")


def test_one_at_a_time_on_a_machine(jobs: Jobs, tmp_path: Path) -> None:
    elsewhere = Jobs(tmp_path / "other", tmp_path / "lock")
    assert not elsewhere.busy()
    job = started(jobs, "a-1", stays=True)
    assert elsewhere.busy()
    assert elsewhere.start("b-1", ("true",)) is None
    jobs.stop(job)
    wait_until(lambda: not elsewhere.busy(), PATIENCE, "the lock")


def test_the_lock_is_held_by_the_training_not_by_its_starter(jobs: Jobs, tmp_path: Path) -> None:
    job = started(jobs, "a-1", stays=True)
    later = Jobs(tmp_path / "jobs", tmp_path / "lock")
    assert later.busy()
    os.kill(job.pid, signal.SIGKILL)
    wait_until(lambda: not later.busy(), PATIENCE, "the lock")


def test_one_that_does_not_listen_is_ended_by_force(jobs: Jobs) -> None:
    deaf = "import signal, time; signal.signal(15, signal.SIG_IGN); print('deaf', flush=True); time.sleep(99)"
    job = jobs.start("a-1", (sys.executable, "-c", deaf))
    assert job is not None
    log = jobs.answer_of("a-1").with_name("log")
    wait_until(lambda: log.read_text() == "deaf\n", PATIENCE, "its program")
    jobs.stop(job)
    assert progress(jobs, job) is Progress.RUNNING
    jobs.stop(job)
    wait_until(lambda: progress(jobs, job) is Progress.FAILED, PATIENCE, "the end")


def test_a_process_that_merely_has_the_pid_is_not_ours(jobs: Jobs) -> None:
    job = started(jobs, "a-1", stays=True)
    stranger = Job("a-1", job.pid, "another boot/1")
    assert progress(jobs, stranger) is Progress.FAILED
    jobs.stop(stranger)
    jobs.stop(stranger)
    assert progress(jobs, job) is Progress.RUNNING
    jobs.stop(job)


def test_an_answer_from_before_a_crash_counts(jobs: Jobs) -> None:
    jobs.answer_of("a-1").parent.mkdir(parents=True)
    jobs.answer_of("a-1").write_text(ANSWER)
    job = jobs.start("a-1", ("false",))
    assert job == Job("a-1")
    assert progress(jobs, Job("a-1")) is Progress.DONE
