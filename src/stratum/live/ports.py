"""What live editing needs from outside."""

from collections.abc import Sequence
from typing import Protocol

from stratum.core.edits import Edit
from stratum.live.types import Committed, Json, Refusal, Texts


class Legality(Protocol):
    """Knows what may be done with the texts of a model. Called from one thread at a time.

    No method changes anything; what was read may be kept in memory, which only makes it faster.
    """

    def edited(self, texts: Texts, edits: Sequence[Edit]) -> Texts | Refusal:
        """The texts after edits, all of them or none."""
        ...

    def typed(self, before: Texts, after: Texts) -> Refusal | None:
        """Why texts may not come in place of others; None where they may."""
        ...

    def findings(self, texts: Texts) -> Sequence[Json]:
        """What a check finds of texts, as the API shows findings."""
        ...


class Admission(Protocol):
    """Who a client is, as somebody else found out, and what they may do now."""

    @property
    def name(self) -> str:
        """Their name; empty where the client may call itself as it likes."""
        ...

    def objection(self, branch: str) -> str:
        """Why they may not change a branch; empty where they may. Asked for each change, from any thread."""
        ...


class Files(Protocol):
    """The working copy. Called from one thread at a time."""

    def branch(self) -> str:
        """The branch that it stands at; empty where it stands at none."""
        ...

    def read(self) -> Texts:
        """The files that are edited together, as they are now.

        Raises:
            TransientError: If they cannot be read now.
        """
        ...

    def write(self, name: str, before: str | None, after: str | None) -> None:
        """Put a text in place of another one, whole or not at all, and safe from a loss of power.

        Args:
            name: The file.
            before: Its text as it was read; None where it has to be made, or has ``after`` already.
            after: The text in its place; None where it is to be removed, or is gone already.

        Raises:
            TransientError: If the file is not as it has to be, or cannot be written now; it is left then.
        """
        ...

    def commit(self, files: Sequence[str], authors: Sequence[str]) -> Committed | None:
        """Make a commit of what changed in files.

        Args:
            files: Those that were edited.
            authors: Who edited them, who did most first; none for whom the settings of git name.

        Returns:
            The commit; None where all is committed, or there is no history.

        Raises:
            StratumError: If it cannot be made now.
        """
        ...


class Storage(Protocol):
    """The bytes of a journal. What was appended is read again after the process was killed.

    Who changes it first has it alone, until it is closed or the process ends.
    """

    def read(self) -> bytes:
        """All bytes; none where there is no journal yet."""
        ...

    def append(self, data: bytes) -> None:
        """Put bytes behind the others. After a failure, or a kill, any first part of them may be there.

        Raises:
            TransientError: If the medium is full or broken, or somebody else has it.
        """
        ...

    def sync(self) -> None:
        """Return once everything that was appended outlives a loss of power.

        Raises:
            TransientError: If that cannot be.
        """
        ...

    def replace(self, data: bytes) -> None:
        """Put other bytes in place of all; whatever happens, either the old or the new ones are there.

        Raises:
            TransientError: If that cannot be; the old ones are there.
        """
        ...

    def close(self) -> None:
        """Let others change it."""
        ...
