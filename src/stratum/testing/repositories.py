"""Repositories of tests, and what a person's own git says of them."""

import subprocess
from pathlib import Path

from stratum.store.service import Workspace
from stratum.store.types import Commit
from stratum.testing.fakes import ManualClock


def git(root: Path, *arguments: str, code: int = 0) -> str:
    """What git prints for a command in a folder; see ``git_told``."""
    return git_told(root, *arguments, code=code)[0]


def git_told(root: Path, *arguments: str, code: int = 0) -> tuple[str, str]:
    """What git prints for a command in a folder, and what it tells beside.

    Raises:
        AssertionError: If it does not end with ``code``.
    """
    who = ("-c", "user.name=Git User", "-c", "user.email=git@example.org")
    command = ["git", "-C", str(root), *who, *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != code:
        raise AssertionError(f"git {' '.join(arguments)}: {done.returncode} {done.stdout}{done.stderr}")
    return done.stdout.rstrip("\n"), done.stderr


class Repository:
    """A workspace in a folder, with short ways to write and commit.

    Attributes:
        root: The folder.
        clock: Goes on by a second with each commit.
        workspace: The workspace.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self.clock = ManualClock()
        self.workspace = Workspace(root, self.clock)

    def begin(self, **files: str) -> "Repository":
        """Make it a workspace with these files, each named by its stem."""
        self.workspace.create({f"{name}.yaml": text for name, text in files.items()}, "begin")
        return self

    def commit(self, message: str, **files: str | None) -> Commit:
        """Write files, each named by its stem, None for one that is to go, and commit all."""
        self.clock.advance(1)
        for name, text in files.items():
            path = self.root / f"{name}.yaml"
            path.unlink() if text is None else path.write_text(text, encoding="utf-8")
        made = self.workspace.copy.commit(message)
        if made is None:
            raise AssertionError("nothing changed")
        return made

    def branch(self, name: str) -> None:
        """Make a branch and go there."""
        self.workspace.names.create_branch(name)
        self.workspace.copy.switch(name, "saved")

    def git(self, *arguments: str, code: int = 0) -> str:
        """What a person's own git says here."""
        return git(self.root, *arguments, code=code)
