"""Pausing the search for cyclic garbage while very many objects are made that are all kept."""

import contextlib
import gc
from collections.abc import Iterator


@contextlib.contextmanager
def collection_paused() -> Iterator[None]:
    """No cyclic garbage is looked for meanwhile.

    A large tree has no cycles, and looking through all of it again and again while it grows takes longer than
    building it. What is not used any more is freed as ever.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
