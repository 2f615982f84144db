"""The documents of a workspace as an editor sees them."""

from pathlib import Path

from stratum.runtime.examples import example_files
from stratum.runtime.platform import Platform
from stratum.runtime.settings import Settings
from stratum.runtime.wiring import Parts

APP = "application.yaml"


def opened(tmp_path: Path) -> Parts:
    parts = Parts(Settings(tmp_path / "flights"))
    parts.workspace.create(example_files("01-flights"), "first")
    return parts


def test_documents_are_told_with_hosts_and_findings(tmp_path: Path) -> None:
    told = Platform(opened(tmp_path)).documents()
    documents, hosts = told["documents"], told["hosts"]
    assert isinstance(documents, list)
    assert isinstance(hosts, dict)
    kinds = {one["file"]: (one["kind"], one["name"]) for one in documents}
    assert kinds[APP] == ("Application", "flight-delays")
    assert {kind for kind, _ in kinds.values()} >= {"Application", "Infrastructure", "Pipeline"}
    assert hosts["flight-delays"]["broker"] == "fog-1"
    assert hosts["flight-delays"]["scorer"]
    assert told["findings"] == []


def test_a_document_that_cannot_be_read_is_among_them(tmp_path: Path) -> None:
    parts = opened(tmp_path)
    (parts.workspace.root / APP).write_text("stratum: 1\nkind: Application\nname: [\n", encoding="utf-8")
    told = Platform(parts).documents()
    documents, findings = told["documents"], told["findings"]
    assert isinstance(documents, list)
    assert isinstance(findings, list)
    broken = next(one for one in documents if one["file"] == APP)
    assert (broken["kind"], broken["name"]) == ("Application", "")
    assert any(str(one["position"]).startswith(APP) for one in findings)
