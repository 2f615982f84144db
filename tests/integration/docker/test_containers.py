"""Containers of components on a real engine: limits, restrictions, how they end."""

import contextlib
import dataclasses
import functools
import os
import sys
from pathlib import Path

import psutil
import pytest

from stratum.core.errors import TransientError
from stratum.deployment.logic.records import Handle
from stratum.deployment.types import Limits, Mount
from stratum.testing.containers import DockerSite, given_cores, given_memory
from stratum.testing.waiting import wait_until

MIB = 2**20
# Grows until somebody stops it.
GREEDY = "kept = []\nwhile True: kept.append(bytes(2**20))"
FOLLOW = """
import pathlib, time
file, seen = pathlib.Path("routes.yaml"), ""
while True:
    if (text := file.read_text()) != seen:
        print(text, flush=True)
        seen = text
    time.sleep(0.01)
"""
# Leaves a process behind whose parent is gone.
FAMILY = """
import subprocess, time
subprocess.run(['/bin/sh', '-c', 'sleep 300 & exit'], start_new_session=True)
time.sleep(300)
"""


def below(pid: int) -> dict[str, psutil.Process]:
    """The living descendants of a process, by name."""
    found = {}
    for one in psutil.Process(pid).children(recursive=True):
        with contextlib.suppress(psutil.NoSuchProcess):
            if one.status() != psutil.STATUS_ZOMBIE:
                found[one.name()] = one
    return found


def has_said(site: DockerSite, handle: Handle, text: str) -> bool:
    return site.said(handle)[-1:] == (text,)


def test_limits_are_the_kernels(site: DockerSite) -> None:
    pid = site.program(site.start(site.launch("a", "/bin/sleep", "300", limits=Limits(0.5, 96 * MIB))))
    assert given_cores(pid) == pytest.approx(0.5)
    assert given_memory(pid) == 96 * MIB


def test_no_limit_is_all_that_the_machine_has(site: DockerSite) -> None:
    pid = site.program(site.start(site.launch("a", "/bin/sleep", "300")))
    assert given_cores(pid) == pytest.approx(psutil.cpu_count())
    assert given_memory(pid) >= 0.9 * psutil.virtual_memory().total


def test_limits_and_live_files_change_while_the_process_goes_on(site: DockerSite) -> None:
    launch = site.launch("a", sys.executable, "-c", FOLLOW, limits=Limits(0.5, 96 * MIB))
    handle = site.start(dataclasses.replace(launch, live={"routes.yaml": "one"}))
    pid = site.program(handle)
    wait_until(functools.partial(has_said, site, handle, "one"), 30, "the first version")
    for limits, text in (
        (Limits(1.0, 128 * MIB), "two"),
        (Limits(0.25, 64 * MIB), "three"),
        (Limits(), "four"),
    ):
        site.adjust(handle, dataclasses.replace(launch, limits=limits, live={"routes.yaml": text}))
        assert given_cores(pid) == pytest.approx(limits.cpu or psutil.cpu_count())
        assert limits.memory in {0, given_memory(pid)}
        wait_until(functools.partial(has_said, site, handle, text), 30, text)
    assert site.look_at(handle).pid == pid
    assert site.said(handle) == ("one", "two", "three", "four")


def test_adjusting_what_has_ended_does_nothing(site: DockerSite) -> None:
    launch = site.launch("a", "/bin/true")
    handle = site.start(launch)
    site.ended(handle)
    site.adjust(handle, dataclasses.replace(launch, live={"routes.yaml": "late"}))
    assert not Path(launch.directory, "routes.yaml").exists()


def test_the_memory_limit_is_told_as_what_ended_it(site: DockerSite) -> None:
    look = site.ended(site.start(site.launch("a", sys.executable, "-c", GREEDY, limits=Limits(1, 48 * MIB))))
    assert look.status == 137
    assert look.cause == "it needed more memory than its limit of 48 MiB"


def test_a_component_is_shut_in(site: DockerSite) -> None:
    """It writes to its directory and to scratch, as who started it; all else is read-only or not there."""
    outside = site.root / "outside"
    outside.mkdir()
    (outside / "data.txt").write_text("rows")
    tried = (
        "import os, pathlib\n"
        "pathlib.Path('mine').write_text('x'); pathlib.Path(os.environ['TMPDIR'], 'x').write_text('x')\n"
        f"print(pathlib.Path('{outside}/data.txt').read_text(), os.getuid(), sep='|')\n"
        f"for place in ('/usr/x', '{outside}/x', '{sys.prefix}/x'):\n"
        f"    try: pathlib.Path(place).write_text('x'); print('wrote', place)\n"
        f"    except OSError: pass\n"
        "print([line.split()[1] for line in open('/proc/self/status') if line[:6] in ('CapEff', 'NoNewP')])\n"
        "print(sorted(name for name in os.environ if 'DOCKER' in name or 'TOKEN' in name))\n"
    )
    launch = site.launch("a", sys.executable, "-c", tried)
    handle = site.start(dataclasses.replace(launch, mounts=(Mount(str(outside)),)))
    assert site.ended(handle).status == 0, site.said(handle)
    assert site.said(handle) == (f"rows|{os.getuid()}", "['0000000000000000', '1']", "[]")
    assert Path(handle.directory, "mine").stat().st_uid == os.getuid()


def test_a_writable_mount_is_written_under_the_same_path(site: DockerSite) -> None:
    shared = site.root / "archive"
    shared.mkdir()
    launch = site.launch("a", "/bin/sh", "-c", f"echo kept > {shared}/rows")
    handle = site.start(dataclasses.replace(launch, mounts=(Mount(str(shared), writable=True),)))
    assert site.ended(handle).status == 0
    assert (shared / "rows").read_text() == "kept\n"


def test_files_of_a_component_are_removable_by_who_started_it(site: DockerSite) -> None:
    made = "import pathlib; pathlib.Path('deep').mkdir(); pathlib.Path('deep/er').write_text('x')"
    handle = site.start(site.launch("a", sys.executable, "-c", made))
    assert site.ended(handle).status == 0, site.said(handle)
    Path(handle.directory, "deep/er").unlink()
    Path(handle.directory, "deep").rmdir()


def test_a_mount_that_is_missing_refuses_the_start(site: DockerSite) -> None:
    launch = site.launch("a", "/bin/true", host="fog-1")
    with pytest.raises(TransientError, match="missing"):
        site.start(dataclasses.replace(launch, mounts=(Mount(str(site.root / "missing")),)))
    assert site.left() == []


def test_whatever_a_component_started_ends_with_it(site: DockerSite) -> None:
    handle = site.start(site.launch("a", sys.executable, "-c", FAMILY))
    wait_until(lambda: "sleep" in below(handle.pid), 30, "the grandchild")
    family = list(below(handle.pid).values())
    site.end(handle, force=False)
    site.ended(handle)
    _, left = psutil.wait_procs(family, 10)
    assert left == []


def test_equal_names_in_two_applications_do_not_clash(site: DockerSite) -> None:
    one = site.start(site.launch("a", "/bin/sleep", "300", application="x"))
    two = site.start(site.launch("a", "/bin/sleep", "300", application="y"))
    assert site.program(one) != site.program(two)


def test_an_ended_container_is_removed_and_its_end_remembered(site: DockerSite) -> None:
    handle = site.start(site.launch("a", "/bin/sh", "-c", "echo out of rows; exit 3"))
    look = site.ended(handle)
    assert (look.status, look.said) == (3, "out of rows")
    assert site.left() == []
    assert site.look_at(handle) == look


def test_a_container_that_was_made_but_not_started_is_undone(site: DockerSite) -> None:
    """What a kill between the two leaves behind: no process came of the start."""
    launch = site.launch("a", "/bin/sleep", "300")
    handle = site.start(launch)
    body = site.engine.read(dict[str, object], f"/containers/{handle.birth}/json")
    site.end(handle, force=True)
    config = body["Config"]
    assert isinstance(config, dict)
    site.engine.make("/containers/create", config)
    assert len(site.left()) == 1
    assert site.find([launch]) == {}
    assert site.left() == []
