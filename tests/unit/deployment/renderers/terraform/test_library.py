"""Recipes of the built-in types for clouds, held against what providers publish."""

from collections.abc import Mapping

import pytest

from stratum.language.library import library
from stratum.language.metamodel import Type
from stratum.testing.terraform_arguments import Body, problems

PROVIDERS = ("aws", "azurerm", "openstack")
LOOKED_UP = ({"attribute"}, {"secret"}, {"own"}, {"text", "with"})
RECIPES = [
    (kind, provider)
    for kind in library().types.values()
    for provider in PROVIDERS
    if not kind.abstract and provider in kind.implementation
]


def filled(value: object) -> Body:
    """A recipe with an expression in place of each value that is looked up."""
    if isinstance(value, Mapping):
        keys = set(value)
        if keys in LOOKED_UP or "peer" in keys:
            return "${value}"
        if keys == {"list"}:
            return [filled(item) for item in value["list"]]
        return {key: filled(item) for key, item in value.items()}
    return [filled(item) for item in value] if isinstance(value, (list, tuple)) else value


@pytest.mark.parametrize(("kind", "provider"), RECIPES, ids=[f"{k.name}-{p}" for k, p in RECIPES])
def test_arguments_are_known_and_complete(kind: Type, provider: str) -> None:
    recipe = kind.implementation[provider]
    assert isinstance(recipe, Mapping)
    assert problems(recipe["resource"], filled(recipe.get("arguments", {}))) == []
