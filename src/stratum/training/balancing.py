"""Fitting on rows whose classes are balanced, where the plan asks for it."""

import dataclasses

import numpy as np

from stratum.data.logic.rows import Columns
from stratum.training.logic.balance import balanced_rows
from stratum.training.ports import FittedModel, Framework, Tell, silent
from stratum.training.types import CandidateSpec, FitOrder


@dataclasses.dataclass(frozen=True, slots=True)
class Balanced:
    """A framework that fits on balanced rows; satisfies ``Framework``.

    An ensemble gets the rows as they are and balances those of each fit of a member: a row drawn twice
    would else be learned in one fold and answered in another.

    Attributes:
        framework: Fits.
    """

    framework: Framework

    def check(self, candidate: CandidateSpec, task: str) -> None:
        """As the framework."""
        self.framework.check(candidate, task)

    def fit(
        self, order: FitOrder, columns: Columns, target: np.ndarray, tell: Tell = silent, /
    ) -> FittedModel:
        """As the framework, on the rows that the plan's balance leaves."""
        balance = order.plan.balance
        if balance is not None and not order.candidate.members:
            places = balanced_rows(balance.method, balance.ratio, target, order.seed)
            columns, target = {n: v[places] for n, v in columns.items()}, target[places]
        return self.framework.fit(order, columns, target, tell)
