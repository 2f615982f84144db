"""Workers of a training begin to load libraries before whoever trains has loaded them too."""

from stratum.runtime import plugins
from stratum.runtime.wiring import Parts
from stratum.training.orders import Order
from stratum.training.ports import Workforce


def begin_loading(parts: Parts, order: Order) -> None:
    """Make the executor of a training on this machine: what it has to load it begins to load then.

    Args:
        parts: The platform.
        order: Says which executor; one of a cluster has nothing to load here.

    Raises:
        NotFoundError: If there is no such executor.
    """
    if not order.cluster:
        make = plugins.load("stratum.training.executors", order.executor or parts.settings.executor)
        make(Workforce(parts.settings.workers, parts.clock))
