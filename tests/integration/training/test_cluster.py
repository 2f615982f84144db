"""Workers of a cluster: files travel, workers die, strangers stay out, what is asked for is respected."""

import contextlib
import dataclasses
import os
import signal
import socket
import ssl
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from stratum.core.errors import InvalidInputError, TransientError
from stratum.effects.files import digest_file
from stratum.runtime.clock import SystemClock
from stratum.testing.contracts.executor import unheard
from stratum.testing.tasks import Copy, copied, fragile, stays, waits_for
from stratum.testing.waiting import wait_until
from stratum.training.cluster import trust
from stratum.training.cluster.files import FileStore, digests_below
from stratum.training.cluster.here import LocalCluster, local_cluster
from stratum.training.executors.dask import DaskExecutor
from stratum.training.ports import Meeting

PATIENCE = 60.0


@pytest.fixture(scope="module")
def cluster() -> Iterator[LocalCluster]:
    with local_cluster(2, SystemClock()) as cluster:
        yield cluster


@pytest.fixture
def executor(cluster: LocalCluster) -> DaskExecutor:
    """On workers that see no file of whoever trains."""
    return DaskExecutor(1, SystemClock(), dataclasses.replace(cluster.meeting, shared=False))


def test_files_and_folders_travel_and_what_is_written_comes_back(
    executor: DaskExecutor, tmp_path: Path
) -> None:
    rows, folder = tmp_path / "rows.txt", tmp_path / "bundle"
    rows.write_bytes(b"rows" * 3_000_000)  # more than one piece
    (folder / "deep").mkdir(parents=True)
    (folder / "a.txt").write_text("a")
    (folder / "deep" / "b.txt").write_text("b")
    tasks = [Copy(rows, tmp_path / "first"), Copy(folder, tmp_path / "second")]
    events = list(executor.run(copied, tasks, unheard))
    done = {e.index: e.result for e in events if e.state == "finished"}
    assert set(done) == {0, 1}, events
    assert (tmp_path / "first").read_bytes() == rows.read_bytes()
    assert (tmp_path / "second").read_text() == "ab"
    assert str(tmp_path) not in done.values()


def test_a_task_that_no_worker_can_take_fails_and_says_so(executor: DaskExecutor, tmp_path: Path) -> None:
    (tmp_path / "in.txt").write_text("in")
    tasks = [Copy(tmp_path / "in.txt", tmp_path / "out", {"gpus": 1, "label:rack=7": 1})]
    ended = list(executor.run(copied, tasks, unheard))[-1]
    assert ended.error == "it asks for gpus 1, label:rack=7 1, and none of the 2 workers offers that"


def test_a_crash_of_a_task_is_of_that_task_only(executor: DaskExecutor) -> None:
    events = list(executor.run(fragile, [0, 1, 3], unheard))
    assert {e.index for e in events if e.state == "finished"} == {0, 2}
    (failed,) = [e for e in events if e.state == "failed"]
    assert failed.error == "the worker process was killed by signal 9 (out of memory?)"


def test_a_worker_that_is_killed_loses_nothing_but_gives_its_task_to_another(
    cluster: LocalCluster, executor: DaskExecutor, tmp_path: Path
) -> None:
    gate, heard = tmp_path / "gate", list[tuple[int, int]]()

    def hear(_index: int, word: str) -> None:
        task, worker = map(int, word.split())
        heard.append((task, worker))
        if len(heard) == 1:
            assert worker in cluster.pids
            os.kill(worker, signal.SIGKILL)
        else:
            gate.touch()

    events = list(executor.run(waits_for, [gate], hear))
    assert [e.state for e in events] == ["started", "finished"]
    assert events[-1].result == heard[1][0] != heard[0][0]
    wait_until(lambda: not _lives(heard[0][0]), PATIENCE, "the end of what the killed worker had begun")
    cluster.mend()


def test_what_is_cancelled_ends_on_its_worker(executor: DaskExecutor) -> None:
    pids: list[int] = []

    def cancel(_index: int, word: str) -> None:
        pids.append(int(word))
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        list(executor.run(stays, [0], cancel))
    wait_until(lambda: not _lives(pids[0]), PATIENCE, "the end of the task")


def test_nobody_comes_in_without_a_certificate_of_the_cluster(cluster: LocalCluster, tmp_path: Path) -> None:
    host, _, port = cluster.meeting.address.removeprefix("tls://").partition(":")
    strangers = trust.enrol(tmp_path / "strangers", "client", SystemClock())
    assert _answer(host, int(port), cluster.meeting.credentials)
    assert not _answer(host, int(port), strangers)
    assert not _answer(host, int(port), None)
    with socket.create_connection((host, int(port)), timeout=10) as plain:
        plain.sendall(b"\0" * 64)
        with contextlib.suppress(ConnectionResetError):
            assert plain.recv(1024)[:1] in {b"", b"\x15"}  # closed, perhaps after an alert of TLS


def test_keys_are_for_their_owner_alone_and_stay_the_same(tmp_path: Path) -> None:
    folder = trust.enrol(tmp_path / "c", "worker", SystemClock())
    key = (folder / trust.KEY).read_bytes()
    assert stat.S_IMODE((folder / trust.KEY).stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    authority = tmp_path / "c" / "authority"
    assert stat.S_IMODE((authority / trust.KEY).stat().st_mode) == 0o600
    assert trust.enrol(tmp_path / "c", "worker", SystemClock()) == folder
    assert (folder / trust.KEY).read_bytes() == key


def test_a_store_refuses_damage_and_other_names_and_drops_what_is_old(tmp_path: Path) -> None:
    store = FileStore(tmp_path / "store", keep=10)
    digests = []
    for number, content in enumerate((b"123456", b"abcdef")):
        (tmp_path / f"{number}").write_bytes(content)
        digests.append(digest_file(tmp_path / f"{number}"))
        part = store.part()
        store.write(part, 0, content)
        store.finish(part, digests[-1])
    assert store.find(digests[0]) is None
    assert store.read(digests[1], 2) == b"cdef"
    part = store.part()
    store.write(part, 0, b"other")
    with pytest.raises(InvalidInputError, match="damaged"):
        store.finish(part, digests[0])
    with pytest.raises(InvalidInputError, match="no digest"):
        store.read("../../etc/passwd", 0)
    with pytest.raises(InvalidInputError, match="no name"):
        store.write("../x", 0, b"")
    assert digests_below(tmp_path / "0") == {"": digests[0]}


def test_a_cluster_that_is_not_there_is_told(tmp_path: Path) -> None:
    credentials = trust.enrol(tmp_path, "client", SystemClock())
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    executor = DaskExecutor(1, SystemClock(), Meeting(f"tls://127.0.0.1:{port}", credentials), 1.0)
    with pytest.raises(TransientError, match="no scheduler answers"):
        list(executor.run(fragile, [0], unheard))


def test_a_cluster_that_loses_its_last_worker_is_told(tmp_path: Path) -> None:
    with local_cluster(1, SystemClock()) as lonely:
        executor = DaskExecutor(1, SystemClock(), lonely.meeting, 10.0)

        def kill(_index: int, word: str) -> None:
            os.kill(int(word.split()[1]), signal.SIGKILL)

        with pytest.raises(TransientError, match="has had no worker for 10 s"):
            list(executor.run(waits_for, [tmp_path / "gate"], kill))


def _answer(host: str, port: int, credentials: Path | None) -> bool:
    """Whether a scheduler says a word to whoever shows this certificate."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    if credentials is not None:
        context.load_cert_chain(credentials / trust.CERTIFICATE, credentials / trust.KEY)
    try:
        with (
            socket.create_connection((host, port), timeout=10) as plain,
            context.wrap_socket(plain) as secure,
        ):
            return bool(secure.recv(1))
    except (ssl.SSLError, ConnectionError):
        return False


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True
