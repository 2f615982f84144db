"""An old commit trained once more: equal numbers, or exactly what differs."""

import dataclasses
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from stratum.cli.main import cli
from stratum.core.bundles import MANIFEST
from stratum.core.digests import canonical_json, digest_value
from stratum.core.errors import DeniedError, InvalidInputError, PermanentError
from stratum.data.coding.running import can_seal
from stratum.registry.types import Stage
from stratum.runtime.learning import train_pipeline
from stratum.runtime.modelling import load
from stratum.runtime.reproducing.lock import FILE, lock_from_text, lock_to_text
from stratum.runtime.reproducing.repeating import train_at
from stratum.runtime.reproducing.state import state_of
from stratum.runtime.reproducing.verifying import verify, write_lock
from stratum.runtime.settings import Settings
from stratum.runtime.trainings import Trainings
from stratum.runtime.versions.saving import save
from stratum.runtime.wiring import Parts
from stratum.testing.pipelines import write_visits
from stratum.testing.waiting import wait_until
from stratum.training.orders import Order
from stratum.training.records import RunFolder

PATIENCE = 120.0
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


@pytest.fixture
def parts(tmp_path: Path) -> Parts:
    """A workspace whose data are kept out of git, with a lock in its first commit."""
    made = Parts(Settings(tmp_path / "visits", executor="inline"))
    made.workspace.create({"pipeline.yaml": PIPELINE, ".gitignore": "/.stratum/\n/data/\n"}, "first")
    (made.workspace.root / "data").mkdir()
    write_visits(made.workspace.root / "data" / "visits.csv")
    write_lock(made)
    save(made, "locked")
    return made


def head(parts: Parts) -> str:
    return parts.workspace.history.commit().id


def stratum(parts: Parts, *arguments: str) -> Result:
    return CliRunner().invoke(cli, [*arguments, "-w", str(parts.workspace.root)])


def change_data(parts: Parts) -> None:
    write_visits(parts.workspace.root / "data" / "visits.csv", seed=2)


def change_depth(parts: Parts) -> None:
    file = parts.workspace.root / "pipeline.yaml"
    file.write_text(file.read_text().replace("depth: 3", "depth: 5"))


def test_a_lock_tells_data_packages_and_types(parts: Parts) -> None:
    lock = lock_from_text((parts.workspace.root / FILE).read_bytes())
    assert set(lock.data) == {"visits/rows"}
    assert lock.data["visits/rows"].path == "data/visits.csv"
    assert len(lock.data["visits/rows"].sha256) == len(lock.types) == 64
    assert {"numpy", "scikit-learn"} <= set(lock.packages)
    assert lock_to_text(write_lock(parts)) == lock_to_text(lock)


def test_a_commit_brings_the_lock_up_to_date(parts: Parts) -> None:
    before = (parts.workspace.root / FILE).read_text()
    change_data(parts)
    change_depth(parts)
    made = save(parts)
    assert made is not None
    assert parts.workspace.history.content(made.id, FILE).decode() != before
    assert verify(parts, made.id).is_reproducible


def test_an_old_commit_trains_to_the_same_numbers_and_bytes(parts: Parts) -> None:
    old = head(parts)
    first = train_pipeline(parts, load(parts), None, lambda _: None)
    change_depth(parts)
    save(parts)
    parts.registry.promote("visits", 1, Stage.CHAMPION)
    second = train_pipeline(parts, load(parts), None, lambda _: None)
    assert second.result.run.lineage["parents"] == {"visits@1": first.version.digest}
    assert train_at(parts, "HEAD", None, lambda _: None).is_equal
    again = train_at(parts, old, None, lambda _: None)
    assert again.is_equal
    assert again.recorded is not None
    assert again.recorded.id == first.result.run.id
    assert again.run.model is not None
    assert again.run.model.digest == first.version.digest
    assert len(parts.registry.list()) == 2
    assert "depth: 5" in (parts.workspace.root / "pipeline.yaml").read_text()


CODED = """\
  mine: {type: CodeStep, input: numbers, module: mine.py, function: prepare}
  split: {type: SplitRandom, input: mine,"""


@pytest.mark.skipif(not can_seal(), reason="this machine allows no namespaces (unshare)")
def test_code_of_a_commit_runs_as_it_was_then(parts: Parts) -> None:
    code, pipeline = parts.workspace.root / "mine.py", parts.workspace.root / "pipeline.yaml"
    code.write_text("def prepare(rows):\n    return rows.assign(twice=rows['price'] * 2)\n")
    pipeline.write_text(PIPELINE.replace("  split: {type: SplitRandom, input: numbers,", CODED))
    save(parts)
    allowed = Parts(dataclasses.replace(parts.settings, code=True))
    first = train_pipeline(allowed, load(allowed), None, lambda _: None)
    code.write_text("def prepare(rows):\n    raise ValueError('of today')\n")
    again = train_at(allowed, "HEAD", None, lambda _: None)
    assert again.is_equal
    assert again.recorded is not None
    assert again.recorded.id == first.result.run.id
    with pytest.raises(DeniedError, match="block 'mine' is code of its author"):
        train_at(parts, "HEAD", None, lambda _: None)


def test_one_training_at_a_time_also_of_an_old_commit(parts: Parts) -> None:
    first = train_pipeline(parts, load(parts), None, lambda _: None).result.run.id
    with RunFolder(parts.runs_root / first).held():
        with pytest.raises(PermanentError, match=f"run {first} goes on in this workspace"):
            train_at(parts, "HEAD", None, lambda _: None)
        assert stratum(parts, "train", "--at", "HEAD").exit_code == 1
    assert [folder.name for folder in parts.runs_root.iterdir()] == [first]


def test_an_old_commit_lets_a_line_that_stands_still_begin(parts: Parts) -> None:
    trainings = Trainings(parts)
    with RunFolder(parts.runs_root / "first").held():
        run = str(trainings.start("visits", Order("inline"))["id"])
    with pytest.raises(PermanentError, match=f"run {run} goes on in this workspace"):
        train_at(parts, "HEAD", None, lambda _: None)
    assert trainings.records.folder(run).waits() is None
    wait_until(lambda: not trainings.records.folder(run).going(), PATIENCE, "its end")


def test_changed_data_are_named_with_both_digests(parts: Parts) -> None:
    old = head(parts)
    train_pipeline(parts, load(parts), None, lambda _: None)
    then = verify(parts, old).lock
    assert then is not None
    change_data(parts)
    again = train_at(parts, old, None, lambda _: None)
    assert not again.is_equal
    assert {figure.of.partition(":")[0] for figure in again.figures} >= {"tree"}
    (cause,) = again.causes
    assert (cause.kind, cause.name, cause.then) == ("data", "rows", then.data["visits/rows"].sha256)
    assert cause.now not in {"", cause.then}
    assert not verify(parts, old).is_reproducible


def retold(parts: Parts, run: str, **changes: object) -> None:
    """Let the manifest of a run have been written otherwise; None takes a field out."""
    folder = RunFolder(parts.runs_root / run)
    told = json.loads((folder.bundle / MANIFEST).read_bytes()) | changes
    told = {name: value for name, value in told.items() if value is not None}
    (folder.bundle / MANIFEST).write_bytes(canonical_json(told))
    recorded = folder.load()
    assert recorded.model is not None
    model = dataclasses.replace(recorded.model, digest=digest_value(told))
    folder.save(dataclasses.replace(recorded, model=model))


def test_a_run_of_before_that_tells_no_licences_is_repeated_as_equal(parts: Parts) -> None:
    first = train_pipeline(parts, load(parts), None, lambda _: None).result.run.id
    retold(parts, first, licences=None)
    told = stratum(parts, "train", "--at", "HEAD")
    assert told.exit_code == 0
    assert f"every number is as in {first}, and the model to the byte" in told.output
    assert "without a say in numbers: licences" in told.output


def test_what_a_manifest_tells_otherwise_is_named(parts: Parts) -> None:
    first = train_pipeline(parts, load(parts), None, lambda _: None).result.run.id
    retold(parts, first, licences=None, reason="of another making")
    again = train_at(parts, "HEAD", None, lambda _: None)
    assert (again.is_equal, again.figures) == (False, ())
    assert [(cause.kind, cause.name, cause.counts) for cause in again.causes] == [
        ("manifest", "licences", False),
        ("manifest", "reason", True),
    ]


def test_of_a_bundle_that_is_gone_both_digests_are_named(parts: Parts) -> None:
    first = train_pipeline(parts, load(parts), None, lambda _: None).result.run.id
    retold(parts, first, licences=None)
    (parts.runs_root / first / "bundle" / MANIFEST).unlink()
    again = train_at(parts, "HEAD", None, lambda _: None)
    assert (again.is_equal, again.figures) == (False, ())
    (cause,) = again.causes
    assert again.recorded is not None
    assert again.recorded.model is not None
    assert again.run.model is not None
    assert (cause.kind, cause.then, cause.now) == (
        "bundle",
        again.recorded.model.digest,
        again.run.model.digest,
    )


def test_lost_data_stop_the_training_with_their_digest(parts: Parts) -> None:
    (parts.workspace.root / "data" / "visits.csv").unlink()
    found = verify(parts, "HEAD")
    assert found.missing == ("visits/rows",)
    assert not found.is_reproducible
    with pytest.raises(InvalidInputError) as caught:
        train_at(parts, "HEAD", None, lambda _: None)
    assert found.lock is not None
    assert found.lock.data["visits/rows"].sha256[:12] in caught.value.message


def test_other_packages_are_named_with_both_versions(parts: Parts) -> None:
    file = parts.workspace.root / FILE
    lock = json.loads(file.read_text())
    lock["packages"] |= {"numpy": "1.0", "rich": "1.0"}
    file.write_text(json.dumps(lock))
    parts.workspace.copy.commit("of another machine")
    told = stratum(parts, "verify", "HEAD")
    assert told.exit_code == 1
    assert "package numpy: 1.0 then, " in told.output
    assert "without a say in numbers: rich" in told.output


def test_a_state_without_a_lock_says_what_comes_next(parts: Parts) -> None:
    told = stratum(parts, "verify", "HEAD~1")
    assert told.exit_code == 1
    assert "next: stratum lock --commit" in told.output


def test_the_commands_answer_programs(parts: Parts) -> None:
    written = json.loads(stratum(parts, "lock", "--json").output)
    assert (written["file"], written["commit"]) == (FILE, None)
    answer = json.loads(stratum(parts, "verify", "--json").output)
    assert (answer["reproducible"], answer["missing"], answer["differences"]) == (True, [], [])


def test_training_at_a_commit_without_a_run_says_so(parts: Parts) -> None:
    told = stratum(parts, "train", "--at", "HEAD")
    assert told.exit_code == 1
    assert "no run of" in told.output


def test_a_link_out_of_the_workspace_is_not_followed(parts: Parts, tmp_path: Path) -> None:
    secret = tmp_path / "secret.csv"
    secret.write_text("a,b\n1,2\n")
    file = parts.workspace.root / "data" / "visits.csv"
    file.unlink()
    file.symlink_to(secret)
    assert not (state_of(parts, "HEAD").root / "data" / "visits.csv").exists()
