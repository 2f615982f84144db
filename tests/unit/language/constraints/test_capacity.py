from collections.abc import Callable

import pytest

from stratum.core.findings import Finding

Checker = Callable[..., list[Finding]]


def told(findings: list[Finding]) -> list[tuple[str, str, str]]:
    return [(f.code, f.required, f.available) for f in findings]


@pytest.mark.parametrize(
    ("needs", "expected"),
    [
        ("{cpu: 1, memory: 512 MiB}", []),
        ("{cpu: 2}", [("capacity-cpu", "2 cores", "1 core")]),
        ("{memory: 1 GiB}", [("capacity-memory", "1 GiB", "512 MiB")]),
        ("{disk: 1 MiB}", [("capacity-disk", "1 MiB", "0 B")]),
        ("{gpus: 1}", [("capacity-gpus", "1", "0")]),
        ("{arch: arm64}", [("host-arch", "arm64", "x86_64")]),
        ("{arch: [arm64, x86_64]}", []),
        ("{os: windows}", [("host-os", "windows", "linux")]),
        ("{tier: [fog, cloud]}", [("host-tier", "fog or cloud", "edge")]),
    ],
)
def test_a_component_against_its_host(app: Checker, needs: str, expected: list[tuple[str, str, str]]) -> None:
    findings = app(f"archive: {{type: SqliteDatabase, hostedOn: edge-1, requires: {needs}}}")
    assert told(findings) == expected
    assert all(f.position.line == 6 and f.position.column > 60 for f in findings)


def test_components_fill_a_host_together(app: Checker) -> None:
    line = "%s: {type: SqliteDatabase, hostedOn: edge-1, requires: {memory: %s}}\n"
    assert app(line % ("a", "256 MiB") + line % ("b", "256 MiB")) == []
    findings = app(line % ("a", "256 MiB") + line % ("b", "128 MiB") + line % ("c", "256 MiB"))
    assert told(findings) == [("capacity-memory", "256 MiB", "512 MiB (128 MiB free)")]
    assert findings[0].element == "app/c"
    assert findings[0].fix == "require less memory, or give edge-1 more, or host it on fog-1, which has room"


def test_what_does_not_fit_takes_nothing_away_from_others(app: Checker) -> None:
    line = "%s: {type: SqliteDatabase, hostedOn: edge-1, requires: {memory: %s}}\n"
    findings = app(line % ("big", "4 GiB") + line % ("small", "512 MiB"))
    assert [f.element for f in findings] == ["app/big"]


def test_applications_share_their_infrastructure(checked: Checker, site: str) -> None:
    text = (
        "stratum: 1\nkind: Application\nname: %s\ninfrastructure: site.yaml\ncomponents:\n"
        "  archive: {type: SqliteDatabase, hostedOn: edge-1, requires: {cpu: 0.6}}\n"
    )
    findings = checked(site=site, first=text % "first", second=text % "second")
    assert [(f.code, f.element) for f in findings] == [("capacity-cpu", "second/archive")]
    assert "free" in findings[0].available


def test_a_placement_counts_like_hosted_on(app: Checker) -> None:
    line = "%s: {type: SqliteDatabase, requires: {memory: 300 MiB}}\n"
    components = line % "a" + line % "b"
    findings = app(components, {"app": {"a": "edge-1", "b": "edge-1"}})
    assert [(f.code, f.element) for f in findings] == [("capacity-memory", "app/b")]
    assert app(components, {"app": {"a": "edge-1", "b": "fog-1"}}) == []


def test_without_any_host_that_fits_the_nearest_are_told(app: Checker) -> None:
    findings = app("big: {type: SqliteDatabase, requires: {memory: 16 GiB, tier: fog}}")
    assert [f.code for f in findings] == ["placement-none"]
    assert findings[0].message == (
        "none of 3 hosts satisfies big; nearest: fog-1: needs memory 16 GiB, has 2 GiB; "
        "cloud-1: needs memory 16 GiB, has 8 GiB, tier fog, has cloud; "
        "edge-1: needs memory 16 GiB, has 512 MiB, tier fog, has edge"
    )
    assert (findings[0].required, findings[0].available) == ("memory 16 GiB", "fog-1: 2 GiB")


def test_room_that_hosted_components_take_is_gone(app: Checker) -> None:
    taken = "archive: {type: SqliteDatabase, hostedOn: cloud-1, requires: {memory: 6 GiB}}\n"
    findings = app(taken + "big: {type: SqliteDatabase, requires: {memory: 4 GiB}}")
    assert [f.code for f in findings] == ["placement-none"]
    assert "cloud-1: needs memory 4 GiB, has 8 GiB (2 GiB free)" in findings[0].message
    assert app(taken + "big: {type: SqliteDatabase, requires: {memory: 2 GiB}}") == []


def test_with_a_placement_a_missing_host_is_the_solvers_affair(app: Checker) -> None:
    big = "big: {type: SqliteDatabase, requires: {memory: 16 GiB}}"
    assert [f.code for f in app(big)] == ["placement-none"]
    assert app(big, {"app": {}}) == []


def test_an_empty_infrastructure_has_no_nearest_host(app: Checker) -> None:
    empty = "stratum: 1\nkind: Infrastructure\nname: site\nhosts: {}\n"
    assert app("a: {type: SqliteDatabase}", site=empty) == []


def test_a_host_that_could_not_be_read_may_be_the_one_that_fits(app: Checker, site: str) -> None:
    broken = site.replace("type: CloudMachine", "type: CloudMachin")
    findings = app("big: {type: SqliteDatabase, requires: {memory: 4 GiB}}", site=broken)
    assert [f.code for f in findings if f.code != "reference-unknown"] == ["unknown-type"]


def test_each_replica_takes_as_much(app: Checker) -> None:
    line = (
        "run: {type: CustomApplication, image: acme/run, replicas: %d, %srequires: {cpu: 0.5, arch: x86_64}}"
    )
    assert app(line % (2, "hostedOn: edge-1, ")) == []
    findings = app(line % (3, "hostedOn: edge-1, "))
    assert told(findings) == [("capacity-cpu", "1.5 cores", "1 core")]
    assert findings[0].message == "run needs cpu 1.5 cores for 3 replicas; edge-1 has 1 core"
    assert findings[0].fix.endswith("or host it on fog-1, which has room")
    assert app(line % (8, "")) == []
    assert [f.code for f in app(line % (40, ""))] == ["placement-none"]


def test_parts_are_in_each_replica_of_what_contains_them(app: Checker) -> None:
    text = """\
shop:
  type: WebApplication
  replicas: %d
  hostedOn: edge-1
  contains: {door: {type: ApacheHttpServer, requires: {memory: 256 MiB}}}
"""
    assert "capacity-memory" not in [f.code for f in app(text % 2)]
    assert ("capacity-memory", "768 MiB", "512 MiB") in told(app(text % 3))
