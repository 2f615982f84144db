"""How often somebody may try to sign in. State in, state out; the time is an argument.

Tries are counted by key: a name, and an address. A few cost nothing; after those each doubles the time
until the next one, up to a limit. A try counts when it begins, so that many at once gain nothing; a
success takes it back. Quiet time forgets all of them.
"""

import dataclasses
import enum
from collections.abc import Mapping, Sequence
from typing import Final


class Kind(enum.StrEnum):
    """What tries are counted by."""

    NAME = "name"
    ADDRESS = "address"


Key = tuple[Kind, str]
FREE: Final[Mapping[Kind, int]] = {Kind.NAME: 5, Kind.ADDRESS: 20}
"""Tries without a wait; many people may share an address."""
FIRST: Final = 2.0
"""Seconds of the first wait."""
LONGEST: Final = 60.0
"""Seconds of a wait at most: no more than 100 tries an hour of one name."""
FORGET: Final = 3600.0
"""Quiet seconds after which tries are forgotten."""
MOST: Final = 10_000
"""Keys that are remembered; the oldest are forgotten first."""
_STEPS: Final = 16


@dataclasses.dataclass(frozen=True, slots=True)
class Tries:
    """Tries in a row that did not succeed.

    Attributes:
        count: How many.
        last: When the last one was.
    """

    count: int
    last: float


Attempts = Mapping[Key, Tries]
"""The one that was longest ago comes first."""


def wait(attempts: Attempts, keys: Sequence[Key], now: float) -> float:
    """Seconds until a try under all of these keys is taken; 0 where it is taken now."""
    left = [_free_at(key, attempts[key]) - now for key in keys if key in attempts]
    return max([0.0, *left])


def begun(attempts: Attempts, keys: Sequence[Key], now: float) -> Attempts:
    """After a try under these keys began."""
    kept = {key: one for key, one in attempts.items() if now - one.last < FORGET}
    for key in keys:
        before = kept.pop(key, Tries(0, now))
        kept[key] = Tries(before.count + 1, now)
    return dict(list(kept.items())[-MOST:])


def succeeded(attempts: Attempts, keys: Sequence[Key]) -> Attempts:
    """After it succeeded: a name begins anew, an address gets back this try alone."""
    kept = dict(attempts)
    for key in keys:
        before = kept.pop(key, Tries(0, 0.0))
        if key[0] is Kind.ADDRESS and before.count > 1:
            kept[key] = Tries(before.count - 1, before.last)
    return kept


def _free_at(key: Key, tries: Tries) -> float:
    beyond = tries.count - FREE[key[0]] - 1
    return tries.last if beyond < 0 else tries.last + min(LONGEST, FIRST * 2.0 ** min(beyond, _STEPS))
