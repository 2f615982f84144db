"""Settings: the only reader of the environment."""

import dataclasses
import os
from pathlib import Path

from stratum.store.service import find_root

DEFAULT_HOST = "127.0.0.1"
DEFAULT_PORT = 7777


@dataclasses.dataclass(frozen=True, slots=True)
class Settings:
    """What the platform is told from outside.

    Attributes:
        workspace: Root of the workspace.
        host: Address that the server listens on.
        port: Port that the server listens on.
        workers: Processes that train candidates at the same time.
        engine: Entry-point name of the deployment backend.
    """

    workspace: Path
    host: str = DEFAULT_HOST
    port: int = DEFAULT_PORT
    workers: int = 2
    engine: str = "local"


def read_settings(workspace: str | None = None) -> Settings:
    """Settings from ``STRATUM_WORKSPACE``, ``STRATUM_HOST``, ``STRATUM_PORT``, ``STRATUM_WORKERS``.

    Args:
        workspace: Goes before the environment; None looks upwards from the current folder.
    """
    named = workspace or os.environ.get("STRATUM_WORKSPACE")
    root = Path(named) if named else find_root(Path.cwd())
    return Settings(
        workspace=root.expanduser().resolve(),
        host=os.environ.get("STRATUM_HOST", DEFAULT_HOST),
        port=int(os.environ.get("STRATUM_PORT", DEFAULT_PORT)),
        workers=int(os.environ.get("STRATUM_WORKERS", os.cpu_count() or 2)),
    )
