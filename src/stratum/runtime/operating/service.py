"""Operating as the API sees it: one implementation of ``OperatingView``."""

import threading
from typing import Protocol

from stratum.compiler.view import finding_view
from stratum.core.errors import StratumError
from stratum.core.operations import NewSize, Order, Wish
from stratum.runtime.agent import ensure_agent
from stratum.runtime.checked import ModelError
from stratum.runtime.operating import background, logs, services
from stratum.runtime.operating.costs import Costs
from stratum.runtime.operating.overview import overview
from stratum.runtime.operating.reviews import existing, review
from stratum.runtime.operating.views import costs_view, operation_view, review_view
from stratum.runtime.views import Json
from stratum.runtime.wiring import Parts


class OperatingView(Protocol):
    """What the API and the page may do with running applications. Every answer can be said in JSON.

    Safe for several threads. Unknown names raise ``stratum.core.errors.NotFoundError``. The shapes are in
    ``docs/reference/api.md``.
    """

    def overview(self) -> Json:
        """Every application at a glance, those that need somebody first."""
        ...

    def plan(self, name: str, order: Order) -> Json:
        """What an order would do; where it would be refused, why."""
        ...

    def begin(self, name: str, order: Order, by: str) -> Json:
        """Begin to carry out an order; gives the operation."""
        ...

    def operations(self, name: str, limit: int) -> Json:
        """The newest operations of an application, newest first."""
        ...

    def service(self, name: str, service: str) -> Json:
        """What may be changed of a service, and how the trial of its model stands."""
        ...

    def resize(self, name: str, service: str, wanted: NewSize, by: str) -> Json:
        """Change size or host of a service."""
        ...

    def wish(self, name: str, service: str, wanted: Wish, by: str) -> Json:
        """Ask for another version, the one before, or a training."""
        ...

    def logs(self, name: str, component: str, lines: int, search: str = "") -> Json:
        """The last lines that a component wrote, harmless and without secrets."""
        ...


class Operating:
    """Operates the applications of one workspace.

    Args:
        parts: The workspace; used by nobody else, because a review may take long.
    """

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._turn = threading.Lock()

    def overview(self) -> Json:
        """See ``OperatingView.overview``."""
        with self._turn:
            return overview(self._parts)

    def plan(self, name: str, order: Order) -> Json:
        """See ``OperatingView.plan``."""
        with self._turn:
            if not order.at:
                existing(self._parts, name, order)
            try:
                return review_view(review(self._parts, name, order))
            except StratumError as error:
                return _refused(name, order, error)

    def begin(self, name: str, order: Order, by: str) -> Json:
        """See ``OperatingView.begin``."""
        with self._turn:
            return {"operation": background.begin(self._parts, name, order, by)}

    def operations(self, name: str, limit: int) -> Json:
        """See ``OperatingView.operations``."""
        return {"operations": [operation_view(one) for one in background.known(self._parts, name, limit)]}

    def service(self, name: str, service: str) -> Json:
        """See ``OperatingView.service``."""
        with self._turn:
            return services.service_view(self._parts, name, service)

    def resize(self, name: str, service: str, wanted: NewSize, by: str) -> Json:
        """See ``OperatingView.resize``."""
        with self._turn:
            changed = services.resize(self._parts, name, service, wanted, by)
            ensure_agent(self._parts)
            return changed

    def wish(self, name: str, service: str, wanted: Wish, by: str) -> Json:
        """See ``OperatingView.wish``."""
        with self._turn:
            asked = services.wish(self._parts, name, service, wanted, by)
            ensure_agent(self._parts)
            return asked

    def logs(self, name: str, component: str, lines: int, search: str = "") -> Json:
        """See ``OperatingView.logs``."""
        return {"component": component, "lines": list(logs.tail(self._parts, name, component, lines, search))}


def _refused(name: str, order: Order, error: StratumError) -> Json:
    """The review of an order that cannot be carried out now."""
    findings = error.findings if isinstance(error, ModelError) else ()
    nothing: dict[str, list[Json]] = {key: [] for key in ("actions", "models", "moves", "uses")}
    return {
        "application": name,
        "to": order.to,
        "at": order.at,
        "engine": order.engine,
        "review": "",
        "refused": {"message": error.message, "hint": error.hint},
        **nothing,
        "costs": costs_view(Costs((), 0.0, 0.0, ())),
        "findings": [finding_view(finding) for finding in findings],
    }
