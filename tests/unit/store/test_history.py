"""The history, read only: the graph, files of any commit, names for commits."""

from pathlib import Path

import pytest

from stratum.core.errors import InvalidInputError, NotFoundError, PermanentError
from stratum.store.service import Workspace
from stratum.testing.fakes import ManualClock
from stratum.testing.repositories import Repository, git


@pytest.fixture
def forked(made: Repository) -> Repository:
    """main: begin, second, merged; side: begin, aside."""
    made.branch("side")
    made.commit("aside", b="b: 2\n")
    made.workspace.copy.switch("main", "saved")
    made.commit("second\n\nwith a body", a="a: 2\n")
    made.workspace.joining.merge(made.workspace.joining.meet("side"), {}, "merged")
    return made


def test_the_log_is_the_graph_that_git_tells(forked: Repository) -> None:
    page = forked.workspace.history.log(every=True)
    told = forked.git("log", "--all", "--topo-order", "--format=%H|%P|%an|%ae|%at|%s").splitlines()
    mine = [
        f"{c.id}|{' '.join(c.parents)}|{c.author}|{c.email}|{c.time}|{c.title}"
        for c in (one.commit for one in page.commits)
    ]
    assert sorted(mine) == sorted(told)
    assert mine[0] == told[0]
    assert not page.more


def test_no_commit_stands_before_one_that_follows_from_it(forked: Repository) -> None:
    seen: set[str] = set()
    for one in forked.workspace.history.log(every=True).commits:
        assert seen.isdisjoint(one.commit.parents)
        seen.add(one.commit.id)


def test_the_log_tells_whether_there_is_more(forked: Repository) -> None:
    history = forked.workspace.history
    whole = history.log(limit=50).commits
    assert len(whole) == 4
    pages = [history.log(limit=limit) for limit in (3, 4, 5)]
    assert [page.more for page in pages] == [True, False, False]
    assert [page.commits for page in pages] == [whole[:3], whole, whole]


def test_branches_and_tags_stand_at_their_commits(forked: Repository) -> None:
    forked.workspace.names.create_tag("v1", "side")
    forked.git("tag", "light", "side")
    names = {o.commit.title: (o.branches, o.tags) for o in forked.workspace.history.log(every=True).commits}
    assert names["merged"] == (("main",), ())
    assert names["aside"] == (("side",), ("light", "v1"))
    assert names["begin"] == ((), ())


def test_a_log_of_another_branch(forked: Repository) -> None:
    found = [one.commit.title for one in forked.workspace.history.log("side").commits]
    assert found == ["aside", "begin"]


@pytest.mark.parametrize("name", ["HEAD~1", "main~1", "v1", "refs/tags/v1", "side@{0}", "short", "full"])
def test_a_commit_has_many_names(made: Repository, name: str) -> None:
    second = made.commit("second", a="a: 2\n")
    made.branch("side")
    made.workspace.names.create_tag("v1")
    made.workspace.copy.switch("main", "saved")
    made.commit("third", a="a: 3\n")
    named = {"short": second.id[:8], "full": second.id}.get(name, name)
    assert made.workspace.history.commit(named).title == "second"


@pytest.mark.parametrize(
    "name",
    ["", "none", "-x", "--all", "HEAD..main", "HEAD:a.yaml", "a b", "é", "\x01", "HEAD~9", "@{u}", "0" * 40],
)
def test_what_names_no_commit_is_told(made: Repository, name: str) -> None:
    with pytest.raises(NotFoundError, match="no commit"):
        made.workspace.history.commit(name)


def test_files_of_an_old_commit_are_read_and_nothing_here_changes(made: Repository) -> None:
    made.commit("second", a="a: 2\r\n", b=None)
    history = made.workspace.history
    assert list(history.files("HEAD~1")) == [".gitignore", "a.yaml", "b.yaml"]
    assert history.content("HEAD~1", "b.yaml") == b"b: 1\n"
    assert history.documents("HEAD~1") == {"a.yaml": "a: 1\n", "b.yaml": "b: 1\n"}
    assert history.documents("HEAD") == {"a.yaml": "a: 2\n"}
    assert made.git("status", "--porcelain") == ""
    with pytest.raises(NotFoundError, match=r"has no file 'b\.yaml'"):
        history.content("HEAD", "b.yaml")


def test_documents_of_a_commit_are_those_that_were_on_disk(made: Repository) -> None:
    for path in (
        ".hidden/x.yaml",
        "node_modules/x.yaml",
        "env/pyvenv.cfg",
        "env/x.yaml",
        "sub/q.sql",
        "n.md",
    ):
        (made.root / path).parent.mkdir(exist_ok=True)
        (made.root / path).write_text("x: 1\n")
    (made.root / "foreign.yaml").write_bytes(b"name: \xff\n")
    (made.root / "link.txt").symlink_to("a.yaml")
    on_disk = made.workspace.documents()
    made.commit("more")
    assert made.workspace.history.documents("HEAD") == on_disk
    assert sorted(on_disk) == ["a.yaml", "b.yaml", "sub/q.sql"]


def test_a_document_that_is_not_text_names_its_commit(made: Repository) -> None:
    (made.root / "bad.yaml").write_bytes(b"stratum: 1\nname: \xff\n")
    made.commit("bad")
    with pytest.raises(InvalidInputError, match=r"HEAD:bad\.yaml is not UTF-8 text \(byte 17\)"):
        made.workspace.history.documents("HEAD")


def test_an_empty_repository_has_an_empty_log(tmp_path: Path) -> None:
    git(tmp_path, "init", "-b", "main")
    history = Workspace(tmp_path, ManualClock()).history
    assert history.log().commits == ()
    assert history.log(every=True).commits == ()
    assert not history.branches()
    assert not history.tags()
    with pytest.raises(NotFoundError, match="no commit yet"):
        history.commit()


def test_without_a_repository_it_is_said(tmp_path: Path) -> None:
    history = Workspace(tmp_path, ManualClock()).history
    assert not history.is_kept
    with pytest.raises(NotFoundError, match="is no git repository"):
        history.log()


def test_a_bare_repository_is_told(tmp_path: Path) -> None:
    git(tmp_path, "init", "--bare")
    workspace = Workspace(tmp_path, ManualClock())
    assert workspace.revision().commit == ""
    with pytest.raises(PermanentError, match="bare repository"):
        workspace.history.log()


def test_a_workspace_below_the_top_of_its_repository(tmp_path: Path) -> None:
    outer = Repository(tmp_path / "outer").begin(top="t: 1\n")
    inner = Repository(outer.root / "models")
    inner.root.mkdir()
    (inner.root / "a.yaml").write_text("a: 1\n")
    (outer.root / "top.yaml").write_text("t: 2\n")
    assert inner.workspace.copy.changed() == ("a.yaml",)
    inner.commit("inner")
    history = inner.workspace.history
    assert list(history.files("HEAD")) == ["a.yaml"]
    assert history.files("HEAD~1") == {}
    assert not inner.workspace.revision().dirty
    assert outer.git("status", "--porcelain") == " M top.yaml"


def test_a_folder_that_its_repository_ignores_has_no_history(tmp_path: Path) -> None:
    outer = Repository(tmp_path / "outer").begin(top="t: 1\n")
    (outer.root / ".gitignore").write_text("/scratch/\n")
    (outer.root / "scratch").mkdir()
    inner = Workspace(outer.root / "scratch", ManualClock())
    assert inner.revision().commit == ""
    assert not inner.history.is_kept


def test_tags_of_files_are_left_out(made: Repository) -> None:
    made.git("tag", "file", "HEAD:a.yaml")
    made.workspace.names.create_tag("v1", message="first")
    assert [(tag.name, tag.message) for tag in made.workspace.history.tags()] == [("v1", "first")]
