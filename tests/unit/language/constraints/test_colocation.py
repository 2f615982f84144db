from collections.abc import Callable

from stratum.core.findings import Finding

Checker = Callable[..., list[Finding]]


ARCHIVE = "archive: {type: SqliteDatabase, %s}\n"
PAGE = "page: {type: Dashboard, connectsTo: archive, %s}\n"


def test_an_embedded_database_is_used_on_its_own_host(app: Checker) -> None:
    findings = app(ARCHIVE % "hostedOn: cloud-1" + PAGE % "hostedOn: fog-1")
    assert [(f.code, f.required, f.available) for f in findings] == [("colocation", "cloud-1", "fog-1")]
    assert findings[0].fix == "host page on cloud-1, or archive on fog-1"
    assert app(ARCHIVE % "hostedOn: cloud-1" + PAGE % "hostedOn: cloud-1") == []


def test_without_a_host_it_is_the_solvers_affair(app: Checker) -> None:
    components = ARCHIVE % "hostedOn: cloud-1" + PAGE % "title: x"
    assert app(components) == []
    assert [f.code for f in app(components, {"app": {"page": "fog-1"}})] == ["colocation"]
    assert app(components, {"app": {"page": "cloud-1"}}) == []
