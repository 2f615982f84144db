"""All applications of a workspace at a glance, those that need somebody first."""

import dataclasses
from collections.abc import Iterable, Mapping
from typing import Final

from stratum.core.findings import Severity
from stratum.deployment.types import ComponentSpec, Observed, State
from stratum.language.tree import Document, DocumentKind
from stratum.runtime.agent import ensure_agent
from stratum.runtime.checked import Checked
from stratum.runtime.modelling import load
from stratum.runtime.operating.background import known
from stratum.runtime.operating.costs import costs, prices
from stratum.runtime.operating.records import Operation
from stratum.runtime.operating.views import operation_view
from stratum.runtime.views import Json
from stratum.runtime.wiring import Parts

LATEST_LOOK: Final = 5.0
_WELL: Final = frozenset({State.READY, State.DONE})
_ILL: Final = (State.FAILED, State.BACKING_OFF, State.UNREADY)
_RANKS: Final = ("failing", "stuck", "changing", "broken", "well", "absent")


@dataclasses.dataclass(frozen=True, slots=True)
class Glance:
    """An application at a glance.

    Attributes:
        name: Its name.
        components: As they are.
        operation: The newest one; None for none.
        errors: Errors in its documents.
        deployed: Whether anything of it should run.
    """

    name: str
    components: tuple[Observed, ...]
    operation: Operation | None
    errors: int
    deployed: bool

    @property
    def state(self) -> str:
        """``failing``, ``stuck``, ``changing``, ``broken`` (its documents), ``well`` or ``absent``."""
        if any(one.state in {State.FAILED, State.BACKING_OFF} for one in self.components):
            return "failing"
        if self.operation is not None and self.operation.stage in {"failed", "interrupted"}:
            return "stuck"
        if any(one.state not in _WELL for one in self.components):
            return "changing"
        if self.errors:
            return "broken"
        return "well" if self.deployed else "absent"

    @property
    def troubles(self) -> tuple[Observed, ...]:
        """The components that are not well, the worst first."""
        ill = [one for one in self.components if one.state in _ILL]
        return tuple(sorted(ill, key=lambda one: (_ILL.index(one.state), one.name)))


def by_need(glances: Iterable[Glance]) -> tuple[Glance, ...]:
    """Those that need somebody first, then by name."""
    return tuple(sorted(glances, key=lambda one: (_RANKS.index(one.state), one.name)))


def overview(parts: Parts) -> Json:
    """Every application that the documents tell of or that runs."""
    ensure_agent(parts, within=LATEST_LOOK)
    checked = load(parts)
    documents = {one.name: one for one in checked.model.of_kind(DocumentKind.APPLICATION)}
    names = documents.keys() | set(parts.deployments.applications())
    glances = [_glance(parts, checked, name, documents.get(name)) for name in names]
    return {
        "time": parts.clock.now(),
        "applications": [_view(parts, checked, one, documents.get(one.name)) for one in by_need(glances)],
    }


def _glance(parts: Parts, checked: Checked, name: str, document: Document | None) -> Glance:
    found = checked.findings_about([document.file]) if document else ()
    newest = known(parts, name, 1)
    return Glance(
        name,
        parts.deployments.status(name),
        newest[0] if newest else None,
        sum(finding.severity is Severity.ERROR for finding in found),
        bool(parts.deployments.desired(name)),
    )


def _view(parts: Parts, checked: Checked, glance: Glance, document: Document | None) -> Json:
    specs = parts.deployments.desired(glance.name)
    ready = sum(one.state in _WELL for one in glance.components)
    return {
        "name": glance.name,
        "description": document.attributes.get("description", "") if document else "",
        "documented": document is not None,
        "state": glance.state,
        "deployed": glance.deployed,
        "ready": ready,
        "components": len(glance.components),
        "errors": glance.errors,
        "troubles": [
            {"component": one.name, "state": one.state.value, "reason": one.reason} for one in glance.troubles
        ],
        "hosts": sorted({spec.host for spec in specs}),
        "hourly": _hourly(checked, document, specs),
        "operation": operation_view(glance.operation) if glance.operation else None,
    }


def _hourly(checked: Checked, document: Document | None, specs: tuple[ComponentSpec, ...]) -> float | None:
    """What the hosts in use cost an hour; None where the model tells no price of any."""
    priced: Mapping[str, float | None] = {}
    if document is not None and document.attributes.get("infrastructure") in checked.texts:
        priced = prices(checked.infrastructure_of(document))
    spent = costs(priced, specs, specs)
    return spent.after if any(row.hourly is not None for row in spent.hosts) else None
