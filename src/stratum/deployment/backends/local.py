"""Components as processes of this machine.

Each start is a small tree: a launcher (``unshare``, where PID namespaces work), below it an init that keeps
the exit status, below that the component's program. The trees belong to no platform process: they outlive it,
and the next one finds them by process id and birth, or by the token that they carry.
"""

import dataclasses
import errno
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from pathlib import Path

from stratum.core.errors import TransientError
from stratum.deployment.backends import artifacts, isolation, procfs
from stratum.deployment.backends import directory as home
from stratum.deployment.logic.addresses import loopback_addresses
from stratum.deployment.logic.launches import choose_cores, environment
from stratum.deployment.logic.processes import Process, children_of, descendants, top_of
from stratum.deployment.logic.records import Handle, Launch, Look
from stratum.deployment.types import Artifact

_SWEEPS = 5


@dataclasses.dataclass(frozen=True, slots=True)
class _Tree:
    """A start as processes: ``init`` on top, below it the component's ``program``, begun at ``birth``."""

    init: int
    program: int
    birth: int


class LocalBackend:
    """Satisfies ``stratum.deployment.ports.Backend`` with real processes.

    Limits: ``cpu`` binds the tree to as many cores, rounded up: a process has no share of a core here.
    ``memory`` is reported, not enforced here.

    Args:
        isolate: Gives the prefix that puts a command into a PID namespace; empty for none.
    """

    def __init__(self, isolate: Callable[[], Sequence[str]] = isolation.find_isolation) -> None:
        self.python = sys.executable
        self._isolate = isolate
        self._children: dict[int, subprocess.Popen[bytes]] = {}
        self._trees: dict[str, _Tree] = {}
        self._boot = procfs.read_boot()

    def addresses(self, place: str, hosts: Sequence[str]) -> Mapping[str, str]:
        """See ``Backend.addresses``: loopback addresses."""
        return loopback_addresses(place, hosts)

    def check(self) -> str:
        """See ``Backend.check``: processes can always be started."""
        return ""

    def prepare(self, commands: Iterable[Sequence[str]]) -> None:
        """See ``Backend.prepare``: what is installed here runs here."""

    def start(self, launch: Launch) -> Handle:
        """See ``Backend.start``."""
        place = Path(launch.directory)
        try:
            place.mkdir(parents=True, exist_ok=True, mode=0o700)
            _check_ports(launch.address, launch.ports)
            home.write_files(place, {**launch.files, **launch.live})
            home.exit_file(place, launch.role).unlink(missing_ok=True)
            child = self._spawn(launch, place)
        except OSError as error:
            raise _refused(place, "started", error) from error
        self._children[child.pid] = child
        process = procfs.read_process(child.pid)
        return self._handle(launch, child.pid, process.birth if process else 0)

    def find(self, launches: Sequence[Launch]) -> Mapping[str, Handle]:
        """See ``Backend.find``."""
        tokens, table = procfs.read_tokens(), procfs.read_table()
        found = {}
        for launch in launches:
            pids = frozenset(pid for pid, token in tokens.items() if token == launch.token)
            top = top_of(pids, table)
            if top:
                found[launch.token] = self._handle(launch, top, table[top].birth)
            elif home.read_status(Path(launch.directory), launch.role, launch.token) is not None:
                found[launch.token] = self._handle(launch, 0, 0)
        return found

    def look(self, handles: Sequence[Handle]) -> Mapping[str, Look]:
        """See ``Backend.look``."""
        self._collect()
        table = procfs.read_table() if handles else {}
        children = children_of(table)
        looks = {handle.token: self._look(handle, table, children) for handle in handles}
        self._trees = {token: tree for token, tree in self._trees.items() if token in looks}
        return looks

    def end(self, handle: Handle, *, force: bool) -> None:
        """See ``Backend.end``."""
        if force:
            self._sweep(handle)
            return
        table = procfs.read_table()
        if not self._is_there(handle, table):
            return
        tree = self._tree(handle, children_of(table))
        if tree is None:
            # Asked to end before its program began: there is nothing yet that could end in good order.
            self._sweep(handle)
        else:
            procfs.send(tree.program, tree.birth, signal.SIGTERM)

    def adjust(self, handle: Handle, launch: Launch) -> None:
        """See ``Backend.adjust``."""
        table = procfs.read_table()
        if not self._is_there(handle, table):
            return
        place = Path(handle.directory)
        try:
            home.write_files(place, launch.live)
        except OSError as error:
            raise _refused(place, "adjusted", error) from error
        tokens = procfs.read_tokens()
        tree = {handle.pid, *(below.pid for below in descendants(children_of(table), handle.pid))}
        tree |= {pid for pid, token in tokens.items() if token == handle.token}
        users = procfs.bound_cores(tokens.keys() - tree)
        procfs.bind(tree, choose_cores(launch.limits.cpu, users, procfs.read_cores(handle.pid)))

    def carry(self, artifact: Artifact, host: str, root: Path) -> None:
        """See ``Backend.carry``."""
        artifacts.carry(artifact, root / host)

    def clear(self, host: str, root: Path, keep: Collection[str]) -> tuple[str, ...]:
        """See ``Backend.clear``."""
        return artifacts.clear(root / host, keep)

    def log(self, directory: Path, lines: int) -> tuple[str, ...]:
        """See ``Backend.log``."""
        return home.tail_log(directory, lines)

    def trim(self, directory: Path) -> None:
        """See ``Backend.trim``."""
        home.trim_log(directory)

    def _spawn(self, launch: Launch, place: Path) -> "subprocess.Popen[bytes]":
        out = str(home.exit_file(place, launch.role))
        command = isolation.wrap(self._isolate(), launch.command, out, launch.token)
        cores = choose_cores(launch.limits.cpu, procfs.bound_cores(procfs.read_tokens()))
        own = os.sched_getaffinity(0)
        with home.open_log(place, launch.token) as log:
            # Children inherit the cores of the thread that starts them; setting them later would be too late.
            os.sched_setaffinity(0, cores or own)
            try:
                return subprocess.Popen(
                    command,
                    cwd=place,
                    env=dict(environment(launch.token, launch.directory, sys.executable)),
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=log,
                    start_new_session=True,
                )
            finally:
                os.sched_setaffinity(0, own)

    def _handle(self, launch: Launch, pid: int, birth: int) -> Handle:
        return Handle(launch.token, pid, self._mark(birth), launch.directory, launch.role)

    def _mark(self, birth: int) -> str:
        return f"{self._boot}/{birth}"

    def _is_there(self, handle: Handle, table: Mapping[int, Process]) -> bool:
        process = table.get(handle.pid)
        return process is not None and not process.dead and self._mark(process.birth) == handle.birth

    def _look(
        self, handle: Handle, table: Mapping[int, Process], children: Mapping[int, Sequence[Process]]
    ) -> Look:
        if not self._is_there(handle, table):
            place = Path(handle.directory)
            status = home.read_status(place, handle.role, handle.token)
            return Look(handle, alive=False, status=status, said=home.last_words(place))
        tree = self._tree(handle, children)
        if tree is None:
            return Look(handle, alive=True)
        pages = sum(process.pages for process in descendants(children, tree.init))
        return Look(handle, alive=True, pid=tree.program, memory=pages * procfs.PAGE)

    def _tree(self, handle: Handle, children: Mapping[int, Sequence[Process]]) -> _Tree | None:
        known = self._trees.get(handle.token)
        found = known or _find_tree(handle.pid, children)
        if found is not None:
            self._trees[handle.token] = found
        return found

    def _sweep(self, handle: Handle) -> None:
        """End the tree from its top; then whatever still carries the token, until nothing does."""
        birth = int(handle.birth.rpartition("/")[2])
        if handle.pid and self._mark(birth) == handle.birth:
            procfs.send(handle.pid, birth, signal.SIGKILL)
        for _ in range(_SWEEPS):
            carriers = [pid for pid, token in procfs.read_tokens().items() if token == handle.token]
            if not sum(_kill_carrier(pid, handle.token) for pid in carriers):
                break
        self._collect()

    def _collect(self) -> None:
        """Take the exit status of own children that ended, so that no zombie is left."""
        for pid, child in tuple(self._children.items()):
            if child.poll() is not None:
                del self._children[pid]


def _find_tree(launcher: int, children: Mapping[int, Sequence[Process]]) -> _Tree | None:
    """The init below (or at) the launcher and its program: the child that came first; orphans come later."""
    below = children.get(launcher, ())
    alone = isolation.is_init(procfs.read_arguments(launcher))
    init = launcher if alone else below[0].pid if below else 0
    candidates = children.get(init, ()) if init else ()
    if not candidates:
        return None
    program = min(candidates, key=lambda process: procfs.read_inner_pid(process.pid) or sys.maxsize)
    return _Tree(init, program.pid, program.birth)


def _refused(place: Path, what: str, error: OSError) -> TransientError:
    why = f"{place.name} could not be {what}: {error.strerror or error}"
    return TransientError(why, "free disk space" if error.errno == errno.ENOSPC else "")


def _kill_carrier(pid: int, token: str) -> bool:
    process = procfs.read_process(pid)
    if process is None or process.dead or procfs.read_token(pid) != token:
        return False
    return procfs.send(pid, process.birth, signal.SIGKILL)


def _check_ports(address: str, ports: Mapping[str, int]) -> None:
    """Refuse a start whose port somebody else holds: its probe would be answered by a stranger.

    Raises:
        TransientError: If a port is taken; the message says by whom if that can be seen.
    """
    for name, port in ports.items() if address else ():
        family = socket.AF_INET6 if ":" in address else socket.AF_INET
        with socket.socket(family, socket.SOCK_STREAM) as trial:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                trial.bind((address, port))
            except OSError as error:
                if error.errno != errno.EADDRINUSE:
                    raise
                raise TransientError(
                    f"port {port} ({name}) on {address} is taken{_holder(port)}",
                    "stop what uses it, or give the component another port",
                ) from None


def _holder(port: int) -> str:
    import psutil

    try:
        for connection in psutil.net_connections("tcp"):
            here = connection.laddr and connection.laddr.port == port
            if here and connection.status == psutil.CONN_LISTEN and connection.pid:
                return f" by process {connection.pid} ({psutil.Process(connection.pid).name()})"
    except psutil.Error:
        pass
    return ""
