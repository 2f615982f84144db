"""Recipes: what a type's implementation says of how it runs, with the values of an element filled in.

A value in a recipe is a literal or one of ``{attribute: NAME}``, ``{secret: NAME}``, ``{own: WHAT}``,
``{peer: RELATION, type: TYPE, value: WHAT}``, ``{text: "{a}:{b}", with: {a: VALUE}}``, ``{list: [VALUE]}``.
"""

import dataclasses
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import TypeAlias

from stratum.compiler.reach import container
from stratum.core.errors import InvalidInputError
from stratum.deployment.blueprint import SecretReference, Socket, Value
from stratum.language.metamodel import Attribute, Endpoint, Metamodel, Shape
from stratum.language.suggestions import did_you_mean
from stratum.language.tree import Document, Element

Found: TypeAlias = "Value | None"
"""A value, or None where the model says nothing."""
_PEER = frozenset({"peer", "type", "value"})
_LOOKED_UP = frozenset({"attribute", "secret", "own", "list"})
_ALONE = "give it in the environment, as a variable of its own"


@dataclasses.dataclass(frozen=True, slots=True)
class Scene:
    """What the values of a recipe are looked up in.

    Attributes:
        application: Where the element stands.
        metamodel: Its types.
        workload: The component that is deployed.
        element: Whose recipe it is: the component, or what it contains.
        host: Name of its machine; empty for none.
        addresses: Where components are reached, by name.
        image: Of its container; empty where it has none.
    """

    application: Document
    metamodel: Metamodel
    workload: Element
    element: Element
    host: str
    addresses: Mapping[str, str]
    image: str = ""


class Recipe:
    """Reads the values of one recipe, and remembers which facts of the model they say.

    Args:
        scene: Where values are looked up.
        engine: Name of the engine, for messages.
    """

    def __init__(self, scene: Scene, engine: str) -> None:
        self.scene = scene
        self.uses: set[str] = set()
        self._engine = engine

    def value(self, told: object) -> Found:
        """What a value of the recipe stands for.

        Raises:
            InvalidInputError: If the recipe names what its type does not have.
        """
        if isinstance(told, Mapping):
            return self._mapping({str(key): inner for key, inner in told.items()})
        if isinstance(told, (tuple, list)):
            return self.values(told)
        return plain(told)

    def values(self, told: Iterable[object]) -> tuple[Value, ...]:
        """The values of a list, those that stand for nothing left out and lists taken apart."""
        found: list[Value] = []
        for item in told:
            value = self.value(item)
            if isinstance(value, tuple):
                found.extend(value)
            elif value is not None:
                found.append(value)
        return tuple(found)

    def words(self, told: object) -> tuple[Value, ...]:
        """The values of a list as texts; secrets stay."""
        value = self.value(told)
        items = value if isinstance(value, tuple) else () if value is None else (value,)
        return tuple(item if isinstance(item, SecretReference) else word(item) for item in items)

    def variables(self, told: object) -> dict[str, Value]:
        """The values of a mapping as texts, those that stand for nothing left out; secrets stay."""
        value = self.value(told)
        items = value if isinstance(value, Mapping) else {}
        return {key: v if isinstance(v, SecretReference) else word(v) for key, v in items.items()}

    def text(self, told: object) -> str:
        """The text that a value stands for; empty for nothing.

        Raises:
            InvalidInputError: If it is a secret, which no file may hold.
        """
        value = self.value(told)
        if _holds_secret(value):
            raise self.fault(
                "puts a secret into a text", "give it in the environment, as a variable of its own"
            )
        return "" if value is None else word(value)

    def attribute(self, element: Element, name: str) -> Found:
        """The value of an attribute of an element, secrets as references; dots lead into groups."""
        self._defined(element, name)
        self.uses.add(f"{self.scene.application.path(element)}.{name}")
        found: object = element.attributes
        for key in name.split("."):
            found = found.get(key) if isinstance(found, Mapping) else None
        if found is not None and self._is_secret(element, name):
            return secret(element, name, str(found))
        return plain(found)

    def fault(self, said: str, fix: str = "") -> InvalidInputError:
        """The error for a recipe that cannot be followed."""
        name = self.scene.element.type
        return InvalidInputError(f"type {name}: its implementation for {self._engine} {said}", fix)

    def _mapping(self, told: Mapping[str, object]) -> Found:
        keys = frozenset(told)
        key, inner = next(iter(told.items())) if len(keys) == 1 else ("", None)
        if key in _LOOKED_UP and isinstance(inner, (str, tuple, list)):
            return self._looked_up(key, inner)
        if keys in {_PEER, _PEER | {"interface"}}:
            return self._peer({key: str(text) for key, text in told.items()})
        if keys == {"text", "with"}:
            return self._filled(str(told["text"]), told["with"])
        found = {key: self.value(inner) for key, inner in told.items()}
        return {key: inner for key, inner in found.items() if inner is not None}

    def _looked_up(self, key: str, told: str | Sequence[object]) -> Found:
        if not isinstance(told, str):
            return self.values(told)
        if key == "own":
            return self._own(told)
        return self._secret(told) if key == "secret" else self._said(told)

    def _said(self, name: str) -> Found:
        """An attribute of the element; of the component that contains it where the part says nothing."""
        scene = self.scene
        found = self.attribute(scene.element, name)
        if found is None and name in scene.metamodel.type(scene.workload.type).attributes:
            return self.attribute(scene.workload, name)
        return found

    def _secret(self, name: str) -> Found:
        if not self._is_secret(self.scene.element, name):
            raise self.fault(f"takes {name!r} for a secret", "name an attribute of type secret")
        return self.attribute(self.scene.element, name)

    def _own(self, what: str) -> Found:
        scene, name = self.scene, self.scene.workload.name
        known = {
            "name": name,
            "host": scene.host,
            "address": scene.addresses.get(name, ""),
            "image": scene.image,
        }
        if what not in known:
            raise self.fault(f"asks for its own {what!r}", did_you_mean(what, known, "known words"))
        return known[what]

    def _filled(self, pattern: str, told: object) -> Found:
        holes = {str(k): self.value(v) for k, v in told.items()} if isinstance(told, Mapping) else {}
        if any(value is None for value in holes.values()):
            return None
        if any(_holds_secret(value) for value in holes.values()):
            raise self.fault(
                "puts a secret into a text", "give it in the environment, as a variable of its own"
            )
        return re.sub(
            r"\{([A-Za-z][A-Za-z0-9]*)\}",
            lambda hole: word(holes[hole[1]] or "") if hole[1] in holes else hole[0],
            pattern,
        )

    def _peer(self, told: Mapping[str, str]) -> Found:
        kind, wanted = told["peer"], told["type"]
        peer = self._related(kind, wanted)
        if peer is None:
            return None
        self.uses.add(f"{self.scene.application.path(self.scene.workload)}.{kind}.{peer.name}")
        outer = container(self.scene.application, peer.name)
        if told["value"] == "name":
            return outer
        if told["value"] == "address":
            return self.scene.addresses.get(outer, outer)
        if told["value"] == "port":
            return self._peer_port(peer, told.get("interface", ""))
        return self.attribute(peer, told["value"])

    def _related(self, kind: str, wanted: str) -> Element | None:
        scene = self.scene
        types = scene.metamodel.types
        if wanted not in types:
            raise self.fault(f"names the unknown type {wanted!r}", did_you_mean(wanted, types))
        names = (*scene.element.targets(kind), *scene.workload.targets(kind))
        found = (scene.application.element(name) for name in names)
        return next((e for e in found if e is not None and scene.metamodel.is_a(e.type, wanted)), None)

    def _peer_port(self, peer: Element, interface: str) -> Found:
        offered = sockets(self.scene.application, self.scene.metamodel, peer)
        for socket in offered:
            if interface in {"", socket.interface}:
                return socket.port
        raise self.fault(f"asks {peer.name} for a port of {interface or 'any interface'}, which it has not")

    def _defined(self, element: Element, name: str) -> None:
        known = self.scene.metamodel.type(element.type).attributes
        if name.partition(".")[0] not in known:
            raise self.fault(
                f"names {name!r}, which is no attribute of {element.type}", did_you_mean(name, known)
            )

    def _is_secret(self, element: Element, name: str) -> bool:
        self._defined(element, name)
        return self.scene.metamodel.type(element.type).attributes[name.partition(".")[0]].shape is Shape.VAULT


def plain(value: object) -> Found:
    """A typed value of the tree as other tools take it: whole numbers without a fraction, lists as tuples."""
    if isinstance(value, Mapping):
        found = {str(key): plain(inner) for key, inner in value.items()}
        return {key: inner for key, inner in found.items() if inner is not None}
    if isinstance(value, (tuple, list)):
        return tuple(item for item in map(plain, value) if item is not None)
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, (str, int, float, bool, SecretReference)):
        return value
    return None if value is None else str(value)


def word(value: Value) -> str:
    """A value as one word of a command or an environment; lists with commas."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, tuple):
        return ",".join(word(item) for item in value)
    return str(value)


def secret(element: Element, attribute: str, source: str) -> SecretReference:
    """Where a secret of an element is kept, called after both."""
    words = re.sub(r"[A-Z]", lambda letter: f"-{letter[0].lower()}", attribute).replace(".", "-")
    return SecretReference(re.sub(r"[^a-z0-9-]+", "-", f"{element.name}-{words}".lower()), source)


def secrets_in(attributes: Mapping[str, Attribute], element: Element) -> dict[str, Value]:
    """Every attribute of an element with its value, secrets as references."""
    found: dict[str, Value] = {}
    for name, value in element.attributes.items():
        said = plain(value)
        if said is not None:
            known = attributes.get(name)
            is_secret = known is not None and known.shape is Shape.VAULT
            found[name] = secret(element, name, str(said)) if is_secret else said
    return found


def sockets(application: Document, metamodel: Metamodel, element: Element) -> tuple[Socket, ...]:
    """The interfaces that a component offers, those of what it contains included."""
    found = [_socket(element, endpoint) for endpoint in metamodel.type(element.type).provides.values()]
    for part in application.parts(element.name):
        found.extend(sockets(application, metamodel, part))
    return tuple(socket for socket in found if socket is not None)


def _socket(element: Element, endpoint: Endpoint) -> Socket | None:
    port = element.attributes.get(endpoint.port)
    if not isinstance(port, int):
        return None
    version = str(element.attributes.get(endpoint.version, endpoint.version))
    return Socket(endpoint.interface, port, version, element.attributes.get(endpoint.secure) is True)


def _holds_secret(value: Found) -> bool:
    if isinstance(value, tuple):
        return any(_holds_secret(item) for item in value)
    if isinstance(value, Mapping):
        return any(_holds_secret(item) for item in value.values())
    return isinstance(value, SecretReference)
