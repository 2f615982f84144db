"""The promises of sources over databases, against real servers; of MongoDB one that speaks its protocol."""

from collections.abc import Iterator
from urllib.parse import quote, urlsplit

import pymysql
import pytest
from adbc_driver_postgresql import dbapi

from stratum.core.errors import DeniedError, InvalidInputError, NotFoundError, TransientError
from stratum.core.outside import read_bounds
from stratum.data.access import SETTING, Access, Lent
from stratum.data.sources import mongodb
from stratum.data.sources.database import DatabaseSource
from stratum.data.sources.mongodb import MongoSource
from stratum.data.types import SourceSpec
from stratum.runtime.clock import SystemClock
from stratum.testing.contracts.source import ROWS, SourceContract, read_source
from stratum.testing.servers import DATABASE, PASSWORD, USER, free_port, lent_mariadb, lent_postgresql
from stratum.testing.wire_mongodb import lent_wire_mongodb

TABLES = {"visits": ROWS, "again": ROWS, "fewer": ROWS.slice(1), "nobody": ROWS.slice(0, 0)}
TIMES = "SELECT CAST('2024-05-06 07:08:09' AS {}) AS t, CAST('2024-05-06' AS DATE) AS d, CAST(1.5 AS {}) AS n"


def statements(number: str, share: str) -> Iterator[str]:
    for name, table in TABLES.items():
        yield f"CREATE TABLE {name} (name VARCHAR(9), count {number}, share {share})"
        for row in table.to_pylist():
            values = ["NULL" if v is None else repr(v) for v in row.values()]
            yield f"INSERT INTO {name} VALUES ({', '.join(values)})"


def access(address: str, *hosts: str, lent: str = "127.0.0.1") -> Access:
    secrets = {"env:SHOP": Lent("env:SHOP", address, (lent,))}
    return Access(SystemClock(), read_bounds(SETTING, ",".join(hosts)), secrets.__getitem__)


class DatabaseContract(SourceContract):
    """Adds to the contract what all databases promise."""

    SOURCE: type[DatabaseSource | MongoSource] = DatabaseSource
    TABLE = "table"

    def of(self, table: str, **more: str) -> SourceSpec:
        return SourceSpec("visits", "database", {"connection": "env:SHOP", self.TABLE: table, **more})

    @pytest.fixture
    def source(self, address: str) -> DatabaseSource | MongoSource:
        return self.SOURCE(access(address, "127.0.0.1"))

    @pytest.fixture
    def spec(self) -> SourceSpec:
        return self.of("visits")

    @pytest.fixture
    def copy(self) -> SourceSpec:
        return self.of("again")

    @pytest.fixture
    def changed(self) -> SourceSpec:
        return self.of("fewer")

    @pytest.fixture
    def missing(self) -> SourceSpec:
        return self.of("nowhere")

    @pytest.fixture
    def empty(self) -> SourceSpec:
        return self.of("nobody")

    def test_inner_hosts_have_to_be_allowed(self, address: str, spec: SourceSpec) -> None:
        with pytest.raises(DeniedError, match="this machine") as caught:
            read_source(self.SOURCE(access(address)), spec)
        assert SETTING in caught.value.hint

    def test_a_server_that_is_not_there_may_answer_later(self, address: str, spec: SourceSpec) -> None:
        elsewhere = address.replace(f":{urlsplit(address).port}/", f":{free_port()}/")
        with pytest.raises(TransientError, match="cannot be asked") as caught:
            read_source(self.SOURCE(access(elsewhere, "127.0.0.1")), spec)
        assert PASSWORD not in str(caught.value)

    def test_a_wrong_password_is_refused_and_not_told(self, address: str, spec: SourceSpec) -> None:
        scheme, _, rest = address.partition("://")
        wrong = f"{scheme}://{USER}:another-word@{rest.rpartition('@')[2]}"
        with pytest.raises(DeniedError, match="refuses") as caught:
            read_source(self.SOURCE(access(wrong, "127.0.0.1")), spec)
        assert "another-word" not in str(caught.value)


class SqlContract(DatabaseContract):
    """Adds what databases of SQL promise."""

    @pytest.fixture
    def broken(self) -> SourceSpec:
        return SourceSpec("visits", "database", {"connection": "env:SHOP", "query": "SELEC 1"})

    def asked(self, source: DatabaseSource, query: str) -> list[dict[str, object]]:
        spec = SourceSpec("visits", "database", {"connection": "env:SHOP", "query": query})
        rows: list[dict[str, object]] = read_source(source, spec).to_pylist()
        return rows

    def test_a_query_chooses(self, source: DatabaseSource) -> None:
        assert self.asked(source, "SELECT count FROM visits WHERE name = 'b';") == [{"count": 2}]

    @pytest.mark.parametrize(
        "query", ["DELETE FROM visits", "DROP TABLE visits", "INSERT INTO visits VALUES (1)"]
    )
    def test_nothing_is_changed(self, source: DatabaseSource, query: str) -> None:
        with pytest.raises((InvalidInputError, DeniedError)):
            self.asked(source, query)
        assert len(self.asked(source, "SELECT * FROM visits")) == 3

    def test_a_name_is_a_name(self, source: DatabaseSource) -> None:
        with pytest.raises(NotFoundError):
            read_source(source, self.of('visits"; DROP TABLE visits; --`'))
        assert len(self.asked(source, "SELECT * FROM visits")) == 3

    def test_either_a_query_or_a_table(self, source: DatabaseSource) -> None:
        for more in ({"query": "SELECT 1"}, {"table": ""}):
            with pytest.raises(InvalidInputError, match="a query or a table"):
                read_source(source, self.of("visits", **more) if "query" in more else self.of(""))


class TestPostgresql(SqlContract):
    @pytest.fixture(scope="class")
    @classmethod
    def address(cls) -> Iterator[str]:
        with lent_postgresql() as port:
            base = f"postgresql://{USER}:{quote(PASSWORD, safe='')}@127.0.0.1:{port}"
            with dbapi.connect(f"{base}/postgres", autocommit=True) as connection:
                connection.cursor().execute(f"CREATE DATABASE {DATABASE}").close()
            with (
                dbapi.connect(f"{base}/{DATABASE}", autocommit=True) as connection,
                connection.cursor() as cursor,
            ):
                for statement in statements("BIGINT", "DOUBLE PRECISION"):
                    cursor.execute(statement)
            yield f"{base}/{DATABASE}"

    def test_times_and_exact_numbers(self, source: DatabaseSource) -> None:
        (row,) = self.asked(source, TIMES.format("TIMESTAMP", "NUMERIC"))
        assert [str(row[name]) for name in "tdn"] == ["2024-05-06 07:08:09", "2024-05-06", "1.5"]


class TestMariadb(SqlContract):
    @pytest.fixture(scope="class")
    @classmethod
    def address(cls) -> Iterator[str]:
        with lent_mariadb() as port:
            with (
                pymysql.connect(
                    host="127.0.0.1",
                    port=port,
                    user=USER,
                    password=PASSWORD,
                    database=DATABASE,
                    autocommit=True,
                ) as connection,
                connection.cursor() as cursor,
            ):
                for statement in statements("BIGINT", "DOUBLE"):
                    cursor.execute(statement)
            yield f"mariadb://{USER}:{quote(PASSWORD, safe='')}@127.0.0.1:{port}/{DATABASE}"

    def test_times_and_exact_numbers(self, source: DatabaseSource) -> None:
        (row,) = self.asked(source, TIMES.format("DATETIME", "DECIMAL(9,2)"))
        assert [str(row[name]) for name in "tdn"] == ["2024-05-06 07:08:09", "2024-05-06", "1.5"]


class TestMongodb(DatabaseContract):
    """No server of MongoDB can be installed here: Debian and PyPI have none. This one speaks its protocol."""

    SOURCE = MongoSource
    TABLE = "collection"

    @pytest.fixture(scope="class")
    @classmethod
    def address(cls) -> Iterator[str]:
        documents = {n: [{"_id": i, **r} for i, r in enumerate(t.to_pylist())] for n, t in TABLES.items()}
        documents["mixed"] = [{"_id": 1, "a": 1}, {"_id": 2, "a": "one"}]
        with lent_wire_mongodb({DATABASE: documents}) as port:
            yield f"mongodb://127.0.0.1:{port}/{DATABASE}"

    @pytest.fixture
    def broken(self) -> SourceSpec:
        return self.of("mixed")

    @pytest.fixture(autouse=True)
    def hurried(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(mongodb, "_PATIENCE", 1_000)

    def test_an_address_has_to_name_a_database(self, address: str, spec: SourceSpec) -> None:
        with pytest.raises(InvalidInputError, match="names no database"):
            read_source(MongoSource(access(address.rpartition("/")[0], "127.0.0.1")), spec)


@pytest.mark.parametrize(
    "address",
    ["", "shop", "oracle://ann:word@host/x", "postgresql://ann:word@/x", "mysql://ann:word@host/x?init=1"],
)
def test_an_address_that_is_none_is_refused_and_not_told(address: str) -> None:
    with pytest.raises(InvalidInputError, match="connection") as caught:
        read_source(
            DatabaseSource(access(address)),
            SourceSpec("visits", "database", {"connection": "env:SHOP", "table": "x"}),
        )
    assert "word" not in caught.value.message
