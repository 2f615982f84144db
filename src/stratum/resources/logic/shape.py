"""From wished units to limits and replicas: limits first, replicas where the limits are at their ceiling."""

import math

from stratum.core.quantities import Dimension, show_quantity
from stratum.core.topology import Resources
from stratum.resources.types import Bounds, Size

GRAIN = 0.1
"""Limits change by steps of this share of the model's own."""
TIGHT = 0.9
"""A replica that fills more than this share of its memory limit gets more."""
ROOM = 1.25
_TINY = 1e-6


def shape(units: float, now: Size, bounds: Bounds) -> Size:
    """The size that has so many units, within the bounds; the same while it sleeps is not asked here.

    Growth never lowers a limit, and shrinking never adds a replica, so that capacity does not dip on the way.

    Args:
        units: Capacity in replicas with the limits of the model.
        now: The present size.
        bounds: Between what it may be sized.
    """
    lowest, highest = max(1, bounds.minimum), max(1, bounds.maximum)
    base, ceiling = bounds.base.cpu, bounds.ceiling.cpu
    if base <= 0 or ceiling <= base:
        return Size(_within(_up(units), lowest, highest), now.limits)
    total, present = units * base, now.replicas * now.limits.cpu
    replicas = _within(_up(total / ceiling), lowest, highest)
    if total >= present - _TINY:
        replicas = _within(max(replicas, now.replicas), lowest, highest)
        cpu = max(now.limits.cpu, total / replicas)
    else:
        replicas = _within(min(replicas, now.replicas), lowest, highest)
        cpu = total / replicas
    return Size(replicas, Resources(_in_steps(cpu, base, ceiling), now.limits.memory))


def with_memory(size: Size, held: float | None, bounds: Bounds) -> Size:
    """The size with a higher memory limit where replicas nearly fill theirs, up to the ceiling.

    Args:
        size: As wished.
        held: Bytes that a replica holds; None where that is not known.
        bounds: Between what it may be sized.
    """
    limit = size.limits.memory
    if held is None or limit <= 0 or held <= TIGHT * limit or bounds.ceiling.memory <= limit:
        return size
    more = min(int(ROOM * limit), bounds.ceiling.memory)
    return Size(size.replicas, Resources(size.limits.cpu, more))


def fitted(wanted: Size, now: Size, free: Resources) -> Size:
    """The largest size on the way from ``now`` to ``wanted`` that a host has room for; ``now`` if none.

    Shrinking always fits.

    Args:
        wanted: Where to go.
        now: The present size.
        free: What the service may take there, its present share included.
    """
    if fits(wanted, free) or not grows(wanted, now):
        return wanted
    for replicas in range(wanted.replicas - 1, now.replicas - 1, -1):
        if replicas > 0 and fits(Size(replicas, wanted.limits), free):
            return Size(replicas, wanted.limits)
    if now.replicas > 0 and wanted.limits.cpu > now.limits.cpu:
        step = _in_whole_steps(free.cpu / now.replicas, now.limits.cpu)
        raised = Size(now.replicas, Resources(max(step, now.limits.cpu), now.limits.memory))
        if fits(raised, free):
            return raised
    return now


def fits(size: Size, free: Resources) -> bool:
    """Whether a host with so much left has room for a size."""
    return size.total.cpu <= free.cpu + _TINY and size.total.memory <= free.memory


def grows(wanted: Size, now: Size) -> bool:
    """Whether a size takes more of a host than another."""
    return wanted.total.cpu > now.total.cpu + _TINY or wanted.total.memory > now.total.memory


def in_words(size: Size) -> str:
    """Such as ``3 x 0.5 cores``."""
    if size.limits.cpu <= 0:
        return f"{size.replicas} replicas"
    return f"{size.replicas} x {show_quantity(size.limits.cpu, Dimension.CORES)}"


def left_in_words(free: Resources) -> str:
    """Such as ``1 core and 2 GiB``."""
    cpu, memory = max(free.cpu, 0.0), max(free.memory, 0)
    return f"{show_quantity(cpu, Dimension.CORES)} and {show_quantity(memory, Dimension.BYTES)}"


def _up(value: float) -> int:
    return math.ceil(value - _TINY)


def _within(value: int, lowest: int, highest: int) -> int:
    return max(lowest, min(highest, value))


def _in_steps(cpu: float, base: float, ceiling: float) -> float:
    """The next step at or above, within base and ceiling."""
    step = base * GRAIN
    return round(max(base, min(ceiling, _up(cpu / step) * step)), 6)


def _in_whole_steps(cpu: float, base: float) -> float:
    """The last step of the present limit at or under."""
    step = base * GRAIN
    return round(math.floor(cpu / step + _TINY) * step, 6)
