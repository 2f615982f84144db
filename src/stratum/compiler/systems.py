"""How a component is installed on a machine, and which resource of a cloud makes it."""

import dataclasses
from collections.abc import Iterator, Mapping

from stratum.compiler.attributes import group, text, texts
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
    for name in texts(told, "keeps"):
        recipe.attribute(recipe.scene.element, name)
    steps = (step for one in _maps(told.get("setup")) for step in _each(recipe, one))
    setup = tuple((recipe.words(step.get("run")), recipe.text(step.get("creates"))) for step in steps)
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


def _maps(told: object) -> Iterator[Mapping[str, object]]:
    for item in told if isinstance(told, (tuple, list)) else ():
        if isinstance(item, Mapping):
            yield {str(key): value for key, value in item.items()}


def _each(recipe: Recipe, step: Mapping[str, object]) -> Iterator[Mapping[str, object]]:
    """A step, or one for each entry of the map that it names, with ``{each: key}`` and ``{each: value}``."""
    if "each" not in step:
        yield step
        return
    entries = recipe.attribute(recipe.scene.element, str(step["each"]))
    for key, value in entries.items() if isinstance(entries, Mapping) else ():
        words = {"key": key, "value": word(value)}
        yield {name: _with(told, words) for name, told in step.items() if name != "each"}


def _with(told: object, words: Mapping[str, str]) -> object:
    if isinstance(told, Mapping):
        if set(told) == {"each"}:
            return words.get(str(told["each"]), "")
        return {key: _with(inner, words) for key, inner in told.items()}
    return [_with(inner, words) for inner in told] if isinstance(told, (tuple, list)) else told


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
