"""The law of merges of branches, on real repositories: no error comes in that was not told."""

import tempfile
from pathlib import Path

from hypothesis import event, given, settings
from hypothesis import strategies as st

from stratum.language.library import library
from stratum.language.merging.conflicts import Side
from stratum.runtime.settings import Settings
from stratum.runtime.versions.merging import Answers, Trial, attempt
from stratum.runtime.wiring import Parts
from stratum.testing import small_model
from stratum.testing.merging import errors_of
from stratum.testing.repositories import Repository

BASE = {"site": small_model.SITE, "app": small_model.APP}
CHANGES = (
    ("site", "memory: 2 GiB # enough", "memory: 1 GiB # less"),
    ("site", "disk: 100 GB", "disk: 50 GB"),
    ("site", "latency: 20 ms", "latency: 40 ms"),
    ("app", "spare: {type: SqliteDatabase}", "spare: {type: SqliteDatabase, requires: {disk: 60 GB}}"),
    ("app", "spare: {type: SqliteDatabase}", "spare: {type: SqliteDatabase, hostedOn: h3}"),
    ("app", "connectsTo: archive, port: 9000", "connectsTo: spare, port: 9000"),
    ("app", "        hostedOn: h2\n", "        hostedOn: h2\n        requires: {memory: 1500 MiB}\n"),
    ("app", "    spare: {type: SqliteDatabase}\n", ""),
    ("app", "        connectsTo: [broker,", "        hostedOn: h1\n        connectsTo: [broker,"),
)
SIDES = st.sets(st.integers(0, len(CHANGES) - 1), max_size=4)


def changed(numbers: set[int]) -> dict[str, str]:
    """The model after some of the changes."""
    found = dict(BASE)
    for file, old, new in (CHANGES[number] for number in sorted(numbers)):
        found[file] = found[file].replace(old, new)
    return found


def tried(folder: Path, ours: dict[str, str], theirs: dict[str, str], every: Side) -> Trial:
    """What comes of a merge of two branches of a new repository."""
    made = Repository(folder).begin(**BASE)
    made.branch("side")
    made.commit("aside", **theirs, aside="their: 1\n")
    made.workspace.copy.switch("main", "saved")
    made.commit("here", **ours, here="our: 1\n")
    return attempt(Parts(Settings(folder)), "side", Answers(every=every))


@given(SIDES, SIDES, st.sampled_from(Side))
@settings(max_examples=25, deadline=None)
def test_no_error_comes_in_untold(one: set[int], other: set[int], every: Side) -> None:
    ours, theirs = changed(one), changed(other)
    with tempfile.TemporaryDirectory() as folder:
        trial = tried(Path(folder) / "ws", ours, theirs, every)
    told = {(str(f.code), f.element) for f in trial.errors}
    known = errors_of({f"{name}.yaml": text for name, text in ours.items()}, library())
    event(trial.outcome)
    assert errors_of(trial.compared.after.documents(), library()) - known <= told
    assert trial.is_held(False) is bool(trial.errors)
