"""One-way delays between hosts by their names."""

from collections.abc import Iterable

import numpy as np

from stratum.core.topology import Link
from stratum.placement.logic.routes import routes


def latencies(hosts: Iterable[str], links: Iterable[Link]) -> dict[tuple[str, str], float]:
    """Delay in seconds of the fastest path for each ordered pair of hosts that has one.

    A host reaches itself at once. Pairs without a path are absent. Links to unknown hosts are ignored.
    """
    names = tuple(hosts)
    delays = routes(names, links).latency
    found = np.argwhere(np.isfinite(delays)).tolist()
    return {(names[a], names[b]): float(delays[a, b]) for a, b in found}
