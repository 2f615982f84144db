"""Reading of query parameters."""

from collections.abc import Mapping

from stratum.core.errors import InvalidInputError


def number(query: Mapping[str, str], name: str, default: float, *, most: float, least: float = 1) -> float:
    """The parameter ``name`` as a number from ``least`` to ``most``.

    Raises:
        InvalidInputError: If it is no such number.
    """
    text = query.get(name)
    if text is None:
        return default
    try:
        value = float(text)
    except ValueError:
        value = least - 1
    if not least <= value <= most:
        raise InvalidInputError(f"{name}={text} is refused", f"give a number from {least:g} to {most:g}")
    return value


def words(query: Mapping[str, str], name: str) -> tuple[str, ...]:
    """The comma-separated words of the parameter ``name``.

    Raises:
        InvalidInputError: If there is none.
    """
    found = tuple(word for word in query.get(name, "").split(",") if word)
    if not found:
        raise InvalidInputError(f"the parameter {name} is missing", f"such as {name}=events_per_second")
    return found
