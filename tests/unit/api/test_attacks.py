"""Paths that lead out of the workspace, and names that are no names, over the platform itself."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
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
from stratum.runtime.workbench import Workbench
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
    site = Site(Platform(parts), None, session=lambda: live_session(parts), bench=Workbench(parts))
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
        answer = httpx.post(f"{site.address}/api/edits", json=asked, trust_env=False, timeout=60)
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


SOURCES = [
    "{type: SqliteSource, path: .stratum/accounts.db, table: people}",
    "{type: SqliteSource, path: ROOT/.stratum/accounts.db, table: people}",
    "{type: CsvSource, path: .stratum/secret.csv}",
    "{type: CsvSource, path: inner/../.stratum/secret.csv}",
    "{type: CsvSource, path: .git/config}",
    "{type: CsvSource, path: ../evil.yaml}",
    "{type: CsvSource, path: ROOT/../evil.yaml}",
    "{type: CsvSource, path: link.csv}",
    "{type: CsvSource, path: /etc/passwd}",
    "{type: CsvSource, path: '../../../../../../../../etc/passwd'}",
    "{type: CsvSource, path: 'package:stratum//etc/passwd'}",
]


def added(parts: Parts, *sources: str) -> None:
    """Write a pipeline with sources called rows0, rows1 … into the workspace, as it may come with a clone."""
    blocks = "".join(f"  rows{number}: {source}\n" for number, source in enumerate(sources))
    text = f"stratum: 1\nkind: Pipeline\nname: spy\n\nblocks:\n{blocks}"
    (parts.workspace.root / "spy.yaml").write_text(text)


def looked(site: Site, number: int, view: str = "preview") -> httpx.Response:
    path = f"{site.address}/api/data/spy/rows{number}/{view}"
    return httpx.get(path, trust_env=False, timeout=60)  # the first reads the data libraries


def test_no_source_shows_what_is_not_of_the_workspace(parts: Parts, site: Site) -> None:
    root = parts.workspace.root
    parts.state.mkdir(exist_ok=True)
    with closing(sqlite3.connect(parts.state / "accounts.db")) as accounts, accounts:
        accounts.execute("CREATE TABLE IF NOT EXISTS people (hash TEXT)")
        accounts.execute("INSERT INTO people (hash) VALUES (?)", [SECRET])
    (parts.state / "secret.csv").write_text(f"{SECRET}\n{SECRET}\n")
    (root.parent / "evil.yaml").write_text(f"{SECRET}\n{SECRET}\n")
    (root / "link.csv").symlink_to(root.parent / "evil.yaml")
    added(parts, *(source.replace("ROOT", str(root)) for source in SOURCES))
    for number, source in enumerate(SOURCES):
        for view in ("preview", "profile"):
            answer = looked(site, number, view)
            assert answer.status_code == 422, (source, answer.text)
            assert f"rows{number}" in answer.json()["error"]["message"]
            assert SECRET not in answer.text
            assert "root:" not in answer.text


def test_a_source_shows_what_is_of_the_workspace(parts: Parts, site: Site) -> None:
    (parts.workspace.root / "data.csv").write_text("who,what\nann,1\n")
    added(parts, "{type: CsvSource, path: data.csv}")
    assert looked(site, 0).json()["first"] == [["ann", 1]]


def test_the_owner_of_the_machine_opens_a_folder(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "more.csv").write_text("who,what\nann,1\n")
    parts = Parts(Settings(tmp_path / "space", data_roots=(tmp_path / "data",)))
    parts.workspace.create(example_files("01-flights"), "first")
    site = Site(Platform(parts), None, session=lambda: live_session(parts), bench=Workbench(parts))
    site.start()
    try:
        added(parts, "{type: CsvSource, path: ../data/more.csv}")
        assert looked(site, 0).json()["first"] == [["ann", 1]]
    finally:
        site.stop()
