"""Looking at the hosts of a workspace, and keeping what was found in the journal."""

import dataclasses
from collections.abc import Sequence
from typing import Final

from stratum.core.edits import SetValue
from stratum.core.errors import InvalidInputError, NotFoundError
from stratum.core.events import Event
from stratum.language.edits.draft import Refused, apply
from stratum.language.suggestions import did_you_mean
from stratum.language.tree import HOSTS, Document, DocumentKind, Element
from stratum.probing.logic.records import PROBED, event_data, source
from stratum.probing.ports import Way
from stratum.probing.service import look
from stratum.probing.types import UNKNOWN, Probed
from stratum.runtime import plugins
from stratum.runtime.checked import Checked
from stratum.runtime.editing import open_desk, write
from stratum.runtime.wiring import Parts, new_id

WAYS: Final = "stratum.probing.ways"
SSH: Final = "ssh"
ADDRESS: Final = "address"


@dataclasses.dataclass(frozen=True, slots=True)
class Approach:
    """How hosts are looked at.

    Attributes:
        over: Name of the way; empty for SSH to the address that a host declares.
        at: Address, or name in a configuration or a swarm, in place of the declared address.
        ssh_config: File of a configuration for SSH; empty for the user's own.
    """

    over: str = ""
    at: str = ""
    ssh_config: str = ""


def hosts_of(
    checked: Checked, infrastructure: str | None, names: tuple[str, ...]
) -> tuple[Document, list[Element]]:
    """An infrastructure and some of its hosts.

    Args:
        checked: The workspace.
        infrastructure: Its name or file; None where there is only one.
        names: Of the hosts; empty for all.

    Raises:
        NotFoundError: If one of them is not there; the hint names the nearest.
    """
    document = checked.document(DocumentKind.INFRASTRUCTURE, infrastructure)
    known = {host.name: host for host in document.within(HOSTS)}
    for name in names:
        if name not in known:
            raise NotFoundError(f"{document.name} has no host {name!r}", did_you_mean(name, known, "hosts"))
    return document, [known[name] for name in names or known]


def probe(parts: Parts, infrastructure: Document, host: Element, approach: Approach) -> Probed:
    """Look at a host, and keep what was found.

    Raises:
        StratumError: If it cannot be reached, lets nobody in, or answers what cannot be read.
    """
    place = approach.at or str(host.attributes.get(ADDRESS) or "")
    over = approach.over or SSH
    if over == SSH and not place:
        raise InvalidInputError(
            f"{host.name} declares no address",
            "add its address, name one with --at, or say with --over local that it is this machine",
        )
    facts = look(_way(parts, over, place, approach))
    probed = Probed(host.name, over, place, parts.clock.now(), facts)
    _keep(parts, infrastructure, probed)
    return probed


def forget(parts: Parts, infrastructure: Document, host: Element) -> None:
    """Let what was found of a host no longer count."""
    _keep(parts, infrastructure, Probed(host.name, "", "", parts.clock.now(), UNKNOWN))


def _keep(parts: Parts, infrastructure: Document, probed: Probed) -> None:
    told = (new_id(), source(infrastructure.name), PROBED, probed.host, probed.time, event_data(probed))
    parts.journal.append(Event(*told))


def _way(parts: Parts, over: str, place: str, approach: Approach) -> Way:
    settings = {"ssh-config": approach.ssh_config, **parts.settings.engines}
    try:
        way: Way = plugins.load(WAYS, over)(place, settings)
    except ImportError as error:
        problem = f"the way {over!r} needs the package {error.name!r}"
        raise NotFoundError(problem, "install the extra: pip install 'stratum[probe]'") from error
    return way


def correct(parts: Parts, edits: Sequence[SetValue]) -> None:
    """Make the documents say what was found; what the edits do not touch stays as it is to the byte.

    Args:
        parts: The workspace.
        edits: From ``compiler.probes.corrections``.

    Raises:
        InvalidInputError: If the documents would have other errors then; nothing is written.
        TransientError: If a document was changed meanwhile; nothing is written after it.
    """
    desk = open_desk(parts)
    after = apply(desk.state, edits)
    if isinstance(after, Refused):
        first = after.findings[0]
        raise InvalidInputError(
            f"{first.position}: what was found cannot be written: {first.message}", first.fix
        )
    write(desk, after)
