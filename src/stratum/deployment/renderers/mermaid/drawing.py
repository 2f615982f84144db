"""The two drawings of an application, and which facts they tell."""

from collections.abc import Iterator

from stratum.core.identifiers import identifier
from stratum.deployment.blueprint import Blueprint
from stratum.deployment.renderers.mermaid import words
from stratum.deployment.renderers.mermaid.flowchart import flowchart
from stratum.deployment.renderers.mermaid.picture import picture
from stratum.deployment.rendering import Rendering


def render(blueprint: Blueprint) -> Rendering:
    """A flowchart for Mermaid, and a picture as SVG whose tooltips tell every fact of what is drawn.

    Args:
        blueprint: The application on its machines.
    """
    name = identifier(blueprint.name, "-")
    files = {f"{name}.mmd": flowchart(blueprint), f"{name}.svg": picture(blueprint)}
    drawn = set(_drawn(blueprint))
    carried = (p for p, f in blueprint.facts.items() if f.element in drawn or words.is_of_document(f))
    return Rendering(files, frozenset(carried))


def _drawn(blueprint: Blueprint) -> Iterator[str]:
    """Paths of the elements that have a tooltip."""
    held = [(machine.path, machine.parts) for machine in blueprint.machines]
    held += [(workload.path, workload.parts) for workload in blueprint.workloads]
    for path, parts in held:
        yield path
        yield from (f"{path.rpartition('/')[0]}/{name}" for name, _ in parts)
    yield from (rule.path for rule in blueprint.rules)
    for link in blueprint.links:
        yield from words.between(blueprint, link)
