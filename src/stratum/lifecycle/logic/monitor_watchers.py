"""The detectors of one version of a model, fed together."""

import dataclasses
from collections.abc import Mapping, Sequence

import numpy as np

from stratum.core.errors import InvalidInputError
from stratum.drift.ports import Design, Detector
from stratum.drift.types import Profile, Setup, State, Takes, Values, Verdict
from stratum.lifecycle.logic.monitor_rows import Rows

Key = tuple[str, str]
"""Name of a detector, column."""
_COMPARED = frozenset({Takes.NUMBERS, Takes.CATEGORIES})


@dataclasses.dataclass(frozen=True, slots=True)
class _Watcher:
    takes: Takes
    detector: Detector


class Watchers:
    """Detectors that begin when a version becomes live.

    Args:
        designs: Detectors to make, by name.
        parameters: Of detectors, by name, in place of their defaults.
        profile: Of the version; None while it is not known: then nothing looks at inputs.
        states: What detectors knew before; those without a state begin.
    """

    def __init__(
        self,
        designs: Mapping[str, Design],
        parameters: Mapping[str, Mapping[str, float]],
        profile: Profile | None,
        states: Mapping[Key, State],
    ) -> None:
        self._watchers: dict[Key, _Watcher] = {}
        for name, design in designs.items():
            for takes, setup in _setups(name, design, parameters.get(name, {}), profile):
                key = (name, setup.column)
                self._watchers[key] = _Watcher(takes, _made(design, setup, states.get(key)))
        self._changed: set[Key] = set()

    def feed_rows(self, rows: Rows) -> None:
        """Look at the columns of rows."""
        for key, watcher in self._watchers.items():
            if watcher.takes in _COMPARED:
                column = rows.numbers if watcher.takes is Takes.NUMBERS else rows.texts
                self._feed(key, watcher, column(key[1]))

    def feed(self, takes: Takes, values: Sequence[float]) -> None:
        """Look at scores, errors or ages."""
        found = np.array(values, dtype=np.int64 if takes is Takes.ERRORS else np.float64)
        for key, watcher in self._watchers.items():
            if watcher.takes is takes:
                self._feed(key, watcher, found)

    def verdicts(self) -> tuple[Verdict, ...]:
        """What all of them say now."""
        return tuple(watcher.detector.verdict() for watcher in self._watchers.values())

    def states(self) -> Mapping[Key, State]:
        """All that they know."""
        return {key: watcher.detector.state() for key, watcher in self._watchers.items()}

    def changed(self) -> Mapping[Key, State]:
        """The states of those that saw something since this was asked last."""
        found = {key: self._watchers[key].detector.state() for key in sorted(self._changed)}
        self._changed.clear()
        return found

    def _feed(self, key: Key, watcher: _Watcher, values: Values) -> None:
        if len(values):
            watcher.detector.feed(values)
            self._changed.add(key)


def _made(design: Design, setup: Setup, state: State | None) -> Detector:
    """A detector that goes on; one whose state is of another setup begins."""
    try:
        return design(setup, state)
    except InvalidInputError:
        return design(setup)


def _setups(
    name: str, design: Design, parameters: Mapping[str, float], profile: Profile | None
) -> list[tuple[Takes, Setup]]:
    """What to make of a design: one detector, or one for each column that it can look at."""
    if not design.takes & _COMPARED:
        return [(takes, Setup(name, parameters=parameters)) for takes in design.takes]
    columns = profile.columns if profile is not None else {}
    fitting = {column: each for column, each in columns.items() if each.takes in design.takes}
    return [
        (each.takes, Setup(name, column, each, len(fitting), parameters)) for column, each in fitting.items()
    ]
