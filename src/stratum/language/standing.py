"""The standing of a type: what runs its elements or is generated for them, or why nothing is."""

from collections.abc import Mapping
from typing import Final

from stratum.language.metamodel import Metamodel, Type

ENGINES: Final[Mapping[str, str]] = {
    "local": "runs with `stratum apply`",
    "container": "Docker Compose and Kubernetes",
    "system": "Ansible",
    "aws": "Terraform for Amazon Web Services",
    "azurerm": "Terraform for Azure",
    "openstack": "Terraform for OpenStack",
    "data": "runs in training",
    "sklearn": "runs in training, with scikit-learn",
    "lightgbm": "with LightGBM",
    "xgboost": "with XGBoost",
    "catboost": "with CatBoost",
    "als": "runs in training, with numpy",
    "ensemble": "runs in training, over its members",
    "torch": "runs in training, with PyTorch",
    "metrics": "runs in training",
}
"""What an implementation for each engine means."""
DESCRIBING: Final = frozenset({"columns", "topics"})
"""What an implementation tells the checks of a type beside its engines."""
FAMILIES: Final = ("Component", "Host", "Device", "OperatingSystem", "Library", "Block", "Layer")
"""The roots of all types that somebody could expect to run."""
CHECKED: Final = "checked, and kept by what places components"


def engines(found: Type) -> tuple[str, ...]:
    """The engines that do something with elements of a type."""
    return tuple(engine for engine in ENGINES if engine in found.implementation)


def standing(found: Type) -> str:
    """What becomes of an element of a concrete type, in words."""
    if found.model_only:
        return f"model only: {found.model_only}"
    said = dict.fromkeys(ENGINES[engine] for engine in engines(found))
    return "; ".join(said) or CHECKED


def expected(metamodel: Metamodel) -> tuple[Type, ...]:
    """The concrete types that somebody could expect to run, by name."""
    found = {t.name: t for family in FAMILIES for t in metamodel.concrete(family)}
    return tuple(found[name] for name in sorted(found))
