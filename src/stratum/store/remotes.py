"""Other repositories: given to and taken from by the user's own git, so that their credentials work."""

import re
import subprocess
from pathlib import Path

from stratum.core.errors import InvalidInputError, NotFoundError, PermanentError
from stratum.store.binary import git
from stratum.store.names import refuse_branch_name
from stratum.store.repository import current_branch, opened

_PASSWORD = re.compile(r"://(?:[^/@\s:]*:\S*@|[^/\s]*@)")
_REFUSED = re.compile(r"^!\t", re.MULTILINE)


class Remotes:
    """Pushes to and fetches from other repositories.

    A remote is what git takes for one: a name that ``git remote add`` gave, a path or an address. Every
    method raises ``NotFoundError`` where there is no repository, no such remote, or no git.

    Args:
        root: Folder of the workspace.
    """

    def __init__(self, root: Path) -> None:
        self._root = root

    def names(self) -> tuple[str, ...]:
        """Names of the remotes that are known, sorted."""
        with opened(self._root) as repository:
            return tuple(sorted(str(remote.name) for remote in repository.remotes))

    def usual(self, remote: str = "", branch: str = "") -> tuple[str, str]:
        """The remote and the branch of it that are meant.

        Args:
            remote: Empty for the one that the current branch follows, else the only one, else ``origin``.
            branch: Empty for the one that the current branch follows there, else its own name.

        Raises:
            NotFoundError: If no remote is known.
            PermanentError: If the workspace stands at no branch.
            InvalidInputError: If one of the two is written as an option.
        """
        if remote.startswith("-") or branch.startswith("-"):
            raise InvalidInputError(
                f"{remote if remote.startswith('-') else branch!r} is no name of a remote"
            )
        known = self.names()
        with opened(self._root) as repository:
            here = current_branch(repository)
            settings = {
                key: str(repository.config[f"branch.{here}.{key}"])
                for key in ("remote", "merge")
                if f"branch.{here}.{key}" in repository.config
            }
        meant = remote or settings.get("remote") or (known[0] if len(known) == 1 else "origin")
        if not remote and meant not in known:
            raise NotFoundError("no remote is known", "add one with: git remote add origin ADDRESS")
        follows = settings.get("merge", "").removeprefix("refs/heads/")
        return meant, branch or (follows if meant == settings.get("remote") else "") or here

    def named(self, remote: str) -> str:
        """A remote that is known by its name; empty for none in particular.

        Raises:
            NotFoundError: If none has that name.
        """
        known = self.names()
        if remote and remote not in known:
            hint = f"known: {', '.join(known)}" if known else "add one with: git remote add origin ADDRESS"
            raise NotFoundError(f"there is no remote {without_password(remote)}", hint)
        return remote

    def push(self, remote: str, branch: str, seconds: float | None = None) -> None:
        """Give the current branch to a remote, which the branch follows from now on.

        Args:
            remote: The remote.
            branch: What the branch is called there.
            seconds: How long it may take where nobody answers git; None for somebody at a terminal.

        Raises:
            InvalidInputError: If git takes no branch of that name.
            PermanentError: If the remote has commits that are not here, or refuses otherwise.
            TransientError: If it took too long.
        """
        refuse_branch_name(branch)
        with opened(self._root) as repository:
            here = current_branch(repository)
        reference = f"refs/heads/{here}:refs/heads/{branch}"
        done = git(
            self._root, "push", "--porcelain", "--set-upstream", "--", remote, reference, seconds=seconds
        )
        if done.returncode and _REFUSED.search(done.stdout):
            hint = f"take them in first, with: stratum pull {without_password(remote)}"
            raise PermanentError(f"{without_password(remote)} refuses: {_refusal(done.stdout)}", hint)
        _refuse_failure(done, remote)

    def fetch(self, remote: str, branch: str, seconds: float | None = None) -> str:
        """Take the commits of a branch of a remote. No branch here moves, only what git knows of that one.

        Args:
            remote: The remote.
            branch: What the branch is called there.
            seconds: As for ``push``.

        Returns:
            Full id of the commit that it ends at.

        Raises:
            InvalidInputError: If git takes no branch of that name.
            PermanentError: If git cannot get it.
            TransientError: If it took too long.
        """
        refuse_branch_name(branch)
        done = git(self._root, "fetch", "--", remote, f"refs/heads/{branch}", seconds=seconds)
        _refuse_failure(done, remote)
        with opened(self._root) as repository:
            return str(repository.revparse_single("FETCH_HEAD").id)


def _refuse_failure(done: "subprocess.CompletedProcess[str]", remote: str) -> None:
    if done.returncode:
        said = without_password(" ".join(done.stderr.split())) or f"git ended with {done.returncode}"
        raise PermanentError(f"{without_password(remote)}: {said}", "see the remotes with: git remote -v")


def _refusal(told: str) -> str:
    """Why a reference was refused, of the lines that git prints for programs."""
    return next(line.split("\t")[-1] for line in told.splitlines() if line.startswith("!\t"))


def without_password(text: str) -> str:
    """A text without the user and the password of addresses; a password ends at the last ``@``."""
    return _PASSWORD.sub("://", text)
