"""Settings: the only reader of the environment."""

import dataclasses
import os
from collections.abc import Iterator, Mapping
from pathlib import Path

from stratum.core.errors import DeniedError, InvalidInputError, NotFoundError
from stratum.core.outside import Bounds, read_bounds
from stratum.data.access import Lent
from stratum.store.service import find_root

DEFAULT_HOST = "127.0.0.1"
DEFAULT_PORT = 7777
DEFAULT_ENGINE = "local"
DEFAULT_EXECUTOR = "processes"
_WEBHOOKS = "STRATUM_WEBHOOK_HOSTS"
_CODE = "STRATUM_CODE"
_DATA_HOSTS = "STRATUM_DATA_HOSTS"


@dataclasses.dataclass(frozen=True, slots=True)
class Settings:
    """What the platform is told from outside.

    Attributes:
        workspace: Root of the workspace.
        host: Address that the server listens on.
        port: Port that the server listens on.
        workers: Processes that train candidates at the same time.
        engine: Entry-point name of the deployment backend.
        executor: Entry-point name of what runs the candidates of a training.
        data_roots: Folders outside of the workspace that sources may read, absolute.
        data_hosts: Which hosts sources may read from.
        webhooks: Where webhooks may lead.
        code: Whether code of users, in pipelines, may run here; see ``data.coding``.
        unsealed: Whether it may do so where the machine cannot keep it apart.
        engines: Where engines listen that do not listen at the usual place, by name.
        signing_key: File of the private key that signs models; None for the workspace's own.
    """

    workspace: Path
    host: str = DEFAULT_HOST
    port: int = DEFAULT_PORT
    workers: int = 2
    engine: str = DEFAULT_ENGINE
    executor: str = DEFAULT_EXECUTOR
    data_roots: tuple[Path, ...] = ()
    data_hosts: Bounds = dataclasses.field(default_factory=lambda: Bounds(_DATA_HOSTS))
    code: bool = False
    unsealed: bool = False
    webhooks: Bounds = dataclasses.field(default_factory=lambda: Bounds(_WEBHOOKS))
    engines: Mapping[str, str] = dataclasses.field(default_factory=dict)
    signing_key: Path | None = None


def read_settings(workspace: str | None = None) -> Settings:
    """Settings from the variables that ``docs/reference/commands.md`` tells.

    Args:
        workspace: Goes before the environment; None looks upwards from the current folder.

    Raises:
        InvalidInputError: If a number is none or out of its range, a folder of data is not absolute, or a
            host is none.
    """
    named = workspace or os.environ.get("STRATUM_WORKSPACE")
    root = Path(named) if named else find_root(Path.cwd())
    code = _one_of(_CODE, ("refused", "allowed", "unsealed"))
    return Settings(
        workspace=root.expanduser().resolve(),
        host=os.environ.get("STRATUM_HOST", DEFAULT_HOST),
        port=_number("STRATUM_PORT", DEFAULT_PORT, 65535),
        workers=_number("STRATUM_WORKERS", os.cpu_count() or 2, 1024),
        executor=os.environ.get("STRATUM_EXECUTOR", DEFAULT_EXECUTOR),
        engine=os.environ.get("STRATUM_ENGINE", DEFAULT_ENGINE),
        data_roots=tuple(_folders("STRATUM_DATA_ROOTS")),
        data_hosts=read_bounds(_DATA_HOSTS, os.environ.get(_DATA_HOSTS, "")),
        code=code != "refused",
        unsealed=code == "unsealed",
        webhooks=read_bounds(_WEBHOOKS, os.environ.get(_WEBHOOKS, "")),
        signing_key=Path(key).expanduser() if (key := os.environ.get("STRATUM_SIGNING_KEY")) else None,
        engines={"docker": os.environ["DOCKER_HOST"]} if os.environ.get("DOCKER_HOST") else {},
    )


def read_secret(variable: str) -> str:
    """The value of a variable of the environment that somebody named; never to be written anywhere.

    Raises:
        NotFoundError: If there is no such variable.
    """
    value = os.environ.get(variable)
    if value is None:
        hint = "set it for the command that starts the platform, and start the platform again"
        raise NotFoundError(f"the environment of the agent has no variable {variable}", hint)
    return value


def read_reference(reference: str) -> str:
    """The secret that a reference names: ``env:VARIABLE`` or ``file:/path``; never to be written anywhere.

    Raises:
        NotFoundError: If it is not there.
    """
    kind, _, place = reference.partition(":")
    if kind == "env":
        return read_secret(place)
    try:
        return Path(place).read_text("utf-8").strip()
    except (OSError, UnicodeError) as error:
        raise NotFoundError(f"the secret in {place} cannot be read", "look at its permissions") from error


def source_secret(reference: str) -> Lent:
    """A secret that a source of data names, for the hosts that whoever started the platform lends it to.

    Without that, a document could send any secret of this machine to any host.

    Raises:
        DeniedError: If ``STRATUM_DATA_SECRETS`` does not name the reference, or no host for it.
        NotFoundError: If it is not there.
    """
    loans = _listed("STRATUM_DATA_SECRETS")
    parted = [loan.rpartition("@") for loan in loans]
    hosts = tuple(host for named, _, host in parted if named == reference and host)
    if not hosts:
        lent = "no host is named that the secret {} is lent to" if reference in loans else ""
        raise DeniedError(
            (lent or "sources may not use the secret {}").format(reference),
            f"name {reference}@HOST in STRATUM_DATA_SECRETS where stratum is started",
        )
    return Lent(reference, read_reference(reference), hosts)


def _one_of(variable: str, words: tuple[str, ...]) -> str:
    """What a variable says; the first word where it says nothing."""
    text = os.environ.get(variable, words[0])
    if text not in words:
        raise InvalidInputError(f"{variable} is {text!r}", f"set it to one of: {', '.join(words)}")
    return text


def _listed(variable: str) -> tuple[str, ...]:
    """What a variable names, with commas or spaces between."""
    return tuple(os.environ.get(variable, "").replace(",", " ").split())


def _folders(variable: str) -> Iterator[Path]:
    """Folders that a variable names as PATH does."""
    for named in filter(None, os.environ.get(variable, "").split(os.pathsep)):
        folder = Path(named).expanduser()
        if not folder.is_absolute():
            raise InvalidInputError(f"{variable} has {named!r}", "name folders from the root, such as /data")
        yield folder


def _number(variable: str, default: int, largest: int) -> int:
    text = os.environ.get(variable)
    if text is None:
        return default
    if not text.isdecimal() or not 1 <= int(text) <= largest:
        raise InvalidInputError(f"{variable} is {text!r}", f"set it to a number from 1 to {largest}")
    return int(text)
