"""A way to look at a container engine's machine, or at another node of its swarm, for ``stratum probe``."""

import contextlib
import sys
from collections.abc import Iterator, Mapping
from typing import Final

import msgspec

from stratum.core.errors import NotFoundError
from stratum.deployment.backends.docker_answers import Ended, Made, Node, Standing
from stratum.deployment.backends.docker_api import DEFAULT_HOST, Engine
from stratum.deployment.backends.docker_images import Images
from stratum.deployment.images.roles import PLAIN

ENGINE: Final = "docker"
"""The setting that says where the engine listens, as ``DOCKER_HOST`` does."""
_NONE: Final = 127
_INTERPRETERS: Final = {"python3": (sys.executable, "-I", "-c"), "sh": ("/bin/sh", "-c")}
_STDOUT: Final = 1
_HEAD: Final = 8
_LIMITS: Final = {"Memory": 512 * 2**20, "MemorySwap": 512 * 2**20, "PidsLimit": 64}


class DockerWay:
    """Leads to the machine of an engine, or to a node of its swarm; satisfies ``probing.ports.Way``.

    The engine tells what it knows of either. On its own machine a container that is gone afterwards runs the
    script; it sees the machine's kernel, but an image's programs.

    Args:
        address: Host name or address of a node of the swarm; empty for the engine's own machine.
        settings: ``ENGINE``.
    """

    def __init__(self, address: str, settings: Mapping[str, str]) -> None:
        self._address = address
        self._engine = Engine(settings.get(ENGINE) or DEFAULT_HOST)

    def about(self) -> Mapping[str, str]:
        """What the engine tells of itself, or of the node.

        Raises:
            TransientError: If it does not answer.
            NotFoundError: If its swarm has no such node.
        """
        node = self._node()
        if node is not None:
            return {"docker-node": node.decode()}
        return {"docker-info": self._engine.fetch("/info").decode()}

    def run(self, interpreter: str, script: str) -> tuple[int, bytes]:
        """Run a script in a container on the engine's own machine; on no other node.

        Raises:
            TransientError: If the engine does not do it.
        """
        begin = _INTERPRETERS.get(interpreter)
        if begin is None or self._node() is not None:
            return _NONE, b""
        with self._container([*begin, script]) as container:
            self._engine.make(f"/containers/{container}/start", None)
            ended = msgspec.json.decode(self._engine.make(f"/containers/{container}/wait", None), type=Ended)
            return ended.status, b"".join(_printed(self._log(container)))

    def _log(self, container: str) -> bytes:
        return self._engine.fetch(f"/containers/{container}/logs", stdout=True)

    @contextlib.contextmanager
    def _container(self, command: list[str]) -> Iterator[str]:
        body = {
            "Image": Images(self._engine).ensure(PLAIN),
            "Cmd": command,
            "HostConfig": {
                **_LIMITS,
                "NetworkMode": "none",
                "CapDrop": ["ALL"],
                "SecurityOpt": ["no-new-privileges"],
                "LogConfig": {"Type": "json-file"},
            },
        }
        made = msgspec.json.decode(self._engine.make("/containers/create", body), type=Made).id
        try:
            yield made
        finally:
            self._engine.delete(f"/containers/{made}", force=True, v=True)

    def _node(self) -> bytes | None:
        """The node that is meant, as the engine tells it; None for the engine's own machine."""
        swarm = self._engine.read(Standing, "/info").swarm
        if not self._address or not swarm.manages:
            return None
        told = self._engine.read(tuple[msgspec.Raw, ...], "/nodes")
        nodes = {bytes(raw): msgspec.json.decode(raw, type=Node) for raw in told}
        for raw, node in nodes.items():
            if self._address in {node.id, node.hostname, node.address}:
                return None if node.id == swarm.node else raw
        known = ", ".join(sorted(node.hostname for node in nodes.values()))
        raise NotFoundError(f"the swarm has no node {self._address!r}", f"known: {known}")


def _printed(log: bytes) -> Iterator[bytes]:
    """Standard output from a log: each piece has a head with its stream and its length."""
    place = 0
    while place + _HEAD <= len(log):
        size = int.from_bytes(log[place + 4 : place + _HEAD], "big")
        if log[place] == _STDOUT:
            yield log[place + _HEAD : place + _HEAD + size]
        place += _HEAD + size
