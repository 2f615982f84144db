"""What served models were measured to need, beside what hosts have left and what was promised."""

import dataclasses
from collections.abc import Mapping

import pytest

from stratum.compiler.profiles import model_findings, survey
from stratum.core.bundles import Latency, ModelProfile
from stratum.core.edits import Connect, Disconnect, SetValue
from stratum.core.findings import Finding
from stratum.language.check import check, read_files
from stratum.language.library import library
from stratum.probing.types import HostFacts, Probed, Scores
from stratum.registry.types import ModelVersion, Stage

METAMODEL = library()
MIB = 2**20
PLAIN = ModelProfile(100 * MIB, 0.8, (Latency(1, 0.004, 0.008), Latency(256, 0.02, 0.04)), 1.0, 5000)
SMALL = dataclasses.replace(PLAIN, memory=50 * MIB, differences={"roc_auc": -0.003, "f1": 0.1})
VERSION = ModelVersion(
    "risk",
    3,
    Stage.CHAMPION,
    "d" * 64,
    1.0,
    "run",
    "classification",
    "MLP",
    {},
    {},
    {"": PLAIN, "int8": SMALL},
)
SITE = """
stratum: 1
kind: Infrastructure
name: site
hosts:
  edge: {type: EdgeGateway, cpu: 1, memory: 256 MiB, computeScore: 0.5}
  fog: {type: FogServer, cpu: 4, memory: 4 GiB, computeScore: 1}
  slow: {type: FogServer, cpu: 4, memory: 4 GiB, computeScore: 0.1}
links:
  one: {between: [edge, fog], latency: 1 ms}
  two: {between: [edge, slow], latency: 1 ms}
"""
APPLICATION = """
stratum: 1
kind: Application
name: app
infrastructure: site.yaml
components:
  database: {type: SqliteDatabase, hostedOn: edge, requires: {memory: 192 MiB}}
  scorer: {type: ModelService, model: risk, hostedOn: fog}
"""


def findings(
    *changes: tuple[str, str],
    versions: tuple[ModelVersion, ...] = (VERSION,),
    probes: Mapping[str, Probed] | None = None,
) -> tuple[Finding, ...]:
    """What is said of the application after some replacements in it."""
    text = APPLICATION
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    read = read_files({"site.yaml": SITE, "app.yaml": text}, METAMODEL)
    assert [f for f in check(read.model, METAMODEL) if f.severity == "error"] == []
    application, site = read.model.documents["app.yaml"], read.model.documents["site.yaml"]
    placed = {e.name: e.targets("hostedOn")[0] for e in application.elements}
    surveyed = survey(site, [(application, placed)], probes or {}, METAMODEL)
    return model_findings(application, placed, surveyed, versions, METAMODEL)


def test_a_model_that_fits_is_no_finding() -> None:
    assert findings() == ()
    assert (
        findings(("model: risk,", "model: risk, requires: {memory: 100 MiB}, qos: {p95Latency: 9 ms},")) == ()
    )


def test_a_host_with_too_little_memory_left_is_told_with_what_would_fit() -> None:
    (found,) = findings(("hostedOn: fog", "hostedOn: edge, qos: {p95Latency: 30 ms}"))
    assert (found.code, found.severity.value, found.element) == ("model-memory", "error", "app/scorer")
    assert found.message == "scorer needs 110 MiB and 16 ms for a row; edge has 64 MiB free"
    assert (found.required, found.available) == ("110 MiB", "64 MiB")
    assert found.fix == (
        "it would fit: host scorer on fog, "
        "or serve the int8 variant of scorer on edge (55 MiB, -0.3 pt roc_auc)"
    )
    moved, varied = (fix.edits for fix in found.fixes)
    assert moved == (
        Disconnect("app.yaml", "scorer", "hostedOn", "edge"),
        Connect("app.yaml", "scorer", "hostedOn", "fog"),
    )
    assert varied == (SetValue("app.yaml", "scorer", "variant", "int8"),)


def test_the_variant_that_is_served_is_what_counts() -> None:
    assert findings(("hostedOn: fog", "hostedOn: edge, variant: int8")) == ()


def test_a_variant_that_the_model_does_not_have_is_refused() -> None:
    (found,) = findings(("hostedOn: fog", "hostedOn: fog, variant: int4"))
    assert (found.code, found.severity.value) == ("model-variant", "error")
    assert "int8" in found.fix
    bare = dataclasses.replace(VERSION, profiles={"": PLAIN})
    (found,) = findings(("hostedOn: fog", "hostedOn: fog, variant: int4"), versions=(bare,))
    assert found.fix == "leave variant out: the model has none"


def test_requiring_less_than_a_server_held_is_a_warning() -> None:
    (found,) = findings(("hostedOn: fog", "hostedOn: fog, requires: {memory: 64 MiB}"))
    assert (found.code, found.severity.value) == ("model-memory", "warning")
    assert found.message == "scorer requires 64 MiB; a server of risk@3 was seen to hold 100 MiB"
    assert found.fixes[0].edits == (SetValue("app.yaml", "scorer", "requires.memory", "111 MiB"),)


@pytest.mark.parametrize(
    ("promised", "severity"),
    [("100 ms", []), ("79 ms", ["warning"]), ("39 ms", ["error"])],
    ids=["kept", "missed by the slow ones", "missed by most"],
)
def test_latency_grows_as_cores_are_slower(promised: str, severity: list[str]) -> None:
    found = findings(("hostedOn: fog", f"hostedOn: slow, qos: {{p95Latency: {promised}}}"))
    assert [f.severity.value for f in found] == severity
    assert [f.code for f in found] == ["model-latency"] * len(found)
    for one in found:
        assert one.message == f"scorer needs 110 MiB and 80 ms for a row on slow; {promised} is promised"
        assert one.fix == "it would fit: host scorer on fog"


def test_what_was_found_on_a_host_counts_more_than_what_is_declared() -> None:
    facts = HostFacts(memory=100 * MIB, scores=Scores(compute=0.01))
    probes = {"fog": Probed("fog", "ssh", "", 1.0, facts)}
    (found,) = findings(("hostedOn: fog", "hostedOn: fog, qos: {p95Latency: 1 s}"), probes=probes)
    assert found.message == "scorer needs 110 MiB and 800 ms for a row; fog has 100 MiB free"


def test_other_requirements_count_for_other_hosts() -> None:
    (found,) = findings((
        "hostedOn: fog",
        "hostedOn: edge, requires: {memory: 10 MiB, tier: edge}, variant: int8",
    ))
    assert (found.code, found.severity.value) == ("model-memory", "warning")
    blocked = findings(("hostedOn: fog", "hostedOn: edge, requires: {tier: edge}, qos: {p95Latency: 5 ms}"))
    assert {f.code for f in blocked} == {"model-memory", "model-latency"}
    assert {f.fix for f in blocked} == {"give a host more, or train a smaller model"}


@pytest.mark.parametrize(
    "versions",
    [(), (dataclasses.replace(VERSION, profiles={}),), (dataclasses.replace(VERSION, name="other"),)],
)
def test_of_a_model_that_was_not_measured_nothing_is_said(versions: tuple[ModelVersion, ...]) -> None:
    assert findings(("hostedOn: fog", "hostedOn: edge"), versions=versions) == ()


def test_a_reference_to_a_version_is_followed() -> None:
    older = dataclasses.replace(VERSION, version=2, stage=Stage.FINAL, profiles={"": SMALL})
    asked = ("model: risk, hostedOn: fog", "model: risk@2, hostedOn: edge")
    assert findings(asked, versions=(VERSION, older)) == ()
    assert findings((asked[0], "model: risk@7, hostedOn: edge"), versions=(VERSION, older)) == ()
