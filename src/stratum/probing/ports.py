"""What probing asks of a way to a host."""

from collections.abc import Mapping
from typing import Final, Protocol

PYTHON: Final = "python3"
SHELL: Final = "sh"


class Way(Protocol):
    """A way to one host. Implementations are found by entry point in ``stratum.probing.ways``.

    They are made with the address of the host and with settings by name, and know no types of this room, so
    that a room that speaks with an engine anyway can offer one.
    """

    def about(self) -> Mapping[str, str]:
        """Texts that the way itself knows of the host, by name, as if commands had printed them.

        Raises:
            TransientError: If nobody answers.
            PermanentError: If the host is not there, or does not let anybody in.
        """
        ...

    def run(self, interpreter: str, script: str) -> tuple[int, bytes]:
        """Run a script on the host.

        Args:
            interpreter: ``PYTHON`` or ``SHELL``.
            script: What it reads.

        Returns:
            The exit status, 127 where there is no such interpreter, and what was printed.

        Raises:
            TransientError: If nobody answers, or not in time.
            PermanentError: If the host is not there, does not let anybody in, or prints without end.
        """
        ...
