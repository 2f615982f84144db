"""The blocks of those estimators of scikit-learn that make columns of columns, from what the library says."""

import inspect
import json
import re
import warnings
from collections.abc import Iterator, Mapping
from typing import Any, Final

import numpy as np
import yaml
from sklearn.base import ClassNamePrefixFeaturesOutMixin
from sklearn.utils import all_estimators, get_tags

from stratum.testing.others import transforms
from stratum.testing.parameters import attribute, signature
from stratum.training.logic.transformers import ANY, CLASSES, DEFAULTS, SCORE

# scikit-learn has no types
Estimator = Any

FAMILIES: Final = {
    "sklearn.preprocessing": "NumberTransformation",
    "sklearn.decomposition": "Decomposition",
    "sklearn.feature_selection": "FeatureSelection",
    "sklearn.kernel_approximation": "KernelApproximation",
    "sklearn.random_projection": "RandomProjection",
}
"""The abstract type of the estimators of a module; all others are embeddings."""
HELP: Final = {
    "NumberTransformation": "Numbers on another scale, or as functions of them.",
    "Decomposition": "Fewer columns whose combinations are close to those that there were.",
    "FeatureSelection": "Some of the columns, by what they tell.",
    "KernelApproximation": "Columns whose products are close to a kernel of the rows.",
    "RandomProjection": "Combinations of the columns by chance, which keep how far rows are apart.",
    "Embedding": "Columns that say where a row is among others.",
}
TARGETS: Final = {"NeighborhoodComponentsAnalysis": CLASSES}
"""What is learned from beside columns where no score tells it."""
NAMES: Final = {"max_iter": "iterations", "n_components": "components", SCORE: "score"}
"""Attributes whose names are not those of their parameters."""
LEFT_OUT: Final = {
    *("code_init", "connectivity", "dict_init", "fit_inverse_transform", "dense_output", "sparse_output"),
    *("compute_distances", "compute_inverse_components", "ignore_implicit_zeros", "order", "memory"),
    *("evaluate_every", "perp_tol", "total_samples", "distance_threshold", "compute_full_tree", "dtype"),
}
"""Parameters that change no column, say in which form columns are, or hold values for other callers."""
UNSET: Final = {"KernelPCA": {"alpha"}}
"""Parameters without a use where others are left out."""
WORDS_LEFT_OUT: Final = {"error", "onehot"}
"""Words that refuse rows or give sparse columns."""
SCORES: Final = {
    "SelectKBest": ["f-test", "information", "chi2"],
    "SelectPercentile": ["f-test", "information", "chi2"],
}
"""What selects by a score alone; all others need how probable it is by chance."""
_SCORE_HELP: Final = (
    "How closely a column and the target hang together: by the F test, by mutual information, or by chi2, "
    "which takes classes and numbers from 0 on."
)
DESCRIPTION: Final = (
    "The estimators of scikit-learn that make columns of columns; generated from the library, "
    "with words of its documentation (BSD 3-Clause, the scikit-learn developers)."
)
_ROWS: Final = 40


def candidates() -> Iterator[tuple[str, Estimator]]:
    """Name and class of every estimator that could be a block."""
    yield from ((name, found) for name, found in all_estimators() if transforms(name, found))


def camel(name: str) -> str:
    """``power_iteration_normalizer`` as ``powerIterationNormalizer``."""
    first, *rest = NAMES.get(name, name).split("_")
    return first + "".join(word.capitalize() if word.islower() else word for word in rest if word)


def attributes(name: str, found: Estimator) -> dict[str, tuple[str, dict[str, object]]]:
    """Attributes by key, each with the parameter that it sets."""
    told: dict[str, tuple[str, dict[str, object]]] = {}
    documented = described(found)
    constraints = inspect.getattr_static(found, "_parameter_constraints")
    for parameter in signature(found):
        if parameter.name in LEFT_OUT or parameter.name in UNSET.get(name, ()):
            continue
        if parameter.name == SCORE:
            options = SCORES.get(name, ["f-test", "chi2"])
            score: dict[str, object] = {
                "type": "enum",
                "options": options,
                "default": "f-test",
                "help": _SCORE_HELP,
            }
            told[camel(SCORE)] = SCORE, score
            continue
        one = attribute(parameter, constraints.get(parameter.name, []))
        if one is None:
            continue
        default = DEFAULTS.get(name, {}).get(parameter.name, one.get("default"))
        one = {**_without_words(one), **({} if default is None else {"default": default})}
        told[camel(parameter.name)] = parameter.name, {**one, "help": documented[parameter.name]}
    return told


def _without_words(told: Mapping[str, object]) -> dict[str, object]:
    def kept(value: object) -> object:
        return [v for v in value if v not in WORDS_LEFT_OUT] if isinstance(value, list) else value

    return {key: kept(value) if key in {"options", "words"} else value for key, value in told.items()}


def described(found: Estimator) -> dict[str, str]:
    """The first sentence that the documentation of a class has of each parameter."""
    text = inspect.getdoc(found) or ""
    section = re.split(r"\n(?=\w[\w ]*\n-{3,}\n)", text.partition("Parameters\n----------\n")[2])[0]
    parts = re.split(r"^(\w+)\s*:.*$", section, flags=re.MULTILINE)[1:]
    told = zip(parts[::2], parts[1::2], strict=True)
    return {name: sentence(_indented(body)) or _plainly(name) for name, body in told}


def _indented(text: str) -> str:
    """The lines of a parameter that are about it; those before may go on saying its type."""
    return "\n".join(line for line in text.splitlines() if line.startswith("    ") or not line)


def _plainly(name: str) -> str:
    return f"{name.replace('_', ' ').capitalize()}: one of its options."


def sentence(text: str) -> str:
    """The first sentence of a text in reStructuredText, as plain text; empty where it begins with a list."""
    if text.strip()[:1] in {"-", "*", "'", '"', "`"}:
        return ""
    first = re.split(r"\n\s*\n|\n\s*(?:[-*]|\.\.) ", text.strip())[0]
    plain = re.sub(r":\w+:`~?(?:[\w.]+\.)?([^`<]+?)(?:\s*<[^>]*>)?`", r"\1", " ".join(first.split()))
    plain = plain.replace("`", "").replace("*", "").replace("\\", "")
    told = re.split(r"(?<=[^.][.])\s+(?=[A-Z])", plain)[0].rstrip(" :,")
    return told[:1].upper() + told[1:] + ("" if told.endswith(".") else ".")


def type_of(name: str, found: Estimator) -> dict[str, object]:
    """The type of an estimator as it stands in the library."""
    told = attributes(name, found)
    return {
        "help": sentence(inspect.getdoc(found) or ""),
        "extends": FAMILIES.get(_module(found), "Embedding"),
        "attributes": {key: one for key, (_, one) in told.items()},
        "implementation": {
            "sklearn": {
                "transformer": name,
                "defaults": "same",
                "parameters": {key: parameter for key, (parameter, _) in told.items()},
            }
        },
    }


def _module(found: Estimator) -> str:
    return ".".join(found.__module__.split(".")[:2])


def facts_of(name: str, found: Estimator) -> dict[str, object]:
    """What the platform has to know of an estimator."""
    made = found(**DEFAULTS.get(name, {}))
    target = TARGETS.get(name, ANY if hasattr(made, SCORE) else "")
    return {
        "name": name,
        "module": _module(found),
        "target": target,
        "alone": not target and _works_alone(made),
        "missing": get_tags(made).input_tags.allow_nan,
        "seeded": "random_state" in made.get_params(deep=False),
        "counted": isinstance(made, ClassNamePrefixFeaturesOutMixin),
    }


def _works_alone(made: Estimator) -> bool:
    """Whether columns side by side give what each of them gives."""
    values = np.random.default_rng(0).uniform(0.1, 0.9, (_ROWS, 3))
    if "random_state" in made.get_params(deep=False):
        made.set_params(random_state=0)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            whole = made.fit_transform(values)
            single = np.hstack([made.fit_transform(values[:, [n]]) for n in range(values.shape[1])])
        except ValueError:  # it takes no single column
            return False
    return whole.shape == single.shape and np.allclose(whole, single)


def types_text(served: set[str]) -> str:
    """The library's file."""
    head = {"stratum": 1, "kind": "Types", "name": "transformers", "description": DESCRIPTION}
    columns = {
        "type": "list",
        "items": {"type": "string", "refers": "column"},
        "words": ["all"],
        "default": "all",
        "minimum": 1,
        "help": "Columns of numbers, each with what earlier blocks made of it; all takes every one.",
    }
    transformation = {
        "help": "Columns of numbers that an estimator of scikit-learn makes of columns of numbers.",
        "extends": "Preparation",
        "abstract": True,
        "stage": 4,
        "attributes": {"columns": columns},
        "implementation": {
            "data": {"step": "transform"},
            "columns": {"needs": [{"of": "columns", "holds": ["number"]}]},
        },
    }
    families = {
        name: {"help": told, "extends": "Transformation", "abstract": True} for name, told in HELP.items()
    }
    types = {n: type_of(n, c) for n, c in candidates() if n in served}
    told = {"types": {"Transformation": transformation, **families, **types}}
    written = yaml.safe_dump(head, sort_keys=False, width=1000)
    return f"{written}\n{yaml.safe_dump(told, sort_keys=False, width=1000, default_flow_style=None)}"


def facts_text(served: set[str]) -> str:
    """What is particular about each, a line each."""
    facts = [facts_of(n, c) for n, c in candidates() if n in served]
    return "[\n" + ",\n".join(json.dumps(one) for one in facts) + "\n]\n"
