"""What is started for a component."""

import dataclasses
from pathlib import PurePosixPath

import pytest

from stratum.core.errors import InvalidInputError
from stratum.deployment.logic.launches import (
    Place,
    check_file_name,
    choose_cores,
    environment,
    hook_launch,
    main_launch,
)
from stratum.deployment.logic.records import Launch
from stratum.deployment.types import Artifact, Limits, Mount
from stratum.testing.components import make_spec

SPEC = make_spec(
    "a",
    command=("{python}", "-m", "x", "{dir}/spec.json", "{other}"),
    after_ready=("{python}", "{dir}"),
    files={"spec.json": "{dir}"},
    ports={"http": 80},
    limits=Limits(0.5, 10),
    live={"routes.yaml": "x"},
    mounts=(Mount("/data/rows.parquet"),),
)
PLACE = Place("app", PurePosixPath("/d/app"), "/usr/bin/python3")


def test_the_main_launch_says_all_that_the_specification_says() -> None:
    launch = main_launch(SPEC, "t1", PLACE)
    assert launch == Launch(
        token="t1",
        command=("/usr/bin/python3", "-m", "x", "/d/app/a/spec.json", "{other}"),
        directory="/d/app/a",
        files={"spec.json": "{dir}"},
        address=SPEC.address,
        ports={"http": 80},
        limits=Limits(0.5, 10),
        live={"routes.yaml": "x"},
        host="host-1",
        mounts=(Mount("/data/rows.parquet"),),
        application="app",
    )


def test_what_needs_artifacts_is_told_where_they_are_and_sees_nothing_else_there() -> None:
    spec = dataclasses.replace(
        SPEC,
        command=("{artifacts}",),
        files={"x": "{artifacts}/d1"},
        artifacts=(Artifact("d1", "/registry/d1"),),
    )
    launch = main_launch(spec, "t1", PLACE)
    folder = "/d/app/.artifacts/host-1"
    assert (launch.command, launch.files) == ((folder,), {"x": f"{folder}/d1"})
    assert launch.mounts == (*SPEC.mounts, Mount(folder))


def test_the_hook_runs_beside_it_without_files_and_ports() -> None:
    launch = hook_launch(SPEC, "t2", PLACE)
    assert (launch.command, launch.role) == (("/usr/bin/python3", "/d/app/a"), "hook")
    assert (launch.directory, launch.host, launch.application) == ("/d/app/a", "host-1", "app")
    assert (launch.files, launch.ports, launch.address) == ({}, {}, "")


def test_arguments_are_never_read_as_more_than_one() -> None:
    place = Place("app", PurePosixPath("/d d"), "/py")
    assert place.fill(["a b", "$(x)", "{dir} {dir}"], SPEC) == ("a b", "$(x)", "/d d/a /d d/a")


def test_the_environment_is_clean_and_carries_the_token() -> None:
    found = environment("t1", "/d/a", "/venv/bin/python")
    assert found["PATH"].startswith("/venv/bin:/usr/local/sbin")
    assert (found["HOME"], found["STRATUM_START"], found["OMP_NUM_THREADS"]) == ("/d/a", "t1", "1")
    assert set(found) == {
        "PATH", "HOME", "LANG", "PYTHONUNBUFFERED", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "STRATUM_START"
    }  # fmt: skip


@pytest.mark.parametrize("name", ["spec.json", "conf/nats.conf", "..x", "a/.b"])
def test_names_inside_the_directory_are_fine(name: str) -> None:
    assert check_file_name(name) == name


@pytest.mark.parametrize("name", ["", ".", "/etc/passwd", "../x", "a/../../x", "a\0b"])
def test_names_that_lead_out_are_refused(name: str) -> None:
    with pytest.raises(InvalidInputError, match="outside") as caught:
        check_file_name(name)
    assert caught.value.hint


@pytest.mark.parametrize(
    ("cpu", "users", "cores"),
    [
        (0.0, {0: 0, 1: 0}, None),
        (0.25, {0: 0, 1: 0}, {0}),
        (0.25, {0: 1, 1: 0}, {1}),
        (1.0, {0: 2, 1: 2}, {0}),
        (1.1, {0: 1, 1: 0, 2: 5, 3: 0}, {1, 3}),
        (2.0, {0: 0, 1: 0}, None),
        (8.0, {0: 0, 1: 0}, None),
    ],
)
def test_the_least_used_cores_are_chosen(cpu: float, users: dict[int, int], cores: set[int] | None) -> None:
    assert choose_cores(cpu, users) == cores


def test_a_component_that_is_resized_stays_on_its_cores_where_they_are_as_good() -> None:
    assert choose_cores(1.0, {0: 0, 1: 0, 2: 0}, frozenset({2})) == frozenset({2})
    assert choose_cores(2.0, {0: 1, 1: 0, 2: 0}, frozenset({0})) == frozenset({1, 2})
    assert choose_cores(0.0, {0: 0, 1: 0}, frozenset({0})) is None
