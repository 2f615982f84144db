"""``stratum models …`` over two registered versions."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from stratum.cli.deploy import model_line
from stratum.cli.main import cli
from stratum.core.bundles import MEASURED, Latency, ModelProfile
from stratum.core.journal import Query
from stratum.runtime.operator import terminal
from stratum.runtime.settings import Settings
from stratum.runtime.wiring import Parts
from stratum.runtime.workbench import Workbench
from stratum.testing.catalogue import ROW, write_catalogue


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    write_catalogue(tmp_path)
    return tmp_path


def said(workspace: Path, *arguments: str, status: int = 0) -> str:
    done = CliRunner().invoke(cli, ["models", *arguments, "-w", str(workspace)], catch_exceptions=False)
    assert done.exit_code == status, done.output
    return done.output


def test_two_versions_compared(workspace: Path) -> None:
    text = said(workspace, "compare", "late@1", "late@2")
    assert "roc_auc" in text
    assert json.loads(said(workspace, "compare", "late@1", "late@2", "--json"))["first"] == "late@1"


def test_needs_are_told_with_their_units(workspace: Path) -> None:
    registry = Parts(Settings(workspace)).registry
    for number, memory in ((1, 64 * 2**20), (2, 96 * 2**20)):
        registry.measure("late", number, {"": ModelProfile(memory, 0.25, (), 1.0, 2**20)})
    row = next(
        line for line in said(workspace, "compare", "late@1", "late@2").splitlines() if "memory" in line
    )
    assert row.split() == ["need", "memory", "64", "MiB", "96", "MiB", "first"]


def test_a_version_beside_itself_is_said_to_be_the_same(workspace: Path) -> None:
    assert said(workspace, "compare", "late@2", "late@2").startswith("both are late@2;")


def test_lineage_names_data_and_commit(workspace: Path) -> None:
    text = said(workspace, "lineage", "late@2")
    assert "2" * 64 in text
    assert "c" * 40 in text


def test_a_version_tells_its_columns_with_their_units(workspace: Path) -> None:
    lines = said(workspace, "show", "late@2").splitlines()
    assert ["delay", "number", "in", "min"] in [line.split() for line in lines]
    told = json.loads(said(workspace, "show", "late@2", "--json"))
    assert {"name": "delay", "type": "number", "required": False, "unit": "min"} in told["inputs"]


def test_a_plan_says_what_a_name_stands_for_and_no_tautology() -> None:
    assert model_line("late", "late@2", "champion") == "late is late@2 (champion)"
    assert model_line("late@2", "late@2", "champion") == "late@2 (champion)"


def test_a_champion_is_rolled_back(workspace: Path) -> None:
    said(workspace, "promote", "late@1")
    said(workspace, "promote", "late@2")
    assert said(workspace, "rollback", "late").startswith("late@1 is champion again")


def test_the_journal_tells_who_made_a_champion(workspace: Path) -> None:
    parts, me = Parts(Settings(workspace)), terminal().name
    said(workspace, "promote", "late@1")
    bench = Workbench(parts)
    bench.promote("late@2", "champion", "ada")
    bench.roll_back("late", "bob")
    events = [entry.event for entry in parts.journal.find(Query(type="model.staged"))]
    keys = ("by", "version", "before", "stage")
    assert sorted(tuple(event.data[key] for key in keys) for event in events) == sorted([
        (me, 1, "draft", "champion"), ("ada", 2, "draft", "champion"), ("bob", 1, "final", "champion")
    ])  # fmt: skip
    assert {(event.source, event.subject) for event in events} == {("/models/late", "late")}


def test_a_model_moves_to_another_workspace(
    workspace: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    file, other = workspace / "late.zip", tmp_path_factory.mktemp("other")
    assert "late@2" in said(workspace, "export", "late@2", "-o", str(file))
    assert "registered late@1 (draft)" in said(other, "import", str(file))
    (told,) = json.loads(said(other, "list", "--json"))
    assert told["origin"] == {"trigger": "import", "by": ""}


def test_a_version_is_exposed(workspace: Path) -> None:
    assert "would add late to shop on fog-1" in said(workspace, "expose", "late@2", "--dry-run")
    assert "added late to shop on fog-1" in said(workspace, "expose", "late@2")
    text = said(workspace, "expose", "late@2", "--host", "gate", "--dry-run", status=1)
    assert "exposed already: shop/late\n" in text
    assert "error" in text


def test_a_version_is_tried(workspace: Path) -> None:
    text = said(workspace, "try", "late@1")
    assert "label" in text
    assert text.index("after: stratum serve late@1") < text.index("curl")
    told = json.loads(said(workspace, "try", "late@1", "--rows", json.dumps([ROW]), "--json"))
    assert told["predictions"][0]["label"] == 1


def test_models_are_loaded_where_a_trusted_signer_vouches_for_them(
    workspace: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    file, other = workspace / "late.zip", tmp_path_factory.mktemp("other")
    said(workspace, "export", "late@2", "-o", str(file))
    assert "signed by somebody unknown here" in said(other, "import", str(file))
    assert "not asked for" in said(other, "verify", "late@1")
    (other / "allowed_signers").write_text(said(other, "signer"))
    assert "not accepted" in said(other, "verify", "late@1", status=1)
    refused = CliRunner().invoke(cli, ["models", "try", "late@1", "-w", str(other)])
    assert "which is not trusted" in str(refused.exception)
    (foreign, own) = json.loads(said(other, "sign", "late@1", "--json"))["signers"]
    assert (foreign["trusted"], own["trusted"]) == (False, True)
    assert "signed by" in said(other, "verify", "late@1")


def test_needs_travel_and_are_told_as_measured_elsewhere(
    workspace: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    file, other, careful = workspace / "late.zip", *map(tmp_path_factory.mktemp, ("other", "careful"))
    profile = ModelProfile(64 * 2**20, 0.25, (Latency(1, 0.001, 0.002),), 1.25, 2**20)
    Parts(Settings(workspace)).registry.measure("late", 2, {"": profile})
    said(workspace, "export", "late@2", "-o", str(file))
    said(other, "import", str(file))
    assert "measured elsewhere, on a machine of compute score 1.25" in said(other, "show", "late@1")
    assert "elsewhere" not in said(workspace, "show", "late@2")
    (careful / "allowed_signers").write_text(said(careful, "signer"))
    said(careful, "import", str(file))
    assert "needs" not in said(careful, "show", "late@1")
    registry = Parts(Settings(other)).registry
    envelope = registry.bundle_path(registry.get("late")) / MEASURED
    envelope.write_text(envelope.read_text().replace('"payload":"e', '"payload":"f'))
    refused = CliRunner().invoke(cli, ["models", "verify", "late@1", "-w", str(other)])
    assert "measured.json was changed" in str(refused.exception)


def test_a_file_of_signers_that_names_nobody_is_told(workspace: Path) -> None:
    (workspace / "allowed_signers").write_text("# nobody yet\n")
    refused = CliRunner().invoke(cli, ["models", "verify", "late@1", "-w", str(workspace)])
    assert "names no signer" in str(refused.exception)


def test_a_model_moves_as_an_image_layout(workspace: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    other = tmp_path_factory.mktemp("other")
    said(workspace, "export", "late@2", "--format", "oci", "-o", str(other / "late.tar"))
    there = json.loads(said(other, "import", str(other / "late.tar"), "--json"))
    assert there["digest"] == json.loads(said(workspace, "show", "late@2", "--json"))["digest"]
    assert len(there["signers"]) == 1
    refused = CliRunner().invoke(cli, ["models", "import", str(workspace), "-w", str(other)])
    assert "no image layout" in str(refused.exception)


def test_an_alias_names_one_version_until_it_is_given_to_another(workspace: Path) -> None:
    for number in ("1", "2"):
        assert f"late@stable is late@{number}" in said(workspace, "alias", f"late@{number}", "stable")
        assert json.loads(said(workspace, "show", "late@stable", "--json"))["version"] == int(number)
    said(workspace, "alias", "late", "stable", "--delete")
    for wrong in (["show", "late@stable"], ["alias", "late", "champion"], ["alias", "late", "3"]):
        refused = CliRunner().invoke(cli, ["models", *wrong, "-w", str(workspace)])
        assert "is no" in str(refused.exception)
