"""Secrets: variables that look a secret up when the playbook runs; no file holds one."""

import dataclasses
from collections.abc import Iterable, Mapping

from stratum.deployment.blueprint import SecretReference, Value
from stratum.deployment.renderers.ansible.tagged import Template
from stratum.deployment.renderers.secret_names import secret_names


@dataclasses.dataclass(frozen=True, slots=True)
class Secrets:
    """The variables of secrets.

    Attributes:
        variables: Name of the variable by secret.
    """

    variables: Mapping[SecretReference, str]

    def value(self, value: Value) -> object:
        """``value`` with a template in place of each secret; scalars stay as they are."""
        if isinstance(value, SecretReference):
            return Template("{{ " + self.variables[value] + " }}")
        if isinstance(value, Mapping):
            return {key: self.value(item) for key, item in value.items()}
        if isinstance(value, tuple):
            return [self.value(item) for item in value]
        return value


def name_secrets(secrets: Iterable[SecretReference]) -> Secrets:
    """Give each secret a variable such as ``stratum_secret_db_password``."""
    names = secret_names(secrets)
    return Secrets({secret: f"stratum_secret_{name}" for secret, name in names.items()})


def lookups(secrets: Secrets) -> dict[str, object]:
    """Variables for all hosts: where each secret is kept, and the look-up of it."""
    found: dict[str, object] = {}
    for secret, name in secrets.variables.items():
        kind, _, place = secret.source.partition(":")
        plugin = "ansible.builtin.file" if kind == "file" else "ansible.builtin.env"
        found[f"{name}_place"] = place
        found[name] = Template("{{ lookup('" + plugin + "', " + name + "_place) }}")
    return found


def within(value: object) -> bool:
    """Whether a value holds a secret anywhere."""
    if isinstance(value, Mapping):
        return any(within(item) for item in value.values())
    if isinstance(value, tuple):
        return any(within(item) for item in value)
    return isinstance(value, SecretReference)
