"""How long to wait before another try."""

FIRST = 0.1
LONGEST = 2.0


def backoff(attempt: int) -> float:
    """Seconds before try number ``attempt`` + 1, doubling from 0.1 to at most 2; attempts count from 0."""
    return min(LONGEST, FIRST * 2.0 ** min(attempt, 10))
