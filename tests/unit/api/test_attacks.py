"""Paths that lead out of the workspace, and names that are no names, over the platform itself."""

from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from stratum.api.app import create_app
from stratum.core.edits import AddDocument, CopyDocument, MoveDocument, RemoveDocument, edit_to_plain
from stratum.runtime.examples import example_files
from stratum.runtime.platform import Platform
from stratum.runtime.session import live_session
from stratum.runtime.settings import Settings
from stratum.runtime.wiring import Parts
from stratum.testing.site import Site

Ask = Callable[..., httpx.Response]
OUTSIDE = [
    "../evil.yaml",
    "a/../../evil.yaml",
    "/tmp/evil.yaml",
    ".git/hooks/evil.yaml",
    ".stratum/evil.yaml",
]
STRANGE = ["..\\evil.yaml", "evil\x00.yaml", "~/evil.yaml/", "a\nb.yaml", ""]
SECRET = "what nobody is to read"
TEXT = "stratum: 1\nkind: Infrastructure\nname: evil\n"


@pytest.fixture
def parts(tmp_path: Path) -> Parts:
    made = Parts(Settings(tmp_path / "deep" / "flights"))
    made.workspace.create(example_files("01-flights"), "first")
    (tmp_path / "deep" / "evil.yaml").write_text(SECRET)
    return made


def files(parts: Parts) -> dict[str, bytes]:
    """Everything around the workspace and in its git folder's hooks, to the byte."""
    root = parts.workspace.root
    kept = [p for p in root.parent.rglob("*") if p.is_file() and not {"live", "objects", "logs"} & {*p.parts}]
    return {str(path): path.read_bytes() for path in kept if path.suffix != ".lock"}


@pytest.fixture
def site(parts: Parts) -> Iterator[Site]:
    site = Site(Platform(parts), None, session=lambda: live_session(parts))
    site.start()
    yield site
    site.stop()


@pytest.mark.parametrize("file", [*OUTSIDE, *STRANGE])
def test_no_edit_writes_out_of_the_workspace(parts: Parts, site: Site, file: str) -> None:
    before = files(parts)
    for edit in (
        AddDocument(file, TEXT),
        CopyDocument("application.yaml", file, "evil"),
        MoveDocument("application.yaml", file),
        RemoveDocument(file),
    ):
        asked = {"edits": [edit_to_plain(edit)]}
        answer = httpx.post(f"{site.address}/api/edits", json=asked, trust_env=False)
        assert answer.status_code in {409, 422} or answer.json()["applied"] is False, edit
    assert files(parts) == before


@pytest.mark.parametrize("file", OUTSIDE)
def test_no_route_reads_out_of_the_workspace(parts: Parts, asking: Ask, file: str) -> None:
    app = create_app(Platform(parts), parts.workspace.root)
    escaped = file.replace("/", "%2F").replace(".", "%2E")
    for path in (
        f"/api/versions/file?commit=HEAD&file={escaped}",
        f"/api/runs/{escaped}/report.html",
        f"/api/runs/{escaped}",
        f"/api/schema/{escaped}",
        f"/{escaped}",
        f"/assets/{escaped}",
    ):
        answer = asking(app, path)
        assert SECRET not in answer.text, path
        assert answer.status_code >= 400 or "stratum" in answer.text, path
