"""Start one component: ``python -m stratum.runtime.component KIND SPEC.json``.

Every component that the platform writes itself is started this way, on a laptop, in a container or on a
device. ``KIND`` names an entry point of the group ``stratum.components``: a callable that takes the
specification (plain JSON data), the directory of the specification file and a clock, runs until it is
told to stop by SIGTERM and returns the exit status. Where a specification does not know the address of the
machine, it says ``{own-address}``.
"""

import socket
import sys
from pathlib import Path
from typing import Any

import msgspec

from stratum.core.errors import StratumError
from stratum.deployment.logic.addresses import OWN_ADDRESS
from stratum.runtime import plugins
from stratum.runtime.clock import SystemClock

GROUP = "stratum.components"


def read(content: bytes) -> dict[str, Any]:
    """A specification, with the address of this machine where it asks for that.

    Args:
        content: JSON.
    """
    spec: dict[str, Any] = msgspec.json.decode(content, type=dict[str, Any])
    if spec.get("address") == OWN_ADDRESS:
        spec["address"] = socket.gethostbyname(socket.gethostname())
    return spec


def main(argv: list[str]) -> int:
    """Run the component that ``argv`` names and return its exit status."""
    if len(argv) != 2:
        sys.stderr.write(
            f"usage: python -m stratum.runtime.component KIND SPEC.json\n{plugins.names(GROUP)}\n"
        )
        return 2
    kind, file = argv
    try:
        program = plugins.load(GROUP, kind)
        path = Path(file)
        status: int = program(read(path.read_bytes()), path.resolve().parent, SystemClock())
    except StratumError as error:
        sys.stderr.write(f"{kind}: {error}\n")
        return 1
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
