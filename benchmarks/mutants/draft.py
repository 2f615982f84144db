"""A valid model as plain data, to be broken in one place, and the kinds of ways to break it."""

import copy
import dataclasses
import functools
from collections.abc import Callable, Iterator, Mapping
from random import Random
from typing import Any, Final

import yaml

from stratum.language.library import extended
from stratum.language.metamodel import Metamodel, Type

SECTIONS: Final = ("components", "hosts", "devices", "links", "blocks", "rules", "policies", "groups")
TYPES: Final = "types.yaml"


@dataclasses.dataclass(frozen=True)
class Original:
    """A model without faults.

    Attributes:
        name: Of the model.
        texts: Its documents by file.
        files: Other files that its documents name.
    """

    name: str
    texts: Mapping[str, str]
    files: frozenset[str] = frozenset()


@dataclasses.dataclass(frozen=True)
class Spot:
    """An element of a draft.

    Attributes:
        file: Its document.
        path: As findings name it, such as ``app/scorer``.
        name: Of the element.
        body: Its mapping, to be changed in place.
        type: Its type.
        holder: The mapping that it stands in.
    """

    file: str
    path: str
    name: str
    body: dict[str, Any]
    type: Type
    holder: dict[str, Any]


def _any(_: Spot) -> bool:
    return True


class Draft:
    """A copy of an original that is being broken.

    Args:
        original: The model.
        random: Chooses where.
    """

    def __init__(self, original: Original, random: Random) -> None:
        self.original = original
        self.random = random
        self.documents: dict[str, Any] = {
            file: copy.deepcopy(_plain(text)) for file, text in original.texts.items()
        }
        self.edits: list[Callable[[dict[str, str]], None]] = []
        own = {TYPES: original.texts[TYPES]} if TYPES in original.texts else {}
        self.metamodel: Metamodel = extended(own).metamodel

    def texts(self) -> dict[str, str]:
        """The broken model as texts."""
        texts = {
            file: text
            if self.documents[file] == _plain(text)
            else yaml.safe_dump(self.documents[file], sort_keys=False, width=10_000)
            for file, text in self.original.texts.items()
        }
        for edit in self.edits:
            edit(texts)
        return texts

    def of_kind(self, kind: str) -> list[tuple[str, dict[str, Any]]]:
        """The documents of a kind with their files."""
        return [(file, d) for file, d in sorted(self.documents.items()) if d["kind"] == kind]

    def spots(self, of: str = "", test: Callable[[Spot], bool] = _any) -> list[Spot]:
        """The elements of a type that pass a test, parts too."""
        return [s for s in self._all() if (not of or s.type.is_a(of)) and test(s)]

    def pick(self, of: str = "", test: Callable[[Spot], bool] = _any) -> Spot | None:
        """One of them, or None where there is none."""
        found = self.spots(of, test)
        return self.random.choice(found) if found else None

    def named(self, file: str, name: str) -> Spot | None:
        """The element of a document that has a name."""
        return next((s for s in self._all() if s.file == file and s.name == name), None)

    def hosts_of(self, spot: Spot) -> list[Spot]:
        """The hosts that a component may name."""
        site = self.documents[spot.file].get("infrastructure")
        return [s for s in self.spots("Host") if s.file == site]

    def host_of(self, spot: Spot) -> Spot | None:
        """The host that a component says."""
        said = spot.body.get("hostedOn")
        return next((h for h in self.hosts_of(spot) if h.name == said), None)

    def _all(self) -> Iterator[Spot]:
        for file, document in sorted(self.documents.items()):
            for section in SECTIONS if document["kind"] != "Types" else ():
                yield from self._within(file, document, document.get(section) or {}, section)

    def _within(
        self, file: str, document: dict[str, Any], holder: dict[str, Any], section: str
    ) -> Iterator[Spot]:
        default = {"links": "Link", "rules": "Rule", "groups": "Group"}.get(section, "")
        for name, body in holder.items():
            found = self.metamodel.find(body.get("type", default)) if isinstance(body, dict) else None
            if found is not None:
                yield Spot(file, f"{document['name']}/{name}", name, body, found, holder)
                yield from self._within(file, document, body.get("contains") or {}, section)


@dataclasses.dataclass(frozen=True)
class Kind:
    """A way to break a model.

    Attributes:
        code: What a check has to say.
        work: Breaks a draft; gives the path of the element that the check has to name, None where this
            draft has nothing to break in this way.
        name: Which of several ways to the same code.
    """

    code: str
    work: Callable[[Draft], str | None]
    name: str


KINDS: Final[list[Kind]] = []


def kind(code: str) -> Callable[[Callable[[Draft], str | None]], Callable[[Draft], str | None]]:
    """Adds a way to break models."""

    def add(work: Callable[[Draft], str | None]) -> Callable[[Draft], str | None]:
        KINDS.append(Kind(code, work, work.__name__.strip("_")))
        return work

    return add


def connections(spot: Spot) -> list[Any]:
    """The connections of a component as a list, made one in its body where there is any."""
    said = spot.body.get("connectsTo", [])
    listed: list[Any] = said if isinstance(said, list) else [said]
    if listed:
        spot.body["connectsTo"] = listed
    return listed


def target_of(connection: object) -> str:
    """The element that a connection names."""
    return str(connection["to"]) if isinstance(connection, dict) else str(connection)


def is_hosted(spot: Spot) -> bool:
    """Whether a component says its host."""
    return "hostedOn" in spot.body


def needs(spot: Spot) -> dict[str, Any]:
    """What a component requires, made one in its body."""
    found: dict[str, Any] = spot.body.setdefault("requires", {})
    return found


@functools.cache
def _plain(text: str) -> object:
    return _Plain(text).get_single_data()


class _Plain(yaml.SafeLoader):
    """Reads times, and words such as ``on``, as texts, as this language does."""


_OLD = {"tag:yaml.org,2002:timestamp": "", "tag:yaml.org,2002:bool": "tTfF"}
_Plain.yaml_implicit_resolvers = {
    key: [(tag, pattern) for tag, pattern in found if tag not in _OLD or str(key) in _OLD[tag]]
    for key, found in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
