"""Command lines that keep a component's processes together."""

import json
import subprocess
from pathlib import Path

from stratum.deployment.backends.isolation import is_init, wrap


def run(out: Path, *command: str) -> int:
    return subprocess.run(
        wrap((), command, str(out), "t1"), check=False, timeout=10, capture_output=True
    ).returncode


def test_the_status_is_kept_and_passed_on(tmp_path: Path) -> None:
    assert run(tmp_path / "exit", "/bin/sh", "-c", "exit 7") == 7
    assert json.loads((tmp_path / "exit").read_text()) == {"token": "t1", "status": 7}


def test_a_signal_is_kept_as_a_shell_says_it(tmp_path: Path) -> None:
    assert run(tmp_path / "exit", "/bin/sh", "-c", "kill -9 $$") == 137
    assert json.loads((tmp_path / "exit").read_text())["status"] == 137


def test_a_program_that_does_not_exist_is_a_status_too(tmp_path: Path) -> None:
    assert run(tmp_path / "exit", "/no/such/program") == 127


def test_arguments_are_not_read_by_the_shell(tmp_path: Path) -> None:
    target = tmp_path / "file with blanks"
    run(tmp_path / "exit", "/usr/bin/touch", str(target), f"{tmp_path}/$(touch {tmp_path}/harm);`id`")
    assert target.exists()
    assert not (tmp_path / "harm").exists()


def test_the_first_process_is_known_by_its_arguments() -> None:
    assert is_init(wrap((), ("/bin/true",), "out", "t1"))
    assert not is_init(wrap(("unshare", "--"), ("/bin/true",), "out", "t1"))
    assert not is_init(())
