"""Versions as the API sees them, on a real repository."""

from pathlib import Path
from typing import Literal

import pytest

from stratum.core.errors import InvalidInputError, NotFoundError, PermanentError
from stratum.core.versions import (
    CreateBranch,
    CreateTag,
    DeleteBranch,
    DeleteTag,
    Fetch,
    Merge,
    Own,
    Push,
    Restore,
    Save,
    Switch,
)
from stratum.runtime.platform import Platform
from stratum.runtime.settings import Settings
from stratum.runtime.versions.merging import attempt
from stratum.runtime.views import Json
from stratum.runtime.wiring import Parts
from stratum.testing.repositories import Repository, git

APP = """\
stratum: 1
kind: Application
name: app
infrastructure: site.yaml
components:
  db: {type: SqliteDatabase, requires: {memory: 64 MiB}}
"""
SITE = """\
stratum: 1
kind: Infrastructure
name: site
hosts:
  fog-1: {type: FogServer, cpu: 2, memory: 2 GiB}
"""
MORE = APP.replace("64 MiB", "96 MiB")


@pytest.fixture
def made(tmp_path: Path) -> Repository:
    return Repository(tmp_path / "ws").begin(site=SITE, app=APP)


@pytest.fixture
def platform(made: Repository) -> Platform:
    return Platform(Parts(Settings(made.root)))


def test_the_graph_with_all_that_stands_in_it(platform: Platform, made: Repository) -> None:
    made.branch("side")
    made.commit("aside", app=MORE)
    made.workspace.copy.switch("main", "saved")
    made.commit("second", notes="a: 1\n")
    platform.act(CreateTag("v1", "HEAD~1", "what runs"))
    (made.root / "new.md").write_text("x")
    told = platform.graph("", 50, 0)
    assert told["branch"] == "main"
    assert told["head"] == made.git("rev-parse", "main")
    assert told["uncommitted"] == ("new.md",)
    commits = told["commits"]
    assert isinstance(commits, list)
    assert {c["title"]: c["lane"] for c in commits}["begin"] == 0
    assert {c["lane"] for c in commits} == {0, 1}
    second = platform.graph("", 1, 1)["commits"]
    assert second == commits[1:2]
    assert platform.graph("side", 1, 0)["more"] is True


def test_a_commit_its_files_and_what_changed(platform: Platform, made: Repository) -> None:
    second = made.commit("second", app=MORE)
    told = platform.commit(second.id[:9])
    assert told["files"] == [".gitignore", "app.yaml", "site.yaml"]
    assert "96 MiB" in str(told["words"])
    assert platform.content("HEAD~1", "app.yaml")["text"] == APP
    (made.root / "app.yaml").write_text(APP)
    assert platform.compare("HEAD", "")["files"] == [{"file": "app.yaml", "what": "changed"}]
    assert platform.compare("HEAD~1", "")["words"] == ()
    with pytest.raises(NotFoundError):
        platform.commit("none")


def test_branches_and_tags_are_made_and_deleted(platform: Platform, made: Repository) -> None:
    platform.act(CreateBranch("side"))
    platform.act(CreateTag("v1"))
    assert made.git("for-each-ref", "--format=%(refname:short)").split() == ["main", "side", "v1"]
    platform.act(DeleteBranch("side"))
    platform.act(DeleteTag("v1"))
    assert made.git("for-each-ref", "--format=%(refname:short)") == "main"
    with pytest.raises(PermanentError):
        platform.act(DeleteBranch("main", force=True))


def test_going_to_another_branch_and_back_in_time(platform: Platform, made: Repository) -> None:
    platform.act(CreateBranch("side"))
    (made.root / "app.yaml").write_text(MORE)
    saved = platform.act(Save())["commit"]
    assert isinstance(saved, dict)
    assert "96 MiB" in saved["title"]
    assert platform.act(Save())["commit"] is None
    platform.act(Switch("side"))
    assert (made.root / "app.yaml").read_text() == APP
    platform.act(Switch("main"))
    assert platform.act(Restore("HEAD~1"))["new"] is True
    assert (made.root / "app.yaml").read_text() == APP


FULL = SITE + "  fog-2: {type: FogServer, cpu: 2, memory: 2 GiB}\n"
TWO = """\
stratum: 1
kind: Application
name: app
infrastructure: site.yaml
components:
  db: {type: SqliteDatabase, hostedOn: fog-1, requires: {memory: 1 GiB}}
  page: {type: Dashboard, hostedOn: fog-1, port: 9000, requires: {memory: 512 MiB}}
"""


def joined(made: Repository, ours: str, theirs: str) -> list[str]:
    """Messages of the errors that a merge of two versions of the application tells."""
    made.commit("two", app=TWO, site=FULL)
    made.branch("side")
    made.commit("aside", app=theirs)
    made.workspace.copy.switch("main", "saved")
    made.commit("here", app=ours)
    return [finding.message for finding in attempt(Parts(Settings(made.root)), "side").errors]


def test_an_error_that_comes_of_a_merge_is_told(made: Repository) -> None:
    (told,) = joined(made, TWO.replace("1 GiB", "1200 MiB"), TWO.replace("512 MiB", "900 MiB"))
    assert "fog-1" in told


def test_an_error_that_is_here_is_not_new_because_its_figures_change(made: Repository) -> None:
    assert joined(made, TWO.replace("1 GiB", "3 GiB"), TWO.replace("512 MiB", "600 MiB")) == []


def test_an_error_of_the_other_side_is_told(made: Repository) -> None:
    (told,) = joined(made, TWO.replace("9000", "9001"), TWO.replace("1 GiB", "3 GiB"))
    assert "fog-1" in told


def test_what_is_committed_is_of_who_asked(platform: Platform, made: Repository) -> None:
    made.branch("side")
    made.commit("aside", notes="a: 1\n")
    made.workspace.copy.switch("main", "saved")
    made.commit("here", app=MORE)
    platform.act(Merge("side", apply=True), "ada")
    (made.root / "left.md").write_text("one")
    platform.act(Restore("HEAD~1"), "ada")
    (made.root / "left.md").write_text("two")
    platform.act(Switch("side"), "ada")
    told = made.git("log", "main", "-4", "--format=%an|%s").splitlines()
    assert [line.split()[0] for line in told] == ["ada|added", "ada|Restore", "ada|added", "ada|Merge"]
    assert "ada" not in made.git("log", "main", "--format=%cn"), "who commits is whom git names"


def test_a_merge_is_tried_settled_and_done(platform: Platform, made: Repository) -> None:
    made.branch("side")
    made.commit("aside", app=APP.replace("64 MiB", "128 MiB"))
    made.workspace.copy.switch("main", "saved")
    made.commit("here", app=MORE)
    tried = platform.act(Merge("side", apply=True))
    assert (tried["outcome"], tried["commit"]) == ("conflicts", None)
    conflicts = tried["conflicts"]
    assert isinstance(conflicts, list)
    choices: dict[str, Literal["ours", "theirs"] | Own] = {c["id"]: "theirs" for c in conflicts}
    ready = platform.act(Merge("side", choices=choices))
    assert (ready["outcome"], ready["commit"]) == ("merge", None)
    assert (made.root / "app.yaml").read_text() == MORE
    done = platform.act(Merge("side", apply=True, choices=choices))["commit"]
    assert isinstance(done, dict)
    assert done["id"] == made.git("rev-parse", "HEAD")
    assert "128 MiB" in (made.root / "app.yaml").read_text()


def forked(made: Repository) -> None:
    """Both branches changed the memory of one component; the other one has a page besides."""
    made.branch("side")
    made.commit("aside", app=APP.replace("64 MiB", "128 MiB") + "  page: {type: Dashboard, connectsTo: db}\n")
    made.workspace.copy.switch("main", "saved")
    made.commit("here", app=MORE)


def test_what_merges_alone_is_told_while_conflicts_are_left(platform: Platform, made: Repository) -> None:
    forked(made)
    tried = platform.act(Merge("side"))
    assert tried["words"] == ("added page (Dashboard)",)
    assert tried["conflicts"] == [
        {key: value for key, value in one.items() if key != "own"} for one in listed(tried, "asked")
    ]
    texts = tried["texts"]
    assert isinstance(texts, dict)
    assert "page" in texts["app.yaml"]
    assert "96 MiB" in texts["app.yaml"], "ours is in the place of what is left"
    assert [tried[key] for key in ("base", "ours", "theirs")] == [
        made.git("rev-parse", name) for name in ("main~1", "main", "side")
    ]


def test_a_conflict_is_settled_with_a_value_of_ones_own(platform: Platform, made: Repository) -> None:
    forked(made)
    (one,) = listed(platform.act(Merge("side")), "asked")
    assert one["own"] is True
    key = str(one["id"])
    choices = {key: Own("100 MiB")}
    ready = platform.act(Merge("side", choices=choices))
    assert (ready["outcome"], ready["conflicts"], len(listed(ready, "asked"))) == ("merge", [], 1)
    with pytest.raises(InvalidInputError, match="this value cannot be written"):
        platform.act(Merge("side", apply=True, choices={key: Own("much")}))
    assert (made.root / "app.yaml").read_text() == MORE
    platform.act(Merge("side", apply=True, choices=choices))
    text = (made.root / "app.yaml").read_text()
    assert "memory: 100 MiB" in text
    assert "page: {type: Dashboard, connectsTo: db}" in text
    assert made.git("status", "--porcelain") == ""


def test_a_name_and_a_file_may_be_ones_own_and_an_element_may_not(
    platform: Platform, made: Repository
) -> None:
    (made.root / "notes.md").write_text("one\n")
    made.commit("notes", site=SITE + "  fog-2: {type: FogServer, cpu: 2, memory: 2 GiB}\n")
    made.branch("side")
    (made.root / "notes.md").write_text("two\n")
    made.commit("aside", app=APP.replace("db:", "rows:"), site=SITE)
    made.workspace.copy.switch("main", "saved")
    (made.root / "notes.md").write_text("three\n")
    changed = SITE + "  fog-2: {type: FogServer, cpu: 3, memory: 2 GiB}\n"
    made.commit("here", app=APP.replace("db:", "store:"), site=changed)
    asked = {str(one["id"]): one for one in listed(platform.act(Merge("side")), "asked")}
    own = {key for key, one in asked.items() if one["own"]}
    assert "file:notes.md" in own
    assert "site.yaml#fog-2:element" in asked.keys() - own
    with pytest.raises(InvalidInputError, match="not answered with a value"):
        platform.act(Merge("side", choices={"site.yaml#fog-2:element": Own("x")}))
    choices: dict[str, Literal["ours", "theirs"] | Own] = dict.fromkeys(asked, "ours")
    platform.act(Merge("side", apply=True, choices={**choices, "file:notes.md": Own("both\n")}))
    assert (made.root / "notes.md").read_text() == "both\n"


def test_changes_name_what_they_are_about(platform: Platform, made: Repository) -> None:
    made.commit("page", app=APP + "  page: {type: Dashboard, connectsTo: db}\n")
    made.commit("names", app=MORE.replace("db:", "store: {type: SqliteDatabase}\n  db:"))
    told = listed(platform.compare("HEAD~1", ""), "changes")
    assert [(one["what"], one["element"], one["file"]) for one in told] == [
        ("removed", "page", "app.yaml"),
        ("added", "store", "app.yaml"),
        ("changed", "db", "app.yaml"),
    ]
    back = listed(platform.compare("HEAD~2", "HEAD~1"), "changes")
    assert [one["text"] for one in back] == ["added page (Dashboard)"]


def test_documents_and_types_as_they_were(platform: Platform, made: Repository) -> None:
    made.commit("second", app=MORE)
    (made.root / "app.yaml").write_text(APP.replace("64", "32"))
    told = {at: platform.documents_at(at) for at in ("HEAD~1", "HEAD", "")}
    texts = [str(one["texts"]) for one in told.values()]
    assert [size in text for size, text in zip(("64 MiB", "96 MiB", "32 MiB"), texts, strict=True)] == [
        True
    ] * 3
    assert told["HEAD"]["hosts"] == {"app": {"db": "fog-1"}}
    assert told["HEAD"]["commit"] == made.git("rev-parse", "HEAD")
    assert platform.types("HEAD") == platform.types()


def test_other_repositories_are_those_that_git_knows(
    platform: Platform, made: Repository, tmp_path: Path
) -> None:
    git(tmp_path, "init", "--bare", "-b", "main", "there.git")
    made.git("remote", "add", "origin", str(tmp_path / "there.git"))
    assert platform.graph("", 1, 0)["remotes"] == ("origin",)
    assert platform.exchange(Push()) == {
        "remote": "origin", "branch": "main", "commit": made.git("rev-parse", "HEAD")
    }  # fmt: skip
    git(tmp_path, "clone", "there.git", "other")
    theirs = Repository(tmp_path / "other").commit("theirs", app=MORE)
    git(tmp_path / "other", "push", "origin", "main")
    assert platform.meant(Fetch()) == Fetch("origin", "main")
    assert platform.exchange(Fetch())["commit"] == theirs.id
    assert platform.act(Merge("origin/main", apply=True))["outcome"] == "forward"
    for action in (Push(str(tmp_path / "there.git")), Fetch("--upload-pack=x")):
        with pytest.raises(NotFoundError, match="there is no remote"):
            platform.exchange(action)


def listed(told: Json, key: str) -> list[dict[str, object]]:
    found = told[key]
    assert isinstance(found, list)
    return found
