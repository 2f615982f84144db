"""Alternating least squares: numbers that describe users and items, learned from the pairs that are known.

With implicit feedback the wish of a user for an item is 1 where there is a row and 0 elsewhere, and a row of
value r counts 1 + alpha r against 1 (Hu, Koren and Volinsky, 2008). With explicit feedback only rows count:
the value is the mean, what user and item differ from it, and a product of factors, whose penalty grows with
the rows of each (Zhou, Wilkinson, Schreiber and Pan, 2008).
"""

import dataclasses
import itertools

import numpy as np

DAMPING = 5.0
"""So many rows at the mean are added to those of a user or an item, before they tell how it differs."""


@dataclasses.dataclass(frozen=True)
class Ratings:
    """Known pairs, no two alike, by user and then by item.

    Attributes:
        users: Names in order, shape (users,).
        items: Names in order, shape (items,).
        rows: The user of each pair as a place in ``users``, shape (pairs,).
        columns: The item of each pair as a place in ``items``, shape (pairs,).
        values: How much it counts, or the rating, shape (pairs,).
    """

    users: np.ndarray
    items: np.ndarray
    rows: np.ndarray
    columns: np.ndarray
    values: np.ndarray


@dataclasses.dataclass(frozen=True)
class Factors:
    """What gives a score to each pair: the product of both, and what user and item add to the mean.

    Attributes:
        users: Shape (users, factors).
        items: Shape (items, factors).
        of_users: Shape (users,).
        of_items: Shape (items,).
        mean: Of the ratings; 0 where the scores are none.
    """

    users: np.ndarray
    items: np.ndarray
    of_users: np.ndarray
    of_items: np.ndarray
    mean: float = 0.0

    def scores(self, users: slice) -> np.ndarray:
        """The scores of some users for all items, shape (some users, items)."""
        products = self.users[users] @ self.items.T
        return np.asarray(self.mean + self.of_users[users, None] + self.of_items + products)

    def estimates(self, users: np.ndarray, items: np.ndarray) -> np.ndarray:
        """The scores of pairs of places; -1 is a user or item that nothing is known of, shape (pairs,)."""
        both = (users >= 0) & (items >= 0)
        found = np.full(len(users), self.mean)
        found += np.where(users >= 0, self.of_users[users], 0) + np.where(items >= 0, self.of_items[items], 0)
        return found + np.where(both, (self.users[users] * self.items[items]).sum(axis=1), 0)


@dataclasses.dataclass(frozen=True)
class Settings:
    """How factors are learned.

    Attributes:
        factors: How many describe a user or an item.
        regularisation: Strength of the penalty on them.
        iterations: Passes over the pairs.
        alpha: How much more a row counts than none; of implicit feedback.
        feedback: ``implicit`` or ``explicit``.
    """

    factors: int = 16
    regularisation: float = 0.1
    iterations: int = 10
    alpha: float = 1.0
    feedback: str = "implicit"


def ratings_of(users: np.ndarray, items: np.ndarray, values: np.ndarray) -> Ratings:
    """Pairs in order.

    Args:
        users: Names, shape (pairs,).
        items: Names, shape (pairs,).
        values: Shape (pairs,).
    """
    people, rows = np.unique(users.astype(str), return_inverse=True)
    things, columns = np.unique(items.astype(str), return_inverse=True)
    order = np.lexsort((columns, rows))
    return Ratings(people, things, rows[order], columns[order], values[order].astype(np.float64))


def fit_factors(ratings: Ratings, settings: Settings, seed: int) -> Factors:
    """Learn factors; equal pairs, settings and seed give equal ones.

    Args:
        ratings: The known pairs.
        settings: How.
        seed: Of the factors that items begin with.
    """
    shape = (len(ratings.items), settings.factors)
    items = np.random.default_rng(seed).normal(0, settings.factors**-0.5, shape)
    users = np.zeros((len(ratings.users), settings.factors))
    base = biases(ratings) if settings.feedback == "explicit" else None
    values = (
        ratings.values if base is None else ratings.values - base.estimates(ratings.rows, ratings.columns)
    )
    turned = np.argsort(ratings.columns, kind="stable")
    for _ in range(settings.iterations):
        users = solved(ratings.rows, ratings.columns, values, items, users, settings)
        sides = (ratings.columns[turned], ratings.rows[turned], values[turned])
        items = solved(*sides, users, items, settings)
    if base is None:
        return Factors(users, items, np.zeros(len(users)), np.zeros(len(items)))
    return Factors(users, items, base.of_users, base.of_items, base.mean)


def solved(
    owners: np.ndarray,
    others: np.ndarray,
    values: np.ndarray,
    fixed: np.ndarray,
    own: np.ndarray,
    settings: Settings,
) -> np.ndarray:
    """The factors of one side that fit best to those of the other: one system of equations for each owner.

    Args:
        owners: The owner of each pair, in order, shape (pairs,).
        others: Its other side, shape (pairs,).
        values: Shape (pairs,).
        fixed: Factors of the other side.
        own: Factors of this side, whose shape counts.
        settings: How.
    """
    implicit = settings.feedback == "implicit"
    weights = settings.alpha * values if implicit else np.ones(len(values))
    wanted = 1 + weights if implicit else values
    ridge = settings.regularisation * np.eye(fixed.shape[1])
    every = fixed.T @ fixed if implicit else np.zeros_like(ridge)
    found = np.zeros_like(own)
    ends = np.searchsorted(owners, np.arange(len(own) + 1))
    for owner, (start, end) in enumerate(itertools.pairwise(ends.tolist())):
        near = fixed[others[start:end]]
        penalty = ridge if implicit else ridge * (end - start)
        left = every + penalty + (near.T * weights[start:end]) @ near
        found[owner] = np.linalg.solve(left, near.T @ wanted[start:end])
    return found


def biases(ratings: Ratings) -> Factors:
    """What ratings are without factors: the mean, and what items and then users differ from it."""
    mean = float(ratings.values.mean())
    of_items = damped(ratings.columns, ratings.values - mean, len(ratings.items))
    of_users = damped(ratings.rows, ratings.values - mean - of_items[ratings.columns], len(ratings.users))
    return Factors(np.zeros((len(of_users), 0)), np.zeros((len(of_items), 0)), of_users, of_items, mean)


def damped(places: np.ndarray, values: np.ndarray, count: int) -> np.ndarray:
    """The mean of the values of each place, drawn to 0 by ``DAMPING`` rows, shape (count,)."""
    sums = np.bincount(places, weights=values, minlength=count)
    return np.asarray(sums / (np.bincount(places, minlength=count) + DAMPING))
