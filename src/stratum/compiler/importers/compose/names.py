"""Short spellings of a Compose file: images with tags, and ports with ranges."""

import re
from collections.abc import Iterator
from typing import Final

_PORT: Final = re.compile(
    r"(?:(?P<address>\d+(?:\.\d+){3}):)?(?:(?P<outside>\d+(?:-\d+)?):)?(?P<inside>\d+(?:-\d+)?)"
    r"(?:/(?P<protocol>tcp|udp))?"
)
_MOST_PORTS: Final = 200


def split_image(said: str) -> tuple[str, str]:
    """An image and its tag; that of one named by its digest is the digest."""
    first, _, last = said.rpartition("/")
    name, sign, tag = last.partition(":")
    if not name:
        return "", ""
    whole = f"{first}/{name}" if first else name
    return (whole, tag) if sign else (whole, "latest")


def ports(said: str) -> Iterator[str]:
    """The ports that are published, each of a range by itself; none where it is not understood."""
    found = _PORT.fullmatch(said.strip())
    if found is None:
        return
    inside = _range(found["inside"])
    outside = _range(found["outside"]) if found["outside"] else []
    if len(inside) > _MOST_PORTS or (outside and len(outside) != len(inside)):
        return
    address = f"{found['address']}:" if found["address"] else ""
    protocol = "/udp" if found["protocol"] == "udp" else ""
    for number, port in enumerate(inside):
        before = f"{outside[number]}:" if outside else ""
        yield f"{address}{before}{port}{protocol}"


def _range(said: str) -> range:
    first, _, last = said.partition("-")
    return range(int(first), int(last or first) + 1)
