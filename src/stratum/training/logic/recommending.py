"""Lists of recommended items, and how well they name the held-out items of a user.

The truth of a pair is the number of its user, its value, and whether its item is liked: shape (rows, 3). The
answer for a pair is the place of its item in the list of its user, from 1 on, or 0 where it is not there; the
estimate of its value, or NaN; and the scores of the list: shape (rows, 2 + length of the lists).
"""

import dataclasses

import numpy as np

from stratum.training.logic.factors import Factors, Ratings, biases

CHUNK = 1024
"""Users whose scores are held at a time."""


@dataclasses.dataclass(frozen=True)
class Recommender:
    """What is recommended to each user, best first; no item that the user is known to have.

    Attributes:
        ratings: The pairs that it was learned from.
        places: Of items, shape (1 + users, length); the first row is for everybody else.
            -1 where a list ends.
        scores: Of these items, float32 of the same shape; NaN where a list ends.
        rates: What estimates values; None where scores are no estimates.
    """

    ratings: Ratings
    places: np.ndarray
    scores: np.ndarray
    rates: Factors | None = None

    def answers(self, users: np.ndarray, items: np.ndarray) -> np.ndarray:
        """The answers for pairs of names, as this module has them."""
        user, item = places_of_names(self.ratings.users, users), places_of_names(self.ratings.items, items)
        listed = (self.places[user + 1] == item[:, None]) & (item >= 0)[:, None]
        estimates = np.full(len(user), np.nan) if self.rates is None else self.rates.estimates(user, item)
        return np.column_stack([places_in(listed), estimates, self.scores[user + 1]])


def recommend(ratings: Ratings, factors: Factors, length: int, rates: Factors | None = None) -> Recommender:
    """Lists for all users from the scores of pairs; for everybody else the items that most users have.

    Args:
        ratings: The known pairs, which are not recommended.
        factors: Give the scores.
        length: Items of a list, at most.
        rates: Estimate values; None where nothing does.
    """
    length = min(length, len(ratings.items))
    others = popularity(ratings)
    nothing = dataclasses.replace(ratings, rows=ratings.rows[:0], columns=ratings.columns[:0])
    parts = [best(others.scores(slice(0, 1)), nothing, 0, length)]
    parts += [
        best(factors.scores(slice(start, start + CHUNK)), ratings, start, length)
        for start in range(0, len(ratings.users), CHUNK)
    ]
    places, scores = (np.concatenate(one) for one in zip(*parts, strict=True))
    return Recommender(ratings, places, scores, rates)


def best(scores: np.ndarray, ratings: Ratings, start: int, length: int) -> tuple[np.ndarray, np.ndarray]:
    """The best items that users do not have, and their scores; equal ones by name.

    Args:
        scores: Of the users from ``start`` on, shape (some users, items).
        ratings: The known pairs.
        start: Place of the first of these users.
        length: Items of a list.
    """
    first, last = np.searchsorted(ratings.rows, (start, start + len(scores)))
    scores[ratings.rows[first:last] - start, ratings.columns[first:last]] = -np.inf
    length = min(length, scores.shape[1])
    cut = np.partition(scores, -length, axis=1)[:, -length, None]
    above, equal = scores > cut, scores == cut
    room = length - above.sum(axis=1, keepdims=True)
    places = np.nonzero(above | (equal & (equal.cumsum(axis=1) <= room)))[1].reshape(-1, length)
    found = np.take_along_axis(scores, places, axis=1)
    order = np.argsort(-found, axis=1, kind="stable")
    places, found = (np.take_along_axis(one, order, axis=1) for one in (places, found))
    ended = np.isneginf(found)
    return np.where(ended, -1, places), np.where(ended, np.nan, found).astype(np.float32)


def popularity(ratings: Ratings) -> Factors:
    """Scores that are the same for all users: the share of the users that have an item."""
    users, items = len(ratings.users), len(ratings.items)
    shares = np.bincount(ratings.columns, minlength=items) / users
    return Factors(np.zeros((users, 0)), np.zeros((items, 0)), np.zeros(users), shares)


def popular(ratings: Ratings, length: int, *, rated: bool = False) -> Recommender:
    """The baseline: the items that most users have; if ``rated``, values by the means of users and items."""
    return recommend(ratings, popularity(ratings), length, biases(ratings) if rated else None)


def places_of_names(names: np.ndarray, wanted: np.ndarray) -> np.ndarray:
    """The place of each wanted name in ``names``, which are in order; -1 where it is none of them."""
    texts = wanted.astype(str)
    places = np.minimum(np.searchsorted(names, texts), len(names) - 1)
    return np.where(names[places] == texts, places, -1)


def places_in(listed: np.ndarray) -> np.ndarray:
    """The place of the first true value of each row, from 1 on; 0 where there is none."""
    return np.where(listed.any(axis=1), listed.argmax(axis=1) + 1, 0)


def by_user(truth: np.ndarray, answers: np.ndarray) -> dict[str, np.ndarray]:
    """Figures of each user with liked items among the pairs, shape (users,).

    Args:
        truth: As this module says.
        answers: As this module says.
    """
    liked, length = truth[:, 2] > 0, answers.shape[1] - 2
    users, rows = np.unique(truth[liked, 0], return_inverse=True)
    places = answers[liked, 0]
    order = np.lexsort((places, rows))
    order = order[places[order] > 0]
    rows_hit, places_hit = rows[order], places[order]
    wanted, hits = np.bincount(rows), np.bincount(rows_hit, minlength=len(users))
    nth = np.arange(len(order)) - np.searchsorted(rows_hit, rows_hit) + 1
    gained = np.bincount(rows_hit, weights=1 / np.log2(1 + places_hit), minlength=len(users))
    precise = np.bincount(rows_hit, weights=nth / places_hit, minlength=len(users))
    most = np.minimum(wanted, length)
    ideal = np.cumsum(1 / np.log2(np.arange(2, length + 2)))
    return {
        "ndcg_at_k": gained / ideal[most - 1],
        "map_at_k": precise / most,
        "precision_at_k": hits / length,
        "recall_at_k": hits / wanted,
    }


def found_curve(truth: np.ndarray, answers: np.ndarray) -> list[tuple[float, float]]:
    """The share of all liked items that is found, by the number of items looked at in each list.

    Args:
        truth: As this module says.
        answers: As this module says.
    """
    places = answers[truth[:, 2] > 0, 0]
    shown = range(1, answers.shape[1] - 1)
    return [(float(n), round(float(((places > 0) & (places <= n)).mean()), 5)) for n in shown if len(places)]


def recommendation_metrics(truth: np.ndarray, answers: np.ndarray) -> dict[str, float]:
    """Means over users of how well lists name liked items, and the error of estimated values.

    Args:
        truth: As this module says.
        answers: As this module says.

    Returns:
        ``ndcg_at_k``, ``map_at_k``, ``precision_at_k`` and ``recall_at_k`` where any item is liked; ``rmse``
        where values are estimated.
    """
    found = {}
    if (truth[:, 2] > 0).any():
        found = {name: float(np.mean(values)) for name, values in by_user(truth, answers).items()}
    off = answers[:, 1] - truth[:, 1]
    return found | ({"rmse": float(np.sqrt(np.mean(off**2)))} if np.isfinite(off).all() else {})
