"""Scheduler and worker of Dask, as this platform runs them: mutual TLS alone, and no other door.

Nothing here is imported before a cluster is used: Dask takes half a second.
"""

import asyncio
import contextlib
import signal
import ssl
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from stratum.training.cluster.files import FileStore
from stratum.training.cluster.install import WANTED, wanted
from stratum.training.cluster.trust import AUTHORITY, CERTIFICATE, KEY
from stratum.training.cluster.types import SchedulerSpec, WorkerSpec

if TYPE_CHECKING:
    from distributed import Security

FILES: Final = "files"
_ROLES: Final = ("client", "scheduler", "worker")
_SETTINGS: Final = {
    "distributed.scheduler.allowed-failures": 2,
    # no task waits at a worker that is busy while another one becomes idle
    "distributed.scheduler.worker-saturation": 1.0,
    "distributed.comm.timeouts.connect": "20s",
    # a worker that is killed closes its connection; one whose machine is gone does not
    "distributed.scheduler.worker-ttl": "60s",
    "distributed.admin.log-format": "%(asctime)s %(levelname)s %(name)s: %(message)s",
    # whoever asks whether it is ready opens a connection and says nothing
    "distributed.logging": {"distributed": "warning", "distributed.comm.tcp": "error"},
}


def security(credentials: Path) -> "Security":
    """What a part of a cluster shows and asks for: both sides of every connection a certificate, TLS 1.3.

    Args:
        credentials: Folder from ``trust.enrol``.

    Raises:
        PermanentError: If Dask is not installed.
    """
    with wanted(WANTED):
        from distributed import Security
    own: dict[str, Any] = {}
    for role in _ROLES:
        own |= {f"tls_{role}_cert": str(credentials / CERTIFICATE)}
        own |= {f"tls_{role}_key": str(credentials / KEY)}
    ca = str(credentials / AUTHORITY)
    return Security(require_encryption=True, tls_ca_file=ca, tls_min_version=ssl.TLSVersion.TLSv1_3, **own)


def configure() -> None:
    """Set what Dask reads from its settings, for this process.

    Raises:
        PermanentError: If Dask is not installed.
    """
    with wanted(WANTED):
        import dask
    dask.config.set(_SETTINGS)


def run_scheduler(spec: SchedulerSpec, directory: Path, ready: Callable[[str], object]) -> None:
    """Be a scheduler until SIGTERM.

    Args:
        spec: How it is run.
        directory: Its own folder; what it keeps for its workers lies there.
        ready: Called with its address once it takes connections.
    """
    configure()
    import distributed

    class Scheduler(distributed.Scheduler):
        """One without a page: what it tells there would be told without TLS."""

        def start_http_server(self, *_given: object, **_more: object) -> None:
            """Serve nothing."""

    async def life() -> None:
        store = FileStore(directory / FILES, spec.keep)
        place: dict[str, Any] = {"host": spec.address, "port": spec.port, "protocol": "tls"}
        guard = security(Path(spec.credentials))
        async with Scheduler(**place, dashboard=False, security=guard) as scheduler:
            scheduler.handlers |= _handlers(store)
            ready(scheduler.address)
            await _until_told(scheduler.finished)

    asyncio.run(life())


def run_worker(spec: WorkerSpec, directory: Path) -> None:
    """Be a worker until SIGTERM, or until the scheduler is gone. It does one task at a time.

    Args:
        spec: How it is run.
        directory: Its own folder; what it fetched lies there.
    """
    configure()
    import distributed

    from stratum.training.cluster.labour import Bench

    class Worker(distributed.Worker):
        """One without a page."""

        bench: Bench

        def start_http_server(self, *_given: object, **_more: object) -> None:
            """Serve nothing."""

    async def life() -> None:
        worker = Worker(
            spec.scheduler,
            name=spec.name,
            nthreads=1,
            resources=spec.resources,
            memory_limit=0,  # what takes memory is the process that does the tasks
            local_directory=str(directory),
            host=spec.address,
            port=spec.port,
            protocol="tls",
            dashboard=False,
            security=security(Path(spec.credentials)),
        )
        worker.bench = Bench(directory, FileStore(directory / FILES, spec.keep))
        try:
            async with worker:
                await _until_told(worker.finished)
        finally:
            worker.bench.close()

    asyncio.run(life())


async def _until_told(finished: Callable[[], Awaitable[object]]) -> None:
    """Wait until it ends by itself, or SIGTERM or SIGINT comes."""
    task = asyncio.ensure_future(finished())
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, task.cancel)
    with contextlib.suppress(asyncio.CancelledError):
        await task


def _handlers(store: FileStore) -> dict[str, Callable[..., object]]:
    """What a scheduler can be asked of its files."""

    async def file_missing(digests: list[str]) -> dict[str, str]:
        absent = await asyncio.to_thread(lambda: [d for d in digests if store.find(d) is None])
        return {digest: store.part() for digest in absent}

    async def file_write(part: str, offset: int, content: bytes) -> None:
        await asyncio.to_thread(store.write, part, offset, content)

    async def file_finish(part: str, digest: str) -> None:
        await asyncio.to_thread(store.finish, part, digest)

    async def file_read(digest: str, offset: int) -> bytes:
        return await asyncio.to_thread(store.read, digest, offset)

    made = (file_missing, file_write, file_finish, file_read)
    return {one.__name__: one for one in made}
