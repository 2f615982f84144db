"""Providers, registration and comments on the command line."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from stratum.cli.main import cli
from stratum.runtime.examples import example_files
from stratum.runtime.settings import Settings
from stratum.runtime.wiring import Parts

ADD = ("users", "provider", "add", "sso", "https://id.example.org", "--client", "stratum")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    Parts(Settings(tmp_path / "ws")).workspace.create(example_files("01-flights"), "first")
    return tmp_path / "ws"


def run(root: Path, *words: str, typed: str = "") -> Result:
    return CliRunner().invoke(cli, [*words, "-w", str(root)], input=typed)


def told(root: Path, *words: str) -> object:
    found = run(root, *words, "--json")
    assert found.exit_code == 0, found.output
    return json.loads(found.output)


def test_a_provider_is_added_listed_and_removed(root: Path) -> None:
    rules = ("--group", "staff", "--role-of", "staff=developer", "--role", "none")
    done = run(root, *ADD, "--secret", "env:HUSH", *rules)
    assert "new people come in by staff" in done.output
    assert "/api/account/providers/sso" in done.output
    listed = told(root, "users", "provider", "list")
    assert isinstance(listed, list)
    assert (listed[0]["secret"], listed[0]["rules"]["roles"]) == ("env:HUSH", {"staff": "developer"})
    assert run(root, "users", "provider", "remove", "sso").output == "removed sso\n"
    assert told(root, "users", "provider", "list") == []


def test_a_secret_is_not_taken_as_it_is(root: Path) -> None:
    refused = run(root, *ADD, "--secret", "the very words")
    assert "by where it is" in str(refused.exception)
    assert "the very words" not in str(refused.exception)
    assert told(root, "users", "provider", "list") == []


def test_registration_is_opened_and_closed(root: Path) -> None:
    assert run(root, "users", "registration").output == "registration of guests is closed\n"
    run(root, "users", "add", "ada", "--role", "owner", "--password-stdin", typed="correct horse battery\n")
    opened = run(root, "users", "registration", "--open", "viewer", "--stay", "3")
    assert "a guest is a viewer for 3 days" in opened.output
    assert "closed" in run(root, "users", "registration", "--close").output


def test_people_comment(root: Path) -> None:
    assert run(root, "comments", "list").output.startswith("no comment that is open; begin with: stratum")
    run(root, "comments", "add", "application.yaml#broker", "Enough, @bo?", "--as", "ada")
    run(root, "comments", "reply", "1", "Yes.", "--as", "bo")
    shown = run(root, "comments", "list").output
    assert "application.yaml#broker" in shown
    assert "bo: Yes." in shown
    assert (
        "new application.yaml#broker (1) ada: Enough, @bo?" in run(root, "comments", "mentions", "bo").output
    )
    run(root, "comments", "edit", "2", "Yes!", "--as", "bo")
    assert "Yes!" in run(root, "comments", "delete", "1").output
    assert "settled by ada" in run(root, "comments", "resolve", "1", "--as", "ada").output
    assert told(root, "comments", "list") == []
    listed = told(root, "comments", "list", "--all")
    assert isinstance(listed, list)
    assert [one["is_deleted"] for one in listed[0]["remarks"]] == [True, False]
