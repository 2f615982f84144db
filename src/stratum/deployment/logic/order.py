"""In which order components depend on each other."""

import graphlib
from collections.abc import Collection, Mapping

from stratum.core.errors import InvalidInputError


def dependency_order(needs: Mapping[str, Collection[str]]) -> tuple[str, ...]:
    """Names such that each comes after everything it needs; equal ranks alphabetically.

    Args:
        needs: For each name the names it needs; names that are no key are taken as given and left out.

    Raises:
        InvalidInputError: If names need each other in a circle; the message walks it.
    """
    known = {name: [other for other in others if other in needs] for name, others in needs.items()}
    sorter = graphlib.TopologicalSorter(known)
    try:
        sorter.prepare()
    except graphlib.CycleError as error:
        walk = " → ".join(reversed(error.args[1]))
        raise InvalidInputError(f"components depend on each other in a circle: {walk}") from None
    ordered: list[str] = []
    while sorter.is_active():
        ready = sorted(sorter.get_ready())
        ordered.extend(ready)
        sorter.done(*ready)
    return tuple(ordered)
