"""A generated playbook against a real SSH server: what it makes, once, and what it never does."""

import dataclasses
import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from stratum.core.topology import Resources
from stratum.deployment.blueprint import Blueprint, SystemRecipe
from stratum.deployment.renderers.ansible.playbook import render
from stratum.testing.blueprints import PASSWORD, analytics, lamp, make_blueprint, make_machine, make_workload
from stratum.testing.sshd import Door, lent_sshd

PLAYER = shutil.which("ansible-playbook")
HOSTILE = "{{ 7 * 7 }} {% raw %} ${HOME} $(id) `id` \"quoted\" 'so' \\n: #"
SECRET = 's3cret {{ 6 * 7 }} $x "y" \\z'

pytestmark = pytest.mark.skipif(PLAYER is None, reason="no ansible-playbook: install ansible-core")


@pytest.fixture(scope="module")
def door(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    with lent_sshd(tmp_path_factory.mktemp("sshd")) as found:
        yield found


def workload_recipe(folder: Path) -> SystemRecipe:
    """Needs no network: packages are there already, and a service only where nothing would start it."""
    say = ("sh", "-c", 'printf %s "$1" > "$2"', "sh", HOSTILE, str(folder / "said"), PASSWORD)
    return SystemRecipe(
        packages={"debian": ("coreutils",), "redhat": ("coreutils",)},
        service="" if Path("/run/systemd/system").exists() else "stratum-shop",
        environment={"TEXT": HOSTILE, "PASSWORD": PASSWORD, "ROUNDS": 3},
        files={str(folder / "etc" / "shop {{ 1 + 1 }}.conf"): f"text={HOSTILE}\n"},
        setup=((say, str(folder / "said")),),
    )


def shop(door: Door, folder: Path) -> Blueprint:
    machine = make_machine("edge-1", address=door.name, distribution="", labels={"{{ 3 * 3 }}": HOSTILE})
    workload = make_workload("till", "edge-1", type="Till", system=workload_recipe(folder))
    return make_blueprint(workload, machines=(machine,), secrets=(PASSWORD,))


def written(blueprint: Blueprint, folder: Path) -> Path:
    for path, text in render(blueprint).files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    return folder


def play(folder: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    settings = {"ANSIBLE_NOCOLOR": "1", "ANSIBLE_HOME": str(folder / "home"), **environment}
    command = ["env", *(f"{k}={v}" for k, v in settings.items()), str(PLAYER), "site.yml", *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def run(folder: Path, door: Door, secret: str = SECRET) -> subprocess.CompletedProcess[str]:
    options = {
        "ansible_python_interpreter": sys.executable,
        "stratum_become": False,
        "stratum_update_packages": False,
        "stratum_root": str(folder / "opt"),
        "stratum_configuration": str(folder / "etc"),
    }
    way = {"ANSIBLE_SSH_COMMON_ARGS": f"-F {door.config}", "DB_PASSWORD": secret}
    return play(folder, "-v", "-e", json.dumps(options), **way)


@dataclasses.dataclass(frozen=True)
class Played:
    """What two runs of one playbook left and said."""

    folder: Path
    first: subprocess.CompletedProcess[str]
    second: subprocess.CompletedProcess[str]


@pytest.fixture(scope="module")
def played(door: Door, tmp_path_factory: pytest.TempPathFactory) -> Played:
    folder = tmp_path_factory.mktemp("played")
    written(shop(door, folder), folder)
    return Played(folder, run(folder, door), run(folder, door))


@pytest.mark.parametrize("application", [lamp, analytics])
def test_ansible_accepts_what_is_written(application: Callable[[], Blueprint], tmp_path: Path) -> None:
    done = play(written(application(), tmp_path), "--syntax-check")
    assert done.returncode == 0, done.stderr


def test_it_sets_a_host_up_with_the_words_of_the_model(played: Played) -> None:
    assert played.first.returncode == 0, played.first.stdout + played.first.stderr
    assert (played.folder / "said").read_text() == HOSTILE
    assert (played.folder / "etc" / "shop {{ 1 + 1 }}.conf").read_text() == f"text={HOSTILE}\n"


def test_a_second_run_changes_nothing(played: Played) -> None:
    assert "changed=0" in played.second.stdout
    assert "failed=0" in played.second.stdout


def test_a_service_reads_its_environment_as_the_model_has_it(played: Played) -> None:
    path = played.folder / "etc" / "shop" / "till_till.env"
    assert path.stat().st_mode & 0o777 == 0o600
    lines = path.read_text().splitlines()
    assert lines[1:] == [f'PASSWORD="{quoted(SECRET)}"', 'ROUNDS="3"', f'TEXT="{quoted(HOSTILE)}"']


def quoted(text: str) -> str:
    """As systemd reads a value in double quotes."""
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("$", "\\$")


def test_no_secret_is_written_beside_the_environment_or_shown(played: Played) -> None:
    files = [path for path in played.folder.rglob("*") if path.is_file()]
    holding = [path for path in files if "s3cret" in path.read_text(errors="replace")]
    assert holding == [played.folder / "etc" / "shop" / "till_till.env"]
    assert "s3cret" not in played.first.stdout + played.first.stderr


def test_a_missing_secret_stops_it_before_anything_is_done(door: Door, tmp_path: Path) -> None:
    folder = written(shop(door, tmp_path), tmp_path)
    done = run(folder, door, secret="")
    assert done.returncode != 0
    assert "nothing is in env:DB_PASSWORD" in done.stdout
    assert not (tmp_path / "said").exists()


def test_a_machine_that_is_smaller_than_the_model_says_is_refused(door: Door, tmp_path: Path) -> None:
    machine = make_machine("edge-1", address=door.name, distribution="")
    huge = make_workload("till", "edge-1", system=workload_recipe(tmp_path), needs=Resources(1, 2**50))
    folder = written(make_blueprint(huge, machines=(machine,), secrets=(PASSWORD,)), tmp_path)
    done = run(folder, door)
    assert done.returncode != 0
    assert "edge-1 is not what the model says: its memory" in done.stdout
