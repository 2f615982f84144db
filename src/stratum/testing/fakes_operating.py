"""An ``OperatingView`` over plain data that a test may change while the server runs."""

from collections.abc import Sequence

from stratum.core.errors import NotFoundError, PermanentError
from stratum.core.operations import NewSize, Order, Wish
from stratum.runtime.operating.logs import matching
from stratum.runtime.views import Json

NOTHING: Json = {
    "to": "model", "at": "", "engine": "local", "review": "m.w", "refused": None, "actions": [], "models": [],
    "moves": [], "uses": [], "findings": [],
    "costs": {
        "hosts": [], "before": {"hour": 0, "month": 0}, "after": {"hour": 0, "month": 0}, "unknown": [],
    },
}  # fmt: skip
"""A review after which nothing is done."""


class FakeOperating:
    """Applications that are operated by writing down what is asked.

    Attributes:
        glances: Applications of the overview, in their order.
        reviews: Answer of ``plan`` by what is ordered; one that is not there does nothing.
        log: Operations, newest first; each order adds one that waits.
        services: Answer of ``service`` by name.
        written: Lines by component.
        orders: What was ordered: application, order, person.
        sizes: What sizes were asked for: service, size, person.
        wishes: What was asked for models: service, wish, person.
    """

    def __init__(self) -> None:
        self.glances: list[Json] = []
        self.reviews: dict[str, Json] = {}
        self.log: list[dict[str, object]] = []
        self.services: dict[str, Json] = {}
        self.written: dict[str, list[str]] = {}
        self.orders: list[tuple[str, Order, str]] = []
        self.sizes: list[tuple[str, NewSize, str]] = []
        self.wishes: list[tuple[str, Wish, str]] = []

    def overview(self) -> Json:
        """The glances as they are."""
        return {"time": 0.0, "applications": self.glances}

    def plan(self, name: str, order: Order) -> Json:
        """The review of what is ordered."""
        told = {**NOTHING, "application": name, "to": order.to, "at": order.at}
        return {**told, **self.reviews.get(order.to, {})}

    def begin(self, name: str, order: Order, by: str) -> Json:
        """Notes the order; refuses one whose stamp is not that of the review."""
        if order.review != self.plan(name, order)["review"]:
            raise PermanentError(
                f"what runs of {name} has changed since this plan was reviewed; nothing was done"
            )
        self.orders.append((name, order, by))
        identity = f"o{len(self.orders)}"
        self.log.insert(0, operation(identity, name, order.to, by))
        return {"operation": identity}

    def operations(self, name: str, limit: int) -> Json:
        """The newest ones of the application."""
        return {"operations": [one for one in self.log if one["application"] == name][:limit]}

    def service(self, name: str, service: str) -> Json:
        """The service as it was given."""
        if service not in self.services:
            raise NotFoundError(f"{name} has no service {service!r}", f"known: {', '.join(self.services)}")
        return self.services[service]

    def resize(self, name: str, service: str, wanted: NewSize, by: str) -> Json:
        """Notes the size."""
        self.service(name, service)
        self.sizes.append((service, wanted, by))
        return {"service": service, "before": "", "after": "", "policy": ""}

    def wish(self, name: str, service: str, wanted: Wish, by: str) -> Json:
        """Notes the wish."""
        self.service(name, service)
        self.wishes.append((service, wanted, by))
        return {"request": f"w{len(self.wishes)}"}

    def logs(self, name: str, component: str, lines: int, search: str = "") -> Json:
        """The last lines that hold the text."""
        if component not in self.written:
            raise NotFoundError(f"{name} has no component {component!r}")
        found: Sequence[str] = matching(self.written[component], search)
        return {"component": component, "lines": list(found[-lines:])}


def operation(identity: str, application: str, to: str, by: str, stage: str = "waiting") -> dict[str, object]:
    """An operation as JSON data."""
    return {
        "id": identity, "application": application, "stage": stage, "began": 0.0, "since": 0.0,
        "reason": "2 steps are under way", "to": to, "at": "", "engine": "", "by": by, "why": "",
        "over": stage in {"done", "failed", "interrupted"},
    }  # fmt: skip
