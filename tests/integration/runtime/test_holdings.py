"""Large files beside git: added, given away, taken elsewhere, checked, cleared."""

import contextlib
import json
import os
import socket
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from stratum.cli.main import cli
from stratum.core.errors import DeniedError, InvalidInputError, NotFoundError, PermanentError
from stratum.runtime.holdings import Holdings
from stratum.runtime.remotes import REMOTE, Remote, read_remote, write_remote
from stratum.runtime.reproducing.repeating import train_at
from stratum.runtime.reproducing.verifying import verify, write_lock
from stratum.runtime.settings import Settings
from stratum.runtime.versions.saving import save
from stratum.runtime.wiring import Parts
from stratum.store.contents import fetch
from stratum.store.logic.pointers import Pointer, pointer_from_text, pointer_to_text
from stratum.testing.buckets import KEY, SECRET, lent_bucket
from stratum.testing.pipelines import write_visits

CONTENT = bytes(range(256)) * 20_000
FILE = "data/rows.bin"
PIPELINE = """\
stratum: 1
kind: Pipeline
name: visits
blocks:
  rows: {type: CsvSource, path: data/visits.csv}
  numbers: {type: SelectColumns, input: rows, columns: [price, bought]}
  split: {type: SplitRandom, input: numbers, fraction: 30 %}
  tree: {type: DecisionTree, input: split, depth: 3}
  best: {type: ChooseBest, inputs: tree, target: bought, metric: roc_auc, baselines: [majority], seed: 7}
"""


def workspace(folder: Path) -> Parts:
    made = Parts(Settings(folder, executor="inline"))
    made.workspace.create({"pipeline.yaml": PIPELINE}, "first")
    (folder / "data").mkdir()
    return made


@pytest.fixture
def parts(tmp_path: Path) -> Parts:
    return workspace(tmp_path / "here")


def with_file(parts: Parts, content: bytes = CONTENT, name: str = FILE) -> Path:
    file = parts.workspace.root / name
    file.write_bytes(content)
    return file


def run(parts: Parts, *arguments: str, **environment: str) -> Result:
    return CliRunner(env=environment).invoke(cli, ["data", *arguments, "-w", str(parts.workspace.root)])


def elsewhere(parts: Parts, folder: Path) -> Parts:
    """A clone on another machine: git's files, and none of the contents."""
    made = Parts(Settings(folder, executor="inline"))
    made.workspace.create(
        {n: c.decode() for n, c in parts.workspace.history.contents("HEAD").items()}, "clone"
    )
    (folder / "data").mkdir(exist_ok=True)
    return made


def test_a_pointer_stands_in_git_and_the_file_does_not(parts: Parts) -> None:
    file = with_file(parts)
    told = run(parts, "add", str(file), "--json")
    assert told.exit_code == 0, told.output
    save(parts)
    files = parts.workspace.history.files("HEAD")
    assert f"{FILE}.pointer" in files
    assert FILE not in files
    assert json.loads(told.output)["added"][FILE]["bytes"] == len(CONTENT)
    assert file.read_bytes() == CONTENT


def test_adding_again_changes_the_pointer_alone(parts: Parts) -> None:
    holdings = Holdings(parts)
    holdings.add([with_file(parts)])
    ignored = (parts.workspace.root / ".gitignore").read_text()
    before = holdings.pointers()[FILE]
    holdings.add([with_file(parts, b"other")])
    assert (parts.workspace.root / ".gitignore").read_text() == ignored
    assert holdings.pointers()[FILE] != before
    assert holdings.path(before).is_file()


@pytest.mark.parametrize("name", ["pipeline.yaml", "none.csv", "../outside.csv"])
def test_what_cannot_be_added_is_refused_with_the_fix(parts: Parts, tmp_path: Path, name: str) -> None:
    (tmp_path / "outside.csv").write_text("a")
    with pytest.raises(InvalidInputError) as caught:
        Holdings(parts).add([parts.workspace.root / name])
    assert caught.value.hint


def test_signs_in_a_name_mean_themselves_to_git(parts: Parts) -> None:
    odd = "data/#1 [a]*.csv"
    Holdings(parts).add([with_file(parts, b"x", odd)])
    with_file(parts, b"y", "data/#1 a.csv")
    save(parts)
    files = parts.workspace.history.files("HEAD")
    assert odd not in files
    assert "data/#1 a.csv" in files


def test_contents_go_over_a_folder_to_another_machine(parts: Parts, tmp_path: Path) -> None:
    run(parts, "add", str(with_file(parts)))
    run(parts, "remote", str(tmp_path / "shared"))
    save(parts)
    pushed = run(parts, "push", "--json")
    assert json.loads(pushed.output) == {"pushed": [FILE], "bytes": len(CONTENT)}
    assert json.loads(run(parts, "push", "--json").output)["pushed"] == []
    there = elsewhere(parts, tmp_path / "there")
    pulled = run(there, "pull", "--json")
    assert json.loads(pulled.output) == {"pulled": [FILE], "bytes": len(CONTENT), "placed": [FILE]}
    assert (there.workspace.root / FILE).read_bytes() == CONTENT
    assert json.loads(run(there, "pull", "--json").output) == {"pulled": [], "bytes": 0, "placed": []}


def test_contents_go_over_s3_with_credentials_by_reference(parts: Parts, tmp_path: Path) -> None:
    run(parts, "add", str(with_file(parts)))
    with lent_bucket(tmp_path / "served") as bucket:
        named = ["--endpoint", bucket.endpoint, "--key", "env:KEY_OF_DATA", "--secret", "env:SECRET_OF_DATA"]
        assert run(parts, "remote", "s3://data/kept", *named).exit_code == 0
        save(parts)
        without = run(parts, "push")
        assert "KEY_OF_DATA" in str(without.exception)
        secrets = {"KEY_OF_DATA": KEY, "SECRET_OF_DATA": SECRET}
        assert run(parts, "push", **secrets).exit_code == 0
        there = elsewhere(parts, tmp_path / "there")
        assert isinstance(run(there, "pull", **secrets).exception, DeniedError)
        assert run(there, "remote", "--trust").exit_code == 0
        assert run(there, "pull", **secrets).exit_code == 0
    assert (there.workspace.root / FILE).read_bytes() == CONTENT
    kept = b"".join(parts.workspace.history.contents("HEAD").values())
    assert SECRET.encode() not in kept


def asked_by(parts: Parts, **told: str) -> tuple[BaseException | None, list[bytes]]:
    """What a push says where a clone brought a remote, and what came to the endpoint that it names."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0.1)
        endpoint = f"http://127.0.0.1:{listener.getsockname()[1]}"
        remote = {"remote": "s3://b/x", "endpoint": endpoint, **told}
        (parts.workspace.root / REMOTE).write_text(json.dumps(remote))
        failed = run(parts, "push", PRIVATE=SECRET).exception
        with contextlib.suppress(TimeoutError):
            taken, _ = listener.accept()
            with taken:
                return failed, [taken.recv(65536)]
    return failed, []


@pytest.mark.parametrize("named", [{"key": "env:PRIVATE", "secret": "env:HOME"}, {}])
def test_a_remote_that_a_clone_brought_gets_no_variable(parts: Parts, named: dict[str, str]) -> None:
    run(parts, "add", str(with_file(parts)))
    (parts.workspace.root / ".stratum" / "trusted-remote").write_text("anything that a commit may bring")
    failed, came = asked_by(parts, **named)
    assert came == []
    assert isinstance(failed, DeniedError)
    assert "--trust" in failed.hint


def test_trust_ends_where_a_commit_changes_the_remote(parts: Parts) -> None:
    run(parts, "add", str(with_file(parts)))
    write_remote(parts, Remote("s3://b/x", key="env:KEY_OF_DATA", secret="env:SECRET_OF_DATA"))
    failed, came = asked_by(parts, key="env:KEY_OF_DATA", secret="env:SECRET_OF_DATA")
    assert came == []
    assert isinstance(failed, DeniedError)


@pytest.mark.parametrize(
    "endpoint", ["http://example.org", "http://127.0.0.1@example.org", "http://127.example.org", "ftp://::1"]
)
def test_credentials_go_nowhere_in_the_clear(parts: Parts, endpoint: str) -> None:
    with pytest.raises(InvalidInputError, match=r"not encrypted|secret"):
        write_remote(parts, Remote("s3://b/x", endpoint=endpoint))
    (parts.workspace.root / REMOTE).write_text(json.dumps({"remote": "s3://b/x", "endpoint": endpoint}))
    for command in (["remote", "--trust"], ["push"]):
        assert isinstance(run(parts, *command).exception, InvalidInputError)


def test_a_secret_in_the_address_or_in_place_of_its_variable_is_refused(parts: Parts) -> None:
    assert run(parts, "remote", "s3://data", "--secret", SECRET).exit_code == 2
    with pytest.raises(InvalidInputError):
        write_remote(parts, Remote("s3://data", endpoint=f"http://me:{SECRET}@127.0.0.1"))
    with pytest.raises(InvalidInputError):
        write_remote(parts, Remote("ftp://somewhere"))
    assert read_remote(parts) is None


def test_a_pull_that_was_cut_off_goes_on_where_it_ended(parts: Parts, tmp_path: Path) -> None:
    holdings = Holdings(parts)
    pointer = holdings.add([with_file(parts)])[FILE]
    part, told = tmp_path / "part", list[int]()
    part.write_bytes(CONTENT[:1_000_000])
    fetch(holdings.local, pointer, part, told.append)
    assert part.read_bytes() == CONTENT
    assert told[0] == 1_000_000
    assert sum(told) == len(CONTENT)


@pytest.mark.parametrize("begun", [b"", b"wrong", b"x" * (len(CONTENT) + 1)])
def test_what_came_as_something_else_is_not_kept(parts: Parts, tmp_path: Path, begun: bytes) -> None:
    holdings = Holdings(parts)
    pointer = holdings.add([with_file(parts)])[FILE]
    holdings.path(pointer).write_bytes(b"evil" * len(CONTENT))
    part = tmp_path / "part"
    part.write_bytes(begun)
    with pytest.raises(PermanentError, match="something else"):
        fetch(holdings.local, pointer, part, lambda _: None)
    assert not part.exists()


def test_a_file_that_was_changed_is_not_replaced_unless_asked(parts: Parts) -> None:
    run(parts, "add", str(with_file(parts)))
    file = with_file(parts, b"edited by hand")
    refused = run(parts, "pull")
    assert isinstance(refused.exception, InvalidInputError)
    assert "--force" in refused.exception.hint
    assert file.read_bytes() == b"edited by hand"
    assert run(parts, "pull", "--force").exit_code == 0
    assert file.read_bytes() == CONTENT


def test_what_is_nowhere_is_said_with_what_comes_next(parts: Parts, tmp_path: Path) -> None:
    run(parts, "add", str(with_file(parts)))
    save(parts)
    there = elsewhere(parts, tmp_path / "there")
    for command in ("pull", "push"):
        failed = run(there, command)
        assert isinstance(failed.exception, NotFoundError)
        assert "stratum data remote" in failed.exception.hint


def test_only_contents_that_nothing_points_to_are_cleared(parts: Parts) -> None:
    holdings = Holdings(parts)
    old = holdings.add([with_file(parts, b"old")])[FILE]
    save(parts)
    holdings.add([with_file(parts, b"never committed")])
    now = holdings.add([with_file(parts, b"now")])[FILE]
    told = json.loads(run(parts, "gc", "--dry-run", "--json").output)
    assert (len(told["contents"]), told["bytes"], told["deleted"]) == (1, len(b"never committed"), False)
    assert len(list(holdings.local.digests())) == 3
    assert run(parts, "gc").exit_code == 0
    assert set(holdings.local.digests()) == {old.sha256, now.sha256}


@pytest.mark.parametrize(
    "text", [b"", b"{}", b"\xff", b"[" * 99_999, b'{"pointer":1,"sha256":"../../x","bytes":1}']
)
def test_what_is_no_pointer_is_refused_with_the_fix(text: bytes) -> None:
    with pytest.raises(InvalidInputError) as caught:
        pointer_from_text(text, "rows.csv.pointer")
    assert caught.value.hint == "write it again with: stratum data add rows.csv"


def test_a_pointer_is_read_as_it_was_written() -> None:
    pointer = Pointer(1, "0" * 64, 7)
    assert pointer_from_text(pointer_to_text(pointer).encode(), "x") == pointer


def test_an_old_commit_is_trained_on_the_data_of_then(parts: Parts) -> None:
    file = parts.workspace.root / "data" / "visits.csv"
    Holdings(parts).add([write_visits(file)])
    write_lock(parts)
    old = save(parts, "old data")
    assert old is not None
    first = train_at(parts, old.id, None, lambda _: None)
    Holdings(parts).add([write_visits(file, seed=2)])
    save(parts, "new data")
    again = train_at(parts, old.id, None, lambda _: None)
    assert again.is_equal
    assert first.run.model is not None
    assert again.verified.is_reproducible
    Holdings(parts).path(Holdings(parts).pointers(old.id)["data/visits.csv"]).unlink()
    assert verify(parts, old.id).missing == ("visits/rows",)


def test_there_is_no_bar_where_nobody_looks(parts: Parts) -> None:
    shown = run(parts, "add", str(with_file(parts)))
    assert "adding" not in shown.output
    assert os.linesep in shown.output
