"""What is said where an optional package is missing."""

import contextlib
from collections.abc import Iterator
from typing import Final

from stratum.core.errors import PermanentError
from stratum.core.extras import install

WANTED: Final = "training on a cluster"


@contextlib.contextmanager
def wanted(purpose: str) -> Iterator[None]:
    """Say how to get what an import within does not find.

    Raises:
        PermanentError: If it is not installed.
    """
    try:
        yield
    except ModuleNotFoundError as error:
        raise PermanentError(f"{purpose} needs the package {error.name}", install("distributed")) from error
