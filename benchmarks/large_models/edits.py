"""Edits of a large model, each of which leaves every other element as it is."""

import dataclasses
from collections.abc import Callable, Mapping
from typing import Final

from large_models.texts import LARGEST, application
from stratum.language.tree import Document, Element, Model, Relation

SITE: Final = "infrastructure.yaml"
Edit = Callable[[Model, int], Model]


def _changed(model: Model, file: str, at: int, change: Callable[[Element], Element]) -> Model:
    elements = list(model.documents[file].elements)
    elements[at] = change(elements[at])
    return _with(model, file, tuple(elements))


def _with(model: Model, file: str, elements: tuple[Element, ...]) -> Model:
    document: Document = dataclasses.replace(model.documents[file], elements=elements)
    return Model({**model.documents, file: document})


def _set(element: Element, name: str, value: object) -> Element:
    return dataclasses.replace(element, attributes={**element.attributes, name: value})


def _place(model: Model, number: int) -> int:
    """Another component of the first application for each edit, of any type."""
    return number * 37 % min(LARGEST, len(model.documents[application()].elements))


def set_requirements(model: Model, number: int) -> Model:
    """A component needs more."""
    needs = {"cpu": 0.3 + number / 1000, "memory": 2**28}
    return _changed(model, application(), _place(model, number), lambda e: _set(e, "requires", needs))


def move(model: Model, number: int) -> Model:
    """A component is hosted elsewhere."""

    def moved(element: Element) -> Element:
        kept = [r for r in element.relations if r.kind != "hostedOn"]
        return dataclasses.replace(
            element, relations=(Relation("hostedOn", f"h{number % 20}", {}, element.position), *kept)
        )

    return _changed(model, application(), _place(model, number), moved)


def rename(model: Model, number: int) -> Model:
    """A component gets a name that those who use it do not know."""
    name = f"renamed-{number}"
    return _changed(
        model, application(), _place(model, number), lambda e: dataclasses.replace(e, id=name, name=name)
    )


def add(model: Model, number: int) -> Model:
    """A component more, at the end."""
    elements = model.documents[application()].elements
    name = f"added-{number}"
    new = dataclasses.replace(elements[_place(model, number)], id=name, name=name)
    return _with(model, application(), (*elements, new))


def remove(model: Model, number: int) -> Model:
    """A component less."""
    elements, at = model.documents[application()].elements, _place(model, number)
    return _with(model, application(), (*elements[:at], *elements[at + 1 :]))


def set_host(model: Model, number: int) -> Model:
    """A host offers more."""
    return _changed(model, SITE, number % 20, lambda e: _set(e, "cpu", 40.0 + number))


def set_link(model: Model, number: int) -> Model:
    """A link is slower, so that every path may be another one."""
    return _changed(model, SITE, -1 - number % 10, lambda e: _set(e, "latency", 0.002 + number / 1e5))


EDITS: Final[Mapping[str, Edit]] = {
    "set requires": set_requirements,
    "move": move,
    "rename": rename,
    "add": add,
    "remove": remove,
    "set a host": set_host,
    "set a link": set_link,
}
