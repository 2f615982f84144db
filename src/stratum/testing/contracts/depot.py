"""What every place for large files promises. Subclass, and provide the fixtures ``depot`` and ``again``."""

import hashlib
from pathlib import Path

import pytest

from stratum.core.errors import NotFoundError
from stratum.store.ports import Depot

LARGE = bytes(range(256)) * 8192 * 5
"""More than one piece, and on S3 more than one part."""


def written(folder: Path, content: bytes) -> tuple[str, Path]:
    """A file with a content, and its digest."""
    digest = hashlib.sha256(content).hexdigest()
    (folder / digest).write_bytes(content)
    return digest, folder / digest


class DepotContract:
    """The promises of ``stratum.store.ports.Depot``.

    Fixtures to provide: ``depot``, an empty one; ``again``, the same as another process opens it.
    """

    def test_a_new_depot_is_empty(self, depot: Depot) -> None:
        """Nothing is there, and nothing is what is not there."""
        missing = "0" * 64
        assert list(depot.digests()) == []
        assert depot.size(missing) is None
        with pytest.raises(NotFoundError):
            list(depot.get(missing))
        depot.remove(missing)

    @pytest.mark.parametrize("content", [b"", b"one", LARGE], ids=["empty", "short", "large"])
    def test_what_is_kept_is_had_again_by_whoever_opens_it(
        self, depot: Depot, again: Depot, content: bytes, tmp_path: Path
    ) -> None:
        """To the byte, whole and from a byte on."""
        digest, file = written(tmp_path, content)
        depot.put(digest, file)
        assert again.size(digest) == len(content)
        assert b"".join(again.get(digest)) == content
        for start in (0, len(content) // 3, len(content)):
            assert b"".join(again.get(digest, start)) == content[start:]
        assert list(again.digests()) == [digest]

    def test_keeping_twice_is_keeping_once(self, depot: Depot, tmp_path: Path) -> None:
        """The second time changes nothing."""
        digest, file = written(tmp_path, b"one")
        depot.put(digest, file)
        depot.put(digest, file)
        assert list(depot.digests()) == [digest]

    def test_what_is_removed_is_gone_and_the_rest_stays(
        self, depot: Depot, again: Depot, tmp_path: Path
    ) -> None:
        """One is removed, the other stays."""
        gone, first = written(tmp_path, b"one")
        stays, second = written(tmp_path, b"two")
        depot.put(gone, first)
        depot.put(stays, second)
        depot.remove(gone)
        assert again.size(gone) is None
        assert list(again.digests()) == [stays]
