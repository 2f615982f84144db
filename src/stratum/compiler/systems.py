"""How a component is installed on a machine, and which resource of a cloud makes it."""

import dataclasses
from collections.abc import Iterator, Mapping

from stratum.compiler.attributes import group, text
from stratum.compiler.containers import chosen, file_text
from stratum.compiler.engines import implementation
from stratum.compiler.recipes import Recipe, Scene, word
from stratum.deployment.blueprint import CloudRecipe, SystemRecipe

SYSTEM = "system"
PROVIDERS = ("aws", "azurerm", "openstack")


def system_of(scene: Scene) -> SystemRecipe | None:
    """How a component is installed on a machine, with what its parts add; None where it cannot be.

    Raises:
        InvalidInputError: If a recipe names what its type does not have.
    """
    found: SystemRecipe | None = None
    for one in _scenes(scene):
        told = implementation(one.metamodel, one.element, SYSTEM)
        if told.keys() - {"part"}:
            made = _from_type(Recipe(one, SYSTEM), told)
            found = made if found is None else _joined(found, made)
    return found


def _scenes(scene: Scene) -> Iterator[Scene]:
    """The component, the part whose recipe it takes, and its other parts."""
    yield scene
    first = chosen(scene, SYSTEM)
    if first is not scene:
        yield first
    for part in scene.application.parts(scene.element.name):
        if part is not first.element:
            yield dataclasses.replace(scene, element=part)


def _from_type(recipe: Recipe, told: Mapping[str, object]) -> SystemRecipe:
    packages = {family: _texts(recipe, names) for family, names in group(told, "packages").items()}
    steps = told.get("setup")
    setup = tuple(
        (recipe.words(step.get("run")), recipe.text(step.get("creates")))
        for step in (steps if isinstance(steps, (tuple, list)) else ())
        if isinstance(step, Mapping)
    )
    return SystemRecipe(
        packages=packages,
        python=_texts(recipe, told.get("python")),
        source=recipe.text(told.get("source")),
        service=recipe.text(told.get("service")),
        environment=recipe.variables(told.get("environment")),
        files={path: file_text(recipe, form) for path, form in group(told, "files").items()},
        setup=setup,
        uses=frozenset(recipe.uses),
    )


def _texts(recipe: Recipe, told: object) -> tuple[str, ...]:
    recipe.text(told)
    return tuple(word(item) for item in recipe.words(told))


def _joined(first: SystemRecipe, more: SystemRecipe) -> SystemRecipe:
    families = dict.fromkeys((*first.packages, *more.packages))
    packages = {f: (*first.packages.get(f, ()), *more.packages.get(f, ())) for f in families}
    return SystemRecipe(
        packages={family: tuple(dict.fromkeys(names)) for family, names in packages.items()},
        python=tuple(dict.fromkeys((*first.python, *more.python))),
        source=first.source or more.source,
        service=first.service or more.service,
        environment={**more.environment, **first.environment},
        files={**more.files, **first.files},
        setup=(*first.setup, *more.setup),
        uses=first.uses | more.uses,
    )


def cloud_of(scene: Scene) -> CloudRecipe | None:
    """The resource of a cloud that an element is; None where no cloud makes it.

    Raises:
        InvalidInputError: If a recipe names what its type does not have.
    """
    for provider in PROVIDERS:
        told = implementation(scene.metamodel, scene.element, provider)
        if told:
            recipe = Recipe(scene, provider)
            arguments = recipe.value(group(told, "arguments"))
            said = arguments if isinstance(arguments, Mapping) else {}
            return CloudRecipe(provider, text(told, "resource"), dict(said), frozenset(recipe.uses))
    return None
