"""What is started for a component: commands with their placeholders filled, environments, cores."""

import dataclasses
import functools
import math
from collections.abc import Collection, Mapping, Sequence
from pathlib import PurePosixPath

from stratum.core.errors import InvalidInputError
from stratum.deployment.logic.records import Launch
from stratum.deployment.types import ComponentSpec, Mount

START_VARIABLE = "STRATUM_START"
ARTIFACTS = "{artifacts}"
_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"


@dataclasses.dataclass(frozen=True, slots=True)
class Place:
    """Where the components of an application live, on any host.

    Attributes:
        application: Name of the application.
        root: Absolute path of the folder of its components' directories.
        python: Absolute path of the interpreter.
    """

    application: str
    root: PurePosixPath
    python: str

    def directory(self, component: str) -> str:
        """Directory of a component."""
        return str(self.root / component)

    @property
    def artifacts(self) -> PurePosixPath:
        """Folder of the artifacts, with one folder for each host; no component can be called like this."""
        return self.root / ".artifacts"

    def fill(self, command: Sequence[str], spec: ComponentSpec) -> tuple[str, ...]:
        """``command`` with ``{dir}``, ``{python}`` and ``{artifacts}`` replaced; other braces stay."""
        values = {
            "{dir}": self.directory(spec.name),
            "{python}": self.python,
            ARTIFACTS: str(self.artifacts / spec.host),
        }
        return tuple(
            functools.reduce(lambda part, v: part.replace(*v), values.items(), part) for part in command
        )

    def files(self, spec: ComponentSpec) -> Mapping[str, str]:
        """The files of a component; those of one with artifacts say where they are."""
        if not spec.artifacts:
            return spec.files
        folder = str(self.artifacts / spec.host)
        return {name: text.replace(ARTIFACTS, folder) for name, text in spec.files.items()}


def main_launch(spec: ComponentSpec, token: str, place: Place) -> Launch:
    """The start of the component itself."""
    return Launch(
        token=token,
        command=place.fill(spec.command, spec),
        directory=place.directory(spec.name),
        files=place.files(spec),
        address=spec.address,
        ports=spec.ports,
        limits=spec.limits,
        live=spec.live,
        host=spec.host,
        mounts=(*spec.mounts, *(Mount(str(place.artifacts / spec.host)) for _ in spec.artifacts[:1])),
        application=place.application,
    )


def hook_launch(spec: ComponentSpec, token: str, place: Place) -> Launch:
    """The start of what has to be done once the component answers: in its directory, on its host."""
    return Launch(
        token=token,
        command=place.fill(spec.after_ready, spec),
        directory=place.directory(spec.name),
        role="hook",
        host=spec.host,
        mounts=spec.mounts,
        application=place.application,
    )


def environment(token: str, directory: str, python: str) -> Mapping[str, str]:
    """All that a component sees of the environment: nothing of the platform's own, so no secrets.

    Numeric libraries get one thread each: components share the machine and have limits of their own.
    """
    return {
        "PATH": f"{PurePosixPath(python).parent}:{_PATH}",
        "HOME": directory,
        "LANG": "C.UTF-8",
        "PYTHONUNBUFFERED": "1",
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
        START_VARIABLE: token,
    }


def check_file_name(name: str) -> str:
    """``name`` if it stays inside the component's directory.

    Raises:
        InvalidInputError: If it is absolute, empty or climbs out.
    """
    path = PurePosixPath(name)
    if path.is_absolute() or not path.parts or ".." in path.parts or "\0" in name:
        raise InvalidInputError(
            f"file {name!r} is outside of the component's directory", "use a relative name without '..'"
        )
    return name


def choose_cores(
    cpu: float, users: Mapping[int, int], now: Collection[int] = frozenset()
) -> frozenset[int] | None:
    """The cores that a component with the limit ``cpu`` may use; None for all.

    Args:
        cpu: Limit in cores; 0 means no limit. Part of a core counts as a whole one.
        users: For each core of the machine how many other components are already bound to it; the least
            used win.
        now: The cores that the component is bound to now; it stays on those that are as good as others.
    """
    count = math.ceil(cpu)
    if count <= 0 or count >= len(users):
        return None
    return frozenset(sorted(users, key=lambda core: (users[core], core not in now, core))[:count])
