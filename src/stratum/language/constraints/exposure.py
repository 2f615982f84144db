"""Exposure: what less trusted machines can reach is encrypted, or asks who is there."""

import dataclasses
from collections.abc import Iterable, Iterator, Mapping

from stratum.core.edits import Fix, SetValue
from stratum.core.findings import Finding
from stratum.language.codes import Code
from stratum.language.constraints.context import Context, Group, Space, Typed, cured, warning
from stratum.language.constraints.interfaces import Offer, offers
from stratum.language.constraints.network import islands
from stratum.language.metamodel import Shape
from stratum.language.policy import trust_of


@dataclasses.dataclass(frozen=True, slots=True)
class _Open:
    """What on a host is open to a machine that is trusted less.

    Attributes:
        visitor: Name of that machine.
        trust: How far it is trusted.
    """

    visitor: str
    trust: str

    def __call__(self, group: Group) -> tuple[Finding, ...]:
        """A warning for each interface of the components on the host."""
        host = group.head
        if host is None:
            return ()
        found = (
            (typed, offer) for typed in group.members for offer in offers(typed) if _is_open(typed, offer)
        )
        return tuple(self._told(typed, offer, host) for typed, offer in found)

    def _told(self, typed: Typed, offer: Offer, host: Typed) -> Finding:
        here = host.element.attributes.get("trust")
        message = (
            f"{typed.name} offers {offer.interface} on {host.name} ({here}) with neither encryption nor a "
            f"password; {self.visitor} ({self.trust}) can reach it"
        )
        secure, file = offer.endpoint.secure, typed.element.position.file
        cures = (
            (Fix(f"set {secure} of {typed.name}", (SetValue(file, typed.name, secure, "true"),)),)
            if secure
            else ()
        )
        way = f"set {secure}" if secure else "encrypt it or give it a password where its type lets you"
        fix = f"{way}, or keep {self.visitor} and {host.name} apart"
        at = offer.endpoint.port or secure
        return cured(warning(Code.ENDPOINT_EXPOSED, typed, message, fix, at=at), *cures)


def endpoints(context: Context) -> Iterable[Finding]:
    """No interface without encryption and password is in reach of a machine that is trusted less."""
    for file, groups in context.hosted.items():
        lowest = context.spaces[file].once(_lowest)
        for name, group in groups.items():
            if name in lowest:
                yield from group.once(_Open(*lowest[name]))


def _lowest(infrastructure: Space) -> Mapping[str, tuple[str, str]]:
    """For each host the least trusted machine in its part of the network, where that is trusted less."""
    island = infrastructure.once(islands)
    hosts = [typed for typed in infrastructure.elements.values() if typed.type.capabilities]
    least: dict[int, Typed] = {}
    for host in hosts:
        first = least.setdefault(island[host.name], host)
        if trust_of(host.element) < trust_of(first.element):
            least[island[host.name]] = host
    found = ((host, least[island[host.name]]) for host in hosts)
    return {
        host.name: (low.name, str(low.element.attributes.get("trust")))
        for host, low in found
        if trust_of(low.element) < trust_of(host.element)
    }


def _is_open(typed: Typed, offer: Offer) -> bool:
    """Whether an interface listens on a port, is not encrypted, and there is no secret to ask for."""
    listens = bool(offer.endpoint.port or offer.endpoint.secure)
    return listens and not offer.secure and not any(_secrets(typed))


def _secrets(typed: Typed) -> Iterator[str]:
    values = typed.element.attributes
    return (n for n, a in typed.type.attributes.items() if a.shape is Shape.VAULT and values.get(n))
