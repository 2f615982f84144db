"""Images as numbers, the same in training and for a request."""

import base64
import io
from pathlib import Path

import numpy as np
import pytest

from stratum.core.errors import InvalidInputError, NotFoundError
from stratum.data.formats.reading import read_rows
from stratum.data.logic import images
from stratum.data.logic.rows import apply_steps
from stratum.data.sources.images import ImageFolderSource
from stratum.data.types import SourceSpec
from stratum.testing.contracts.source import read_source

PIL = pytest.importorskip("PIL.Image", reason="Pillow is optional: pip install 'stratum[images]'")
PARTS = images.names("image", 2, 2, "colour")
STEP = {"step": "resize_images", "column": "image", "width": 2, "height": 2, "colour": "colour", "least": 0}


def picture(colour: tuple[int, int, int], size: tuple[int, int] = (4, 4), kind: str = "PNG") -> bytes:
    content = io.BytesIO()
    PIL.new("RGB", size, colour).save(content, kind)
    return content.getvalue()


def prepared(*contents: bytes, **step: object) -> dict[str, np.ndarray]:
    texts = np.array([base64.b64encode(c).decode() for c in contents], object)
    return apply_steps([{**STEP, "parts": list(PARTS), **step}], {"image": texts})


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for label, colour in (("red", (255, 0, 0)), ("blue", (0, 0, 255))):
        (tmp_path / "pictures" / label).mkdir(parents=True)
        for number in range(2):
            (tmp_path / "pictures" / label / f"{number}.png").write_bytes(picture(colour))
    return tmp_path / "pictures"


def spec_of(folder: Path, **more: object) -> SourceSpec:
    return SourceSpec("pictures", "images", {"path": str(folder), **more})


def test_values_are_channel_by_channel_and_the_image_is_gone() -> None:
    found = prepared(picture((255, 0, 51)), picture((0, 255, 0)))
    assert tuple(found) == PARTS
    table = np.column_stack(list(found.values()))
    assert table.dtype == np.float32
    assert table[0] == pytest.approx([1] * 4 + [0] * 4 + [0.2] * 4)
    assert table[1] == pytest.approx([0] * 4 + [1] * 4 + [0] * 4)


def test_grey_and_symmetric_values() -> None:
    parts = list(images.names("image", 2, 2, "grey"))
    found = prepared(picture((0, 0, 0)), picture((255, 255, 255)), colour="grey", least=-1, parts=parts)
    assert [v.tolist() for v in found.values()] == [[-1, 1]] * 4


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("no base64!", "column 'image', row 0 is no base64"),
        (base64.b64encode(b"GIF89a").decode(), "column 'image', row 0 is no image"),
        (base64.b64encode(picture((1, 2, 3))[:45]).decode(), "column 'image', row 0 is no image"),
        (None, "column 'image', row 0 is no image"),
    ],
)
def test_what_is_no_image_is_named_with_its_row(text: object, message: str) -> None:
    with pytest.raises(InvalidInputError, match=message) as caught:
        apply_steps([{**STEP, "parts": list(PARTS)}], {"image": np.array([text], object)})
    assert caught.value.hint


def test_an_image_that_would_fill_the_memory_is_refused_before_it_is_decoded() -> None:
    content = io.BytesIO()
    PIL.new("1", (8000, 8000)).save(content, "PNG")
    with pytest.raises(InvalidInputError, match="has 8000 × 8000 points, more than 50000000"):
        images.opened(content.getvalue(), "the bomb")


def test_a_folder_of_folders_gives_file_label_and_image(folder: Path) -> None:
    table = read_source(ImageFolderSource(), spec_of(folder))
    assert table.column("file").to_pylist() == ["blue/0.png", "blue/1.png", "red/0.png", "red/1.png"]
    assert table.column("label").to_pylist() == ["blue", "blue", "red", "red"]
    assert base64.b64decode(table.column("image")[0].as_py()) == picture((0, 0, 255))


def test_a_list_names_files_and_labels(folder: Path, tmp_path: Path) -> None:
    (folder / "list.csv").write_text("file,label\nred/1.png,warm\nblue/0.png,cold\n")
    fetched = ImageFolderSource().fetch(spec_of(folder, list="list.csv"), tmp_path)
    table = read_rows(fetched.path, fetched.format, fetched.place, {}).table()
    assert table.column("label").to_pylist() == ["warm", "cold"]


@pytest.mark.parametrize(
    ("listing", "error", "message"),
    [
        ("file,label\n../../secret.png,x\n", InvalidInputError, "leads out of the folder"),
        ("file,label\nred/9.png,x\n", NotFoundError, "red/9.png cannot be read"),
        ("a,b\n1,2\n", InvalidInputError, "no columns file and label"),
        ("file,label\n", InvalidInputError, "has no rows"),
    ],
)
def test_a_list_that_is_wrong_is_named(
    folder: Path, tmp_path: Path, listing: str, error: type[Exception], message: str
) -> None:
    (folder / "list.csv").write_text(listing)
    with pytest.raises(error, match=message):
        ImageFolderSource().fetch(spec_of(folder, list="list.csv"), tmp_path)


def test_a_file_that_is_no_image_is_named(folder: Path, tmp_path: Path) -> None:
    (folder / "red" / "bad.png").write_bytes(b"text")
    with pytest.raises(InvalidInputError, match=r"red/bad\.png is no image"):
        ImageFolderSource().fetch(spec_of(folder), tmp_path)


@pytest.mark.parametrize(
    ("path", "error", "message"),
    [
        ("/nowhere/at/all", NotFoundError, "/nowhere/at/all is no folder"),
        ("package:no_such_package/x", NotFoundError, "is not installed"),
        ("package:stratum/no/such", NotFoundError, "is no folder"),
        ("package:stratum/../../etc", InvalidInputError, "leaves the package"),
        ("images", InvalidInputError, "'images' is not an absolute path"),
    ],
)
def test_a_folder_has_to_be_there_absolute_or_in_a_package(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, path: str, error: type[Exception], message: str
) -> None:
    (tmp_path / path.replace("/", ".")).mkdir(exist_ok=True)
    monkeypatch.chdir(tmp_path)
    with pytest.raises(error, match=message):
        ImageFolderSource().fetch(SourceSpec("pictures", "images", {"path": path}), tmp_path)


def test_the_images_of_an_installed_package_are_read(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "lib" / "some_pictures"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text("")
    folder.rename(package / "all")
    monkeypatch.syspath_prepend(package.parent)
    spec = SourceSpec("pictures", "images", {"path": "package:some_pictures/all"})
    assert read_source(ImageFolderSource(), spec).column("label").to_pylist() == [
        "blue",
        "blue",
        "red",
        "red",
    ]
