"""A bundle as one file, and files that attack whoever reads them."""

import io
import stat
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from stratum.core.bundles import GRAPH, MANIFEST
from stratum.core.errors import InvalidInputError
from stratum.registry import archive
from stratum.registry.archive import read_archive, write_archive
from stratum.registry.service import FileRegistry
from stratum.runtime.clock import SystemClock
from stratum.testing.bundles import write_numeric_bundle

Files = dict[str, bytes]
Change = Callable[[zipfile.ZipFile, Files], None]


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    folder = tmp_path / "bundle"
    write_numeric_bundle(folder)
    return folder


def packed(bundle: Path) -> bytes:
    file = io.BytesIO()
    write_archive(bundle, file)
    return file.getvalue()


def test_what_is_written_is_read_again(bundle: Path, tmp_path: Path) -> None:
    content = packed(bundle)
    target = tmp_path / "target"
    target.mkdir()
    read_archive(io.BytesIO(content), target)
    assert {p.name: p.read_bytes() for p in target.iterdir()} == {
        p.name: p.read_bytes() for p in bundle.iterdir()
    }
    assert packed(target) == content
    registry = FileRegistry(tmp_path / "registry", SystemClock())
    assert registry.register(bundle, "r").digest == registry.register(target, "").digest


def member(
    name: str, mode: int = stat.S_IFREG | 0o644, packing: int = zipfile.ZIP_DEFLATED
) -> zipfile.ZipInfo:
    told = zipfile.ZipInfo(name)
    told.external_attr, told.compress_type = mode << 16, packing
    return told


def adding(told: zipfile.ZipInfo) -> Change:
    return lambda target, _: target.writestr(told, b"x")


def many(target: zipfile.ZipFile, _: Files) -> None:
    for number in range(archive.MOST_FILES):
        target.writestr(f"f{number}", b"")


def without_manifest(_: zipfile.ZipFile, files: Files) -> None:
    del files[MANIFEST]


def without_graph(_: zipfile.ZipFile, files: Files) -> None:
    del files[GRAPH]


def no_json(_: zipfile.ZipFile, files: Files) -> None:
    files[MANIFEST] = b"\x80\x04cos\nsystem\n"


def long_manifest(_: zipfile.ZipFile, files: Files) -> None:
    files[MANIFEST] = b" " * (archive.MOST_MANIFEST + 1) + files[MANIFEST]


ATTACKS: dict[str, tuple[Change, str]] = {
    "path upwards": (adding(member("../evil")), "no plain file"),
    "absolute path": (adding(member("/tmp/evil")), "no plain file"),
    "path of another system": (adding(member("..\\evil")), "no plain file"),
    "folder": (adding(member("folder/")), "no plain file"),
    "hidden file": (adding(member(".bashrc")), "no plain file"),
    "line in a name": (adding(member("a\nb")), "no plain file"),
    "link": (adding(member("link", stat.S_IFLNK | 0o777)), "link or a device"),
    "device": (adding(member("tty", stat.S_IFCHR | 0o600)), "link or a device"),
    "pickle": (adding(member("model.pkl")), "differ in 'model.pkl'"),
    "other packing": (adding(member("x.bin", packing=zipfile.ZIP_LZMA)), "packed in a way"),
    "twice the same name": (adding(member(GRAPH)), f"differ in '{GRAPH}'"),
    "many files": (many, "files, 64 are the most"),
    "no manifest": (without_manifest, "holds no manifest.json"),
    "no graph": (without_graph, f"differ in '{GRAPH}'"),
    "manifest that is none": (no_json, "manifest is damaged"),
    "manifest without end": (long_manifest, "more than"),
}


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("name", ATTACKS)
def test_an_attack_is_refused_and_leaves_nothing(name: str, bundle: Path, tmp_path: Path) -> None:
    change, said = ATTACKS[name]
    files = {p.name: p.read_bytes() for p in bundle.iterdir()}
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as target:
        change(target, files)
        for each, content in files.items():
            target.writestr(member(each), content)
    folder = tmp_path / "in" / "target"
    folder.mkdir(parents=True)
    with pytest.raises(InvalidInputError, match=said):
        read_archive(file, folder)
    assert [*folder.iterdir()] == []
    assert [*folder.parent.iterdir()] == [folder]


def test_a_bomb_is_refused_by_what_it_says(
    bundle: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = packed(bundle)
    monkeypatch.setattr(archive, "LARGEST", 100)
    with pytest.raises(InvalidInputError, match="more than 100 bytes"):
        read_archive(io.BytesIO(content), tmp_path)


def test_a_bomb_that_lies_about_its_size_is_refused_while_it_is_read(bundle: Path, tmp_path: Path) -> None:
    content = bytearray(packed(bundle))
    with zipfile.ZipFile(io.BytesIO(content)) as target:
        size = target.getinfo(GRAPH).file_size
    place = content.rindex(size.to_bytes(4, "little"))  # the size that the directory tells
    content[place : place + 4] = (3).to_bytes(4, "little")
    with pytest.raises(InvalidInputError):
        read_archive(io.BytesIO(content), tmp_path)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"\x80\x04cos\nsystem\n", b"x" * 1000])
def test_what_is_no_archive_is_refused(content: bytes, tmp_path: Path) -> None:
    with pytest.raises(InvalidInputError, match="no archive"):
        read_archive(io.BytesIO(content), tmp_path)


def test_a_damaged_archive_is_refused(bundle: Path, tmp_path: Path) -> None:
    content = bytearray(packed(bundle))
    content[len(content) // 3] ^= 0xFF
    with pytest.raises(InvalidInputError):
        read_archive(io.BytesIO(content), tmp_path)
