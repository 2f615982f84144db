import dataclasses
from pathlib import Path

import msgspec
import pytest

from stratum.core.bundles import GRAPH, MANIFEST, Manifest
from stratum.core.errors import NotFoundError, PermanentError
from stratum.serving.bundle import open_bundle
from stratum.testing.bundles import write_numeric_bundle


def change(bundle: Path, **fields: object) -> None:
    manifest = msgspec.json.decode((bundle / MANIFEST).read_bytes(), type=dict[str, object])
    (bundle / MANIFEST).write_bytes(msgspec.json.encode(manifest | fields))


def test_what_was_written_is_read(tmp_path: Path) -> None:
    written = write_numeric_bundle(tmp_path)
    found = open_bundle(tmp_path)
    assert isinstance(found, Manifest)
    assert dataclasses.asdict(found) == dataclasses.asdict(written)
    assert found.digest() == written.digest()


def test_a_changed_graph_is_refused(bundle: Path) -> None:
    content = bytearray((bundle / GRAPH).read_bytes())
    content[-1] ^= 1
    (bundle / GRAPH).write_bytes(content)
    with pytest.raises(PermanentError, match=f"was changed: {GRAPH}"):
        open_bundle(bundle)


def test_a_missing_graph_is_refused(bundle: Path) -> None:
    (bundle / GRAPH).unlink()
    with pytest.raises(PermanentError, match=f"cannot be read: {GRAPH}"):
        open_bundle(bundle)


@pytest.mark.parametrize("directory", ["nothing", "empty"])
def test_no_bundle_is_not_found(directory: str, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(NotFoundError, match=f"no bundle in .*{directory}"):
        open_bundle(tmp_path / directory)


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"format": "stratum.bundle/2"}, "has format 'stratum.bundle/2', this server reads"),
        ({"format": None}, "is no manifest"),
        ({"inputs": [{"name": "a", "type": "colour"}]}, "is no manifest"),
        ({"files": {}}, "lists no model in a form that is known"),
        ({"files": {GRAPH: "0" * 64}}, "was changed"),
    ],
)
def test_another_manifest_is_refused(fields: dict[str, object], message: str, bundle: Path) -> None:
    change(bundle, **fields)
    with pytest.raises(PermanentError, match=message):
        open_bundle(bundle)


@pytest.mark.parametrize("name", ["../outside", "/etc/hostname", "link"])
def test_files_outside_of_the_bundle_are_not_touched(name: str, bundle: Path) -> None:
    (bundle / "link").symlink_to("/etc/hostname")
    files = open_bundle(bundle).files
    change(bundle, files={**files, name: "0" * 64})
    with pytest.raises(PermanentError, match="names a file outside of itself"):
        open_bundle(bundle)


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"\xff\xfe", b"{}"])
def test_a_manifest_that_is_none_is_refused(content: bytes, bundle: Path) -> None:
    (bundle / MANIFEST).write_bytes(content)
    with pytest.raises(PermanentError, match=MANIFEST):
        open_bundle(bundle)
