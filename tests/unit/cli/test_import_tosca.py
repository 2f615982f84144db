"""``stratum import tosca``."""

import json
from pathlib import Path

from click.testing import CliRunner

from stratum.cli.main import cli

TEMPLATE = Path(__file__).parents[2] / "golden" / "tosca" / "web-and-database" / "template.yaml"


def call(*arguments: str) -> tuple[int, str]:
    done = CliRunner().invoke(cli, arguments, catch_exceptions=True)
    return done.exit_code, done.output


def test_it_writes_documents_that_the_check_passes(tmp_path: Path) -> None:
    folder = tmp_path / "shop"
    code, said = call("import", "tosca", str(TEMPLATE), "-o", str(folder))
    assert code == 0
    assert "topology_template.workflows: not understood" in said
    assert sorted(path.name for path in folder.iterdir()) == ["application.yaml", "infrastructure.yaml"]
    assert call("check", "-w", str(folder))[0] == 0


def test_programs_get_the_report_as_json(tmp_path: Path) -> None:
    code, said = call("import", "tosca", str(TEMPLATE), "-o", str(tmp_path / "shop"), "--json")
    found = json.loads(said)
    assert (code, found["files"]) == (0, ["application.yaml", "infrastructure.yaml"])
    last = found["remarks"][-1]
    assert (last["path"], last["line"], last["reason"]) == (
        "topology_template.workflows",
        77,
        "not understood",
    )


def test_what_is_there_stays_unless_it_is_forced(tmp_path: Path) -> None:
    (tmp_path / "application.yaml").write_text("mine", encoding="utf-8")
    assert call("import", "tosca", str(TEMPLATE), "-o", str(tmp_path))[0] == 1
    assert (tmp_path / "application.yaml").read_text(encoding="utf-8") == "mine"
    assert call("import", "tosca", str(TEMPLATE), "-o", str(tmp_path), "--force")[0] == 0
