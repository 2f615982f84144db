"""This machine, by processes of its own."""

import subprocess
import sys
from collections.abc import Mapping
from typing import Final

from stratum.core.errors import TransientError
from stratum.probing.ports import PYTHON

PATIENCE: Final = 90.0


class LocalWay:
    """Leads to this machine. The entry point ``local``.

    Args:
        address: Plays no part.
        settings: Play no part.
    """

    def __init__(self, address: str = "", settings: Mapping[str, str] | None = None) -> None:
        del address, settings

    def about(self) -> Mapping[str, str]:
        """Nothing that the script would not find out."""
        return {}

    def run(self, interpreter: str, script: str) -> tuple[int, bytes]:
        """Run a script in a process of its own.

        Raises:
            TransientError: If it does not end in time.
        """
        command = [sys.executable, "-I", "-"] if interpreter == PYTHON else [interpreter, "-s"]
        try:
            done = subprocess.run(
                command, input=script.encode(), capture_output=True, check=False, timeout=PATIENCE
            )
        except FileNotFoundError:
            return 127, b""
        except subprocess.TimeoutExpired:
            raise TransientError(f"this machine did not answer within {PATIENCE:.0f} s") from None
        return done.returncode, done.stdout
