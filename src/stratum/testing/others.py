"""Why those estimators of scikit-learn that have no task are no blocks, by what the library says of them."""

import inspect
from collections.abc import Iterator
from typing import Any

from sklearn.utils import all_estimators, get_tags

# scikit-learn has no types
Estimator = Any

AROUND = "is made around other estimators"
ALONE = "answers no rows but those that it learned from"
NO_TABLE = "takes texts, objects, images or a target, no table of numbers"
PAIRS = "takes how alike rows are, no table of columns"
REASONS = {
    "FunctionTransformer": "is made around a function of one's own, which a CodeStep runs",
    "PLSSVD": "gives a table of the target too where it is fitted",
    "KNNImputer": "fills what is missing by rows that are alike; no block yet",
}
"""Why some that make columns of columns are no blocks."""
IN_PLACE = {
    "CountVectorizer": ("TextVectors", "method: counts"),
    "MissingIndicator": ("FillMissing", "indicator: true"),
    "OneHotEncoder": ("EncodeCategories", "method: onehot"),
    "OrdinalEncoder": ("EncodeCategories", "method: ordinal"),
    "SimpleImputer": ("FillMissing", "with a statistic or a value"),
    "TargetEncoder": ("EncodeCategories", "method: target"),
    "TfidfTransformer": ("TextVectors", "method: tfidf"),
    "TfidfVectorizer": ("TextVectors", "method: tfidf"),
}
"""Blocks of preparation that do what an estimator does, and how; not all its parameters are theirs."""


def needs_more(found: Estimator) -> bool:
    """Whether an estimator cannot be made without something that has to be given."""
    every = inspect.signature(found).parameters.values()
    return any(p.default is p.empty for p in every if p.kind not in {p.VAR_KEYWORD, p.VAR_POSITIONAL})


def transforms(name: str, found: Estimator) -> bool:
    """Whether an estimator could be a block that makes columns of numbers of columns of numbers."""
    if name in IN_PLACE or name in REASONS or needs_more(found) or not hasattr(found, "transform"):
        return False
    tags = get_tags(found()).input_tags
    return not hasattr(found, "predict") and tags.two_d_array and not tags.pairwise


def others(tasked: set[str]) -> Iterator[tuple[str, str, str]]:
    """Name, block and reason of each estimator that is none of ``tasked``; ``no`` for no block."""
    for name, found in all_estimators():
        if name not in tasked:
            block, reason = IN_PLACE.get(name) or ("no", _reason(found))
            yield name, block, reason


def _reason(found: Estimator) -> str:
    if needs_more(found):
        return "is made of a dictionary" if "dictionary" in inspect.signature(found).parameters else AROUND
    if not hasattr(found, "transform"):
        return _untransforming(found)
    tags = get_tags(found())
    if not tags.input_tags.two_d_array:
        return NO_TABLE
    return PAIRS if tags.input_tags.pairwise else REASONS[found.__name__]


def _untransforming(found: Estimator) -> str:
    if hasattr(found, "predict"):
        return "is deprecated"
    if hasattr(found, "get_precision"):
        return "estimates how columns vary together, and answers no row"
    if hasattr(found, "fit_transform") or hasattr(found, "biclusters_"):
        return ALONE
    return "gives neither classes, values and groups nor columns"
