"""Ids that follow from what they tell of: a second attempt tells of the same event."""

from stratum.core.digests import digest_value

_LENGTH = 32


def derived(*parts: object) -> str:
    """An id of 32 hexadecimal digits that is the same for the same parts, and for no others."""
    return digest_value(list(parts))[:_LENGTH]
