"""Components as containers of a Docker Engine on this machine.

Each start is a container, found again by the token on it. Modelled hosts are network namespaces with
addresses of their own. A container that has ended is removed by whoever sees it first, once its exit status
is in the directory of its component; with the last component of a workspace go its hosts and their network.
"""

import errno
import os
import socket
import sys
from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path

from stratum.core.errors import TransientError
from stratum.deployment.backends import artifacts, procfs
from stratum.deployment.backends import directory as home
from stratum.deployment.backends import docker_labels as labels
from stratum.deployment.backends.docker_answers import Found, Info
from stratum.deployment.backends.docker_api import DEFAULT_HOST, Engine
from stratum.deployment.backends.docker_bodies import Machine, component_body, limits_body
from stratum.deployment.backends.docker_containers import ALIVE, MADE, Containers
from stratum.deployment.backends.docker_exits import Exit, recall_exit
from stratum.deployment.backends.docker_hosts import Hosts
from stratum.deployment.backends.docker_images import Images
from stratum.deployment.images.roles import PLAIN, role_of
from stratum.deployment.logic.processes import Process, children_of, descendants
from stratum.deployment.logic.records import Handle, Launch, Look
from stratum.deployment.types import Artifact

_PATIENCE = 0.3


class DockerBackend:
    """Satisfies ``stratum.deployment.ports.Backend`` with containers; every method may find the engine gone.

    Limits are the kernel's: ``cpu`` in shares of time, ``memory`` with an end by force.

    Args:
        host: Where the engine listens, as in ``DOCKER_HOST``.
    """

    def __init__(self, host: str = DEFAULT_HOST) -> None:
        self.python = sys.executable
        self._engine = Engine(host)
        self._containers = Containers(self._engine)
        self._images = Images(self._engine)
        self._hosts = Hosts(self._engine, self._images)
        self._machine: Machine | None = None

    def addresses(self, place: str, hosts: Sequence[str]) -> Mapping[str, str]:
        """See ``Backend.addresses``: in a range that no network of this machine uses."""
        return self._hosts.addresses(place, hosts)

    def check(self) -> str:
        """See ``Backend.check``."""
        return self._engine.problem()

    def prepare(self, commands: Iterable[Sequence[str]]) -> None:
        """Build the images that these commands run in, as far as they are missing; may take long."""
        self._images.prepare([PLAIN, *map(role_of, commands)])

    def start(self, launch: Launch) -> Handle:
        """See ``Backend.start``."""
        place = Path(launch.directory)
        try:
            place.mkdir(parents=True, exist_ok=True, mode=0o700)
            home.write_files(place, {**launch.files, **launch.live})
            home.exit_file(place, launch.role).unlink(missing_ok=True)
        except OSError as error:
            raise _refused(place, "started", error) from error
        try:
            container, pid = self._begin(launch)
        except TransientError:
            self._tidy({labels.place_of(launch.directory)})
            raise
        return Handle(launch.token, pid, container, launch.directory, launch.role)

    def find(self, launches: Sequence[Launch]) -> Mapping[str, Handle]:
        """See ``Backend.find``."""
        rows = {row.label(labels.CARRIED): row for row in self._containers.of_all_places()}
        found, undone = {}, set[str]()
        for launch in launches:
            row = rows.get(launch.token)
            if row is not None and row.state == MADE:
                # Its start was cut off before there was a process.
                self._containers.remove(row.id)
                undone.add(row.label(labels.PLACE))
            elif row is not None:
                pid = self._containers.init(row.id) if row.state in ALIVE else 0
                found[launch.token] = Handle(launch.token, pid, row.id, launch.directory, launch.role)
            elif recall_exit(Path(launch.directory), launch.role, launch.token) is not None:
                found[launch.token] = Handle(launch.token, 0, "", launch.directory, launch.role)
        self._tidy(undone)
        return found

    def look(self, handles: Sequence[Handle]) -> Mapping[str, Look]:
        """See ``Backend.look``."""
        rows = self._containers.of_all_places() if handles else ()
        tokens = {row.label(labels.CARRIED): row for row in rows}
        hosts = {_host_of(row) for row in rows if row.label(labels.ADDRESS) and row.state in ALIVE}
        table = procfs.read_table() if handles else {}
        children = children_of(table)
        looks, touched = {}, set[str]()
        for handle in handles:
            row = tokens.get(handle.token)
            if row is None or row.id != handle.birth:
                looks[handle.token] = _look_back(handle)
            elif row.state in ALIVE and (not row.label(labels.HOST) or _host_of(row) in hosts):
                looks[handle.token] = self._look(handle, table, children)
            else:
                looks[handle.token] = _ended(handle, self._settle(handle, row))
                touched.add(row.label(labels.PLACE))
        self._tidy(touched)
        return looks

    def end(self, handle: Handle, *, force: bool) -> None:
        """See ``Backend.end``."""
        row = self._containers.of_token(handle.token)
        if row is None or row.id != handle.birth:
            return
        if force:
            self._containers.remove(row.id)
            self._tidy({row.label(labels.PLACE)})
        elif row.state in ALIVE:
            self._containers.send(row.id, "SIGTERM")

    def adjust(self, handle: Handle, launch: Launch) -> None:
        """See ``Backend.adjust``."""
        row = self._containers.of_token(handle.token)
        if row is None or row.id != handle.birth or row.state not in ALIVE:
            return
        place = Path(handle.directory)
        try:
            home.write_files(place, launch.live)
        except OSError as error:
            raise _refused(place, "adjusted", error) from error
        self._containers.change(row.id, limits_body(launch.limits, self._has()))

    def carry(self, artifact: Artifact, host: str, root: Path) -> None:
        """See ``Backend.carry``: the folder of a host is on this machine, and containers see it."""
        artifacts.carry(artifact, root / host)

    def clear(self, host: str, root: Path, keep: Collection[str]) -> tuple[str, ...]:
        """See ``Backend.clear``."""
        return artifacts.clear(root / host, keep)

    def log(self, directory: Path, lines: int) -> tuple[str, ...]:
        """See ``Backend.log``; the engine is not needed."""
        return home.tail_log(directory, lines)

    def trim(self, directory: Path) -> None:
        """See ``Backend.trim``."""
        home.trim_log(directory)

    def _begin(self, launch: Launch) -> tuple[str, int]:
        image = self._images.ensure(role_of(launch.command))
        place = labels.place_of(launch.directory)
        host = self._hosts.ensure(place, launch.host, launch.address) if launch.host else ""
        rows = self._containers.of_place(place)
        _check_ports(launch, rows)
        for row in rows:
            if _same_process(row, launch) and row.state not in ALIVE:
                self._containers.remove(row.id)
        user = f"{os.getuid()}:{os.getgid()}"
        body = component_body(launch, image, host, user, self._has())
        with home.open_log(Path(launch.directory), launch.token):
            return self._containers.begin(labels.component_name(launch.directory, launch.token), body)

    def _has(self) -> Machine:
        if self._machine is None:
            told = self._engine.read(Info, "/info")
            self._machine = Machine(told.cores, told.memory)
        return self._machine

    def _look(
        self, handle: Handle, table: Mapping[int, Process], children: Mapping[int, Sequence[Process]]
    ) -> Look:
        init = self._containers.known_init(handle.birth)
        if init not in table:
            init = self._containers.init(handle.birth)
        below = children.get(init, ())
        pages = sum(process.pages for process in descendants(children, init))
        return Look(handle, alive=True, pid=below[0].pid if below else 0, memory=pages * procfs.PAGE)

    def _settle(self, handle: Handle, row: Found) -> Exit | None:
        if row.state in ALIVE:
            return self._containers.abandon(handle, row.id, f"its host {row.label(labels.HOST)} is gone")
        return self._containers.settle(handle, row.id)

    def _tidy(self, places: Collection[str]) -> None:
        """Remove hosts and network of each place that has no component any more."""
        for place in places:
            if not any(row.label(labels.CARRIED) for row in self._containers.of_place(place)):
                self._hosts.clear(place)


def _host_of(row: Found) -> tuple[str, str]:
    return row.label(labels.PLACE), row.label(labels.HOST)


def _same_process(row: Found, launch: Launch) -> bool:
    said = (row.label(labels.DIRECTORY), row.label(labels.ROLE))
    return said == (launch.directory, launch.role)


def _look_back(handle: Handle) -> Look:
    return _ended(handle, recall_exit(Path(handle.directory), handle.role, handle.token))


def _ended(handle: Handle, over: Exit | None) -> Look:
    said = home.last_words(Path(handle.directory))
    status, cause = (over.status, over.cause) if over else (None, "")
    return Look(handle, alive=False, status=status, said=said, cause=cause)


def _refused(place: Path, what: str, error: OSError) -> TransientError:
    why = f"{place.name} could not be {what}: {error.strerror or error}"
    return TransientError(why, "free disk space" if error.errno == errno.ENOSPC else "")


def _check_ports(launch: Launch, rows: Sequence[Found]) -> None:
    """Refuse a start whose port another component of its host holds: its probe would be answered by that one.

    Raises:
        TransientError: If a port is taken; the message says by whom if that is known.
    """
    for name, port in launch.ports.items() if launch.address else ():
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as trial:
            trial.settimeout(_PATIENCE)
            if trial.connect_ex((launch.address, port)) != 0:
                continue
        holders = [Path(row.label(labels.DIRECTORY)).name for row in rows if _holds(row, launch.host, port)]
        by = f" by {holders[0]}" if holders else ""
        raise TransientError(
            f"port {port} ({name}) on {launch.address} is taken{by}",
            "stop what uses it, or give the component another port",
        )


def _holds(row: Found, host: str, port: int) -> bool:
    ports = row.label(labels.PORTS).split()
    return row.label(labels.HOST) == host and row.state in ALIVE and str(port) in ports
