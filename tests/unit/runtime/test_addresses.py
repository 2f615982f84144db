"""Each modelled host on this machine has a loopback address of its own."""

import ipaddress

from hypothesis import given
from hypothesis import strategies as st

from stratum.runtime.addresses import loopback_addresses

names = st.sets(st.text(min_size=1, max_size=8), min_size=1, max_size=250)


@given(st.text(), names)
def test_addresses_are_loopback_distinct_and_stable(workspace: str, hosts: set[str]) -> None:
    given_out = loopback_addresses(workspace, hosts)
    assert given_out == loopback_addresses(workspace, sorted(hosts, reverse=True))
    assert len(set(given_out.values())) == len(hosts)
    assert all(ipaddress.ip_address(a) in ipaddress.ip_network("127.0.0.0/8") for a in given_out.values())


def test_two_workspaces_are_spread() -> None:
    first, second = (loopback_addresses(path, ["a"])["a"] for path in ("/home/ada/one", "/home/ada/two"))
    assert first != second
