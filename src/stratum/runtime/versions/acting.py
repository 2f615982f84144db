"""Versions as a face sees them: the history as JSON data, and what is asked to be done with it."""

from stratum.compiler.palette import palette
from stratum.core.versions import (
    Action,
    CreateBranch,
    CreateTag,
    DeleteBranch,
    DeleteTag,
    Exchange,
    Merge,
    Own,
    Push,
    Restore,
    Save,
    Switch,
)
from stratum.language.merging.conflicts import Side
from stratum.runtime.documents import documents_view
from stratum.runtime.modelling import load
from stratum.runtime.past import load_at
from stratum.runtime.versions import saving
from stratum.runtime.versions.changes import compare, metamodel_of, state_at, state_here
from stratum.runtime.versions.merging import Answers, attempt, finish
from stratum.runtime.versions.views import (
    branch_view,
    commit_view,
    compared_view,
    log_view,
    moved_view,
    tag_view,
    trial_view,
)
from stratum.runtime.views import Json
from stratum.runtime.wiring import Parts
from stratum.store.types import Person

PATIENCE = 120.0
"""Seconds that another repository may take where nobody is there to answer git."""


def history_view(parts: Parts, start: str, limit: int, offset: int) -> Json:
    """A page of the graph of commits, with where the workspace stands and every branch and tag."""
    space = parts.workspace
    page = space.history.log(start or "HEAD", every=not start, limit=offset + limit)
    revision = space.revision()
    return {
        "commits": log_view(page.commits, offset),
        "more": page.more,
        "head": revision.commit,
        "branch": revision.branch,
        "uncommitted": space.copy.changed(),
        "branches": [branch_view(branch) for branch in space.history.branches()],
        "tags": [tag_view(tag) for tag in space.history.tags()],
        "remotes": space.remotes.names(),
    }


def version_view(parts: Parts, name: str) -> Json:
    """A commit with its files and what changed in it, against its first parent."""
    commit = parts.workspace.history.commit(name)
    compared = saving.changes_of(parts, commit)
    return {**commit_view(commit), "words": compared.words, "files": list(compared.after.files)}


def file_view(parts: Parts, name: str, file: str) -> Json:
    """A file as it is in a commit; what is no text in UTF-8 has signs in place of what cannot be read."""
    history = parts.workspace.history
    text = history.content(name, file).decode("utf-8", errors="replace")
    return {"commit": history.commit(name).id, "file": file, "text": text}


def documents_at(parts: Parts, name: str) -> Json:
    """The documents of a commit, or those that are here where that is empty, as they are read."""
    state = state_at(parts.workspace, name) if name else state_here(parts.workspace)
    checked = load_at(parts, state.commit) if name else load(parts)
    return {"commit": state.commit, **documents_view(checked), "texts": state.documents()}


def types_at(parts: Parts, name: str) -> Json:
    """The types as they are in a commit: the built-in ones and its own."""
    return palette(metamodel_of(parts, state_at(parts.workspace, name).documents()))


def difference_view(parts: Parts, first: str, second: str) -> Json:
    """What changed from a commit to another one, or to the files that are here where that is empty."""
    space = parts.workspace
    after = state_at(space, second) if second else state_here(space)
    return compared_view(compare(parts, state_at(space, first), after))


def act(parts: Parts, action: Action, author: str = "") -> Json:
    """Do what is asked.

    Args:
        parts: The workspace.
        action: What.
        author: Whose the commits are that are made; empty for whom the settings of git name.

    Raises:
        StratumError: If it cannot be done; nothing was changed then.
    """
    who = Person(author) if author else None
    match action:
        case CreateBranch() | DeleteBranch() | CreateTag() | DeleteTag():
            return _name(parts, action)
        case Save():
            made = saving.save(parts, action.message, author=who)
            return {"commit": commit_view(made) if made else None}
        case Switch():
            return moved_view(saving.switch(parts, action.branch, who))
        case Restore():
            return moved_view(saving.restore(parts, action.commit, action.files, who))
        case Merge():
            return _merge(parts, action, who)


def _name(parts: Parts, action: CreateBranch | DeleteBranch | CreateTag | DeleteTag) -> Json:
    names = parts.workspace.names
    match action:
        case CreateBranch():
            return branch_view(names.create_branch(action.name, action.at))
        case DeleteBranch():
            return branch_view(names.delete_branch(action.name, force=action.force))
        case CreateTag():
            return tag_view(names.create_tag(action.name, action.at, action.message))
        case DeleteTag():
            names.delete_tag(action.name)
            return {"name": action.name}


def meant(parts: Parts, action: Exchange) -> Exchange:
    """An exchange with the remote and the branch that it means, both named.

    Raises:
        StratumError: If there is no such remote, or the workspace stands at no branch.
    """
    remotes = parts.workspace.remotes
    return type(action)(*remotes.usual(remotes.named(action.remote), action.branch))


def exchange(parts: Parts, action: Exchange) -> Json:
    """Give to another repository, or take from it; nothing here changes but what git knows of it.

    Raises:
        StratumError: If it cannot be done. Only remotes that git knows by name are reached.
    """
    remotes, found = parts.workspace.remotes, meant(parts, action)
    remote, branch = found.remote, found.branch
    if isinstance(action, Push):
        remotes.push(remote, branch, PATIENCE)
        return {"remote": remote, "branch": branch, "commit": parts.workspace.revision().commit}
    return {"remote": remote, "branch": branch, "commit": remotes.fetch(remote, branch, PATIENCE)}


def _merge(parts: Parts, action: Merge, author: Person | None) -> Json:
    """Where something is left to be settled, that is the answer."""
    own = {key: choice.value for key, choice in action.choices.items() if isinstance(choice, Own)}
    sides = {key: Side(c) for key, c in action.choices.items() if not isinstance(c, Own)}
    trial = attempt(parts, action.branch, Answers(sides, None, own))
    made = None
    if action.apply and not trial.is_held(action.errors):
        called = action.branch[:10] if action.branch == trial.meeting.theirs else action.branch
        made = finish(parts, trial, called, errors=action.errors, author=author)
    return {**trial_view(trial), "commit": commit_view(made) if made else None}
