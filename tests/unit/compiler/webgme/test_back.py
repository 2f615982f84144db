"""The way back: documents as a project of WebGME, which gives the same documents again."""

import json
from pathlib import Path

import yaml
from click.testing import CliRunner

from stratum.cli.main import cli
from stratum.compiler.importers.webgme.back import to_project
from stratum.compiler.importers.webgme.service import import_webgmex, read_project
from stratum.compiler.importers.webgme.writing import archive_of, project_json
from stratum.core.errors import InvalidInputError
from stratum.language.check import read_files
from stratum.language.library import extended, library
from stratum.runtime.examples import example_files
from stratum.runtime.settings import Settings
from stratum.runtime.wiring import Parts
from stratum.testing.projects import LAMP


def test_a_project_comes_back_with_its_types_models_and_connections() -> None:
    made = import_webgmex(archive_of(project_json(LAMP)), "old.webgmex", library()).files
    types = extended({"types.yaml": made["types.yaml"]}).metamodel
    documents = {name: text for name, text in made.items() if name != "types.yaml"}
    project, lost = to_project("DeploymentAutomation", read_files(documents, types).model, types, library())
    assert lost == ["demowebserver.cpu", "demowebserver.memory", "demowebserver.tier"]
    kept = {t.name: (t.extends, t.abstract) for t in project.types}
    for one in LAMP.types:
        if one.name not in {"Connection", "ConnectsTo", "HostedOn", "mySQL", "Ubuntu", "WebApplication"}:
            assert kept[one.name] == (one.extends, one.abstract)
    again = import_webgmex(archive_of(project_json(project)), "new.webgmex", library()).files
    for name, text in documents.items():
        assert yaml.safe_load(again[name]) == yaml.safe_load(text), name


def test_the_first_example_becomes_a_project_that_says_what_is_lost(tmp_path: Path) -> None:
    Parts(Settings(tmp_path / "flights")).workspace.create(example_files("01-flights"), "first")
    file = tmp_path / "flights.webgmex"
    command = ["import", "to-webgme", str(file), "--json", "-w", str(tmp_path / "flights")]
    done = CliRunner().invoke(cli, command)
    assert done.exit_code == 0, done.output
    told = json.loads(done.output)
    project, _ = read_project(file.read_bytes(), "flights.webgmex")
    assert (told["types"], told["models"]) == (len(project.types), 1)
    assert {"scorer", "processor"} <= {one.name for one in project.models[0].inside}
    assert told["lost"]
    before = file.read_bytes()
    refused = CliRunner().invoke(cli, command).exception
    assert isinstance(refused, InvalidInputError)
    assert "--force" in refused.hint
    assert CliRunner().invoke(cli, [*command, "--force"]).exit_code == 0
    assert file.read_bytes() == before
