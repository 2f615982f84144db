"""What databases are asked, and what their refusals mean."""

import dataclasses

from stratum.core.errors import (
    DeniedError,
    InvalidInputError,
    NotFoundError,
    StratumError,
    TransientError,
)
from stratum.core.extras import install
from stratum.core.secrets import without_secrets
from stratum.data.sources.connections import Connection

CONNECT_SECONDS = 15
"""How long a server may take to answer at all."""


@dataclasses.dataclass(frozen=True, slots=True)
class Question:
    """A query and whom it is for.

    Attributes:
        source: Name of the source.
        connection: Server, user, and database.
        address: What the name of the host was looked up as: what is spoken to.
        query: One SELECT.
    """

    source: str
    connection: Connection
    address: str
    query: str

    def refused(self) -> StratumError:
        """The server does not let the user in, or not to these rows."""
        what = f"source {self.source!r}: {self.connection.place} refuses the user, the database or the table"
        return DeniedError(what, "check the connection, and what the user may read")

    def unknown(self, told: str) -> StratumError:
        """There is no such table."""
        return NotFoundError(self._told(told), "check table, query and database")

    def wrong(self, told: str) -> StratumError:
        """The query cannot be answered."""
        return InvalidInputError(self._told(told), "correct the query; it may only read")

    def silent(self, error: Exception) -> StratumError:
        """The server cannot be reached."""
        what = f"source {self.source!r}: {self.connection.place} cannot be asked ({type(error).__name__})"
        return TransientError(what, "check the connection and the network, and try again")

    def lacks(self, package: str) -> StratumError:
        """A package is not installed."""
        what = f"source {self.source!r}: {self.connection.scheme} needs the package {package}"
        return InvalidInputError(what, install(package))

    def _told(self, told: str) -> str:
        line = without_secrets(" ".join(told.split()))[:300]
        return f"source {self.source!r}: {self.connection.place}: {line}"
