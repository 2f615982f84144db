"""A workspace that is still empty gets a history, so that nothing of what comes is lost."""

from pathlib import Path

from stratum.runtime.wiring import Parts


def begin(parts: Parts) -> str:
    """Make a folder without documents a git repository, unless it is in one.

    The home of a person, and the top of a disk, are left alone.

    Args:
        parts: The workspace.

    Returns:
        What was done, in a line; empty where nothing was.

    Raises:
        PermanentError: If there is a repository that git refuses.
    """
    space = parts.workspace
    is_place = space.root.is_dir() and space.root not in {Path.home(), Path(space.root.anchor)}
    if not is_place or space.is_versioned or space.documents():
        return ""
    revision = space.begin("Begin an empty workspace")
    return f"{space.root} is a workspace now: a git repository, commit {revision.commit[:10]}"
