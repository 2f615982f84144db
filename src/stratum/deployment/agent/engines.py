"""The engines in use: looking at all of them, and what of it when one does not answer."""

from collections.abc import Iterable, Mapping

from stratum.core.errors import StratumError
from stratum.deployment.logic.records import Handle, Launch, Look
from stratum.deployment.ports import Backend


class Engines:
    """Looks at the processes of every engine; one that is gone does not hold up the others.

    Args:
        backends: By engine.

    Attributes:
        problems: Why an engine did not answer the latest look, by its name.
    """

    def __init__(self, backends: Mapping[str, Backend]) -> None:
        self._backends = backends
        self.problems: dict[str, str] = {}

    def look(
        self, handles: Iterable[tuple[str, Handle]], lost: Iterable[tuple[str, Launch]]
    ) -> Mapping[str, Look]:
        """Each process as it is now, by token.

        Args:
            handles: Known processes with the engines that run them.
            lost: Starts of which it is not known whether a process came of them, with their engines.
        """
        known: dict[str, list[Handle]] = {}
        for engine, handle in handles:
            known.setdefault(engine, []).append(handle)
        meant: dict[str, list[Launch]] = {}
        for engine, launch in lost:
            meant.setdefault(engine, []).append(launch)
        looks: dict[str, Look] = {}
        self.problems = {}
        for engine in sorted(known.keys() | meant.keys()):
            try:
                looks |= _look(self._backends[engine], known.get(engine, []), meant.get(engine, []))
            except StratumError as error:
                self.problems[engine] = error.message
        return looks


def _look(backend: Backend, handles: list[Handle], lost: list[Launch]) -> Mapping[str, Look]:
    found = backend.find(lost) if lost else {}
    return backend.look([*handles, *found.values()])
