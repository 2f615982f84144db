"""Comments as data for JSON."""

import dataclasses
from collections.abc import Mapping

from stratum.comments.types import Mention, Thread

Json = Mapping[str, object]


def thread_view(thread: Thread) -> Json:
    """A thread with what was said."""
    return dataclasses.asdict(thread)


def mention_view(mention: Mention) -> Json:
    """Where somebody was named."""
    return dataclasses.asdict(mention)
