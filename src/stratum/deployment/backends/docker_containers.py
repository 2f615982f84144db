"""Containers of components: listed, looked at, made, ended."""

from collections.abc import Mapping
from pathlib import Path

import msgspec

from stratum.core.quantities import Dimension, show_quantity
from stratum.deployment.backends import docker_labels as labels
from stratum.deployment.backends.docker_answers import Container, Found, Made
from stratum.deployment.backends.docker_api import CONFLICT, NOT_FOUND, Engine, RefusedError, chosen
from stratum.deployment.backends.docker_exits import Exit, keep_exit
from stratum.deployment.logic.records import Handle

ALIVE = frozenset({"running", "paused", "restarting"})
MADE = "created"
_KILLED = 137


class Containers:
    """What the platform has in an engine.

    Args:
        engine: Where they are.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._inits: dict[str, int] = {}

    def of_all_places(self) -> tuple[Found, ...]:
        """Every component and host of every workspace, running or not."""
        return self._list({labels.PLACE: ""})

    def of_place(self, place: str) -> tuple[Found, ...]:
        """Every component and host of a workspace, running or not."""
        return self._list({labels.PLACE: place})

    def of_token(self, token: str) -> Found | None:
        """The container of a start."""
        found = self._list({labels.CARRIED: token})
        return found[0] if found else None

    def begin(self, name: str, body: Mapping[str, object]) -> tuple[str, int]:
        """Make and start a container; nothing is left of one that does not start.

        Returns:
            Its id and the process id of its init, 0 if it has ended already.
        """
        made = msgspec.json.decode(self._engine.make("/containers/create", body, name=name), type=Made).id
        try:
            self._engine.make(f"/containers/{made}/start", None)
            return made, self.init(made)
        except RefusedError:
            self.remove(made)
            raise

    def init(self, container: str) -> int:
        """Process id of a container's init; 0 where it has ended."""
        self._inits[container] = self._inspect(container).state.pid
        return self._inits[container]

    def known_init(self, container: str) -> int:
        """The same without asking again."""
        return self._inits.get(container) or self.init(container)

    def send(self, container: str, name: str) -> None:
        """Send a signal to a container's init, which hands it on; nothing happens where it has ended."""
        try:
            self._engine.make(f"/containers/{container}/kill", None, signal=name)
        except RefusedError as error:
            if error.status not in {NOT_FOUND, CONFLICT}:
                raise

    def change(self, container: str, body: Mapping[str, object]) -> None:
        """Give a running container other limits; nothing happens where it is gone."""
        try:
            self._engine.make(f"/containers/{container}/update", body)
        except RefusedError as error:
            if error.status != NOT_FOUND:
                raise

    def remove(self, container: str) -> None:
        """End it by force and remove it."""
        self._engine.delete(f"/containers/{container}", force=True, v=True)
        self._inits.pop(container, None)

    def settle(self, handle: Handle, container: str) -> Exit | None:
        """Keep how an ended container ended, and remove it; None where it is gone already."""
        try:
            over = _exit(handle.token, self._inspect(container))
        except RefusedError as error:
            if error.status != NOT_FOUND:
                raise
            return None
        keep_exit(Path(handle.directory), handle.role, over)
        self.remove(container)
        return over

    def abandon(self, handle: Handle, container: str, cause: str) -> Exit:
        """End a container that has nothing to live on, and keep why."""
        over = Exit(handle.token, _KILLED, cause)
        keep_exit(Path(handle.directory), handle.role, over)
        self.remove(container)
        return over

    def _inspect(self, container: str) -> Container:
        return self._engine.read(Container, f"/containers/{container}/json")

    def _list(self, wanted: Mapping[str, str]) -> tuple[Found, ...]:
        return self._engine.read(tuple[Found, ...], "/containers/json", all=True, filters=chosen(wanted))


def _exit(token: str, ended: Container) -> Exit:
    cause = ended.state.error
    if ended.state.out_of_memory:
        limit = show_quantity(ended.host_config.memory, Dimension.BYTES)
        cause = f"it needed more memory than its limit of {limit}"
    return Exit(token, ended.state.exit_code, cause)
