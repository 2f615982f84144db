"""The families of a search in turn, and Optuna inside of each."""

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np

from stratum.core.errors import InvalidInputError
from stratum.core.extras import install
from stratum.training.logic import families
from stratum.training.logic.families import Family

STARTS: Final = 6
"""Trials of a family that are drawn by chance before what was found says where to look."""
_FAVOUR: Final = 1.6
"""By this factor a family may spend more than the one that is next best."""
# Optuna's studies; the library is loaded where a search begins
Study = Any


@dataclasses.dataclass(slots=True)
class Turn:
    """A family while it is searched.

    Attributes:
        family: That is searched.
        study: Optuna's, of its trials.
        waiting: Settings that are known to do well, and were not tried yet.
        best: The least loss so far.
        spent: Seconds of its trials.
        tries: Trials that were drawn.
        failures: Those that failed.
    """

    family: Family
    study: Study
    waiting: list[Mapping[str, object]]
    best: float = float("inf")
    spent: float = 0.0
    tries: int = 0
    failures: int = 0


@dataclasses.dataclass(frozen=True, slots=True)
class Draw:
    """A candidate that was drawn.

    Attributes:
        turn: Of its family.
        attributes: Of its block.
        trial: Optuna's.
        is_first: Whether it is the first one of its family.
    """

    turn: Turn
    attributes: dict[str, object]
    trial: Any
    is_first: bool

    @property
    def params(self) -> Mapping[str, int | float | str]:
        """What Optuna drew, from which the attributes follow."""
        return dict(self.trial.params)


class Turns:
    """Says which candidate is tried next, from what came out of those before.

    Args:
        chosen: The families, in the order in which each is tried once.
        seed: Of what is drawn by chance.
        timed: Whether families share time; else they share trials, and no clock has a part.

    Raises:
        InvalidInputError: If optuna is not installed.
    """

    def __init__(self, chosen: Sequence[Family], seed: int, *, timed: bool) -> None:
        self._timed = timed
        self._turns = [Turn(f, _study(seed + i), list(f.first)) for i, f in enumerate(chosen)]

    def draw(self) -> Draw:
        """The next candidate."""
        turn = self._next()
        first = families.as_drawn(turn.family, turn.waiting[0]) if turn.waiting else None
        return self._drawn(turn, first)

    def again(self, family: str, params: Mapping[str, object]) -> Draw:
        """A candidate that was drawn in a search before this one."""
        turn = next(t for t in self._turns if t.family.name == family)
        return self._drawn(turn, params)

    def tell(self, draw: Draw, found: float | None, loss: float, seconds: float) -> None:
        """Tell what came out of a candidate.

        Args:
            draw: The candidate.
            found: Its loss, of a first fold where it was given up; None where it failed.
            loss: Infinite unless all of its folds were answered.
            seconds: That it took.
        """
        turn = draw.turn
        turn.spent += seconds
        if found is None:
            turn.failures += 1
            turn.spent += 1.0
            turn.study.tell(draw.trial, state=_failed())
        else:
            turn.study.tell(draw.trial, found)
            turn.best = min(turn.best, loss)

    def _drawn(self, turn: Turn, params: Mapping[str, object] | None) -> Draw:
        if params is not None:
            turn.waiting = [w for w in turn.waiting if families.as_drawn(turn.family, w) != params]
            turn.study.enqueue_trial(dict(params))
        trial = turn.study.ask()
        turn.tries += 1
        return Draw(turn, families.drawn(turn.family, trial), trial, turn.tries == 1)

    def _next(self) -> Turn:
        """The family whose turn it is: untried ones first, then by what it cost and by how good it is."""
        untried = [t for t in self._turns if not t.tries]
        if untried:
            return untried[0]
        able = [t for t in self._turns if t.failures < 2 or np.isfinite(t.best)] or self._turns
        places = {id(t): place for place, t in enumerate(sorted(able, key=lambda t: t.best))}
        return min(able, key=lambda t: self._cost(t) * _FAVOUR ** places[id(t)])

    def _cost(self, turn: Turn) -> float:
        return turn.spent + 1e-3 * turn.tries if self._timed else turn.tries


def _study(seed: int) -> Study:
    try:
        import optuna
    except ImportError:
        raise InvalidInputError("automatic mode needs the package optuna", install("optuna")) from None
    optuna.logging.set_verbosity(optuna.logging.ERROR)
    sampler = optuna.samplers.TPESampler(seed=seed % 2**32, n_startup_trials=STARTS, constant_liar=True)
    return optuna.create_study(sampler=sampler)


def _failed() -> object:
    import optuna

    return optuna.trial.TrialState.FAIL
