"""``stratum export`` and ``stratum import compose``: files, reports and exit statuses."""

import json
import shutil
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner, Result

from stratum.cli.main import cli
from stratum.testing.repositories import Repository

ROOT = Path(__file__).parents[3]
MODELS = ROOT / "tests" / "golden" / "exports" / "models"
COMPOSE = ROOT / "tests" / "unit" / "compiler" / "importers" / "compose" / "files"


def stratum(*arguments: str | Path) -> Result:
    return CliRunner().invoke(cli, [str(argument) for argument in arguments], catch_exceptions=True)


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    shutil.copytree(MODELS / "shop", tmp_path / "shop")
    return tmp_path / "shop"


def test_files_are_written_with_a_manifest(shop: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    done = stratum("export", "shop", "--to", "compose", "-o", out, "-w", shop)
    assert done.exit_code == 0, done.output
    assert "losses: 25 warnings" in done.output
    assert set(yaml.safe_load((out / "compose.yaml").read_text())["services"]) >= {"db", "front-a"}
    manifest = json.loads((out / "stratum-export.json").read_text())
    assert (manifest["application"], manifest["target"], list(manifest["files"])) == (
        "shop",
        "compose",
        ["compose.yaml"],
    )
    assert not list(out.rglob("*.stratum-draft"))


def test_exporting_again_changes_nothing(shop: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    stratum("export", "--to", "kubernetes", "-o", out, "-w", shop)
    before = {path: path.read_bytes() for path in out.rglob("*")}
    done = stratum("export", "--to", "kubernetes", "-o", out, "-w", shop, "--json")
    assert json.loads(done.output)["written"] == []
    assert {path: path.read_bytes() for path in out.rglob("*")} == before


def test_a_lost_constraint_is_status_1_unless_it_is_allowed(tmp_path: Path) -> None:
    out = tmp_path / "out"
    lost = stratum("export", "--to", "compose", "-o", out, "-w", MODELS / "press")
    assert lost.exit_code == 1
    assert "compose does not say password file:secrets/db.txt of db [lost-constraint]" in lost.output
    allowed = stratum(
        "export", "--to", "compose", "-o", out, "-w", MODELS / "press", "--allow-losses", "--json"
    )
    assert allowed.exit_code == 0
    assert "lost-constraint" in {loss["code"] for loss in json.loads(allowed.output)["losses"]}


def test_the_files_of_others_are_never_replaced(shop: Path, tmp_path: Path) -> None:
    theirs = tmp_path / "compose.yaml"
    theirs.write_text("mine")
    refused = stratum("export", "--to", "compose", "-o", tmp_path, "-w", shop)
    assert isinstance(refused.exception, Exception)
    assert "not written by an export, or changed since: compose.yaml" in str(refused.exception)
    assert theirs.read_text() == "mine"
    assert not (tmp_path / "stratum-export.json").exists()
    assert stratum("export", "--to", "compose", "-o", tmp_path, "-w", shop, "--force").exit_code == 0
    assert theirs.read_text() != "mine"


def test_a_link_is_not_followed_out_of_the_folder(shop: Path, tmp_path: Path) -> None:
    out, outside = tmp_path / "out", tmp_path / "outside.yaml"
    out.mkdir()
    outside.write_text("mine")
    (out / "compose.yaml").symlink_to(outside)
    stratum("export", "--to", "compose", "-o", out, "-w", shop, "--force")
    assert outside.read_text() == "mine"


def test_what_is_no_part_any_more_is_removed(shop: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    stratum("export", "--to", "kubernetes", "-o", out, "-w", shop)
    text = (shop / "application.yaml").read_text()
    start, end = text.index("  camera:"), text.index("  judge:")
    (shop / "application.yaml").write_text(text[:start] + text[end:])
    done = stratum("export", "--to", "kubernetes", "-o", out, "-w", shop, "--json")
    assert json.loads(done.output)["removed"] == ["camera.yaml"]
    assert not (out / "camera.yaml").exists()


def test_a_folder_of_another_tool_is_refused(shop: Path, tmp_path: Path) -> None:
    stratum("export", "--to", "compose", "-o", tmp_path / "out", "-w", shop)
    refused = stratum("export", "--to", "mermaid", "-o", tmp_path / "out", "-w", shop)
    assert "holds shop for compose" in str(refused.exception)


def test_an_unknown_tool_is_told_with_those_there_are(shop: Path, tmp_path: Path) -> None:
    refused = stratum("export", "--to", "helm", "-o", tmp_path / "out", "-w", shop)
    assert "compose, kubernetes, mermaid" in str(refused.exception)


def test_a_model_with_errors_is_not_exported(shop: Path, tmp_path: Path) -> None:
    application = shop / "application.yaml"
    application.write_text(application.read_text().replace("hostedOn: door", "hostedOn: gone"))
    refused = stratum("export", "--to", "compose", "-o", tmp_path / "out", "-w", shop)
    assert refused.exit_code == 1
    assert not (tmp_path / "out").exists()


def test_a_compose_file_becomes_documents_that_can_be_checked_and_exported(tmp_path: Path) -> None:
    done = stratum("import", "compose", COMPOSE / "wordpress.yaml", "-o", tmp_path / "in", "--name", "blog")
    assert done.exit_code == 0, done.output
    assert "services.wordpress.networks: not understood" in done.output
    assert stratum("check", tmp_path / "in").exit_code == 0
    exported = stratum("export", "blog", "--to", "compose", "-o", tmp_path / "out", "-w", tmp_path / "in")
    assert exported.exit_code == 0, exported.output


def test_documents_that_are_there_are_not_replaced(tmp_path: Path) -> None:
    (tmp_path / "application.yaml").write_text("mine")
    refused = stratum("import", "compose", COMPOSE / "kafka.yaml", "-o", tmp_path)
    assert "has application.yaml already" in str(refused.exception)
    assert (tmp_path / "application.yaml").read_text() == "mine"
    done = stratum("import", "compose", COMPOSE / "kafka.yaml", "-o", tmp_path, "--force", "--json")
    assert done.exit_code == 0
    told = json.loads(done.output)
    assert told["files"] == ["application.yaml", "infrastructure.yaml"]
    assert {"path", "file", "line", "reason"} == set(told["remarks"][0])


def test_what_is_no_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / "binary").write_bytes(b"\xff\xfe\x00")
    assert "no text in UTF-8" in str(
        stratum("import", "compose", tmp_path / "binary", "-o", tmp_path).exception
    )
    assert "is no file" in str(stratum("import", "compose", tmp_path / "gone", "-o", tmp_path).exception)


OLD = dict.fromkeys(("ansible", "compose", "kubernetes", "mermaid"), MODELS / "shop")
OLD["terraform"] = ROOT / "examples" / "11-aws"


@pytest.mark.parametrize("tool", OLD)
def test_an_old_commit_gives_the_bytes_that_it_gave_then(tmp_path: Path, tool: str) -> None:
    shop = tmp_path / "shop"
    shutil.copytree(OLD[tool], shop)
    made = Repository(shop)
    made.git("init", "-b", "main")
    made.commit("then")
    options = ("--to", tool, "-w", shop, "--allow-losses")
    assert stratum("export", "-o", tmp_path / "then", *options).exit_code == 0
    for path in shop.glob("*.yaml"):
        path.write_text(path.read_text().replace("memory: ", "memory:  ").replace("GiB", "MiB"))
    made.commit("now")
    (shop / "types.yaml").write_text("stratum: 1\nkind: Types\nname: own\ntypes: broken\n")
    assert stratum("export", "-o", tmp_path / "here", *options).exit_code == 1
    done = stratum("export", "-o", tmp_path / "now", "--at", "HEAD~1", *options)
    assert done.exit_code == 0, done.output
    then, now = (
        {p.relative_to(top): p.read_bytes() for p in top.rglob("*") if p.is_file()}
        for top in (tmp_path / "then", tmp_path / "now")
    )
    assert then == now
    assert len(then) > 1
