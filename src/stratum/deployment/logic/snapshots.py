"""Where every application stands, as text, so that the journal need not be folded from its beginning.

The law: ``read_world(write_world(world)) == world`` for every world that a fold gives.
"""

import functools

import msgspec

from stratum import __version__
from stratum.core.digests import digest_value
from stratum.deployment.logic.fold import World
from stratum.deployment.logic.records import Application

_RULES = 2
"""To be raised with every change of what an event leads to."""


@functools.cache
def world_key() -> str:
    """Names the rules of this version: the fold's and those of the text. Another key is another world."""
    shape = msgspec.json.schema(dict[str, Application])
    return digest_value([__version__, _RULES, shape])


def write_world(world: World) -> str:
    """A world as text."""
    return msgspec.json.encode(world).decode()


def read_world(text: str) -> World | None:
    """The world of a text; None where it is none."""
    try:
        return msgspec.json.decode(text, type=dict[str, Application])
    except msgspec.MsgspecError:
        return None
