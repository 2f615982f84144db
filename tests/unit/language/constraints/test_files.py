from collections.abc import Mapping

import pytest

from stratum.core.findings import Finding
from stratum.language.check import check_files, files_of
from stratum.language.library import extended, library
from stratum.language.metamodel import Metamodel

OWN = """\
stratum: 1
kind: Types
name: mine
types:
  Table:
    extends: Source
    help: Many files.
    attributes:
      parts: {type: list, items: path, words: [none], help: Files.}
      named: {type: map, items: path, help: Files by name.}
      options: {type: group, fields: {schema: {type: path, words: [guess], help: A file.}}, help: More.}
"""
USES = """\
stratum: 1
kind: Pipeline
name: risk
blocks:
  rows: {type: Table, parts: [a.csv, ../b.csv], named: {c: /c.csv}, options: {schema: %s}}
"""


def missing(text: str, known: set[str] | None, types: Metamodel | None = None) -> list[Finding]:
    there = None if known is None else frozenset(known)
    found = check_files({"deep/p.yaml": text}, types or library(), there)
    return [f for f in found.findings if f.code == "path-missing"]


def test_nothing_is_told_where_nobody_looked(pipeline: str) -> None:
    assert missing(pipeline, None) == []
    assert missing(pipeline, {"deep/rows.csv"}) == []


@pytest.mark.parametrize(
    ("path", "known", "fix"),
    [
        ("row.csv", "deep/rows.csv", "did you mean rows.csv?"),
        ("../data/row.csv", "data/rows.csv", "did you mean ../data/rows.csv?"),
        ("rows.csv", "deep/rows.txt", "write deep/rows.csv, or name a file that exists"),
        ("package:p/row.csv", "package:p/rows.csv", "did you mean package:p/rows.csv?"),
        (
            "package:p/x.csv",
            "package:p/rows.csv",
            "install the package 'p', or correct the path inside of it",
        ),
        ("x.csv", "deep/rows.csv", "write deep/x.csv, or name a file that exists"),
    ],
)
def test_a_file_that_is_not_there_is_told_with_a_near_one(
    pipeline: str, path: str, known: str, fix: str
) -> None:
    (found,) = missing(pipeline.replace("rows.csv", f'"{path}"'), {known})
    assert (found.element, found.severity) == ("risk/raw", "error")
    assert found.message == f"path {path!r} names no file that exists"
    assert found.fix == fix
    assert found.position.line == 5


@pytest.mark.parametrize(
    ("known", "told"),
    [
        ("deep/pictures/", []),
        ("deep/pictures", ["path 'pictures' names no folder that exists"]),
        ("deep/picture/", ["path 'pictures' names no folder that exists"]),
    ],
)
def test_a_folder_has_to_be_one(pipeline: str, known: str, told: list[str]) -> None:
    text = pipeline.replace("CsvSource, path: rows.csv", "ImageFolder, path: pictures")
    assert [f.message for f in missing(text, {known})] == told
    assert all(f.fix == "write deep/pictures, or name a folder that exists" for f in missing(text, {known}))


def test_paths_stand_in_lists_maps_and_groups_too() -> None:
    types = extended({"own.yaml": OWN}).metamodel
    read = check_files({"deep/p.yaml": USES % "s.json"}, types)
    assert files_of(read.model, types) == {"deep/a.csv", "b.csv", "/c.csv", "deep/s.json"}
    found = missing(USES % "guess", {"b.csv"}, types)
    assert {f.message.split("'")[1] for f in found} == {"a.csv", "/c.csv"}


def test_documents_are_left_to_references(types: Metamodel, site: str) -> None:
    app = "stratum: 1\nkind: Application\nname: a\ninfrastructure: gone.yaml\ncomponents: {}\n"
    texts: Mapping[str, str] = {"a.yaml": app, "site.yaml": site}
    result = check_files(texts, types, frozenset({"x"}))
    assert [f.code for f in result.findings] == ["document-unknown"]
    assert files_of(result.model, types) == frozenset()
