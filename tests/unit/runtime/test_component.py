"""What a component is told before it starts."""

import ipaddress

from stratum.runtime.component import read


def test_a_specification_is_taken_as_it_is() -> None:
    assert read(b'{"address": "127.0.0.2", "port": 80}') == {"address": "127.0.0.2", "port": 80}


def test_the_own_address_is_that_of_this_machine() -> None:
    told = read(b'{"address": "{own-address}", "port": 80}')
    assert str(ipaddress.ip_address(told["address"])) == told["address"]
    assert told["port"] == 80


def test_only_the_own_address_is_filled_in() -> None:
    assert read(b'{"title": "{own-address}"}') == {"title": "{own-address}"}
