"""The drivers by which git itself compares and merges documents."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from stratum.cli.main import cli
from stratum.testing.repositories import Repository, git_told

APP = """\
stratum: 1
kind: Application
name: app
infrastructure: site.yaml
components:
  db: {type: SqliteDatabase, requires: {memory: 64 MiB}}   # the rows
"""
SITE = """\
stratum: 1
kind: Infrastructure
name: site
hosts:
  fog-1: {type: FogServer, cpu: 2, memory: 2 GiB}
"""
OURS = APP.replace("64 MiB", "64 MiB, cpu: 1")
THEIRS = APP.replace("type: SqliteDatabase", "type: SqliteDatabase, hostedOn: fog-1")
BOTH = OURS.replace("cpu: 1}}", "cpu: 1}, hostedOn: fog-1}")


@pytest.fixture
def made(tmp_path: Path) -> Repository:
    made = Repository(tmp_path / "ws").begin(site=SITE, app=APP)
    assert install(made, "--yes").exit_code == 0
    made.commit("attributes")
    return made


def install(made: Repository, *arguments: str, answers: str = "") -> Result:
    return CliRunner().invoke(cli, ["git-driver", "install", "-w", str(made.root), *arguments], input=answers)


def forked(made: Repository, ours: str, theirs: str, name: str = "app") -> None:
    made.branch("side")
    made.commit("aside", **{name: theirs})
    made.workspace.copy.switch("main", "saved")
    made.commit("here", **{name: ours})


def test_what_is_written_is_shown_and_asked_for(tmp_path: Path) -> None:
    made = Repository(tmp_path / "ws").begin(app=APP)
    (made.root / ".gitattributes").write_text("*.png binary")
    refused = install(made, answers="n\n")
    assert "git config merge.stratum.driver" in refused.output
    assert "*.yaml diff=stratum merge=stratum" in refused.output
    assert made.git("config", "--get", "merge.stratum.driver", code=1) == ""
    assert install(made, answers="y\n").exit_code == 0
    assert (made.root / ".gitattributes").read_text().splitlines() == [
        "*.png binary", "*.yaml diff=stratum merge=stratum", "*.yml diff=stratum merge=stratum",
    ]  # fmt: skip
    assert made.git("config", "--get", "merge.stratum.driver").endswith("merge %O %A %B %P")
    assert install(made).output == "both drivers are installed already\n"
    assert install(made, "--json").exit_code == 2


def test_git_diff_tells_words(made: Repository) -> None:
    (made.root / "app.yaml").write_text(OURS)
    shown = made.git("diff")
    assert shown.startswith("app.yaml\n  ")
    assert "cpu" in shown
    assert "@@" not in shown


def test_git_diff_of_other_yaml_tells_lines(made: Repository) -> None:
    made.commit("other", other="a: 1\n")
    (made.root / "other.yaml").write_text("a: 2\n")
    assert made.git("diff") == "--- a/other.yaml\n+++ b/other.yaml\n@@ -1 +1 @@\n-a: 1\n+a: 2"
    (made.root / "other.yaml").unlink()
    assert "+++ /dev/null" in made.git("diff")


def test_git_merge_joins_what_both_changed_in_one_line(made: Repository) -> None:
    forked(made, OURS, THEIRS)
    made.git("merge", "side", "-m", "by git")
    assert (made.root / "app.yaml").read_text() == BOTH
    assert made.git("status", "--porcelain") == ""
    assert made.git("log", "-1", "--format=%s") == "by git"


def test_git_merge_leaves_a_conflict_with_its_marks(made: Repository) -> None:
    forked(made, APP.replace("64 MiB", "96 MiB"), APP.replace("64 MiB", "128 MiB"))
    done = made.git("merge", "side", code=1)
    assert "CONFLICT (content): Merge conflict in app.yaml" in done
    text = (made.root / "app.yaml").read_text()
    assert all(mark in text for mark in ("<<<<<<< ours", "96 MiB", "=======", "128 MiB", ">>>>>>> theirs"))
    assert made.git("ls-files", "-u") != ""


def test_git_merge_reports_a_conflict_where_only_the_lines_join(made: Repository) -> None:
    base = APP + "  page: {type: Dashboard, port: 9000}\n  old: {type: Dashboard, port: 9100}\n"
    made.commit("two", app=base)
    removed = base.replace("  old: {type: Dashboard, port: 9100}\n", "")
    named = base.replace("components:\n", "groups:\n  all: {members: [page, old]}\ncomponents:\n")
    forked(made, removed, named)
    done, told = git_told(made.root, "merge", "side", code=1)
    assert "CONFLICT (content): Merge conflict in app.yaml" in done
    assert "app.yaml: we removed old, and they let all name old" in told
    text = (made.root / "app.yaml").read_text()
    assert "<<<<<<<" not in text
    assert "[page, old]" in text
    assert "  old:" not in text
    assert made.git("ls-files", "-u") != ""
    made.git("commit", "-m", "unsettled", code=128)


NOTED = (
    OURS.replace("# the rows", "# of ours"),
    APP.replace("64 MiB}}   # the rows", "96 MiB}}   # of theirs"),
)
SERVICE = APP + "  model: {type: ModelService, model: x, scaling: {policy: hpa, minimum: 1, maximum: 4}}\n"


def test_git_merge_tells_comments_that_could_not_be_kept(made: Repository) -> None:
    forked(made, *NOTED)
    _, told = git_told(made.root, "merge", "side", "-m", "by git")
    assert "note: comments could not be kept: # of theirs [merge-comments]" in told
    assert told.count("[") == 1
    assert made.git("status", "--porcelain") == ""


def test_git_merge_commits_no_error_that_neither_side_had(made: Repository) -> None:
    made.commit("base", app=SERVICE)
    forked(made, SERVICE.replace("minimum: 1", "minimum: 3"), SERVICE.replace("maximum: 4", "maximum: 2"))
    done, told = git_told(made.root, "merge", "side", "-m", "by git", code=1)
    assert "error: model has at least 3 replicas and at most 2 [scaling-bounds]" in told
    assert "CONFLICT (content): Merge conflict in app.yaml" in done
    text = (made.root / "app.yaml").read_text()
    assert "minimum: 3, maximum: 2" in text
    assert "<<<<<<<" not in text
    assert made.git("log", "-1", "--format=%s") == "here"
    made.git("commit", "-m", "unsettled", code=128)
    (made.root / "app.yaml").write_text(text.replace("maximum: 2", "maximum: 3"))
    made.git("commit", "-a", "-m", "settled")
    assert made.git("log", "-1", "--format=%s") == "settled"


def test_git_merge_lets_an_error_pass_that_a_side_had(made: Repository) -> None:
    wrong = SERVICE.replace("minimum: 1", "minimum: 5")
    made.commit("base", app=wrong)
    forked(made, wrong.replace("64 MiB", "96 MiB"), wrong.replace("model: x", "model: y"))
    made.git("merge", "side", "-m", "by git")
    assert made.git("status", "--porcelain") == ""


def test_git_merge_of_other_yaml_is_by_lines(made: Repository) -> None:
    made.commit("other", other="a: 1\nb: 1\nc: 1\nd: 1\n")
    forked(made, "a: 2\nb: 1\nc: 1\nd: 1\n", "a: 1\nb: 1\nc: 1\nd: 2\n", "other")
    made.git("merge", "side", "-m", "by git")
    assert (made.root / "other.yaml").read_text() == "a: 2\nb: 1\nc: 1\nd: 2\n"


def test_a_document_that_both_added(made: Repository) -> None:
    forked(made, APP.replace("name: app", "name: new"), APP.replace("name: app", "name: new"), "new")
    assert "Already up to date" not in made.git("merge", "side", "-m", "by git")
    assert (made.root / "new.yaml").read_text() == APP.replace("name: app", "name: new")


def test_a_file_in_a_folder_with_odd_signs(made: Repository) -> None:
    folder = made.root / "a b; $(touch x)'"
    folder.mkdir()
    for name in ("app.yaml", "site.yaml"):
        (folder / name).write_bytes((made.root / name).read_bytes())
    made.commit("odd")
    made.branch("side")
    (folder / "app.yaml").write_text(THEIRS)
    made.commit("aside")
    made.workspace.copy.switch("main", "saved")
    (folder / "app.yaml").write_text(OURS)
    assert "cpu" in made.git("diff")
    made.commit("here")
    made.git("merge", "side", "-m", "by git")
    assert (folder / "app.yaml").read_text() == BOTH
    assert not list(made.root.rglob("x"))
