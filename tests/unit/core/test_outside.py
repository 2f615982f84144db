"""Which addresses may be spoken to, by the zone that they are in and by what is allowed."""

import ipaddress

import pytest

from stratum.core.errors import DeniedError, InvalidInputError
from stratum.core.outside import Bounds, Zone, read_bounds, zone

INNER = [
    "127.0.0.1", "127.8.8.8", "::1", "::ffff:127.0.0.1", "64:ff9b::7f00:1",
    "10.1.2.3", "172.16.0.1", "192.168.0.1",
    "100.64.0.1", "fd00::1", "::ffff:10.0.0.1", "2002:a00:1::",
]  # fmt: skip
NEVER = [
    "169.254.169.254",
    "fe80::1",
    "::ffff:169.254.169.254",
    "0.0.0.0",
    "::",
    "224.0.0.1",
    "ff02::1",
    "240.0.0.1",
]
PUBLIC = ["93.184.216.34", "2606:2800:220:1::1"]
EVERYWHERE = Bounds("HOSTS", ("0.0.0.0/0", "::/0", "db"))


def pick(bounds: Bounds, host: str, *found: str, port: int = 80) -> str:
    return str(bounds.pick(host, port, [ipaddress.ip_address(one) for one in found]))


@pytest.mark.parametrize("address", [*INNER, *NEVER])
def test_inner_places_are_closed_and_the_error_names_place_and_fix(address: str) -> None:
    with pytest.raises(DeniedError, match="nothing is sent to db:80: it leads to ") as caught:
        pick(Bounds("HOSTS"), "db", address)
    assert ("name db:80 in HOSTS" in caught.value.hint) is (address in INNER)


@pytest.mark.parametrize("address", NEVER)
def test_some_stay_closed_whatever_is_allowed(address: str) -> None:
    assert zone(ipaddress.ip_address(address)) is Zone.NEVER
    with pytest.raises(DeniedError):
        pick(EVERYWHERE, "db", address)


@pytest.mark.parametrize("address", PUBLIC)
def test_the_internet_is_open(address: str) -> None:
    assert pick(Bounds("HOSTS"), "example.org", address) == address


def test_one_bad_answer_among_good_ones_closes_the_name() -> None:
    with pytest.raises(DeniedError):
        pick(Bounds("HOSTS"), "example.org", PUBLIC[0], "127.0.0.1")


@pytest.mark.parametrize(
    "text", ["db", "DB", "db:80", "other, 10.0.0.0/8", "10.1.2.3", "10.1.2.3:80", "10.0.0.0/8:80"]
)
def test_inner_places_open_by_name_address_or_network(text: str) -> None:
    assert pick(read_bounds("HOSTS", text), "db", "10.1.2.3") == "10.1.2.3"


@pytest.mark.parametrize("text", ["db:81", "dbx", "x.db", "11.0.0.0/8", "10.1.2.3:81", ""])
def test_what_is_not_named_stays_closed(text: str) -> None:
    with pytest.raises(DeniedError):
        pick(read_bounds("HOSTS", text), "db", "10.1.2.3")


@pytest.mark.parametrize("text", ["::1", "[::1]:80", "[::1]", "::/96"])
def test_places_of_the_sixth_version(text: str) -> None:
    assert pick(read_bounds("HOSTS", text), "::1", "::1") == "::1"


@pytest.mark.parametrize("text", ["http://db", "db:port", "user@db", "10.0.0.0/99", ":80", "a b"])
def test_an_entry_that_is_none_is_named(text: str) -> None:
    with pytest.raises(InvalidInputError, match="HOSTS has"):
        read_bounds("HOSTS", text)
