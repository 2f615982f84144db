"""The promises of places for large files over every implementation."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from stratum.core.errors import InvalidInputError, NotFoundError, PermanentError, TransientError
from stratum.store.depots.folder import FolderDepot
from stratum.store.depots.s3 import S3Depot
from stratum.testing.buckets import SECRET, Bucket, lent_bucket
from stratum.testing.contracts.depot import DepotContract, written


class TestFolderDepot(DepotContract):
    @pytest.fixture
    def depot(self, tmp_path: Path) -> FolderDepot:
        return FolderDepot({"path": str(tmp_path / "kept")})

    @pytest.fixture
    def again(self, tmp_path: Path) -> FolderDepot:
        return FolderDepot({"path": str(tmp_path / "kept")})

    @pytest.mark.parametrize("name", ["../../etc/passwd", "", "A" * 64, "0" * 63])
    def test_only_digests_are_names(self, depot: FolderDepot, name: str) -> None:
        with pytest.raises(InvalidInputError):
            depot.path(name)

    def test_a_folder_that_cannot_be_written_says_so(self, tmp_path: Path) -> None:
        (tmp_path / "file").write_text("")
        digest, file = written(tmp_path, b"one")
        with pytest.raises(TransientError, match="cannot be written"):
            FolderDepot({"path": str(tmp_path / "file")}).put(digest, file)


class TestS3Depot(DepotContract):
    @pytest.fixture
    def bucket(self, tmp_path: Path) -> Iterator[Bucket]:
        with lent_bucket(tmp_path / "served") as lent:
            yield lent

    @pytest.fixture
    def depot(self, bucket: Bucket) -> S3Depot:
        return S3Depot(bucket.options)

    @pytest.fixture
    def again(self, bucket: Bucket) -> S3Depot:
        return S3Depot(bucket.options)

    def test_objects_lie_below_the_prefix(self, depot: S3Depot, bucket: Bucket, tmp_path: Path) -> None:
        digest, file = written(tmp_path, b"one")
        depot.put(digest, file)
        assert (bucket.folder / "kept" / digest[:2] / digest).read_bytes() == b"one"

    def test_a_wrong_secret_is_refused_and_not_told(self, bucket: Bucket, tmp_path: Path) -> None:
        digest, file = written(tmp_path, b"one")
        wrong = S3Depot({**bucket.options, "secret": SECRET + "x"})
        with pytest.raises(PermanentError) as caught:
            wrong.put(digest, file)
        assert SECRET not in str(caught.value)

    def test_a_bucket_that_is_not_there_is_named(self, bucket: Bucket, tmp_path: Path) -> None:
        digest, file = written(tmp_path, b"one")
        with pytest.raises(NotFoundError, match="s3://none"):
            S3Depot({**bucket.options, "bucket": "none"}).put(digest, file)

    def test_a_server_that_is_gone_is_a_transient_error(self, tmp_path: Path) -> None:
        with lent_bucket(tmp_path / "served") as bucket:
            options = bucket.options
        with pytest.raises(TransientError):
            S3Depot(options).size("0" * 64)
