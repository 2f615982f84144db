"""A project of WebGME as documents of this language, and what of it is not in them."""

from typing import Any, Final

import yaml

from stratum.compiler.importers.remarks import Imported, Remark
from stratum.compiler.importers.webgme.archive import project_of
from stratum.compiler.importers.webgme.models import application
from stratum.compiler.importers.webgme.names import free
from stratum.compiler.importers.webgme.nodes import read_nodes
from stratum.compiler.importers.webgme.objects import by_hash
from stratum.compiler.importers.webgme.project import Project, project
from stratum.compiler.importers.webgme.types import Lexicon, lexicon, types_body
from stratum.core.errors import InvalidInputError
from stratum.core.findings import Position
from stratum.core.identifiers import identifier
from stratum.language.metamodel import Metamodel

TYPES: Final = "types.yaml"


def read_project(content: bytes, file: str, *, check: bool = True) -> tuple[Project, tuple[str, ...]]:
    """The project in a file, and the names of its assets.

    Args:
        content: A ``.webgmex`` archive, or the JSON in it.
        file: Its name, for errors.
        check: Whether objects have to be what their hashes say.

    Raises:
        InvalidInputError: If it is no project, breaks a limit, or an object is missing or was changed.
    """
    found, assets = project_of(content, file)
    objects = by_hash(found["objects"], file, check=check)
    nodes = read_nodes(objects, str(found.get("rootHash")), file)
    name = str(found.get("projectId") or file).rpartition("/")[2].rpartition("+")[2]
    made = project(nodes, name.removesuffix(".webgmex"))
    if not made.types:
        raise InvalidInputError(f"{file}: the project has no types on a sheet of its metamodel")
    return made, assets


def import_webgmex(content: bytes, file: str, metamodel: Metamodel, *, check: bool = True) -> Imported:
    """Documents for a project: one of types, and an application with its machines for each model.

    Args:
        content: A ``.webgmex`` archive, or the JSON in it.
        file: Its name, for errors and remarks.
        metamodel: The built-in types.
        check: Whether objects have to be what their hashes say.

    Raises:
        InvalidInputError: As ``read_project``.
    """
    found, assets = read_project(content, file, check=check)
    words = lexicon(found, metamodel)
    remarks: list[tuple[str, str]] = [*_told_of_types(words), *((a, "assets are not taken") for a in assets)]
    head = {"stratum": 1, "kind": "Types", "name": f"{identifier(found.name, '-')}-types"}
    files = {TYPES: _dump({**head, "types": types_body(words)})}
    for model in found.models:
        if model.type in words.relations:
            remarks.append((f"{model.path} {model.name}", "a connection outside of a model"))
            continue
        name = free(identifier(model.name, "-"), {n.partition(".")[0] for n in files}, "-")
        site = f"{name}-machines.yaml"
        made = application(words, model, name, site, lambda path, why: remarks.append((path, why)))
        files |= {f"{name}.yaml": _dump(made[0]), site: _dump(made[1])}
    place = Position(file)
    return Imported(files, tuple(Remark(path, place, why) for path, why in remarks))


def _told_of_types(words: Lexicon) -> list[tuple[str, str]]:
    told = [("", "how nodes look and where they stand in drawings is not taken")]
    for one in words.project.types:
        ours = words.types[one.name]
        if one.name in words.relations:
            told.append((one.name, f"connections are relations here: {words.relations[one.name]}"))
        elif ours != one.name:
            told.append((one.name, f"the type is called {ours} here"))
        told += [
            (f"{one.name}.{name}", "a script is not taken: write it as a constraint")
            for name in one.constraints
        ]
        for name in one.attributes:
            called = words.attribute(one.name, name)
            told += (
                [(f"{one.name}.{name}", f"the attribute is called {called} here")] if called != name else []
            )
    return told


def _dump(document: dict[str, Any]) -> str:
    return str(yaml.safe_dump(document, sort_keys=False, allow_unicode=True, width=110))
