"""The user's own git: started with a list of arguments, never through a shell."""

import shutil
import subprocess
from pathlib import Path

from stratum.core.errors import NotFoundError, TransientError


def git(folder: Path, *arguments: str, seconds: float | None = None) -> "subprocess.CompletedProcess[str]":
    """Run git in a folder and let it end.

    Args:
        folder: The folder.
        arguments: What it is to do.
        seconds: How long it may take where nobody is there to answer it; None for somebody at a terminal.

    Raises:
        NotFoundError: If there is no git on this machine.
        TransientError: If it took too long.
    """
    program = shutil.which("git")
    if program is None:
        raise NotFoundError("there is no git on this machine", "install it: apt-get install git")
    command = [program, "-C", str(folder), *arguments]
    # In a session of its own git finds no terminal, and fails instead of asking for a password there.
    alone = seconds is not None
    try:
        return subprocess.run(
            command, capture_output=True, text=True, errors="replace", check=False, timeout=seconds,
            start_new_session=alone, stdin=subprocess.DEVNULL if alone else None,
        )  # fmt: skip
    except subprocess.TimeoutExpired as error:
        raise TransientError(f"git {arguments[0]} did not end within {seconds:g} s", "try again") from error


def merge_lines(base: Path, ours: Path, theirs: Path) -> bool:
    """Merge three files by lines into the second; where that cannot be, with git's marks in it.

    Returns:
        Whether it could be.

    Raises:
        NotFoundError: If there is no git on this machine.
    """
    names = [part for name in ("ours", "base", "theirs") for part in ("-L", name)]
    files = (str(path.absolute()) for path in (ours, base, theirs))
    return git(Path.cwd(), "merge-file", *names, "--", *files).returncode == 0
