"""The blocks of a pipeline as a graph: which ones a block needs, and which chain feeds the candidates."""

from stratum.core.errors import InvalidInputError
from stratum.language.metamodel import Metamodel
from stratum.language.tree import Document, Element

INPUT = "input"
MEMBERS = "members"
CHOICE = "Choice"
SELECT = "select"


def block_of(document: Document, name: str) -> Element:
    """The block called ``name``.

    Raises:
        InvalidInputError: If there is none.
    """
    found = document.element(name)
    if found is None:
        raise InvalidInputError(
            f"{document.file}: no block is called {name!r}", "run stratum check on the pipeline"
        )
    return found


def of_type(document: Document, metamodel: Metamodel, ancestor: str) -> tuple[Element, ...]:
    """The blocks whose type is ``ancestor`` or extends it, in the order they are written."""
    return tuple(e for e in document.elements if metamodel.is_a(e.type, ancestor))


def choice_of(document: Document, metamodel: Metamodel) -> Element:
    """The block that chooses the model.

    Raises:
        InvalidInputError: If there is not exactly one.
    """
    found = of_type(document, metamodel, CHOICE)
    if len(found) != 1:
        raise InvalidInputError(
            f"{document.file}: {len(found)} blocks choose a model, one has to",
            "add a block of type ChooseBest",
        )
    return found[0]


def candidates_of(document: Document, metamodel: Metamodel) -> tuple[Element, ...]:
    """The algorithms that the choice compares, in its order."""
    return tuple(block_of(document, name) for name in choice_of(document, metamodel).targets(INPUT))


def split_of(document: Document, metamodel: Metamodel) -> Element:
    """The block that divides the rows for all candidates.

    Raises:
        InvalidInputError: If candidates learn from different divisions, or there are none.
    """
    names = list(dict.fromkeys(n for c in candidates_of(document, metamodel) for n in c.targets(INPUT)))
    if len(names) != 1:
        said = ", ".join(names) or "none"
        raise InvalidInputError(
            f"{document.file}: the candidates need one common split, they have {said}",
            "give every candidate the same input",
        )
    return block_of(document, names[0])


def before(document: Document, name: str) -> tuple[Element, ...]:
    """The block called ``name`` and all that it needs, each after its inputs.

    Raises:
        InvalidInputError: If an input is missing or blocks need each other in a circle.
    """
    done: dict[str, Element] = {}
    _visit(document, name, done, ())
    return tuple(done.values())


def _visit(document: Document, name: str, done: dict[str, Element], path: tuple[str, ...]) -> None:
    if name in path:
        circle = " → ".join((*path, name))
        raise InvalidInputError(f"{document.file}: blocks need each other in a circle: {circle}")
    if name in done:
        return
    block = block_of(document, name)
    for needed in block.targets(INPUT):
        _visit(document, needed, done, (*path, name))
    done[name] = block


def feeding(document: Document, metamodel: Metamodel) -> tuple[Element, ...]:
    """The sources and steps whose rows reach the split, each after its inputs; without the split."""
    split = split_of(document, metamodel)
    return tuple(e for e in before(document, split.name) if e.name != split.name)
