"""The user's own git: started with a list of arguments, never through a shell."""

import shutil
import subprocess
from pathlib import Path

from stratum.core.errors import NotFoundError


def git(folder: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    """Run git in a folder and let it end.

    Raises:
        NotFoundError: If there is no git on this machine.
    """
    program = shutil.which("git")
    if program is None:
        raise NotFoundError("there is no git on this machine", "install it: apt-get install git")
    command = [program, "-C", str(folder), *arguments]
    return subprocess.run(command, capture_output=True, text=True, errors="replace", check=False)


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
