"""What is started for a component: commands with their placeholders filled, environments, cores."""

import math
from collections.abc import Collection, Mapping, Sequence
from pathlib import PurePosixPath

from stratum.core.errors import InvalidInputError
from stratum.deployment.logic.records import Launch
from stratum.deployment.types import ComponentSpec

START_VARIABLE = "STRATUM_START"
_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"


def main_launch(spec: ComponentSpec, token: str, directory: str, python: str) -> Launch:
    """The start of the component itself, in ``directory``, with ``python`` as its interpreter."""
    return Launch(
        token=token,
        command=fill(spec.command, directory, python),
        directory=directory,
        files=spec.files,
        address=spec.address,
        ports=spec.ports,
        limits=spec.limits,
    )


def hook_launch(spec: ComponentSpec, token: str, directory: str, python: str) -> Launch:
    """The start of what has to be done once the component answers."""
    command = fill(spec.after_ready, directory, python)
    return Launch(token=token, command=command, directory=directory, role="hook")


def fill(command: Sequence[str], directory: str, python: str) -> tuple[str, ...]:
    """``command`` with ``{dir}`` and ``{python}`` replaced; other braces stay as they are."""
    return tuple(part.replace("{dir}", directory).replace("{python}", python) for part in command)


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
