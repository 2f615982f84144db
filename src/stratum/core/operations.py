"""What may be asked of running applications, as values: what a page asks for and the API reads."""

from typing import Literal, TypeAlias

import msgspec


class Order(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Let an application run as something else.

    Attributes:
        to: As the ``model`` says, as it ran ``previous`` to the last apply, or ``nothing`` of it any more.
        at: The commit whose model counts; empty for the documents as they are here.
        engine: What runs the components; empty for that of the settings.
        review: The stamp of the review that is carried out; empty for whatever comes of it now.
        confirm: Name of the application, for ``nothing``.
        reason: What for, for people.
    """

    to: Literal["model", "previous", "nothing"] = "model"
    at: str = ""
    engine: str = ""
    review: str = ""
    confirm: str = ""
    reason: str = ""


class NewSize(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Another size or host of a service; None leaves it as it is.

    Attributes:
        replicas: How many.
        cpu: Cores that each may take.
        memory: Bytes that each may take.
        host: Name of the modelled host.
        reason: What for, for people.
    """

    replicas: int | None = None
    cpu: float | None = None
    memory: int | None = None
    host: str | None = None
    reason: str = ""


class Rollout(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="do", tag="rollout"):
    """Let a version answer; after a share of the requests where that is above 0."""

    version: str
    share: float = 0.0
    reason: str = ""


class Rollback(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="do", tag="rollback"):
    """Back to the version that answered before; ends a cycle that is under way."""

    reason: str = ""


class Retrain(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="do", tag="retrain"):
    """Train the model on newer data and try it."""

    reason: str = ""


Wish: TypeAlias = Rollout | Rollback | Retrain
"""What may be asked for the model of a service."""
