"""The promises of sources over files elsewhere, against real servers."""

import dataclasses
import getpass
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from stratum.core.errors import DeniedError, InvalidInputError, TransientError
from stratum.core.outside import read_bounds
from stratum.data.access import SETTING, Access, Lent
from stratum.data.ports import Source
from stratum.data.sources.http import HttpSource
from stratum.data.sources.s3 import S3Source
from stratum.data.sources.sftp import SftpSource
from stratum.data.types import SourceSpec
from stratum.runtime.clock import SystemClock
from stratum.testing.buckets import BUCKET, KEY, SECRET, lent_bucket
from stratum.testing.contracts.source import SourceContract, read_source
from stratum.testing.servers import answers, free_port, running
from stratum.testing.sshd import lent_sshd

CSV = "name,count,share\na,1,0.5\nb,2,NA\n,3,2.5\n"
FILES = {
    "rows.csv": CSV,
    "copy.csv": CSV,
    "changed.csv": CSV.replace("a,1", "z,1"),
    "empty.csv": "name,count\n",
    "broken.csv": "a,b\n1,2\n1,2,3\n",
}


def access(*hosts: str, **secrets: str) -> Access:
    known = {f"env:{name}": Lent(f"env:{name}", value, ("127.0.0.1",)) for name, value in secrets.items()}
    return Access(SystemClock(), read_bounds(SETTING, ",".join(hosts)), known.__getitem__)


def written(folder: Path) -> Path:
    for name, content in FILES.items():
        (folder / name).write_text(content)
    return folder


class RemoteContract(SourceContract):
    """Adds to the contract what all files elsewhere promise; ``base`` is an address without a file's name."""

    KIND = ""
    SOURCE: type[HttpSource | S3Source | SftpSource]

    @pytest.fixture
    def secrets(self) -> dict[str, str]:
        return {"KEY": KEY, "SECRET": SECRET}

    @pytest.fixture
    def source(self, secrets: dict[str, str]) -> Source:
        return self.SOURCE(access("127.0.0.1", **secrets))

    @pytest.fixture
    def attributes(self) -> dict[str, object]:
        return {}

    def place(self, base: str, name: str, attributes: dict[str, object]) -> SourceSpec:
        return SourceSpec("visits", self.KIND, {"url": f"{base}/{name}", "format": "csv", **attributes})

    @pytest.fixture
    def spec(self, base: str, attributes: dict[str, object]) -> SourceSpec:
        return self.place(base, "rows.csv", attributes)

    @pytest.fixture
    def copy(self, base: str, attributes: dict[str, object]) -> SourceSpec:
        return self.place(base, "copy.csv", attributes)

    @pytest.fixture
    def changed(self, base: str, attributes: dict[str, object]) -> SourceSpec:
        return self.place(base, "changed.csv", attributes)

    @pytest.fixture
    def missing(self, base: str, attributes: dict[str, object]) -> SourceSpec:
        return self.place(base, "no.csv", attributes)

    @pytest.fixture
    def empty(self, base: str, attributes: dict[str, object]) -> SourceSpec:
        return self.place(base, "empty.csv", attributes)

    @pytest.fixture
    def broken(self, base: str, attributes: dict[str, object]) -> SourceSpec:
        return self.place(base, "broken.csv", attributes)

    def test_inner_hosts_have_to_be_allowed(self, spec: SourceSpec, secrets: dict[str, str]) -> None:
        with pytest.raises(DeniedError, match="this machine") as caught:
            read_source(self.SOURCE(access(**secrets)), spec)
        assert SETTING in caught.value.hint

    def test_too_much_is_refused(self, spec: SourceSpec, secrets: dict[str, str]) -> None:
        small = dataclasses.replace(access("127.0.0.1", **secrets), most_bytes=10)
        with pytest.raises(InvalidInputError, match="more than 10 bytes"):
            read_source(self.SOURCE(small), spec)


class TestHttpSource(RemoteContract):
    KIND = "http"
    SOURCE = HttpSource

    @pytest.fixture(scope="class")
    @classmethod
    def base(cls, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
        folder, port = written(tmp_path_factory.mktemp("web")), free_port()
        command = [sys.executable, "-m", "http.server", str(port), "-b", "127.0.0.1", "-d", str(folder)]
        with running(command, lambda: answers(port)):
            yield f"http://127.0.0.1:{port}"

    def test_an_address_without_a_server_may_answer_later(self, source: HttpSource) -> None:
        with pytest.raises(TransientError, match="cannot be reached"):
            read_source(source, self.place(f"http://127.0.0.1:{free_port()}", "x.csv", {}))

    @pytest.mark.parametrize("url", ["http://ann:word@127.0.0.1/x", "ftp://127.0.0.1/x", "http:///x", "x"])
    def test_an_address_is_one_of_the_web_without_a_user(self, source: HttpSource, url: str) -> None:
        with pytest.raises(InvalidInputError, match="visits") as caught:
            read_source(source, SourceSpec("visits", "http", {"url": url}))
        assert "word" not in str(caught.value)


class TestS3Source(RemoteContract):
    KIND = "s3"
    SOURCE = S3Source

    @pytest.fixture(scope="class")
    @classmethod
    def endpoint(cls, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
        with lent_bucket(tmp_path_factory.mktemp("s3")) as bucket:
            written(bucket.folder)
            yield bucket.endpoint

    @pytest.fixture
    def base(self) -> str:
        return f"s3://{BUCKET}"

    @pytest.fixture
    def attributes(self, endpoint: str) -> dict[str, object]:
        return {"endpoint": endpoint, "accessKey": "env:KEY", "secretKey": "env:SECRET"}

    def test_wrong_credentials_are_refused_and_not_told(self, spec: SourceSpec) -> None:
        wrong = SourceSpec(spec.name, spec.kind, {**spec.attributes, "secretKey": "env:WRONG"})
        with pytest.raises(DeniedError, match="answered 403") as caught:
            read_source(S3Source(access("127.0.0.1", KEY=KEY, WRONG="another-word")), wrong)
        assert "another-word" not in str(caught.value)


class TestSftpSource(RemoteContract):
    KIND = "sftp"
    SOURCE = SftpSource

    @pytest.fixture(scope="class")
    @classmethod
    def folder(cls, tmp_path_factory: pytest.TempPathFactory) -> Path:
        return written(tmp_path_factory.mktemp("ssh"))

    @pytest.fixture(scope="class")
    @classmethod
    def port(cls, folder: Path) -> Iterator[int]:
        with lent_sshd(folder) as door:
            yield door.port

    @pytest.fixture
    def base(self, folder: Path, port: int) -> str:
        return f"sftp://127.0.0.1:{port}{folder}"

    @pytest.fixture
    def attributes(self, folder: Path, base: str) -> dict[str, object]:
        assert base
        key = " ".join((folder / "host.pub").read_text().split()[:2])
        return {"user": getpass.getuser(), "hostKey": key, "privateKey": "env:FRIEND"}

    @pytest.fixture
    def secrets(self, folder: Path, base: str) -> dict[str, str]:
        assert base
        return {"FRIEND": (folder / "friend").read_text()}

    def test_a_server_with_another_key_is_told_nothing(
        self, source: SftpSource, spec: SourceSpec, folder: Path
    ) -> None:
        key = " ".join((folder / "foe.pub").read_text().split()[:2])
        other = SourceSpec(spec.name, spec.kind, {**spec.attributes, "hostKey": key})
        with pytest.raises(DeniedError, match="another key"):
            read_source(source, other)

    def test_a_stranger_is_refused(self, spec: SourceSpec, folder: Path) -> None:
        with pytest.raises(DeniedError, match="refuses the user"):
            read_source(SftpSource(access("127.0.0.1", FRIEND=(folder / "foe").read_text())), spec)
