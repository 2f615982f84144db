"""Collections of MongoDB."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from stratum.core.errors import DeniedError, InvalidInputError, NotFoundError, TransientError
from stratum.core.extras import install
from stratum.data.access import Access
from stratum.data.logic.tables import near_matches
from stratum.data.sources.connections import lent_connection
from stratum.data.sources.lines import keep_lines
from stratum.data.types import Fetched, SourceSpec

if TYPE_CHECKING:
    from pymongo import MongoClient

_PORTS: Final = {"mongodb": 27017}
_PATIENCE: Final = 15_000
_REFUSED: Final = (13, 18, 8000)


class MongoSource:
    """The documents of a collection, by their id.

    Attributes of the specification: ``connection``, a secret with the address of one server and the database;
    ``collection``.

    Args:
        access: What may be reached.
    """

    def __init__(self, access: Access) -> None:
        self._access = access

    def fetch(self, spec: SourceSpec, scratch: Path) -> Fetched:
        """The documents without their ids, an object in each line.

        Raises:
            DeniedError: If the host may not be reached, or refuses the user.
            NotFoundError: If there is no such collection.
            InvalidInputError: If the connection is wrong, or the package is not installed.
            TransientError: If it cannot be reached now.
        """
        told = lent_connection(self._access, spec, _PORTS)
        address = self._access.address(spec.name, told.host, told.port)
        try:
            import pymongo
            from pymongo.errors import OperationFailure, PyMongoError
        except ImportError:
            raise InvalidInputError(
                f"source {spec.name!r}: MongoDB needs the package pymongo",
                install("pymongo"),
            ) from None
        encrypted = told.encryption in {"require", "verify-full"}
        client: MongoClient[dict[str, Any]] = pymongo.MongoClient(
            told.host if told.encryption == "verify-full" else address,
            told.port,
            username=told.user or None,
            password=told.password or None,
            tls=encrypted,
            **_unchecked(told.encryption),
            directConnection=True,
            serverSelectionTimeoutMS=_PATIENCE,
        )
        try:
            with client:
                return keep_lines(
                    self._access, spec, scratch, told.place, _documents(client, spec, told.database)
                )
        except OperationFailure as error:
            what = f"source {spec.name!r}: {told.place} refuses"
            if error.code in _REFUSED:
                raise DeniedError(f"{what} the user", "check the connection") from None
            raise InvalidInputError(f"{what} (code {error.code})", "check database and collection") from None
        except PyMongoError as error:
            what = f"source {spec.name!r}: {told.place} cannot be asked ({type(error).__name__})"
            raise TransientError(what, "check the connection and the network, and try again") from None


def _unchecked(encryption: str) -> dict[str, Any]:
    return {"tlsAllowInvalidCertificates": True} if encryption == "require" else {}


def _documents(
    client: "MongoClient[dict[str, Any]]", spec: SourceSpec, database: str
) -> Iterator[Mapping[str, object]]:
    wanted = str(spec.attributes.get("collection", ""))
    if not database:
        raise InvalidInputError(
            f"source {spec.name!r}: its connection names no database", "end it with /NAME"
        )
    known = client[database].list_collection_names()
    if wanted not in known:
        what = f"source {spec.name!r}: {database} has no collection {wanted!r}"
        raise NotFoundError(what, near_matches(wanted, known))
    yield from client[database][wanted].find({}, {"_id": 0}).sort("_id", 1)
