"""Runs beside each other: what each says of the same thing."""

import dataclasses
from collections.abc import Callable, Iterator, Mapping, Sequence

from stratum.core.figures import LOWER_IS_BETTER, NEUTRAL
from stratum.training.types import CandidateResult, Run

_DIGITS = 12


@dataclasses.dataclass(frozen=True, slots=True)
class Fact:
    """What can be said of each of several runs.

    Attributes:
        name: What it is.
        values: One for each run; None where there is none.
        best: The places of the runs whose figure is best; empty where none is.
    """

    name: str
    values: tuple[object, ...]
    best: tuple[int, ...] = ()

    @property
    def differs(self) -> bool:
        """Whether the runs do not all say the same."""
        return any(value != self.values[0] for value in self.values)


def facts(runs: Sequence[Run]) -> tuple[Fact, ...]:
    """How runs ended, on which rows, what was chosen with which parameters, and how good it is.

    Args:
        runs: One at least.
    """
    chosen = [_chosen(run) for run in runs]

    def of(name: str, tell: Callable[[Run], object]) -> Fact:
        return Fact(name, tuple(map(tell, runs)))

    return (
        of("status", lambda run: run.status),
        Fact("chosen", tuple(f"{one.name}, {one.algorithm}" if one else None for one in chosen)),
        *_figures([one.metrics if one else {} for one in chosen]),
        *_parameters([dict(_flat(one.parameters)) if one else {} for one in chosen]),
        of("rows to train on", lambda run: run.rows.get("train")),
        of("rows to test on", lambda run: run.rows.get("test")),
        of("data", _data),
        of("seconds", lambda run: None if run.finished is None else run.finished - run.started),
    )


def _chosen(run: Run) -> CandidateResult | None:
    return next((one for one in run.candidates if one.name == run.chosen), None)


def _figures(told: Sequence[Mapping[str, float]]) -> Iterator[Fact]:
    for name in _names(told):
        values = tuple(one.get(name) for one in told)
        yield Fact(name, values, _best(name, values))


def _best(metric: str, values: Sequence[float | None]) -> tuple[int, ...]:
    known = {value for value in values if value is not None}
    if metric in NEUTRAL or len(known) < 2:
        return ()
    best = min(known) if metric in LOWER_IS_BETTER else max(known)
    return tuple(place for place, value in enumerate(values) if value == best)


def _parameters(told: Sequence[Mapping[str, object]]) -> Iterator[Fact]:
    for name in _names(told):
        yield Fact(f"parameter {name}", tuple(one.get(name) for one in told))


def _flat(told: Mapping[str, object], of: str = "") -> Iterator[tuple[str, object]]:
    """What is told of a part, such as a member of an ensemble, as ``PART.NAME``."""
    for name, value in told.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{of}{name}.")
        else:
            yield f"{of}{name}", value


def _data(run: Run) -> object:
    sources = run.data.get("sources")
    found = sources.items() if isinstance(sources, Mapping) else ()
    return ", ".join(f"{name} {str(one['digest'])[:_DIGITS]}" for name, one in found) or None


def _names(told: Sequence[Mapping[str, object]]) -> list[str]:
    """All keys, in the order in which they first come."""
    return list(dict.fromkeys(name for one in told for name in one))
