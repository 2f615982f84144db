"""Names and labels that the objects of one application share."""

import re
from collections.abc import Mapping
from typing import Final

from stratum.core.identifiers import identifier
from stratum.deployment.blueprint import Blueprint, SecretReference, Workload

NAME: Final = "app.kubernetes.io/name"
PART_OF: Final = "app.kubernetes.io/part-of"
MANAGED_BY: Final = "app.kubernetes.io/managed-by"
KEY: Final = "value"
"""Of the one entry in each secret."""
Object = Mapping[str, object]
"""An object of Kubernetes, or a piece of one."""


def namespace(blueprint: Blueprint) -> str:
    """Name of the namespace of an application."""
    return identifier(blueprint.name, "-")


def labels(blueprint: Blueprint, workload: Workload) -> dict[str, str]:
    """What every object of a workload is found by."""
    return {NAME: workload.name, PART_OF: namespace(blueprint), MANAGED_BY: "stratum"}


def metadata(blueprint: Blueprint, workload: Workload, name: str = "") -> Object:
    """Name, namespace and labels of an object of a workload."""
    notes = {"stratum/element": workload.path, "stratum/type": workload.type}
    return {
        "name": name or workload.name,
        "namespace": namespace(blueprint),
        "labels": labels(blueprint, workload),
        "annotations": {key: text for key, text in notes.items() if text},
    }


def secret_name(blueprint: Blueprint, secret: SecretReference) -> str:
    """Name of the object that holds a secret."""
    return identifier(f"{blueprint.name}-{secret.name}", "-")


def claim_name(name: str) -> str:
    """Name of the claim of a volume."""
    return identifier(name, "-")


def rule_label(name: str) -> str:
    """The label of the pods that a policy speaks of."""
    return f"stratum.rule/{identifier(name, '-')}"


def key_of(name: str) -> str:
    """A file's name as a key of a configuration."""
    return re.sub(r"[^-._a-zA-Z0-9]", "-", name)
