"""Modelled hosts on a real engine: addresses, networks shared by applications, ports, nothing left."""

import dataclasses
import sys
import urllib.request

import pytest

from stratum.core.errors import TransientError
from stratum.deployment.backends.docker_labels import HOST
from stratum.deployment.logic.records import Launch
from stratum.testing.containers import DockerSite
from stratum.testing.waiting import wait_until

PORT = 8000
ASK = """
import sys, time, urllib.request
while True:
    try: print(urllib.request.urlopen(sys.argv[1], timeout=5).status, flush=True); break
    except OSError: time.sleep(0.05)
"""


def server(site: DockerSite, name: str, host: str, application: str = "app") -> Launch:
    """A component that answers on a port of its host."""
    launch = site.launch(name, host=host, application=application)
    command = (sys.executable, "-m", "http.server", "--bind", launch.address, str(PORT))
    return dataclasses.replace(launch, command=command, ports={"http": PORT})


def answers(launch: Launch) -> bool:
    try:
        with urllib.request.urlopen(f"http://{launch.address}:{PORT}/", timeout=5) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def test_addresses_are_the_same_at_every_call_and_nobody_elses(site: DockerSite, docker_host: str) -> None:
    hosts = ["edge-1", "edge-2", "fog-1"]
    before = site.addresses(str(site.root), hosts)
    assert len(set(before.values())) == 3
    assert site.left() == []
    site.start(site.launch("a", "/bin/sleep", "300", host="fog-1"))
    assert site.addresses(str(site.root), hosts) == before
    other = DockerSite(docker_host, site.root / "elsewhere")
    theirs = other.addresses(str(other.root), hosts)
    assert {a.rpartition(".")[0] for a in theirs.values()}.isdisjoint(
        a.rpartition(".")[0] for a in before.values()
    )


def test_applications_share_hosts_and_reach_each_other(site: DockerSite) -> None:
    web = server(site, "web", "fog-1", "x")
    first = site.start(web)
    wait_until(lambda: answers(web), 30, "an answer to this machine")
    url = f"http://{web.address}:{PORT}/"
    near = site.start(site.launch("near", sys.executable, "-c", ASK, url, host="fog-1", application="y"))
    far = site.start(site.launch("far", sys.executable, "-c", ASK, url, host="edge-1", application="y"))
    lasting = site.start(site.launch("last", "/bin/sleep", "300", host="fog-1", application="y"))
    for handle in (near, far):
        assert site.ended(handle).status == 0
        assert site.said(handle)[-1] == "200"
    site.end(first, force=False)
    site.ended(first)
    assert {found.label(HOST) for found in site.hosts()} == {"edge-1", "fog-1"}
    site.end(lasting, force=True)
    assert site.left() == []


def test_a_port_is_taken_on_one_host_and_free_on_another(site: DockerSite) -> None:
    web = server(site, "web", "fog-1")
    site.start(web)
    wait_until(lambda: answers(web), 30, "the first")
    with pytest.raises(TransientError, match=f"port {PORT} .http. on {web.address} is taken by web"):
        site.start(server(site, "second", "fog-1"))
    elsewhere = server(site, "third", "edge-1")
    site.start(elsewhere)
    wait_until(lambda: answers(elsewhere), 30, "the one on another host")


def test_components_end_with_their_host_and_start_on_a_new_one(site: DockerSite) -> None:
    web = server(site, "web", "fog-1")
    handle = site.start(web)
    wait_until(lambda: answers(web), 30, "an answer")
    (host,) = site.hosts()
    site.engine.delete(f"/containers/{host.id}", force=True)
    look = site.ended(handle)
    assert (look.status, look.cause) == (137, "its host fog-1 is gone")
    again = dataclasses.replace(web, token=f"{web.token}-2")
    site.start(again)
    wait_until(lambda: answers(again), 30, "an answer from the new host")


def test_a_hook_runs_on_the_host_of_its_component(site: DockerSite) -> None:
    """It comes without an address: its host is there."""
    web = server(site, "web", "fog-1")
    site.start(web)
    url = f"http://{web.address}:{PORT}/"
    hook = dataclasses.replace(
        web,
        token=f"{web.token}-hook",
        command=(sys.executable, "-c", ASK, url),
        ports={},
        address="",
        role="hook",
    )
    assert site.ended(site.start(hook)).status == 0
    alone = dataclasses.replace(hook, token="alone", host="edge-9")
    with pytest.raises(TransientError, match="edge-9 is gone"):
        site.start(alone)
