"""Parameters of a detector, and its state, read at the door."""

from collections.abc import Mapping
from typing import TypeVar

import msgspec

from stratum.core.errors import InvalidInputError
from stratum.drift.types import Setup, State

StateT = TypeVar("StateT")


def read_parameters(setup: Setup, defaults: Mapping[str, float]) -> Mapping[str, float]:
    """The parameters of a detector, all of them.

    Args:
        setup: What was asked for.
        defaults: The known parameters.

    Raises:
        InvalidInputError: If one is unknown or not above 0.
    """
    for name, value in setup.parameters.items():
        if name not in defaults:
            raise InvalidInputError(
                f"detector {setup.name} has no parameter {name!r}", f"known: {', '.join(sorted(defaults))}"
            )
        if not value > 0:
            raise InvalidInputError(f"parameter {name} of detector {setup.name} is {value}, not above 0")
    return {**defaults, **setup.parameters}


def read_state(setup: Setup, shape: type[StateT], state: State | None) -> StateT | None:
    """The state of a detector in its own shape; None where it begins.

    Raises:
        InvalidInputError: If it is the state of something else.
    """
    if state is None:
        return None
    try:
        return msgspec.convert(state, shape)
    except msgspec.ValidationError as error:
        raise InvalidInputError(f"this is no state of detector {setup.name}: {error}") from error
