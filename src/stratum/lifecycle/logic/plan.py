"""How a model is kept, as its document says."""

import dataclasses
from collections.abc import Mapping

from stratum.compiler.attributes import group, number, text
from stratum.language.metamodel import Metamodel
from stratum.language.paths import beside
from stratum.language.tree import Document

ROLE = "model"
DAY = 86_400.0
SHARE = 0.1


@dataclasses.dataclass(frozen=True, slots=True)
class Plan:
    """How the model of a service is kept. All times are times of the data, in seconds.

    Attributes:
        model: Name of the model.
        pipeline: Document that trains it anew, relative to the workspace; empty where the model is not kept.
        maximum_age: The model is stale when it is so old; None for no limit.
        window: It is trained on the labelled rows of so long a time; 0 for all of them.
        held_out: It is judged on the rows of so long a time. Also the shortest pause between two cycles:
            before that, the rows that judge a new version would be those that judged the last one.
        shadow: It is asked beside the live version for so long; 0 leaves that out.
        canary: It then gets a share of the requests for so long; 0 leaves that out.
        share: That share.
        outcomes: Fewest outcomes that a decision before these times rests on.
        latency: Seconds within which 95 of 100 requests have to be answered; None where nothing is promised.
        errors: Largest share of failed requests; None where nothing is promised.
    """

    model: str
    pipeline: str = ""
    maximum_age: float | None = None
    window: float = 0.0
    held_out: float = 7 * DAY
    shadow: float = 2 * DAY
    canary: float = 2 * DAY
    share: float = SHARE
    outcomes: int = 1000
    latency: float | None = None
    errors: float | None = None

    @property
    def kept(self) -> bool:
        """Whether the model is watched and can be trained anew."""
        return bool(self.pipeline)


def plans(application: Document, metamodel: Metamodel) -> Mapping[str, Plan]:
    """The plan of each model service of a checked application, by name."""
    return {
        element.name: _plan(application.file, element.attributes)
        for element in application.components()
        if (kind := metamodel.types.get(element.type)) is not None and kind.role == ROLE
    }


def _plan(file: str, attributes: Mapping[str, object]) -> Plan:
    keep, qos = group(attributes, "keep"), group(attributes, "qos")
    path = text(keep, "pipeline", "")
    return Plan(
        model=text(attributes, "model").partition("@")[0],
        pipeline=beside(file, path) if path else "",
        maximum_age=_optional(keep, "maximumAge"),
        window=float(number(keep, "window", 0)),
        held_out=float(number(keep, "heldOut", 7 * DAY)),
        shadow=float(number(keep, "shadow", 2 * DAY)),
        canary=float(number(keep, "canary", 2 * DAY)),
        outcomes=int(number(keep, "outcomes", 1000)),
        latency=_optional(qos, "p95Latency"),
        errors=_optional(qos, "errorRate"),
    )


def _optional(attributes: Mapping[str, object], name: str) -> float | None:
    return float(number(attributes, name)) if name in attributes else None
