"""Specifications of programs, typed at the door: whatever is wrong is said before anything starts."""

import ipaddress
from collections.abc import Mapping
from typing import TypeVar

from stratum.core import specs
from stratum.core.errors import InvalidInputError

Spec = TypeVar("Spec")


def read_spec(shape: type[Spec], spec: Mapping[str, object]) -> Spec:
    """The specification of a program that listens on ``address``.

    Raises:
        InvalidInputError: If a field is missing or wrong, or the address is not one of a single machine.
    """
    told = specs.read_spec(shape, spec)
    try:
        address = ipaddress.ip_address(str(spec.get("address", "127.0.0.1")))
    except ValueError as error:
        raise InvalidInputError(f"the specification is wrong: {error}") from None
    if address.is_unspecified or address.is_multicast:
        raise InvalidInputError(f"address {address} is not that of one host", "name the address of its host")
    return told
