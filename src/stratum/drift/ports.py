"""What a detector of drift promises; one is found by its name in ``stratum.drift.detectors``."""

from typing import Protocol

from stratum.drift.types import Kind, Setup, State, Takes, Values, Verdict


class Detector(Protocol):
    """Looks at values as they come and says whether they still are what they were.

    How values are cut into batches plays no part: feeding them in pieces is feeding them whole. There is no
    chance in it, and no clock.
    """

    def feed(self, values: Values) -> None:
        """Look at values, oldest first; see ``Takes`` for what they are. An empty batch changes nothing."""
        ...

    def verdict(self) -> Verdict:
        """What it says now."""
        ...

    def state(self) -> State:
        """All that it knows, as JSON data: a detector made from it goes on as this one would have."""
        ...


class Design(Protocol):
    """Makes detectors of a kind."""

    @property
    def kind(self) -> Kind:
        """What they look at."""
        ...

    @property
    def takes(self) -> frozenset[Takes]:
        """What they can be fed with."""
        ...

    def __call__(self, setup: Setup, state: State | None = None) -> Detector:
        """A detector that begins, or goes on from ``state``.

        Raises:
            InvalidInputError: If a parameter is unknown or out of range, the reference is missing, or
                ``state`` is none of this design with this setup.
        """
        ...
