"""What is known beside the documents of a workspace: hosts that were looked at, models that were measured."""

import dataclasses
from collections.abc import Iterator, Mapping
from typing import Final

from stratum.compiler.probes import probe_findings
from stratum.compiler.profiles import model_findings, survey
from stratum.core.events import Event
from stratum.core.findings import Finding
from stratum.core.journal import Query
from stratum.language.metamodel import Metamodel
from stratum.language.tree import Document
from stratum.probing.logic.records import PROBED, latest, source
from stratum.probing.types import Probed
from stratum.registry.types import ModelVersion
from stratum.runtime.wiring import JOURNAL, Parts

_MOST: Final = 2000
Placed = tuple[Document, Mapping[str, str]]
"""An application with the hosts of its components."""


@dataclasses.dataclass(frozen=True, slots=True)
class Evidence:
    """What was found out.

    Attributes:
        time: Now.
        probes: The last record of each host by name, by name of the infrastructure.
        versions: Every version in the registry.
    """

    time: float = 0.0
    probes: Mapping[str, Mapping[str, Probed]] = dataclasses.field(default_factory=dict)
    versions: tuple[ModelVersion, ...] = ()

    def findings(
        self, infrastructure: Document, applications: list[Placed], metamodel: Metamodel
    ) -> Iterator[Finding]:
        """What an infrastructure and the applications on it say that was found to be otherwise."""
        probes = self.probes.get(infrastructure.name, {})
        yield from probe_findings(infrastructure, probes, self.time)
        if self.versions:
            site = survey(infrastructure, applications, probes, metamodel)
            for application, placed in applications:
                yield from model_findings(application, placed, site, self.versions, metamodel)


UNSEEN: Final[Evidence] = Evidence()


def evidence(parts: Parts) -> Evidence:
    """What is known in a workspace; nothing is made where nothing is known."""
    return Evidence(parts.clock.now(), probes(parts), parts.registry.list())


def probes(parts: Parts) -> Mapping[str, Mapping[str, Probed]]:
    """The last record of each host by name, by name of the infrastructure."""
    if not (parts.state / JOURNAL).is_file():
        return {}
    found: dict[str, list[Event]] = {}
    for entry in parts.journal.find(Query(type=PROBED, limit=_MOST)):
        found.setdefault(entry.event.source.removeprefix(source("")), []).append(entry.event)
    return {site: latest(events) for site, events in found.items()}
