"""A bundle as an OCI image layout, read by others, and layouts that attack whoever reads them."""

import json
import shutil
import subprocess
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest

from stratum.core.bundles import GRAPH, SIGNATURE
from stratum.core.errors import InvalidInputError
from stratum.registry.keys import Signer
from stratum.registry.layout import is_layout, read_layout, write_layout
from stratum.registry.service import FileRegistry
from stratum.testing.bundles import write_numeric_bundle
from stratum.testing.fakes import ManualClock


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    """A bundle in a registry, with its signature."""
    write_numeric_bundle(tmp_path / "bundle")
    signer = Signer(tmp_path / "key", may_make=True)
    registry = FileRegistry(tmp_path / "registry", ManualClock(), signer=signer)
    return registry.bundle_path(registry.register(tmp_path / "bundle", "run"))


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.mark.parametrize("name", ["layout", "layout.tar"])
def test_what_is_written_is_read_again(bundle: Path, tmp_path: Path, name: str) -> None:
    digest = write_layout(bundle, "3", tmp_path / name)
    assert is_layout(tmp_path / name)
    (tmp_path / "in").mkdir()
    read_layout(tmp_path / name, tmp_path / "in")
    assert files(tmp_path / "in") == files(bundle)
    assert SIGNATURE in files(tmp_path / "in")
    assert write_layout(tmp_path / "in", "3", tmp_path / f"again-{name}") == digest


def test_equal_bundles_give_equal_archives(bundle: Path, tmp_path: Path) -> None:
    for name in ("a.tar", "b.tar"):
        write_layout(bundle, "3", tmp_path / name)
    assert (tmp_path / "a.tar").read_bytes() == (tmp_path / "b.tar").read_bytes()


def test_skopeo_copies_it_and_the_copy_is_the_same_model(bundle: Path, tmp_path: Path) -> None:
    skopeo = shutil.which("skopeo")
    if skopeo is None:
        pytest.skip("no skopeo: apt-get install skopeo")
    digest = write_layout(bundle, "3", tmp_path / "layout")
    policy = tmp_path / "policy.json"
    policy.write_text('{"default": [{"type": "insecureAcceptAnything"}]}')
    source, target = f"oci:{tmp_path / 'layout'}:3", f"oci:{tmp_path / 'copy'}:3"
    command = [skopeo, "--policy", str(policy), "copy", source, target]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    (entry,) = json.loads((tmp_path / "copy" / "index.json").read_text())["manifests"]
    assert entry["digest"] == digest
    (tmp_path / "in").mkdir()
    read_layout(tmp_path / "copy", tmp_path / "in")
    assert files(tmp_path / "in") == files(bundle)


def test_a_folder_that_holds_something_is_left_alone(bundle: Path, tmp_path: Path) -> None:
    with pytest.raises(InvalidInputError, match="holds something already"):
        write_layout(bundle, "3", tmp_path)


def blob(layout: Path, wanted: str) -> Path:
    """Where a file of the bundle lies in a layout."""
    for path in (layout / "blobs" / "sha256").iterdir():
        if b"schemaVersion" in path.read_bytes():
            for layer in json.loads(path.read_bytes())["layers"]:
                if layer["annotations"]["org.opencontainers.image.title"] == wanted:
                    return layout.joinpath("blobs", "sha256", str(layer["digest"])[7:])
    raise AssertionError(wanted)


def index(change: Callable[[list[dict[str, object]]], object]) -> Callable[[Path], object]:
    def changed(layout: Path) -> None:
        told = json.loads((layout / "index.json").read_text())
        change(told["manifests"])
        (layout / "index.json").write_text(json.dumps(told))

    return changed


def link(layout: Path) -> None:
    path = blob(layout, GRAPH)
    path.rename(layout / "moved")
    path.symlink_to(layout / "moved")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda at: blob(at, GRAPH).write_bytes(b"other"), "was changed: its digest differs"),
        (lambda at: blob(at, GRAPH).unlink(), "No such file"),
        (link, "is a link"),
        (index(lambda found: found.append(found[0])), "holds 2 manifests"),
        (index(lambda found: found[0].update(digest="sha256:../../x")), "no SHA-256 digest"),
        (index(lambda found: found[0].update(digest="sha512:00")), "no SHA-256 digest"),
        (lambda at: (at / "index.json").write_text("[]"), "no JSON object"),
        (lambda at: (at / "index.json").write_text("{}"), "no image layout of a model"),
        (
            lambda at: (at / "oci-layout").write_text('{"imageLayoutVersion": "9"}'),
            "no image layout of version",
        ),
    ],
)
def test_a_changed_layout_is_refused(
    bundle: Path, tmp_path: Path, change: Callable[[Path], object], message: str
) -> None:
    write_layout(bundle, "3", tmp_path / "layout")
    change(tmp_path / "layout")
    (tmp_path / "in").mkdir()
    with pytest.raises(InvalidInputError, match=message):
        read_layout(tmp_path / "layout", tmp_path / "in")


def test_links_of_a_tar_archive_are_not_there(tmp_path: Path) -> None:
    with tarfile.open(tmp_path / "x.tar", "w") as archive:
        told = tarfile.TarInfo("oci-layout")
        told.type, told.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(told)
    with pytest.raises(InvalidInputError, match="no image layout of a model"):
        read_layout(tmp_path / "x.tar", tmp_path / "in")
