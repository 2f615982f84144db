"""An application with its infrastructure as the JSON data that the API gives to the page."""

from collections.abc import Iterable, Mapping

from stratum.compiler.attributes import group, text
from stratum.compiler.names import CONNECTS_TO, MAX_LATENCY
from stratum.compiler.placement import fixed_host, hosts, links
from stratum.compiler.topics import consumed, is_broker, published
from stratum.core.findings import Finding
from stratum.core.topology import Host
from stratum.language.metamodel import Metamodel
from stratum.language.report import fix_to_plain
from stratum.language.tree import COMPONENTS, LINKS, SELECT, Document, Element, Relation
from stratum.placement.logic.latency import latencies

Json = dict[str, object]
APART = frozenset({"requires", "qos", "container", SELECT})


def application_view(
    application: Document,
    infrastructure: Document,
    metamodel: Metamodel,
    placed: Mapping[str, str],
    addresses: Mapping[str, str],
    findings: Iterable[Finding],
) -> Json:
    """What ``GET /api/applications/{name}`` answers, without the digests of the documents.

    Args:
        application: Read by the parser.
        infrastructure: Read by the parser.
        metamodel: Its types.
        placed: Host by component; those without a host are missing.
        addresses: IP address by host on this machine; for others the one that the model tells.
        findings: What checks found.
    """
    return {
        "name": application.name,
        "description": application.attributes.get("description", ""),
        **_machines(infrastructure, addresses),
        "components": [_component(e, metamodel, placed) for e in application.within(COMPONENTS)],
        "connections": _connections(application, infrastructure, metamodel, placed),
        "findings": [finding_view(f) for f in findings],
    }


def finding_view(finding: Finding) -> Json:
    """A finding as JSON data; its position as editors jump to."""
    return {
        "code": finding.code,
        "severity": finding.severity.value,
        "element": finding.element,
        "message": finding.message,
        "position": str(finding.position),
        "required": finding.required,
        "available": finding.available,
        "fix": finding.fix,
        "fixes": [fix_to_plain(fix) for fix in finding.fixes],
    }


def _machines(infrastructure: Document, addresses: Mapping[str, str]) -> Json:
    machines = {e.name: e for e in infrastructure.elements}
    found = hosts(infrastructure)
    wires = (e for e in infrastructure.within(LINKS))
    return {
        "hosts": [_host(h, machines[h.name], addresses.get(h.name, h.address)) for h in found],
        "links": [
            {
                "name": wire.name,
                "first": link.first,
                "second": link.second,
                "latency": link.latency,
                "bandwidth": link.bandwidth,
            }
            for wire, link in zip(wires, links(infrastructure), strict=True)
        ],
    }


def _host(host: Host, element: Element, address: str) -> Json:
    return {
        "name": host.name,
        "type": element.type,
        "tier": host.tier.value,
        "site": host.site,
        "coordinates": text(element.attributes, "coordinates", ""),
        "cpu": host.offers.cpu,
        "memory": host.offers.memory,
        "disk": host.offers.disk,
        "address": address,
        "labels": dict(host.labels),
    }


def _component(element: Element, metamodel: Metamodel, placed: Mapping[str, str]) -> Json:
    return {
        "name": element.name,
        "type": element.type,
        "title": element.name,
        "role": metamodel.type(element.type).role,
        "host": placed.get(element.name),
        "placed": not (element.select or fixed_host(element)) and element.name in placed,
        "selected": element.select,
        "attributes": {key: _plain(v) for key, v in element.attributes.items() if key not in APART},
        "requires": {} if element.select else _plain(group(element.attributes, "requires")),
        "qos": _plain(group(element.attributes, "qos")),
    }


def _connections(
    application: Document, infrastructure: Document, metamodel: Metamodel, placed: Mapping[str, str]
) -> list[Json]:
    delays = latencies((h.name for h in hosts(infrastructure)), links(infrastructure))
    return [
        {
            "source": element.name,
            "target": relation.target,
            "latency": delays.get((placed.get(element.name, ""), placed.get(relation.target, ""))),
            "maxLatency": relation.attributes.get(MAX_LATENCY),
            "topics": _topics(application, element, relation, metamodel),
        }
        for element in application.within(COMPONENTS)
        for relation in element.relations
        if relation.kind == CONNECTS_TO
    ]


def _topics(application: Document, element: Element, relation: Relation, metamodel: Metamodel) -> list[str]:
    """What flows over a connection to a broker."""
    if not is_broker(application, relation.target, metamodel):
        return []
    return list(dict.fromkeys((*consumed(element, metamodel), *published(element, metamodel))))


def _plain(value: object) -> object:
    """The value as JSON has it: lists for tuples."""
    if isinstance(value, Mapping):
        return {str(key): _plain(inner) for key, inner in value.items()}
    if isinstance(value, (tuple, list)):
        return [_plain(item) for item in value]
    return value
