"""How long the log of a component may become, and what is kept of one that is longer."""

LOG_LIMIT = 8 * 2**20


def first_kept(size: int, limit: int = LOG_LIMIT) -> int | None:
    """From which byte on a log is put aside as the older one; None while it may grow.

    Args:
        size: Length of the log in bytes.
        limit: Bytes that the log may have, and that are kept of it at most when it is put aside.
    """
    return max(0, size - limit) if size > limit else None
