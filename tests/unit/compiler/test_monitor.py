"""The monitor that a kept service gets beside its replicas."""

import dataclasses
import json
from collections.abc import Mapping

import msgspec

from stratum.compiler.attributes import group
from stratum.compiler.deployment import desired_state, needs
from stratum.compiler.types import Resolved
from stratum.deployment.types import Artifact, ComponentSpec
from stratum.language.metamodel import Metamodel
from stratum.language.tree import Document, Element
from stratum.lifecycle.logic.monitor_spec import Bundle, MonitorSpec, Source

DAY = 86_400.0


def compiled(
    application: Document,
    hosts: Mapping[str, str],
    documents: Mapping[str, Document],
    metamodel: Metamodel,
    resolved: Resolved,
) -> Mapping[str, ComponentSpec]:
    desired = desired_state(application, hosts, documents, metamodel, resolved)
    return {spec.name: spec for spec in desired.components}


def kept(application: Document, **changes: object) -> Document:
    """The example with other words on how its model is kept; none take all of them away."""

    def changed(element: Element) -> Element:
        if "keep" not in element.attributes:
            return element
        rest = {name: value for name, value in element.attributes.items() if name != "keep"}
        keep = {"keep": {**group(element.attributes, "keep"), **changes}} if changes else {}
        return dataclasses.replace(element, attributes=rest | keep)

    elements = tuple(changed(element) for element in application.elements)
    return dataclasses.replace(application, elements=elements)


def test_it_is_told_where_everything_is(
    application: Document,
    hosts: Mapping[str, str],
    documents: Mapping[str, Document],
    metamodel: Metamodel,
    resolved: Resolved,
) -> None:
    chosen = kept(application, maximumAge=40 * DAY, detectors=("age", "adwin"))
    found = compiled(chosen, hosts, documents, metamodel, resolved)["scorer-monitor"]
    spec = msgspec.json.decode(found.files["spec.json"], type=MonitorSpec)
    assert (spec.service, spec.model, spec.name) == ("scorer", "delay-risk", "scorer-monitor")
    assert spec.rows == Source("flight-delays_departures", "flight-delays.departures.>")
    assert spec.predictions == Source("flight-delays_predictions", "flight-delays.predictions.processor")
    assert spec.outcomes == Source("flight-delays_arrivals", "flight-delays.arrivals.>")
    assert (spec.live, spec.baseline) == (Bundle("3", "{artifacts}/abc"), Bundle("1", "{artifacts}/def"))
    assert (spec.moment, spec.maximum_age, spec.detectors) == ("scheduled", 40 * DAY, ("age", "adwin"))
    bundles = "/ws/.stratum/registry/bundles"
    assert found.artifacts == (Artifact("abc", f"{bundles}/abc"), Artifact("def", f"{bundles}/def"))
    assert (found.host, found.depends_on) == (hosts["processor"], ("broker",))
    assert found.ports == {"status": spec.status}
    assert found.scrape is not None
    assert found.scrape.url == f"http://{found.address}:{spec.status}/metrics"


def test_a_first_version_is_its_own_baseline(
    application: Document,
    hosts: Mapping[str, str],
    documents: Mapping[str, Document],
    metamodel: Metamodel,
    resolved: Resolved,
) -> None:
    oldest = resolved.bundles["delay-risk@1"]
    alone = dataclasses.replace(resolved, bundles={"delay-risk": oldest, "delay-risk@1": oldest})
    found = compiled(application, hosts, documents, metamodel, alone)["scorer-monitor"]
    assert [each.digest for each in found.artifacts] == [oldest.digest]
    told = json.loads(found.files["spec.json"])
    assert told["live"] == told["baseline"]


def test_the_oldest_version_is_needed_for_a_kept_model_only(application: Document) -> None:
    assert needs(application).models == ("delay-risk", "delay-risk@1")
    assert needs(kept(application)).models == ("delay-risk",)


def test_a_service_that_is_not_kept_has_no_monitor(
    application: Document,
    hosts: Mapping[str, str],
    documents: Mapping[str, Document],
    metamodel: Metamodel,
    resolved: Resolved,
) -> None:
    found = compiled(kept(application), hosts, documents, metamodel, resolved)
    assert not [name for name in found if name.endswith("-monitor")]
