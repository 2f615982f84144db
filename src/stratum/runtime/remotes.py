"""Where the contents of a workspace are given to and taken from, as it is written for everybody."""

from collections.abc import Mapping
from typing import Annotated, Final
from urllib.parse import urlsplit

import msgspec

from stratum.core.errors import InvalidInputError
from stratum.core.secrets import holds_secret
from stratum.runtime import plugins
from stratum.runtime.settings import read_secret
from stratum.runtime.trusting import check_endpoint, check_trusted, trust
from stratum.runtime.wiring import Parts
from stratum.store.ports import Depot

DEPOTS: Final = "stratum.store.depots"
FOLDER: Final = "folder"
"""The kind of place that needs no credentials."""
REMOTE: Final = "stratum.remote"
"""File that says where contents are given to and taken from; committed."""
_VARIABLE: Final = r"^(env:[A-Za-z_][A-Za-z0-9_]*)?$"


class Remote(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where contents are given to and taken from.

    Attributes:
        remote: A folder, or ``s3://BUCKET/PREFIX``.
        endpoint: Address of another server than Amazon's; empty for that.
        region: Of the bucket; empty for the usual one.
        key: ``env:NAME``: the variable with the name of the key; empty for the credentials of the machine.
        secret: ``env:NAME``: the variable with the secret of the key.
    """

    remote: str
    endpoint: str = ""
    region: str = ""
    key: Annotated[str, msgspec.Meta(pattern=_VARIABLE)] = ""
    secret: Annotated[str, msgspec.Meta(pattern=_VARIABLE)] = ""


def write_remote(parts: Parts, remote: Remote) -> None:
    """Say where contents are given to and taken from, for everybody who has the workspace, and trust it here.

    Raises:
        InvalidInputError: If a credential stands in it, the place is none, or what is sent is not encrypted.
        NotFoundError: If it is no folder, and the workspace is in no repository.
    """
    if holds_secret(remote.remote) or holds_secret(remote.endpoint):
        raise InvalidInputError(
            "a secret stands in the address", "name variables: --key env:NAME --secret env:NAME"
        )
    trust_remote(parts, remote)
    text = msgspec.json.format(msgspec.json.encode(remote, order="sorted"), indent=2).decode()
    (parts.workspace.root / REMOTE).write_text(f"{text}\n", encoding="utf-8")


def trust_remote(parts: Parts, remote: Remote) -> None:
    """Let a remote have the credentials that it names; a folder needs none.

    Raises:
        InvalidInputError: If the place is none, or what is sent is not encrypted.
        NotFoundError: If the workspace is in no repository.
    """
    if _options(parts, remote)[0] != FOLDER:
        trust(parts.workspace.root, msgspec.structs.asdict(remote))


def read_remote(parts: Parts) -> Remote | None:
    """Where contents are given to and taken from; None where nothing is said of it.

    Raises:
        InvalidInputError: If the file cannot be read.
    """
    file = parts.workspace.root / REMOTE
    if not file.is_file():
        return None
    try:
        return msgspec.json.decode(file.read_bytes(), type=Remote)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise InvalidInputError(f"{REMOTE} cannot be read: {error}", "stratum data remote PLACE") from None


def depot_of(parts: Parts, remote: Remote) -> Depot:
    """The place that a remote names, with its credentials.

    Raises:
        NotFoundError: If a variable that it names is not set, or nothing installed speaks to such a place.
        DeniedError: If nobody at this machine trusts the place.
    """
    kind, options = _options(parts, remote)
    if kind != FOLDER:
        check_trusted(parts.workspace.root, msgspec.structs.asdict(remote))
    secrets = {name: read_secret(at.removeprefix("env:")) for name, at in _named(remote).items()}
    depot: Depot = plugins.load(DEPOTS, kind)({**options, **secrets})
    return depot


def _named(remote: Remote) -> Mapping[str, str]:
    return {name: at for name, at in (("key", remote.key), ("secret", remote.secret)) if at}


def _options(parts: Parts, remote: Remote) -> tuple[str, Mapping[str, str]]:
    """The kind of a place, and what it needs beside credentials."""
    address = urlsplit(remote.remote)
    if address.scheme == "s3" and address.netloc:
        check_endpoint(remote.endpoint)
        place = {"bucket": address.netloc, "prefix": address.path.strip("/")}
        return "s3", {**place, "endpoint": remote.endpoint, "region": remote.region}
    if address.scheme or not remote.remote:
        raise InvalidInputError(
            f"{remote.remote!r} is no place for data", "name a folder, or s3://BUCKET/PREFIX"
        )
    return FOLDER, {"path": str((parts.workspace.root / remote.remote).expanduser().resolve())}
