"""Which files belong to a workspace, where its root is, and what exists."""

from pathlib import Path

import pytest

from stratum.store.files import find_root, known_files, text_files

DOCUMENT = "stratum: 1\nkind: Pipeline\n"


def write(root: Path, *names: str, text: str = DOCUMENT) -> None:
    for name in names:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)


def test_what_has_a_life_of_its_own_is_left_out(tmp_path: Path) -> None:
    write(tmp_path, "a.yaml", "deep/b.yml", "deep/er/c.sql", "notes.txt", ".hidden.yaml")
    write(tmp_path, ".stratum/x.yaml", ".github/x.yml", "node_modules/p/x.yaml", "__pycache__/x.yaml")
    write(tmp_path, "inner/x.yaml", "inner/.stratum/state.db", "clone/x.yaml", "clone/.git/config")
    write(tmp_path, "venv/pyvenv.cfg", "venv/lib/x.yaml")
    (tmp_path / "gone.yaml").symlink_to(tmp_path / "nowhere")
    found = [path.relative_to(tmp_path).as_posix() for path in text_files(tmp_path)]
    assert found == ["a.yaml", "deep/b.yml", "deep/er/c.sql"]


def test_a_folder_called_like_a_document_is_none(tmp_path: Path) -> None:
    write(tmp_path, "folder.yaml/a.yaml")
    assert text_files(tmp_path) == [tmp_path / "folder.yaml" / "a.yaml"]
    assert find_root(tmp_path / "folder.yaml") == tmp_path / "folder.yaml"


@pytest.mark.parametrize("mark", [".git/HEAD", ".stratum/state.db"])
def test_the_root_is_the_highest_folder_with_documents_up_to_a_mark(tmp_path: Path, mark: str) -> None:
    write(tmp_path, "above.yaml", "ws/site.yml", f"ws/{mark}", "ws/pipelines/p.yaml", "ws/queries/q.sql")
    for start in ("ws", "ws/pipelines", "ws/queries"):
        assert find_root(tmp_path / start) == tmp_path / "ws"


def test_a_workspace_may_be_a_part_of_a_repository(tmp_path: Path) -> None:
    write(tmp_path, ".git/HEAD", "examples/one/site.yaml", "examples/one/deep/p.yaml")
    write(tmp_path, "compose.yaml", text="services: {}\n")
    assert find_root(tmp_path / "examples/one/deep") == tmp_path / "examples/one"
    assert find_root(tmp_path / "examples") == tmp_path / "examples"


def test_without_a_mark_the_nearest_documents_count(tmp_path: Path) -> None:
    write(tmp_path, "above.yaml", "ws/site.yaml", "ws/queries/q.sql")
    assert find_root(tmp_path / "ws/queries") == tmp_path / "ws"
    assert find_root(tmp_path / "ws") == tmp_path / "ws"


def test_an_empty_workspace_is_known_by_its_state(tmp_path: Path) -> None:
    write(tmp_path, "ws/.stratum/state.db", "ws/deep/notes.txt")
    assert find_root(tmp_path / "ws/deep") == tmp_path / "ws"


def test_a_file_that_is_missing_brings_its_neighbours(tmp_path: Path) -> None:
    write(tmp_path, "ws/data/rows.csv", "ws/data/more/x.csv")
    root = tmp_path / "ws"
    assert known_files(root, ["data/rows.csv"]) == {"data/rows.csv"}
    assert known_files(root, ["data/row.csv"]) == {"data/rows.csv"}
    folders = ["data/", "data/rows.csv/", "gone/", ".git/", "../", "package:stratum/data/"]
    assert known_files(root, folders) == {"data/"}
    assert known_files(root, ["data/more", "gone/x.csv"]) == {"data/rows.csv"}


@pytest.mark.parametrize(
    "path",
    [
        "../other.csv",
        "../othr.csv",
        "OUTSIDE/other.csv",
        "link.csv",
        "deep/x.csv",
        "loop",
        ".stratum/a.db",
        ".git/HEAD",
    ],
)
def test_what_lies_outside_is_as_what_is_not_there(path: str, tmp_path: Path) -> None:
    write(tmp_path, "other.csv", "far/x.csv", "ws/.stratum/a.db", "ws/.git/HEAD")
    root = tmp_path / "ws"
    (root / "link.csv").symlink_to(tmp_path / "other.csv")
    (root / "deep").symlink_to(tmp_path / "far")
    (root / "loop").symlink_to(root / "loop")
    assert known_files(root, [path.replace("OUTSIDE", str(tmp_path))]) == frozenset()


def test_further_folders_may_be_open(tmp_path: Path) -> None:
    write(tmp_path, "ws/a.csv", "data/rows.csv", "data/.git/HEAD")
    named = [str(tmp_path / "data/rows.csv"), "../data/rows.csv", "../data/.git/HEAD"]
    assert known_files(tmp_path / "ws", named, [tmp_path / "data"]) == set(named[:2])


def test_links_of_texts_stay_inside_and_lead_to_texts(tmp_path: Path) -> None:
    write(
        tmp_path,
        "secret.yaml",
        "far/q.sql",
        "ws/.hidden/b.yaml",
        "ws/rows.csv",
        "ws/deep/real.sql",
        "ws/site.yaml",
    )
    root = tmp_path / "ws"
    links = {
        "out.yaml": tmp_path / "secret.yaml",
        "query.sql": tmp_path / "far/q.sql",
        "up.sql": Path("../far/q.sql"),
        "dir": tmp_path / "far",
        "hidden.yaml": root / ".hidden/b.yaml",
        "rows.sql": root / "rows.csv",
        "again.sql": root / "deep/real.sql",
        "lost.yaml": root / "nothing.yaml",
        "loop.yaml": root / "loop.yaml",
    }
    for name, target in links.items():
        (root / name).symlink_to(target)
    found = [path.relative_to(root).as_posix() for path in text_files(root)]
    assert found == ["again.sql", "deep/real.sql", "site.yaml"]


def test_a_file_of_a_package_is_found_without_importing_it(tmp_path: Path) -> None:
    inside = "package:stratum/core/findings.py"
    assert known_files(tmp_path, [inside]) == {inside}
    assert inside in known_files(tmp_path, ["package:stratum/core/finding.py"])


@pytest.mark.parametrize(
    "path",
    [
        "package:stratum",
        "package:stratum/../x",
        "package:no_such_package/x.csv",
        "package:a-b/x.csv",
        "package:__main__/x.csv",
        "package:json.decoder/x",
        "x" * 5000,
    ],
)
def test_what_can_be_nowhere_is_not_there(tmp_path: Path, path: str) -> None:
    assert known_files(tmp_path, [path]) == frozenset()
