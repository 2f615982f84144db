"""Which addresses the hosts of a workspace get."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stratum.core.errors import InvalidInputError
from stratum.deployment.backends.docker_networks import (
    Subnet,
    addresses_in,
    choose_subnet,
    parse_routes,
    parse_subnets,
    subnet_of,
)

ROUTES = """Iface Destination Gateway Flags RefCnt Use Metric Mask MTU Window IRTT
eth0 00000000 0101A8C0 0003 0 0 0 00000000 0 0 0
eth0 0001A8C0 00000000 0001 0 0 0 00FFFFFF 0 0 0
docker0 000011AC 00000000 0001 0 0 0 0000FFFF 0 0 0
"""


def test_routes_are_read_without_the_default_one() -> None:
    assert parse_routes(ROUTES) == (Subnet("192.168.1.0/24"), Subnet("172.17.0.0/16"))


def test_only_ranges_of_version_4_count() -> None:
    assert parse_subnets(["10.0.0.0/24", "", "fd00::/64"]) == (Subnet("10.0.0.0/24"),)


@given(place=st.text(min_size=1), others=st.lists(st.text(min_size=1), max_size=40))
def test_a_workspace_gets_a_range_that_no_other_has(place: str, others: list[str]) -> None:
    taken: list[Subnet] = []
    for other in others:
        taken.append(choose_subnet(other, taken))
    chosen = choose_subnet(place, taken)
    assert not any(chosen.overlaps(other) for other in taken)
    assert chosen.subnet_of(Subnet("10.128.0.0/9"))
    assert choose_subnet(place, taken) == chosen


@given(hosts=st.sets(st.text(min_size=1), max_size=60))
def test_hosts_have_addresses_of_their_own_inside_the_range(hosts: set[str]) -> None:
    subnet = choose_subnet("/work", ())
    found = addresses_in(subnet, "/work", hosts)
    assert found.keys() == hosts
    assert len(set(found.values())) == len(hosts)
    assert all(subnet_of(address) == subnet for address in found.values())
    assert str(subnet.network_address + 1) not in found.values()


def test_a_machine_without_a_free_range_is_told_so() -> None:
    with pytest.raises(InvalidInputError, match="no range"):
        choose_subnet("/work", [Subnet("10.0.0.0/8")])
