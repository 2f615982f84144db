"""Which files sources may read."""

from pathlib import Path

import pytest

from stratum.core.errors import InvalidInputError, NotFoundError
from stratum.data.bounds import Bounded
from stratum.data.sources.files import FileSource
from stratum.data.types import SourceSpec
from stratum.testing.contracts.source import digest_of, read_source

TABLE = "who,what\nann,1\n"
CLOSED = [".stratum/accounts.csv", ".git/config.csv", "inner/.git/x.csv", "inner/.STRATUM/x.csv"]


def spec(path: Path | str) -> SourceSpec:
    return SourceSpec("rows", "csv", {"path": str(path)})


def written(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(TABLE)
    return path


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return written(tmp_path / "space" / "rows.csv").parent


def bounded(*roots: Path) -> Bounded:
    return Bounded(FileSource(), roots)


def assert_refused(source: Bounded, path: Path | str) -> None:
    with pytest.raises(InvalidInputError, match="rows") as caught:
        read_source(source, spec(path))
    assert caught.value.hint


def test_what_lies_in_an_open_folder_is_read(root: Path) -> None:
    assert read_source(bounded(root), spec(root / "rows.csv")).num_rows == 1
    assert digest_of(bounded(root), spec(root / "rows.csv")) == digest_of(
        FileSource(), spec(root / "rows.csv")
    )


def test_nothing_outside_is_read_whether_it_is_there_or_not(root: Path) -> None:
    written(root.parent / "secret.csv")
    written(root.parent / "space-beside" / "rows.csv")
    for path in ("../secret.csv", "../no-file.csv", "../space-beside/rows.csv"):
        assert_refused(bounded(root), f"{root}/{path}")
    assert_refused(bounded(root), "/etc/passwd")
    assert_refused(bounded(root), "rows\0.csv")


def test_a_folder_that_is_open_too_is_read(root: Path) -> None:
    secret = written(root.parent / "data" / "more.csv")
    assert read_source(bounded(root, secret.parent), spec(secret)).num_rows == 1


@pytest.mark.parametrize("name", CLOSED)
def test_accounts_and_history_are_closed_in_every_open_folder(root: Path, name: str) -> None:
    written(root / name)
    assert_refused(bounded(root), root / name)
    assert_refused(bounded(root.parent), root / name)


def test_a_link_counts_as_what_it_leads_to(root: Path) -> None:
    secret = written(root.parent / "secret.csv")
    (root / "link.csv").symlink_to(secret)
    (root / "folder").symlink_to(root.parent)
    written(root / ".stratum" / "accounts.csv")
    (root / "inner.csv").symlink_to(root / ".stratum" / "accounts.csv")
    for path in ("link.csv", "folder/secret.csv", "inner.csv"):
        assert_refused(bounded(root), root / path)
    (root / "good.csv").symlink_to(root / "rows.csv")
    assert read_source(bounded(root), spec(root / "good.csv")).num_rows == 1


@pytest.mark.parametrize("path", ["package:stratum//etc/passwd", "package:stratum/../../etc/passwd"])
def test_a_path_in_a_package_does_not_leave_it(root: Path, path: str) -> None:
    assert_refused(bounded(root), path)


def test_a_folder_on_the_path_of_imports_is_no_package(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written(tmp_path / "etcetera" / "passwd.csv")
    monkeypatch.syspath_prepend(str(tmp_path))
    with pytest.raises(NotFoundError, match="not installed"):
        read_source(bounded(root), spec("package:etcetera/passwd.csv"))
