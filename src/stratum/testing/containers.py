"""Containers in tests: a workspace of its own, whose containers are gone afterwards."""

from pathlib import Path

from stratum.deployment.backends.docker import DockerBackend
from stratum.deployment.backends.docker_answers import Found, Network
from stratum.deployment.backends.docker_api import Engine, chosen
from stratum.deployment.backends.docker_labels import ADDRESS, PLACE
from stratum.deployment.logic.records import Handle, Launch, Look
from stratum.deployment.types import Limits
from stratum.testing.waiting import wait_until

_FREE = Limits()
_LONG = 30.0


class DockerSite(DockerBackend):
    """A backend that knows its workspace and remembers what it started.

    Args:
        host: Where the engine listens.
        root: The workspace.
    """

    def __init__(self, host: str, root: Path) -> None:
        super().__init__(host)
        self.engine = Engine(host)
        self.root = root
        self.started: list[Handle] = []

    def launch(
        self,
        name: str,
        *command: str,
        application: str = "app",
        host: str = "",
        limits: Limits = _FREE,
    ) -> Launch:
        """A start of a component of this workspace, on a modelled host if one is given."""
        place = self.root / ".stratum/deployments" / application / name
        address = self.addresses(str(self.root), [host])[host] if host else ""
        return Launch(
            f"{name}@{place}",
            command,
            str(place),
            address=address,
            limits=limits,
            host=host,
            application=application,
        )

    def start(self, launch: Launch) -> Handle:
        """Start, and remember it."""
        handle = super().start(launch)
        self.started.append(handle)
        return handle

    def look_at(self, handle: Handle) -> Look:
        """One start as it is now."""
        return self.look([handle])[handle.token]

    def program(self, handle: Handle) -> int:
        """Process id of the program, once it runs."""
        wait_until(lambda: self.look_at(handle).pid, _LONG, "the program")
        return self.look_at(handle).pid

    def ended(self, handle: Handle) -> Look:
        """A start once it has ended."""
        wait_until(lambda: not self.look_at(handle).alive, _LONG, "the end")
        return self.look_at(handle)

    def said(self, handle: Handle) -> tuple[str, ...]:
        """What a start has logged so far."""
        return self.log(Path(handle.directory), 50)[1:]

    def finish(self) -> None:
        """End everything that was started, and see that nothing is left of the workspace.

        Raises:
            AssertionError: If something is.
        """
        for handle in self.started:
            self.end(handle, force=True)
        if left := self.left():
            raise AssertionError(f"left in the engine: {left}")

    def hosts(self) -> tuple[Found, ...]:
        """The containers that are modelled hosts of the workspace."""
        wanted = chosen({PLACE: str(self.root), ADDRESS: ""})
        return self.engine.read(tuple[Found, ...], "/containers/json", all=True, filters=wanted)

    def left(self) -> list[str]:
        """Containers and networks of the workspace."""
        mine = chosen({PLACE: str(self.root)})
        containers = self.engine.read(tuple[Found, ...], "/containers/json", all=True, filters=mine)
        networks = self.engine.read(tuple[Network, ...], "/networks", filters=mine)
        return [*(found.id for found in containers), *(network.name for network in networks)]


def _group_file(pid: int, controller: str, first: str, second: str) -> str:
    """What the kernel has written down for the control group of a process, in either version of groups."""
    groups = [
        line.split(":", 2) for line in Path(f"/proc/{pid}/cgroup").read_text(encoding="utf-8").splitlines()
    ]
    for _, names, path in groups:
        if controller in names.split(","):
            return Path(f"/sys/fs/cgroup/{controller}{path}/{first}").read_text(encoding="utf-8").strip()
    path = next(path for number, _, path in groups if number == "0")
    return Path(f"/sys/fs/cgroup{path}/{second}").read_text(encoding="utf-8").strip()


def given_cores(pid: int) -> float:
    """Cores whose time the kernel gives to a process."""
    text = _group_file(pid, "cpu", "cpu.cfs_quota_us", "cpu.max")
    period = _group_file(pid, "cpu", "cpu.cfs_period_us", "cpu.max").split()[-1]
    return int(text.split()[0]) / int(period)


def given_memory(pid: int) -> int:
    """Bytes that the kernel gives to a process."""
    return int(_group_file(pid, "memory", "memory.limit_in_bytes", "memory.max"))
