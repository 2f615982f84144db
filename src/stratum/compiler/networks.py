"""The layers inside of a model: in their order, for training, and what keeps them from being a network."""

from collections.abc import Iterable, Iterator

from stratum.compiler import engines
from stratum.core.findings import Finding, Severity
from stratum.language.metamodel import Metamodel
from stratum.language.tree import Document, Element
from stratum.training.logic.layers import Layer, output_fault, shapes

LAYER_ORDER = "layer-order"
LAYER_SHAPE = "layer-shape"
_FOLLOWS = "follows"


def layers_of(document: Document, model: Element, metamodel: Metamodel) -> tuple[dict[str, object], ...]:
    """The layers that a model contains, first to last, as its framework takes them; empty where it has none.

    Args:
        document: The pipeline, checked.
        model: A candidate.
        metamodel: Says how the framework calls the types.
    """
    return tuple(_told(each, metamodel) for each in _chain(document.parts(model.name)))


def network_findings(
    document: Document, models: Iterable[Element], task: str, metamodel: Metamodel
) -> Iterator[Finding]:
    """Why the layers of models are no network: they fork, or the shape of one does not fit the next.

    Args:
        document: The pipeline.
        models: Its candidates.
        task: What they are to do.
        metamodel: Says how the framework calls the types.
    """
    for model in models:
        parts = document.parts(model.name)
        if not parts:
            continue
        chain = _chain(parts)
        if len(chain) < len(parts):
            yield _disordered(document, model, parts, chain)
            continue
        yield from _misfits(document, chain, task, metamodel)


def _chain(parts: tuple[Element, ...]) -> tuple[Element, ...]:
    """The layers in order, from the only one that follows none, as far as each is followed by one."""
    after: dict[str, list[Element]] = {}
    for part in parts:
        after.setdefault(next(iter(part.targets(_FOLLOWS)), ""), []).append(part)
    chain: list[Element] = []
    found = after.get("", [])
    while len(found) == 1 and len(chain) < len(parts):
        chain.append(found[0])
        found = after.get(found[0].name, [])
    return tuple(chain)


def _disordered(
    document: Document, model: Element, parts: tuple[Element, ...], chain: tuple[Element, ...]
) -> Finding:
    last = chain[-1].name if chain else ""
    rivals = [p for p in parts if p not in chain and next(iter(p.targets(_FOLLOWS)), "") == last]
    odd = rivals[-1] if rivals else next(p for p in parts if p not in chain)
    names = " and ".join(rival.name for rival in rivals)
    if len(rivals) > 1 and not last:
        message, fix = (
            f"{names} of {model.name} follow no layer",
            f"let {odd.name} follow another layer",
        )
    elif rivals:
        message, fix = f"{names} of {model.name} follow {last}", f"let {odd.name} follow {rivals[0].name}"
    else:
        message = f"{odd.name} of {model.name} is no part of the chain that begins with its first layer"
        fix = f"let {odd.name} follow a layer of the chain, and one layer follow none"
    return _finding(document, odd, LAYER_ORDER, message, fix)


def _misfits(
    document: Document, chain: tuple[Element, ...], task: str, metamodel: Metamodel
) -> Iterator[Finding]:
    layers = [_layer(each, metamodel) for each in chain]
    _, fault = shapes(layers)
    for found in (fault, output_fault(layers, task)):
        if found is not None:
            place = next(each for each in chain if each.name == found.layer)
            yield _finding(document, place, LAYER_SHAPE, found.message, found.fix)


def _layer(element: Element, metamodel: Metamodel) -> Layer:
    settings = {name: value for name, value in element.attributes.items() if name != "description"}
    return Layer(element.name, engines.layer_kind(metamodel, element), settings)


def _told(element: Element, metamodel: Metamodel) -> dict[str, object]:
    layer = _layer(element, metamodel)
    return {"name": layer.name, "kind": layer.kind, **layer.settings}


def _finding(document: Document, element: Element, code: str, message: str, fix: str) -> Finding:
    return Finding(code, Severity.ERROR, document.path(element), message, element.position, fix=fix)
