"""Names of a project as names of this language; misspelt ones stay as they are where they may."""

import re
from collections.abc import Collection, Iterable

from stratum.compiler.importers.webgme.project import Item, Project
from stratum.core.identifiers import identifier

_LEGAL = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
HOSTED = "hostedOn"
ON_MACHINES = frozenset({HOSTED, "deleteFrom"})
"""Relations to machines that every component has."""


def free(wanted: str, taken: Collection[str], separator: str = "") -> str:
    """``wanted``, with a number where that is taken."""
    found, number = wanted, 2
    while found in taken:
        found, number = f"{wanted}{separator}{number}", number + 1
    return found


def plain(name: str) -> str:
    """Letters, digits and underscores of a name, beginning with a letter; as it is where it may be."""
    if _LEGAL.fullmatch(name):
        return name
    found = re.sub(r"[^A-Za-z0-9_]+", "_", name).strip("_")
    return found if found[:1].isalpha() else f"x{found}"


def type_names(project: Project, taken: Iterable[str]) -> dict[str, str]:
    """Our name of each type: the same with a capital in front, and a number where there is such a type."""
    used, found = set(taken), dict[str, str]()
    for one in project.types:
        name = plain(one.name)
        found[one.name] = free(name[:1].upper() + name[1:], used)
        used.add(found[one.name])
    return found


def relation_names(project: Project) -> dict[str, str]:
    """Our name of the relation of each type of connection, such as ``subConn`` for ``SubConn``."""
    found = dict[str, str]()
    for one in project.types:
        if project.is_connection(one.name):
            name = plain(one.name)
            found[one.name] = name[:1].lower() + name[1:]
    return found


def element_names(items: Iterable[Item]) -> dict[str, str]:
    """Our name of each item by its path; equal names get numbers."""
    found = dict[str, str]()
    used = set[str]()
    for one in items:
        found[one.path] = free(identifier(one.name, "-"), used, "-")
        used.add(found[one.path])
    return found


def machine_types(project: Project) -> frozenset[str]:
    """Types of what others are hosted on and what is itself hosted on nothing, and all that extend these."""
    hosting = [n for n, relation in relation_names(project).items() if relation.lower() == HOSTED.lower()]
    ends = {end for name in hosting for end in project.ends(name, "dst")}
    guests = {end for name in hosting for end in project.ends(name, "src")}
    roots = ends - guests
    return frozenset(
        one.name for one in project.types if roots & {above.name for above in project.line(one.name)}
    )
