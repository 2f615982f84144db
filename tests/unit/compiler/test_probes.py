"""What is declared of hosts beside what was found on them."""

import dataclasses

import pytest

from stratum.compiler.probes import STALE, corrections, probe_findings
from stratum.core.edits import SetValue
from stratum.core.findings import Finding
from stratum.language.check import read_files
from stratum.language.library import library
from stratum.language.tree import Document
from stratum.probing.types import Gpu, HostFacts, Probed, Scores

METAMODEL = library()
NOW = 1_000_000_000.0
FOUND = HostFacts(
    cores=4.0,
    memory=4 * 2**30,
    disk=100 * 10**9,
    arch="x86_64",
    os="linux",
    os_version="12",
    kernel=("cgroup-v2", "namespace-net"),
    gpus=(Gpu("NVIDIA A100-SXM4-40GB", 40 * 2**30),),
    accelerators=("edgetpu",),
    software={"docker": "28.2.2", "python": "3.11.7"},
    scores=Scores(1.0, 2.0, 0.5),
)
AS_FOUND = (
    "cpu: 4, memory: 4 GiB, disk: 100 GB, osVersion: '12', gpus: 1, gpuMemory: 40 GiB, gpuModel: A100,"
    " kernel: [cgroup-v2], accelerators: [edgetpu], software: {docker: '28.2', python: '3.11.7'},"
    " computeScore: 1, memoryScore: 2, diskScore: 0.5"
)


def site(attributes: str) -> Document:
    """An infrastructure with one host."""
    text = f"stratum: 1\nkind: Infrastructure\nname: site\nhosts:\n  a: {{type: FogServer, {attributes}}}\n"
    read = read_files({"site.yaml": text}, METAMODEL)
    assert read.findings == ()
    return read.model.documents["site.yaml"]


def probed(facts: HostFacts = FOUND, age: float = 60.0) -> dict[str, Probed]:
    return {"a": Probed("a", "ssh", "10.0.0.1", NOW - age, facts)}


def told(attributes: str, facts: HostFacts = FOUND) -> list[tuple[str, str, str, str]]:
    """Severity, both values and the value of the fix of each finding."""
    found = probe_findings(site(attributes), probed(facts), NOW)
    return [(f.severity.value, f.required, f.available, value_of(f)) for f in found]


def value_of(finding: Finding) -> str:
    (edit,) = finding.fixes[0].edits
    assert isinstance(edit, SetValue)
    assert (edit.file, edit.element) == ("site.yaml", "a")
    return f"{edit.attribute}={edit.value}"


def test_a_host_that_is_as_declared_is_no_finding() -> None:
    assert told(AS_FOUND) == []
    assert probe_findings(site("cpu: 1, memory: 1 GiB"), {}, NOW) == ()


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (("cpu: 4", "cpu: 8"), ("error", "8 cores", "4 cores", "cpu=4")),
        (("cpu: 4", "cpu: 2"), ("note", "2 cores", "4 cores", "cpu=4")),
        (("memory: 4 GiB", "memory: 6 GiB"), ("error", "6 GiB", "4 GiB", "memory=4096 MiB")),
        (("memory: 4 GiB", "memory: 3 GiB"), ("note", "3 GiB", "4 GiB", "memory=4096 MiB")),
        (("disk: 100 GB", "disk: 1 TB"), ("error", "1 TB", "100 GB", "disk=100 GB")),
        (("gpus: 1", "gpus: 2"), ("error", "2", "1", "gpus=1")),
        (("gpus: 1", "gpus: 0"), ("note", "0", "1", "gpus=1")),
        (("gpuMemory: 40 GiB", "gpuMemory: 80 GiB"), ("error", "80 GiB", "40 GiB", "gpuMemory=40960 MiB")),
        (
            ("gpuModel: A100", "gpuModel: H100"),
            ("error", "H100", "NVIDIA A100-SXM4-40GB", 'gpuModel="NVIDIA A100-SXM4-40GB"'),
        ),
        (("osVersion: '12'", "osVersion: '13', arch: arm64"), ("error", "arm64", "x86_64", 'arch="x86_64"')),
        (
            ("kernel: [cgroup-v2]", "kernel: [cgroup-v2, kvm, rt]"),
            ("error", "cgroup-v2, kvm, rt", "no kvm", 'kernel=["cgroup-v2", "rt"]'),
        ),
        (
            ("accelerators: [edgetpu]", "accelerators: [hailo]"),
            ("error", "hailo", "no hailo", "accelerators=[]"),
        ),
        (
            ("docker: '28.2'", "docker: '27.0'"),
            ("warning", "27.0", "28.2.2", 'software.docker="28.2.2"'),
        ),
        (
            ("docker: '28.2'", "java: '17', mine: '1'"),
            ("error", "java 17", "no java", 'software={"mine": "1", "python": "3.11.7"}'),
        ),
        (("computeScore: 1", "computeScore: 2"), ("warning", "2", "1", "computeScore=1")),
        (("diskScore: 0.5", "diskScore: 0.3"), ("note", "0.3", "0.5", "diskScore=0.5")),
    ],
    ids=lambda value: value[1] if len(value) == 2 else "",
)
def test_a_difference_is_told_with_both_values_and_what_cures_it(
    change: tuple[str, str], expected: tuple[str, str, str, str]
) -> None:
    assert told(AS_FOUND.replace(*change))[0] == expected


def test_amounts_that_nearly_agree_are_the_same() -> None:
    nearly = dataclasses.replace(FOUND, memory=int(3.95 * 2**30), scores=Scores(0.9, 2.2, 0.45))
    assert told(AS_FOUND, nearly) == []


def test_what_is_not_known_plays_no_part() -> None:
    assert told(AS_FOUND.replace("gpus: 1", "gpus: 0"), HostFacts()) == []


def test_the_message_tells_the_age_and_the_place() -> None:
    (found,) = probe_findings(site(AS_FOUND.replace("cpu: 4", "cpu: 8")), probed(age=3 * 86400.0), NOW)
    assert found.message == "a is declared with cpu 8 cores; 4 cores was found 3 days ago"
    assert (found.code, found.element, found.position.line) == ("probe-differs", "site/a", 5)
    assert found.fix == "set cpu of a to 4, or look again: stratum probe a"


def test_a_record_that_is_too_old_is_a_note() -> None:
    (found,) = probe_findings(site(AS_FOUND), probed(age=STALE + 86400), NOW)
    assert (found.code, found.severity.value) == ("probe-stale", "note")
    assert (found.required, found.available) == ("at most 30 days", "31 days ago")


def test_corrections_also_tell_what_nothing_was_declared_of() -> None:
    found = corrections(site("cpu: 8, memory: 4 GiB"), probed())
    assert [(edit.attribute, edit.value) for edit in found] == [
        ("cpu", "4"),
        ("disk", "100 GB"),
        ("gpus", "1"),
        ("gpuMemory", "40960 MiB"),
        ("osVersion", '"12"'),
        ("gpuModel", '"NVIDIA A100-SXM4-40GB"'),
        ("computeScore", "1"),
        ("memoryScore", "2"),
        ("diskScore", "0.5"),
    ]
