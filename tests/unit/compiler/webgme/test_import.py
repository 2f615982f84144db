"""Projects of WebGME as documents: what is mapped, what is told, and what is refused."""

import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from stratum.cli.main import cli
from stratum.compiler.importers.webgme import archive, nodes
from stratum.compiler.importers.webgme.archive import project_of
from stratum.compiler.importers.webgme.objects import hash_of
from stratum.compiler.importers.webgme.project import Item, Project
from stratum.compiler.importers.webgme.service import import_webgmex, read_project
from stratum.compiler.importers.webgme.writing import archive_of, project_json
from stratum.core.errors import InvalidInputError
from stratum.language.check import check_files
from stratum.language.library import extended, library
from stratum.testing.projects import LAMP, meta

HERE = Path(__file__).parent


def zipped(files: dict[str, bytes]) -> bytes:
    found = io.BytesIO()
    with zipfile.ZipFile(found, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in files.items():
            made.writestr(name, content)
    return found.getvalue()


def refused(content: bytes) -> str:
    with pytest.raises(InvalidInputError) as caught:
        import_webgmex(content, "old.webgmex", library())
    return caught.value.message


def documents(content: bytes, **told: bool) -> dict[str, Any]:
    made = import_webgmex(content, "old.webgmex", library(), **told)
    return {name: yaml.safe_load(text) for name, text in made.files.items()}


def node(content: dict[str, Any], objects: list[dict[str, Any]]) -> str:
    one = {**content, "_id": ""}
    one["_id"] = hash_of(one)
    objects.append(one)
    return str(one["_id"])


def hand_written() -> dict[str, Any]:
    """A project as the engine writes it: rules inside of nodes, inverse pointers, a shard, an instance."""
    objects: list[dict[str, Any]] = []
    rules = {"atr": {"Plaform": {"type": "string"}, "name": {"type": "string"}}, "children": {"_sets": {}}}
    pointer = {"atr": {"min": 1, "max": 1}, "_sets": {"items": {"9": {}}}}
    box = node({"atr": {"name": "Box", "Plaform": "scikitLearn"}, "_meta": rules}, objects)
    wire = node({"atr": {"name": "Wire"}, "_meta": {"_p_src": pointer, "_p_dst": pointer}}, objects)
    first = node({"atr": {"name": "first"}}, objects)
    second = node({"atr": {"name": "second", "Plaform": "Keras"}}, objects)
    joined = node({"atr": {"name": "w"}}, objects)
    pattern = node({"atr": {"name": "pattern"}, "a": first, "b": second, "c": joined}, objects)
    copy = node({"atr": {"name": "copy"}, "a": node({"atr": {"name": "renamed"}}, objects)}, objects)
    shard = node(
        {
            "type": "shard",
            "itemCount": 1,
            "items": {
                "/B": {"base": "/_nullptr"},
                "/W": {"base": "/B"},
                "/M": {"base": "/B", "base-inv": ["/N"]},
                "/N": {"base": "/M"},
                "/M/a": {"base": "/B"},
                "/M/b": {"base": "/B"},
                "/M/c": {"base": "/W", "src": "/M/a", "dst": "/M/b"},
                "/W/_meta/_p_src/_sets/items/9": {"member": "/B"},
                "/W/_meta/_p_dst/_sets/items/9": {"member": "/B"},
                "/_sets/MetaAspectSet_1/x": {"member": "/B"},
                "/_sets/MetaAspectSet/x": {"member": "/B"},
                "/_sets/MetaAspectSet/y": {"member": "/W"},
            },
        },
        objects,
    )
    root = {"B": box, "W": wire, "M": pattern, "N": copy, "ovr": {"sharded": True, "s": shard}, "atr": {}}
    return {"rootHash": node(root, objects), "projectId": "guest+Hand", "objects": objects}


def test_a_metamodel_becomes_types_and_a_model_an_application_that_checks() -> None:
    made = import_webgmex(archive_of(project_json(LAMP)), "old.webgmex", library())
    types = extended({"types.yaml": made.files["types.yaml"]})
    assert types.findings == ()
    rest = {name: text for name, text in made.files.items() if name != "types.yaml"}
    assert check_files(rest, types.metamodel).findings == ()
    golden = HERE / "lamp.golden"
    told = "".join(f"==> {n}\n{t}" for n, t in made.files.items()) + "".join(f"{r}\n" for r in made.remarks)
    assert told == golden.read_text()


def test_names_are_kept_misspelt_or_not() -> None:
    found = documents(archive_of(project_json(LAMP)))
    types = found["types.yaml"]["types"]
    assert "Plaform" in types["OpenStack"]["attributes"]
    assert set(types) >= {"FCO", "MySQL", "DBApplication", "OpenStack"}
    assert found["lampmodel-machines.yaml"]["hosts"]["demowebserver"]["Plaform"] == "one"


def test_a_secret_is_told_and_not_copied() -> None:
    made = import_webgmex(archive_of(project_json(LAMP)), "old.webgmex", library())
    assert "hunter2" not in "".join(made.files.values())
    assert any("a secret is not copied" in str(remark) for remark in made.remarks)


def test_a_project_as_the_engine_writes_it_is_read() -> None:
    found, _ = read_project(json.dumps(hand_written()).encode(), "project.json")
    assert (found.name, [one.name for one in found.types]) == ("Hand", ["Box", "Wire"])
    assert found.types[1].pointers == {"dst": ("Box",), "src": ("Box",)}
    pattern, copy = found.models
    assert [(one.name, dict(one.attributes)) for one in pattern.inside] == [
        ("first", {}),
        ("second", {"Plaform": "Keras"}),
        ("w", {}),
    ]
    assert [one.name for one in copy.inside] == ["renamed", "second", "w"]
    assert (copy.inside[2].src, copy.inside[2].dst) == ("/N/a", "/N/b")


def test_an_inherited_model_has_its_own_connections() -> None:
    found = documents(json.dumps(hand_written()).encode())
    assert found["copy.yaml"]["components"]["renamed"]["wire"] == ["second"]
    assert found["pattern.yaml"]["components"]["first"]["wire"] == ["second"]


names = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), min_size=1, max_size=9)
values = st.one_of(
    st.text(st.characters(codec="utf-8"), max_size=9), st.integers(-(2**53), 2**53), st.booleans()
)


@st.composite
def projects(draw: st.DrawFn) -> Project:
    kinds = ["FCO", *draw(st.lists(names.filter(lambda n: n != "FCO"), max_size=4, unique=True))]
    rules = st.dictionaries(names.filter(lambda n: n != "name"), st.just({"type": "string"}), max_size=2)
    types = [meta(kinds[0], "")]
    for kind in kinds[1:]:
        one = meta(kind, abstract=draw(st.booleans()))
        types.append(type(one)(one.name, one.extends, one.abstract, draw(rules), {}, (), {}, ()))
    things = draw(
        st.lists(st.tuples(names, st.sampled_from(kinds), st.dictionaries(names, values)), max_size=4)
    )
    models = [
        Item(f"/M{i:05}", name, kind, {k: v for k, v in sorted(own.items()) if k != "name"})
        for i, (name, kind, own) in enumerate(things)
    ]
    return Project("p", tuple(types), tuple(models))


@given(projects())
def test_a_project_is_read_as_it_was_written(found: Project) -> None:
    again, assets = read_project(archive_of(project_json(found)), "old.webgmex")
    assert again == found
    assert assets == ()
    assert archive_of(project_json(again)) == archive_of(project_json(found))


def test_writing_and_reading_the_sample_gives_the_same_documents() -> None:
    first, _ = read_project(archive_of(project_json(LAMP)), "old.webgmex")
    assert project_json(first) == project_json(LAMP)
    assert documents(archive_of(project_json(first))) == documents(archive_of(project_json(LAMP)))


def test_the_hash_is_that_of_the_engine() -> None:
    one = {"b": [1, 2.0, "é"], "a": {"x": None}, "_id": "#ignored"}
    text = '["Object",["_id",""],["a",["Object",["x",null]]],["b",["Array",1,2,"é"]]]'
    import hashlib

    assert hash_of(one) == "#" + hashlib.sha1(text.encode(), usedforsecurity=False).hexdigest()


def test_a_changed_object_is_refused_unless_it_is_wanted() -> None:
    content = project_json(LAMP)
    changed = next(one for one in content["objects"] if one.get("atr", {}).get("name") == "Web Shop")
    changed["atr"]["language"] = "evil"
    assert "is not what its name says" in refused(json.dumps(content).encode())
    taken = documents(json.dumps(content).encode(), check=False)
    assert taken["lampmodel.yaml"]["components"]["web-shop"]["language"] == "evil"


@pytest.mark.parametrize("name", ["../../etc/cron.d/x", "/etc/passwd", "..\\..\\x", "C:\\x", "a/../../b"])
def test_names_that_lead_out_are_refused(name: str) -> None:
    assert "leads out of the archive" in refused(zipped({"project.json": b"{}", name: b"x"}))


def test_an_archive_that_grows_beyond_measure_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "LARGEST", 1 << 20)
    bomb = zipped({"project.json": b" " * (50 << 20)})
    assert len(bomb) < 1 << 20
    assert "longer than 1 MiB" in refused(bomb)


def test_a_length_that_is_a_lie_is_not_believed() -> None:
    honest = zipped({"project.json": b"[" * 4000})
    size = (4000).to_bytes(4, "little")
    assert size in honest
    refused(honest.replace(size, (10).to_bytes(4, "little")))


def test_too_many_files_are_refused() -> None:
    assert "files; at most" in refused(zipped({"project.json": b"{}", **{f"a{i}": b"" for i in range(1001)}}))


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"PK\x03\x04 and no more",
        b"\xff\xfe",
        b"[" * 200_000,
        b'{"objects": ' + b"[" * 500 + b"]" * 500 + b"}",
        b"[]",
        b'{"objects": {}}',
        b'{"objects": [1]}',
        b'{"objects": [{"_id": "../x"}]}',
        b'{"objects": [], "rootHash": "#x"}',
        zipped({"other.json": b"{}"}),
    ],
)
def test_what_is_no_project_is_refused(content: bytes) -> None:
    assert "old.webgmex" in refused(content)


def test_a_missing_object_is_named() -> None:
    objects: list[dict[str, Any]] = []
    root = node({"a": "#" + "0" * 40}, objects)
    assert "is missing" in refused(json.dumps({"rootHash": root, "objects": objects}).encode())


def test_few_objects_that_stand_for_many_nodes_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nodes, "MOST", 1000)
    objects: list[dict[str, Any]] = []
    name = node({"atr": {"name": "leaf"}}, objects)
    for _ in range(40):
        name = node({"a": name, "b": name}, objects)
    assert "more than 1000 nodes" in refused(json.dumps({"rootHash": name, "objects": objects}).encode())


def test_models_that_inherit_from_each_other_without_end_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nodes, "MOST", 1000)
    objects: list[dict[str, Any]] = []
    a, b = node({"x": node({}, objects)}, objects), node({"y": node({"atr": {}}, objects)}, objects)
    overlays = {"/a": {"base": "/b"}, "/b": {"base": "/a"}, "/a/x": {"base": "/a"}}
    root = node({"a": a, "b": b, "ovr": overlays}, objects)
    assert "more than 1000 nodes" in refused(json.dumps({"rootHash": root, "objects": objects}).encode())


def test_the_command_writes_documents_and_tells_what_is_not_in_them(tmp_path: Path) -> None:
    file = tmp_path / "old.webgmex"
    file.write_bytes(archive_of(project_json(LAMP)))
    command = ["import", "webgmex", str(file), "-o", str(tmp_path / "new"), "--json", "-w", str(tmp_path)]
    told = json.loads(CliRunner().invoke(cli, command).output)
    assert told["files"] == ["types.yaml", "lampmodel.yaml", "lampmodel-machines.yaml"]
    assert "a script is not taken: write it as a constraint" in {r["reason"] for r in told["remarks"]}
    assert isinstance(CliRunner().invoke(cli, command).exception, InvalidInputError)


def test_assets_are_counted_and_not_read() -> None:
    text = json.dumps(project_json(LAMP)).encode()
    _, assets = project_of(zipped({"project.json": text, "a1b2": b"\x00"}), "old.webgmex")
    assert assets == ("a1b2",)
