"""Secrets that are lent to sources: each goes to its hosts alone, and a token over no network as it is."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from stratum.core.errors import DeniedError, InvalidInputError
from stratum.core.outside import read_bounds
from stratum.data.access import SETTING, Access, Lent
from stratum.data.ports import Source
from stratum.data.sources.database import DatabaseSource
from stratum.data.sources.http import HttpSource
from stratum.data.sources.mongodb import MongoSource
from stratum.data.sources.s3 import S3Source
from stratum.data.sources.sftp import SftpSource
from stratum.data.sources.stream import StreamSource
from stratum.data.types import SourceSpec
from stratum.runtime.settings import source_secret
from stratum.testing.fakes import ManualClock

WORD = "a-word-that-stays"
ATTACKER = "127.0.0.1:9"
"""Where nobody listens; a document names it, and a loan does not."""
ASKED: Mapping[str, tuple[Callable[[Access], Source], Mapping[str, object]]] = {
    "token": (HttpSource, {"url": f"http://{ATTACKER}/x", "token": "env:SALES_DB"}),
    "token over TLS": (HttpSource, {"url": f"https://{ATTACKER}/x", "token": "env:SALES_DB"}),
    "access key": (
        S3Source,
        {"url": "s3://b/k", "endpoint": f"http://{ATTACKER}", "accessKey": "env:SALES_DB"},
    ),
    "secret key": (
        S3Source,
        {"url": "s3://b/k", "endpoint": f"http://{ATTACKER}", "secretKey": "env:SALES_DB"},
    ),
    "password": (SftpSource, {"url": f"sftp://{ATTACKER}/x", "password": "env:SALES_DB"}),
    "private key": (SftpSource, {"url": f"sftp://{ATTACKER}/x", "privateKey": "env:SALES_DB"}),
    "word of a broker": (StreamSource, {"broker": f"mqtt://{ATTACKER}", "password": "env:SALES_DB"}),
}


def access(value: str = WORD, *hosts: str) -> Access:
    lent = {"env:SALES_DB": Lent("env:SALES_DB", value, hosts or ("db.example.org",))}
    return Access(ManualClock(), read_bounds(SETTING, "127.0.0.1"), lent.__getitem__)


@pytest.mark.parametrize("case", ASKED)
def test_a_secret_is_not_told_to_a_host_of_somebody_else(case: str, tmp_path: Path) -> None:
    make, attributes = ASKED[case]
    source = make(access())
    with pytest.raises(DeniedError, match=f"env:SALES_DB is not lent to {ATTACKER}") as caught:
        source.fetch(SourceSpec("visits", "x", attributes), tmp_path)
    assert f"env:SALES_DB@{ATTACKER} in STRATUM_DATA_SECRETS" in caught.value.hint
    assert WORD not in str(caught.value)


@pytest.mark.parametrize(
    ("make", "address"),
    [(DatabaseSource, "mysql://u:{}@127.0.0.1:9/d"), (MongoSource, "mongodb://u:{}@127.0.0.1:9/d")],
)
def test_a_connection_is_used_for_the_host_that_it_is_lent_to(
    make: type[DatabaseSource | MongoSource], address: str, tmp_path: Path
) -> None:
    spec = SourceSpec("visits", "x", {"connection": "env:SALES_DB", "table": "t", "collection": "t"})
    with pytest.raises(DeniedError, match=f"not lent to {ATTACKER}") as caught:
        make(access(address.format(WORD))).fetch(spec, tmp_path)
    assert WORD not in str(caught.value)


def test_a_source_without_a_connection_is_told(tmp_path: Path) -> None:
    with pytest.raises(InvalidInputError, match="'visits' has no connection"):
        DatabaseSource(access()).fetch(SourceSpec("visits", "database", {}), tmp_path)


def test_a_token_goes_over_no_network_as_it_is(tmp_path: Path) -> None:
    spec = SourceSpec("visits", "http", {"url": "http://db.example.org/x", "token": "env:SALES_DB"})
    with pytest.raises(
        DeniedError, match=r"no token is sent to db\.example\.org without encryption"
    ) as caught:
        HttpSource(access()).fetch(spec, tmp_path)
    assert "https://" in caught.value.hint


@pytest.mark.parametrize(
    ("host", "port", "lent"),
    [
        ("db.example.org", 1, True),
        ("DB.example.org", 1, True),
        ("db.example.org.evil.test", 1, False),
        ("b.example.org", 1, False),
        ("one.test", 5432, True),
        ("one.test", 443, False),
        ("::1", 80, True),
        ("::1", 81, False),
        ("10.1.2.3", 1, False),
    ],
)
def test_a_loan_names_hosts_with_or_without_port(host: str, port: int, lent: bool) -> None:
    loan = Lent("env:X", WORD, ("db.example.org", "one.test:5432", "[::1]:80", "10.1.0.0/16"))
    assert WORD not in repr(loan)
    if lent:
        assert loan.told(host, port) == WORD
    else:
        with pytest.raises(DeniedError, match="is not lent to"):
            loan.told(host, port)


def test_loans_are_read_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SALES_DB", WORD)
    monkeypatch.setenv(
        "STRATUM_DATA_SECRETS", "env:SALES_DB@one.test,env:OTHER@x.test env:SALES_DB@two.test:1"
    )
    assert source_secret("env:SALES_DB") == Lent("env:SALES_DB", WORD, ("one.test", "two.test:1"))
    with pytest.raises(DeniedError, match="may not use the secret env:HOME"):
        source_secret("env:HOME")


@pytest.mark.parametrize("loan", ["env:SALES_DB", "env:SALES_DB@"])
def test_a_loan_without_a_host_is_refused(loan: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SALES_DB", WORD)
    monkeypatch.setenv("STRATUM_DATA_SECRETS", loan)
    with pytest.raises(DeniedError, match="env:SALES_DB") as caught:
        source_secret("env:SALES_DB")
    assert "name env:SALES_DB@HOST in STRATUM_DATA_SECRETS" in caught.value.hint
