"""Classes of rows made alike by chance, for fitting alone."""

import numpy as np


def balanced_rows(method: str, ratio: float, target: np.ndarray, seed: int) -> np.ndarray:
    """Places of the rows to fit on, in their order; equal arguments give equal places.

    Args:
        method: ``over`` draws rows of rare classes again, ``under`` leaves out rows of frequent ones.
        ratio: Rows of the rarest class for each of the most frequent one, at least; in (0, 1].
        target: Classes of the rows, shape (rows,).
        seed: Of the draw.
    """
    chance = np.random.default_rng([seed, 2])
    labels, counts = np.unique(target, return_counts=True)
    least, most = int(np.ceil(ratio * counts.max())), int(counts.min() / ratio)
    chosen = []
    for label in labels:
        rows = np.flatnonzero(target == label)
        if method == "over" and len(rows) < least:
            rows = np.concatenate([rows, chance.choice(rows, least - len(rows))])
        elif method == "under" and len(rows) > most:
            rows = chance.choice(rows, most, replace=False)
        chosen.append(rows)
    return np.sort(np.concatenate(chosen))
