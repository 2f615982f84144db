"""The monitor of a model service that is to be kept: a component that no element of the model names."""

from collections.abc import Iterator, Mapping

from stratum.compiler.attributes import group, number, text, texts
from stratum.compiler.names import CONNECTS_TO
from stratum.compiler.programs.context import DEADLINE, Context
from stratum.compiler.programs.model import bundle_of
from stratum.compiler.programs.service import ROOM, SPEC, as_file, run
from stratum.compiler.types import BundleRef
from stratum.core.errors import InvalidInputError
from stratum.deployment.types import Artifact, ComponentSpec, Kind, Probe, Scrape
from stratum.language.tree import Element
from stratum.streaming.logic.names import stored_subject, stored_subjects, stream_name

KEEP = "keep"
PROGRAM = "model-monitor"
SUFFIX = "-monitor"
FIRST = 1
"""Versions count from 1: the oldest one of a model, which everything is held against."""


def baseline_of(element: Element) -> str:
    """Reference to the oldest version of a service's model."""
    return f"{text(element.attributes, 'model').partition('@')[0]}@{FIRST}"


def monitors(context: Context) -> Iterator[ComponentSpec]:
    """The monitor of each service that is to be kept.

    Raises:
        InvalidInputError: If a rule is broken that checking finds.
    """
    for element in context.application.components():
        if KEEP in element.attributes:
            yield _monitor(context, element, group(element.attributes, KEEP))


def _monitor(context: Context, element: Element, keep: Mapping[str, object]) -> ComponentSpec:
    """On the host of who asks the model, from where broker and model are near enough."""
    processor = _processor(context, element)
    broker = context.partner(processor, "broker")
    name, address = f"{element.name}{SUFFIX}", context.address(processor.name)
    live, baseline = bundle_of(context, element), context.resolved.bundles[baseline_of(element)]
    port = context.bases[element.name] + ROOM - 2
    told = {
        "application": context.application.name,
        "name": name,
        "service": element.name,
        "model": live.name,
        "address": address,
        "status": port,
        "broker": context.broker_url(processor),
        "live": _place(live),
        "baseline": _place(baseline),
        "detectors": list(texts(keep, "detectors")),
        "maximum_age": float(number(keep, "maximumAge")) if "maximumAge" in keep else None,
        **_sources(context, processor),
    }
    found = {bundle.digest: Artifact(bundle.digest, bundle.path) for bundle in (live, baseline)}
    return ComponentSpec(
        name=name,
        element=context.application.path(element),
        type=element.type,
        host=context.hosts[processor.name],
        address=address,
        kind=Kind.SERVICE,
        command=run(PROGRAM, SPEC),
        files={SPEC: as_file(told)},
        ports={"status": port},
        readiness=Probe("http", address, port, "/ready", DEADLINE),
        depends_on=() if broker.select else (broker.name,),
        scrape=Scrape("prometheus", f"http://{address}:{port}/metrics"),
        artifacts=tuple(found.values()),
    )


def _sources(context: Context, processor: Element) -> dict[str, object]:
    """The three topics, and the column that tells the time of the data."""
    name, own = context.namespace(processor)
    rows = text(processor.attributes, "consumes")
    publisher = _publisher(context, processor, rows)
    answers, outcomes = text(processor.attributes, "produces"), text(publisher.attributes, "outcomes")
    said = stored_subject(name, answers, own)
    return {
        "rows": {"stream": stream_name(name, rows), "subject": stored_subjects(name, rows)},
        "predictions": {"stream": stream_name(name, answers), "subject": said},
        "outcomes": {"stream": stream_name(name, outcomes), "subject": stored_subjects(name, outcomes)},
        "moment": text(publisher.attributes, "time", ""),
    }


def _processor(context: Context, service: Element) -> Element:
    for element in context.application.components():
        if "consumes" in element.attributes and service.name in element.targets(CONNECTS_TO):
            return element
    raise InvalidInputError(f"{service.position}: nobody asks {service.name}", "connect a StreamProcessor")


def _publisher(context: Context, processor: Element, rows: str) -> Element:
    for element in (e for application in context.around for e in application.components()):
        if element.attributes.get("publishes") == rows and "outcomes" in element.attributes:
            return element
    raise InvalidInputError(f"{processor.position}: nobody publishes the outcomes of {rows}", "add outcomes")


def _place(bundle: BundleRef) -> dict[str, str]:
    return {"version": bundle.version, "path": f"{{artifacts}}/{bundle.digest}"}
