"""A role while its files are written: what it installs, and the words that its files share."""

import dataclasses
import re
from collections.abc import Mapping

import msgspec

from stratum.deployment.blueprint import SecretReference, Socket, SystemRecipe, Value, Workload
from stratum.deployment.renderers.ansible import secrets
from stratum.deployment.renderers.ansible.secrets import Secrets
from stratum.deployment.renderers.ansible.tagged import Template

SYSTEMD = "ansible_facts['service_mgr'] == 'systemd'"
FAMILIES: Mapping[str, str] = {"debian": "Debian", "redhat": "RedHat"}
"""What Ansible calls a family of operating systems."""

_PYTHON = {"debian": ("python3-venv", "python3-pip"), "redhat": ("python3", "python3-pip")}


@dataclasses.dataclass(frozen=True, slots=True)
class Role:
    """A role while its files are written.

    Attributes:
        name: An identifier; its variables begin with it.
        workload: What it installs.
        recipe: How.
        secrets: Variables of secrets.
    """

    name: str
    workload: Workload
    recipe: SystemRecipe
    secrets: Secrets

    def variable(self, name: str) -> Template:
        """A template that reads one of the role's variables."""
        return Template("{{ " + self.name + "_" + name + " }}")

    @property
    def secret(self) -> bool:
        """Whether its environment holds a secret."""
        return secrets.within(self.recipe.environment)

    @property
    def restart(self) -> str:
        """Name of the handler that starts the service anew."""
        return f"Restart {self.name}"

    @property
    def ports(self) -> tuple[Socket, ...]:
        """What answers once its service has started."""
        return tuple(socket for socket in self.workload.sockets if socket.port)

    def word(self, value: Value) -> object:
        """A value as a text, for what a process gets are texts; with templates in place of secrets."""
        if isinstance(value, SecretReference):
            return self.secrets.value(value)
        return value if isinstance(value, str) else msgspec.json.encode(value).decode()


def families(recipe: SystemRecipe) -> Mapping[str, tuple[str, ...]]:
    """Packages by family of the operating system, with what Python and git need."""
    wanted = recipe.packages or (dict.fromkeys(FAMILIES, ()) if _extras(recipe, "debian") else {})
    return {
        f: tuple(dict.fromkeys((*wanted[f], *_extras(recipe, f)))) for f in sorted(wanted) if f in FAMILIES
    }


def _extras(recipe: SystemRecipe, family: str) -> tuple[str, ...]:
    python = _PYTHON[family] if recipe.python and family in _PYTHON else ()
    return (*python, *(("git",) if recipe.source else ()))


def file_names(recipe: SystemRecipe) -> dict[str, str]:
    """Path on the machine by name in the role; a number keeps equal names apart."""
    plain = (
        (re.sub(r"[^A-Za-z0-9._-]+", "_", path.rpartition("/")[2]), path) for path in sorted(recipe.files)
    )
    return {f"{number:02d}-{name}": path for number, (name, path) in enumerate(plain, 1)}
