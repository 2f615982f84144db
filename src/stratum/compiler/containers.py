"""How a component runs in a container: its type's recipe, and what the model says differently."""

import dataclasses
import json
from collections.abc import Mapping

import yaml

from stratum.compiler.attributes import group, number, text, texts
from stratum.compiler.engines import implementation
from stratum.compiler.recipes import Recipe, Scene, secret, sockets, word
from stratum.core.topology import Resources
from stratum.deployment.blueprint import Bind, ContainerRecipe, Health, Publication, Value

CONTAINER = "container"
LATEST = "latest"
_READ_ONLY = ":ro"


def container_of(scene: Scene) -> ContainerRecipe | None:
    """How a component runs in a container; None where it cannot.

    Raises:
        InvalidInputError: If a recipe names what its type does not have.
    """
    inner = chosen(scene, CONTAINER)
    told = implementation(inner.metamodel, inner.element, CONTAINER)
    recipe = _from_type(Recipe(inner, CONTAINER), told)
    found = overridden(scene, recipe)
    if not found.image:
        return None
    return dataclasses.replace(found, uses=found.uses | _said(scene) | _said(inner))


def _said(scene: Scene) -> set[str]:
    """Facts that every container says: its ports, and what differs from its type's recipe."""
    path, offered = scene.application.path(scene.element), scene.metamodel.type(scene.element.type).provides
    return {f"{path}.{name}" for name in (CONTAINER, *(e.port for e in offered.values())) if name}


def chosen(scene: Scene, engine: str) -> Scene:
    """The scene of the part whose recipe counts, where the type says ``{part: TYPE}``; else the scene."""
    told = implementation(scene.metamodel, scene.element, engine)
    wanted = text(told, "part", "")
    if not wanted:
        return scene
    part = next(
        (p for p in scene.application.parts(scene.element.name) if scene.metamodel.is_a(p.type, wanted)), None
    )
    return scene if part is None else chosen(dataclasses.replace(scene, element=part), engine)


def _from_type(recipe: Recipe, told: Mapping[str, object]) -> ContainerRecipe:
    image = recipe.text(told.get("image"))
    tag = recipe.text(told.get("tag")) or LATEST
    recipe.scene = dataclasses.replace(recipe.scene, image=f"{image}:{tag}")
    return ContainerRecipe(
        image=image,
        tag=tag,
        command=recipe.words(told.get("command")),
        environment=_environment(recipe, told),
        volumes={
            f"{recipe.scene.workload.name}-{name}": recipe.text(path)
            for name, path in group(told, "volumes").items()
        },
        files={path: file_text(recipe, form) for path, form in group(told, "files").items()},
        health=_health(recipe, group(told, "health")),
        uses=frozenset(recipe.uses),
    )


def _environment(recipe: Recipe, told: Mapping[str, object]) -> dict[str, Value]:
    """The variables of the component, and those that its parts add."""
    found = recipe.variables(told.get("environment"))
    scene = recipe.scene
    for part in scene.application.parts(scene.workload.name):
        if part is not scene.element:
            more = implementation(scene.metamodel, part, CONTAINER).get("environment")
            inner = Recipe(dataclasses.replace(scene, element=part), CONTAINER)
            found |= inner.variables(more)
            recipe.uses |= inner.uses
    return found


def file_text(recipe: Recipe, form: object) -> str:
    """The text of a file that a recipe gives as ``lines``, ``json``, ``yaml``, ``ini``, or as it is.

    Raises:
        InvalidInputError: If there would be a secret in it.
    """
    if not isinstance(form, Mapping) or len(form) != 1:
        return recipe.text(form)
    kind, told = next(iter(form.items()))
    if kind == "lines":
        recipe.text(told)
        return "".join(f"{word(line)}\n" for line in recipe.words(told))
    if kind == "json":
        return json.dumps(_open(recipe, told), indent=2, ensure_ascii=False) + "\n"
    if kind == "yaml":
        return str(yaml.safe_dump(_open(recipe, told), sort_keys=False, allow_unicode=True))
    return _ini(recipe, told) if kind == "ini" else recipe.text(form)


def _ini(recipe: Recipe, told: object) -> str:
    lines = []
    value = recipe.value(told)
    for section, settings in (value if isinstance(value, Mapping) else {}).items():
        recipe.text(settings if not isinstance(settings, Mapping) else tuple(settings.values()))
        lines.append(f"[{section}]")
        lines += [f"{k} = {word(v)}" for k, v in (settings if isinstance(settings, Mapping) else {}).items()]
        lines.append("")
    return "\n".join(lines)


def _open(recipe: Recipe, told: object) -> object:
    """The value as lists and dictionaries, which writers of JSON and YAML know."""
    recipe.text(told)
    return _listed(recipe.value(told))


def _listed(value: object) -> object:
    if isinstance(value, Mapping):
        return {key: _listed(inner) for key, inner in value.items()}
    return [_listed(inner) for inner in value] if isinstance(value, tuple) else value


def _health(recipe: Recipe, told: Mapping[str, object]) -> Health | None:
    if "command" in told:
        return Health(command=tuple(word(item) for item in recipe.words(told["command"])))
    if "interface" not in told:
        return None
    scene, interface = recipe.scene, text(told, "interface")
    offered = (*sockets(scene.application, scene.metamodel, scene.element),)
    port = next((socket.port for socket in offered if socket.interface == interface), 0)
    if port:
        return Health(http=text(told, "http", ""), port=port)
    if interface in scene.metamodel.type(scene.element.type).provides:
        return None
    raise recipe.fault(f"asks for health by {interface!r}, which it does not provide")


def overridden(scene: Scene, recipe: ContainerRecipe) -> ContainerRecipe:
    """The recipe with what the component says differently in ``container``."""
    told = group(scene.workload.attributes, CONTAINER)
    if not told:
        return recipe
    published = tuple(publication(port) for port in texts(told, "publish"))
    binds = (_bind(path, str(source)) for path, source in group(told, "binds").items())
    volumes = {name: str(path) for name, path in group(told, "volumes").items()}
    return dataclasses.replace(
        recipe,
        image=text(told, "image", recipe.image),
        tag=text(told, "tag", recipe.tag),
        entrypoint=texts(told, "entrypoint"),
        command=texts(told, "command") if "command" in told else recipe.command,
        environment=_more_variables(scene, recipe, told),
        volumes=volumes if "volumes" in told else recipe.volumes,
        health=_other_health(recipe, told),
        binds=(*recipe.binds, *binds),
        publish=published if "publish" in told else recipe.publish,
        limits=_limits(scene, told),
        restart=text(told, "restart", recipe.restart),
        user=text(told, "user", ""),
        directory=text(told, "directory", ""),
    )


def _more_variables(scene: Scene, recipe: ContainerRecipe, told: Mapping[str, object]) -> dict[str, Value]:
    left_out = texts(told, "without")
    found: dict[str, Value] = {k: v for k, v in recipe.environment.items() if k not in left_out}
    found |= {name: str(value) for name, value in group(told, "environment").items()}
    for name, source in group(told, "secrets").items():
        found[name] = secret(scene.workload, name.lower(), str(source))
    return found


def _other_health(recipe: ContainerRecipe, told: Mapping[str, object]) -> Health | None:
    health = recipe.health
    if "health" in told:
        command = texts(told, "health")
        health = Health(command=command) if command else None
    if health is None:
        return None
    return dataclasses.replace(
        health,
        interval=float(number(told, "healthInterval", 0)),
        timeout=float(number(told, "healthTimeout", 0)),
        start=float(number(told, "healthStart", 0)),
        retries=int(number(told, "healthRetries", 0)),
    )


def _limits(scene: Scene, told: Mapping[str, object]) -> Resources | None:
    if "cpuLimit" not in told and "memoryLimit" not in told:
        return None
    required = group(scene.workload.attributes, "requires")
    cpu = number(told, "cpuLimit", number(required, "cpu", 0))
    return Resources(float(cpu), int(number(told, "memoryLimit", number(required, "memory", 0))))


def publication(port: str) -> Publication:
    """A port that is reached from outside, written as ``80``, ``8080:80`` or ``127.0.0.1:8080:80/udp``."""
    said, _, protocol = port.partition("/")
    *outside, inner = said.split(":")
    address = outside.pop(0) if outside and "." in outside[0] else ""
    return Publication(int(inner), int(outside[0]) if outside else 0, protocol or "tcp", address)


def _bind(target: str, source: str) -> Bind:
    return Bind(source.removesuffix(_READ_ONLY), target, writable=not source.endswith(_READ_ONLY))
