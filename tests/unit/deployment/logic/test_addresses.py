"""Each modelled host on this machine has a loopback address of its own."""

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stratum.core.errors import InvalidInputError
from stratum.deployment.logic.addresses import loopback_addresses

names = st.sets(st.text(min_size=1, max_size=8), min_size=1, max_size=250)


@given(st.text(), names)
def test_addresses_are_loopback_distinct_and_stable(workspace: str, hosts: set[str]) -> None:
    given_out = loopback_addresses(workspace, hosts)
    assert given_out == loopback_addresses(workspace, sorted(hosts, reverse=True))
    assert len(set(given_out.values())) == len(hosts)
    assert all(ipaddress.ip_address(a) in ipaddress.ip_network("127.0.0.0/8") for a in given_out.values())


def test_a_new_host_leaves_the_others_where_they_are() -> None:
    before = loopback_addresses("/ws", ["cloud-1", "ewr-gateway", "fog-1"])
    after = loopback_addresses("/ws", ["aaa", "cloud-1", "ewr-gateway", "fog-1"])
    assert {name: after[name] for name in before} == before
    assert after["aaa"] not in before.values()


def test_a_machine_has_room_for_so_many_hosts() -> None:
    with pytest.raises(InvalidInputError, match="251 hosts on one machine"):
        loopback_addresses("/ws", [f"h{number}" for number in range(251)])


def test_two_workspaces_are_spread() -> None:
    first, second = (loopback_addresses(path, ["a"])["a"] for path in ("/home/ada/one", "/home/ada/two"))
    assert first != second
