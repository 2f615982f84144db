"""A project as the JSON of WebGME: types and models become its objects again, each named by its hash."""

import io
import json
import zipfile
from collections.abc import Iterable, Mapping
from typing import Any, Final

from stratum.compiler.importers.webgme.archive import PROJECT
from stratum.compiler.importers.webgme.objects import ID, hash_of
from stratum.compiler.importers.webgme.project import DST, SRC, Item, MetaType, Project

_VERSION: Final = "1.1.0"
_SHEET: Final = "MetaAspectSet"
_MOMENT: Final = (1980, 1, 1, 0, 0, 0)
Tree = dict[str, Any]


def project_json(found: Project) -> dict[str, Any]:
    """What ``project.json`` holds: all of a project but the looks of its nodes.

    The same project gives the same JSON.
    """
    root: Tree = {"atr": {"name": "ROOT"}, "ovr": {}}
    places = {one.name: f"/T{number:05}" for number, one in enumerate(found.types)}
    for one in found.types:
        root[places[one.name][1:]] = _type(one, places, root["ovr"])
    root["_sets"] = {_SHEET: _members(places.values(), f"/_sets/{_SHEET}", root["ovr"])}
    moved = _places(found.models)
    for model in found.models:
        root[moved[model.path][1:]] = _item(model, places, moved, root["ovr"])
    objects: dict[str, Tree] = {}
    top = _hashed(root, objects)
    hashes = {"objects": list(objects), "assets": []}
    head = {"projectId": found.name, "kind": found.name, "rootHash": top, "branchName": "master"}
    return {**head, "hashes": hashes, "objects": list(objects.values())}


def archive_of(content: Mapping[str, Any]) -> bytes:
    """A ``.webgmex`` archive of a project; the same project gives the same bytes."""
    found = io.BytesIO()
    with zipfile.ZipFile(found, "w") as archive:
        text = json.dumps(content, ensure_ascii=False, sort_keys=True, indent=1)
        archive.writestr(zipfile.ZipInfo(PROJECT, _MOMENT), text, zipfile.ZIP_DEFLATED)
    return found.getvalue()


def _type(one: MetaType, places: Mapping[str, str], overlays: Tree) -> Tree:
    path = places[one.name]
    overlays[path] = {"base": places.get(one.extends, "/_nullptr")}
    rules: Tree = {"atr": {"name": {"type": "string"}, **one.attributes}}
    targets = {"children": one.contains, **{f"_p_{name}": ends for name, ends in one.pointers.items()}}
    for key, names in targets.items():
        place = f"{path}/_meta/{key}/_sets/items"
        ends = {"atr": {"min": 1, "max": 1}} if key != "children" else {}
        rules[key] = {**ends, "_sets": {"items": _members([places[n] for n in names], place, overlays)}}
    found: Tree = {"atr": {"name": one.name, **one.defaults}, "_meta": rules}
    found["reg"] = {"isAbstract": one.abstract}
    return {**found, "_constraints": {name: {} for name in one.constraints}}


def _members(targets: Iterable[str], place: str, overlays: Tree) -> Tree:
    found: Tree = {}
    for number, target in enumerate(targets):
        overlays[f"{place}/{number:04}"] = {"member": target}
        found[f"{number:04}"] = {}
    return found


def _places(models: Iterable[Item]) -> dict[str, str]:
    """Path in the new project by path in the old one."""
    found: dict[str, str] = {}

    def give(items: Iterable[Item], above: str, letter: str) -> None:
        for number, one in enumerate(items):
            found[one.path] = f"{above}/{letter}{number:05}"
            give(one.inside, found[one.path], "n")

    give(models, "", "M")
    return found


def _item(one: Item, places: Mapping[str, str], moved: Mapping[str, str], overlays: Tree) -> Tree:
    path = moved[one.path]
    ends = {
        name: moved.get(end, places.get(end, "")) for name, end in ((SRC, one.src), (DST, one.dst)) if end
    }
    overlays[path] = {"base": places[one.type], **{name: end for name, end in ends.items() if end}}
    inside = {moved[i.path].rpartition("/")[2]: _item(i, places, moved, overlays) for i in one.inside}
    return {"atr": {"name": one.name, **one.attributes}, **inside}


def _hashed(node: Tree, objects: dict[str, Tree]) -> str:
    """Put a node and all below it among the objects; the name of its own."""
    kept = {key: _hashed(v, objects) if key[0] in "TMn" else v for key, v in node.items() if key != "name"}
    one = {**kept, ID: "", "__v": _VERSION}
    one[ID] = hash_of(one)
    objects[one[ID]] = one
    return str(one[ID])
