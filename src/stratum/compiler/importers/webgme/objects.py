"""Objects of a project by their hash, as WebGME computes it: SHA-1 over its canonical JSON."""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

from stratum.core.errors import InvalidInputError

ID: Final = "_id"
HASH: Final = re.compile(r"#[0-9a-zA-Z_]{40}")
Object = Mapping[str, Any]


def by_hash(objects: Iterable[object], file: str, *, check: bool) -> dict[str, Object]:
    """Objects by their names, each of which has to be the hash of what is in it.

    Args:
        objects: From ``project.json``.
        file: Its name, for errors.
        check: Whether names are compared with hashes; projects with names made by chance have none.

    Raises:
        InvalidInputError: If a name is none, is there twice, or is not that of the content.
    """
    found: dict[str, Object] = {}
    for one in objects:
        name = one.get(ID) if isinstance(one, dict) else None
        if not isinstance(one, dict) or not isinstance(name, str) or not HASH.fullmatch(name):
            raise InvalidInputError(f"{file}: object {len(found) + 1} has no hash for a name")
        if name in found:
            raise InvalidInputError(f"{file}: object {name} is there twice")
        if check and hash_of(one) != name:
            hint = "it was changed outside of WebGME; take it as it is with --unverified"
            raise InvalidInputError(f"{file}: object {name} is not what its name says", hint)
        found[name] = one
    return found


def hash_of(one: Object) -> str:
    """The name of an object: ``#`` and 40 hexadecimal digits."""
    text = json.dumps(_canonical({**one, ID: ""}), separators=(",", ":"), ensure_ascii=False)
    return f"#{hashlib.sha1(text.encode('utf-8', 'surrogatepass'), usedforsecurity=False).hexdigest()}"


def _canonical(value: object) -> object:
    """A value as WebGME writes it before hashing: maps and lists as lists with their kind in front."""
    if isinstance(value, Mapping):
        keys = sorted(value, key=lambda key: str(key).encode("utf-16-be", "surrogatepass"))
        return ["Object", *([key, _canonical(value[key])] for key in keys)]
    if isinstance(value, list):
        return ["Array", *map(_canonical, value)]
    return int(value) if isinstance(value, float) and value.is_integer() else value
