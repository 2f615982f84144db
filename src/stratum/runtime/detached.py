"""Processes that outlive whoever starts them."""

import subprocess
import threading
from collections.abc import Sequence
from pathlib import Path


def start_detached(command: Sequence[str], log: Path, folder: Path) -> "subprocess.Popen[bytes]":
    """Start a process in a session of its own.

    A thread takes its status once it has ended, so that no zombie is left of one that ends first.

    Args:
        command: Argument list.
        log: File that what it says is added to.
        folder: Where it begins.
    """
    with log.open("ab") as file:
        child = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=file, stderr=file, start_new_session=True, cwd=folder
        )
    threading.Thread(target=child.wait, name=f"status of {child.pid}", daemon=True).start()
    return child
