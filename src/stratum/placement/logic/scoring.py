"""What a placement costs: delays between connected components, moves, distance from the edge, crowding.

All terms are at least zero and only grow while components are added, so the cost of a part of a placement
is a lower bound of the whole. Meeting the bounds is not a matter of cost: see ``assignment``.
"""

from stratum.core.topology import Host, Resources, Tier
from stratum.placement.logic.scene import Scene, Unit

PER_MILLISECOND = 1.0
PER_MOVE = 20.0
PER_TIER = 0.1
PER_CROWDED_HOST = 1.0
TIERS = {Tier.EDGE: 0, Tier.FOG: 1, Tier.CLOUD: 2}


def place_cost(scene: Scene, unit: Unit, host: str) -> float:
    """Cost of a unit on a host, whatever the others do: moves, and for units that exchange data the tier."""
    current = scene.problem.current
    moves = sum(1 for c in unit.components if current.get(c, host) != host)
    tier = TIERS[scene.hosts[host].tier] if unit.ties else 0
    return PER_MOVE * moves + PER_TIER * tier


def delay_cost(seconds: float) -> float:
    """Cost of a connection over a path of ``seconds``."""
    return PER_MILLISECOND * 1000.0 * seconds


def crowding_cost(host: Host, free: Resources) -> float:
    """Cost of how full a host is: the mean of the squared shares of its cores and memory that are taken.

    Squares make spreading cheaper than crowding. What a component adds never shrinks while the host fills,
    which the exact solver's bound rests on; the larger of the two shares would not have that.
    """
    shares = (
        _taken(host.offers.cpu, free.cpu),
        _taken(host.offers.memory, free.memory),
    )
    return PER_CROWDED_HOST * sum(share**2 for share in shares) / len(shares)


def _taken(offered: float, free: float) -> float:
    return max(0.0, 1 - free / offered) if offered else 0.0
