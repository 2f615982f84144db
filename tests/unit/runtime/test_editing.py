"""Edits of the documents of a workspace through its session."""

import asyncio
import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest

from stratum.core.digests import digest_bytes
from stratum.core.edits import Edit, RemoveElement, RenameElement, SetValue
from stratum.core.errors import NotFoundError, PermanentError, TransientError
from stratum.runtime.editing import open_desk, write
from stratum.runtime.examples import example_files
from stratum.runtime.platform import Platform
from stratum.runtime.session import live_session
from stratum.runtime.settings import Settings
from stratum.runtime.views import Json
from stratum.runtime.wiring import Parts
from stratum.testing.repositories import git

APP = "application.yaml"


@pytest.fixture
def parts(tmp_path: Path) -> Parts:
    made = Parts(Settings(tmp_path / "flights"))
    made.workspace.create(example_files("01-flights"), "first")
    return made


def do(parts: Parts, *edits: Edit, against: Mapping[str, str] | None = None) -> Json:
    async def once() -> Json:
        session = live_session(parts)
        try:
            return await session.edit(edits, against or {})
        finally:
            await session.finish()

    return asyncio.run(once())


@pytest.fixture
def platform(parts: Parts) -> Platform:
    return Platform(parts)


def digests(platform: Platform) -> dict[str, str]:
    told = platform.application("flight-delays")["digests"]
    assert isinstance(told, dict)
    return told


def digest_of(parts: Parts, file: str) -> str:
    return digest_bytes((parts.workspace.root / file).read_bytes())


def test_an_edit_is_written_and_nothing_else(platform: Platform, parts: Parts) -> None:
    before = (parts.workspace.root / APP).read_text(encoding="utf-8")
    told = do(parts, SetValue(APP, "broker", "requires.memory", "200 MiB"), against=digests(platform))
    after = (parts.workspace.root / APP).read_text(encoding="utf-8")
    assert told["applied"] is True
    assert told["findings"] == []
    assert told["digests"] == {**digests(platform), "departures.sql": digest_of(parts, "departures.sql")}
    assert sum(a != b for a, b in zip(before.splitlines(), after.splitlines(), strict=True)) == 1


def test_another_name_of_a_host_reaches_the_applications(platform: Platform, parts: Parts) -> None:
    told = do(parts, RenameElement("infrastructure.yaml", "fog-1", "fog-queens"))
    assert told["applied"] is True
    assert "fog-1" not in (parts.workspace.root / "infrastructure.yaml").read_text(encoding="utf-8")


def test_an_illegal_edit_leaves_the_files_alone(platform: Platform, parts: Parts) -> None:
    before = (parts.workspace.root / APP).read_bytes()
    told = do(parts, RemoveElement(APP, "broker"))
    findings = told["findings"]
    assert isinstance(findings, list)
    assert told["applied"] is False
    assert {f["code"] for f in findings} == {"relation-missing"}
    assert (parts.workspace.root / APP).read_bytes() == before


def test_an_edit_of_another_text_is_refused(platform: Platform, parts: Parts) -> None:
    known, path = digests(platform), parts.workspace.root / APP
    path.write_text(path.read_text(encoding="utf-8") + "# more\n", encoding="utf-8")
    with pytest.raises(PermanentError, match="changed meanwhile"):
        do(parts, SetValue(APP, "broker", "description", "x"), against=known)


def test_what_changes_between_reading_and_writing_is_kept(parts: Parts) -> None:
    desk, path = open_desk(parts), parts.workspace.root / APP
    after = open_desk(parts)
    path.write_text(path.read_text(encoding="utf-8").replace("broker:", "# x\n  broker:"), encoding="utf-8")
    kept = path.read_bytes()
    with pytest.raises(TransientError, match="changed meanwhile"):
        write(after, open_desk(parts).state)
    assert desk.state.texts.keys() == after.state.texts.keys()
    assert path.read_bytes() == kept


def test_schemas_have_the_workspace_s_own_types(platform: Platform, parts: Parts) -> None:
    own = "stratum: 1\nkind: Types\nname: own\ntypes:\n  Drone: {extends: EdgeGateway, help: Flies.}\n"
    (parts.workspace.root / "types.yaml").write_text(own, encoding="utf-8")
    assert "Drone" in str(platform.schema("Infrastructure"))
    assert "Drone" in str(platform.types())
    with pytest.raises(NotFoundError, match="no kind"):
        platform.schema("Other")


def commit_of(told: Mapping[str, object]) -> str:
    assert told["applied"] is True
    return str(told["commit"])


def test_an_edit_becomes_a_commit_of_what_it_changed(platform: Platform, parts: Parts) -> None:
    root = parts.workspace.root
    git(root, "config", "user.name", "Ada")
    (root / "pipeline.yaml").write_text((root / "pipeline.yaml").read_text() + "# not done yet\n")
    told = do(parts, SetValue(APP, "broker", "requires.memory", "200 MiB"), against=digests(platform))
    assert git(root, "rev-parse", "HEAD") == commit_of(told)
    assert git(root, "show", "--name-only", "--format=%an", "HEAD").split() == ["Ada", APP]
    title = git(root, "log", "-1", "--format=%s")
    assert "broker" in title
    assert "200 MiB" in title
    assert git(root, "status", "--porcelain") == " M pipeline.yaml"


def test_an_edit_that_changes_nothing_makes_no_commit(platform: Platform, parts: Parts) -> None:
    edit = SetValue(APP, "broker", "requires.memory", "200 MiB")
    first = commit_of(do(parts, edit))
    assert commit_of(do(parts, edit)) == ""
    assert git(parts.workspace.root, "rev-parse", "HEAD") == first


def test_an_edit_is_written_where_no_commit_can_be_made(platform: Platform, parts: Parts) -> None:
    root = parts.workspace.root
    git(root, "checkout", "--detach")
    told = do(parts, SetValue(APP, "broker", "requires.memory", "200 MiB"))
    assert (told["commit"], told["applied"]) == ("", True)
    assert "stands at no branch" in str(told["uncommitted"])
    assert git(root, "status", "--porcelain") == f" M {APP}"


def test_without_a_repository_an_edit_is_only_written(platform: Platform, parts: Parts) -> None:
    shutil.rmtree(parts.workspace.root / ".git")
    told = do(parts, SetValue(APP, "broker", "requires.memory", "200 MiB"))
    assert (told["applied"], told["commit"], told["uncommitted"]) == (True, "", "")
