"""Versions as JSON data, for the command line and the API."""

import dataclasses
from collections.abc import Iterable

from stratum.compiler.view import finding_view
from stratum.runtime.differences import unified
from stratum.runtime.versions.changes import Compared
from stratum.runtime.versions.merging import Trial
from stratum.runtime.versions.saving import Moved
from stratum.runtime.views import Json
from stratum.store.logic.lanes import rows
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
    lanes = [row.lane for row in rows(one.commit for one in logged)]
    return [
        {**commit_view(one.commit), "branches": one.branches, "tags": one.tags, "lane": lane}
        for one, lane in zip(logged[offset:], lanes[offset:], strict=True)
    ]


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
    return {
        "outcome": trial.outcome,
        "conflicts": [dataclasses.asdict(conflict) for conflict in trial.conflicts],
        "findings": [finding_view(f) for f in trial.findings],
        "errors": [finding_view(f) for f in trial.errors],
        "words": trial.compared.words,
        "files": [{"file": file, "what": what} for file, what in trial.compared.files.items()],
    }
