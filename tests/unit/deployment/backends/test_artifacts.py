"""Bundles on hosts: whole or not at all."""

from pathlib import Path

import pytest

from stratum.core.bundles import SIGNATURE
from stratum.core.errors import InvalidInputError, TransientError
from stratum.deployment.backends.artifacts import carry, clear, problem_of
from stratum.deployment.types import Artifact
from stratum.testing.contracts.backend import make_artifact


@pytest.fixture
def artifact(tmp_path: Path) -> Artifact:
    return make_artifact(tmp_path / "bundle")


def test_a_copy_verifies_and_the_source_may_go(artifact: Artifact, tmp_path: Path) -> None:
    place = carry(artifact, tmp_path / "host")
    assert place == tmp_path / "host" / artifact.digest
    assert problem_of(place, artifact.digest) == ""
    (Path(artifact.path) / "model.onnx").unlink()
    assert carry(artifact, tmp_path / "host") == place


def test_what_is_there_is_not_copied_again(artifact: Artifact, tmp_path: Path) -> None:
    place = carry(artifact, tmp_path / "host")
    before = (place / "model.onnx").stat().st_ino
    carry(artifact, tmp_path / "host")
    assert (place / "model.onnx").stat().st_ino == before


def test_signatures_follow_what_is_there_already(artifact: Artifact, tmp_path: Path) -> None:
    place = carry(artifact, tmp_path / "host")
    assert not (place / SIGNATURE).exists()
    for content in (b"one", b"two"):
        (Path(artifact.path) / SIGNATURE).write_bytes(content)
        assert (carry(artifact, tmp_path / "host") / SIGNATURE).read_bytes() == content
    assert (carry(artifact, tmp_path / "other") / SIGNATURE).read_bytes() == b"two"


def test_a_copy_that_was_damaged_is_replaced(artifact: Artifact, tmp_path: Path) -> None:
    place = carry(artifact, tmp_path / "host")
    (place / "model.onnx").write_bytes(b"half")
    assert problem_of(place, artifact.digest) == "model.onnx was changed"
    carry(artifact, tmp_path / "host")
    assert problem_of(place, artifact.digest) == ""


@pytest.mark.parametrize(
    ("manifest", "message"),
    [
        (b'{"files": {}}', "its manifest has another digest"),
        (b"{", "manifest.json cannot be read"),
        (b"[]", "manifest.json cannot be read"),
    ],
)
def test_a_manifest_that_is_not_the_one_is_refused(
    artifact: Artifact, tmp_path: Path, manifest: bytes, message: str
) -> None:
    (Path(artifact.path) / "manifest.json").write_bytes(manifest)
    with pytest.raises(InvalidInputError, match=message):
        carry(artifact, tmp_path / "host")
    assert list((tmp_path / "host").iterdir()) == []


def test_a_missing_bundle_is_told(tmp_path: Path) -> None:
    with pytest.raises(InvalidInputError, match="No such file"):
        carry(Artifact("d", str(tmp_path / "none")), tmp_path / "host")


def test_a_file_outside_of_the_bundle_is_refused(artifact: Artifact, tmp_path: Path) -> None:
    from stratum.core.digests import canonical_json, digest_value

    manifest = {"files": {"../secret": "0"}}
    (Path(artifact.path) / "manifest.json").write_bytes(canonical_json(manifest))
    with pytest.raises(InvalidInputError, match="outside"):
        carry(Artifact(digest_value(manifest), artifact.path), tmp_path / "host")


def test_a_host_that_refuses_is_worth_another_try(artifact: Artifact, tmp_path: Path) -> None:
    (tmp_path / "host").write_text("a file, no folder")
    with pytest.raises(TransientError, match="could not be put into"):
        carry(artifact, tmp_path / "host")


def test_what_a_cut_off_copy_left_is_cleared_and_not_told(artifact: Artifact, tmp_path: Path) -> None:
    place = carry(artifact, tmp_path / "host")
    (tmp_path / "host" / ".part-x").mkdir()
    assert clear(tmp_path / "host", [artifact.digest]) == ()
    assert list((tmp_path / "host").iterdir()) == [place]
    assert clear(tmp_path / "host", []) == (artifact.digest,)
    assert clear(tmp_path / "none", []) == ()
