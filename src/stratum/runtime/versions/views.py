"""Versions as JSON data, for the command line and the API."""

import dataclasses
from collections.abc import Iterable

from stratum.compiler.view import finding_view
from stratum.runtime.differences import unified
from stratum.runtime.versions.changes import Compared
from stratum.runtime.versions.merging import Trial
from stratum.runtime.versions.saving import Moved
from stratum.runtime.views import Json
from stratum.store.logic.lanes import Row, rows
from stratum.store.types import Branch, Commit, Logged, Tag


def commit_view(commit: Commit) -> Json:
    """A commit."""
    return dataclasses.asdict(commit)


def log_view(found: Iterable[Logged], offset: int = 0) -> list[Json]:
    """Commits with the names at them and the lane that each is drawn in.

    Args:
        found: The log from its newest commit on, so that the lanes are the same on every page.
        offset: How many of them are passed over.
    """
    logged = list(found)
    drawn = list(rows(one.commit for one in logged))
    return [
        {**commit_view(one.commit), "branches": one.branches, "tags": one.tags, **_lanes(row)}
        for one, row in zip(logged[offset:], drawn[offset:], strict=True)
    ]


def _lanes(row: Row) -> Json:
    """Where a commit is drawn, and the lanes that are taken above and below it."""
    above, below = ([lane for lane, taken in enumerate(side) if taken] for side in (row.before, row.after))
    return {"lane": row.lane, "above": above, "ends": row.ends, "below": below, "begins": row.begins}


def branch_view(branch: Branch) -> Json:
    """A branch with the commit that it ends at."""
    return {"name": branch.name, "current": branch.is_current, "commit": commit_view(branch.commit)}


def tag_view(tag: Tag) -> Json:
    """A tag with its commit."""
    return {"name": tag.name, "message": tag.message, "commit": commit_view(tag.commit)}


def compared_view(compared: Compared) -> Json:
    """What changed between two states."""
    return {
        "from": compared.before.commit,
        "to": compared.after.commit,
        "words": compared.words,
        "changes": [dataclasses.asdict(change) for change in compared.changes],
        "files": [{"file": file, "what": what} for file, what in compared.files.items()],
        "diff": unified(compared.before.files, compared.after.files),
    }


def moved_view(moved: Moved) -> Json:
    """Where the workspace stands after it moved."""
    return {
        "saved": commit_view(moved.saved) if moved.saved else None,
        "commit": commit_view(moved.commit),
        "new": moved.is_new,
    }


def trial_view(trial: Trial) -> Json:
    """What would come of a merge."""
    after = trial.compared.after.documents()
    return {
        "outcome": trial.outcome,
        "base": trial.meeting.base,
        "ours": trial.meeting.ours,
        "theirs": trial.meeting.theirs,
        "asked": [
            {**dataclasses.asdict(conflict), "own": conflict.id in trial.settable} for conflict in trial.asked
        ],
        "conflicts": [dataclasses.asdict(conflict) for conflict in trial.conflicts],
        "findings": [finding_view(f) for f in trial.findings],
        "errors": [finding_view(f) for f in trial.errors],
        "words": trial.compared.words,
        "changes": [dataclasses.asdict(change) for change in trial.compared.changes],
        "files": [{"file": file, "what": what} for file, what in trial.compared.files.items()],
        "texts": {file: after[file] for file in trial.compared.files if file in after},
    }
