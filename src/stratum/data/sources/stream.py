"""A bounded part of a topic of a broker: NATS, MQTT or RabbitMQ."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from stratum.core.errors import InvalidInputError
from stratum.data.access import Access
from stratum.data.sources.brokers import amqp, mqtt, nats
from stratum.data.sources.brokers.reading import Reading
from stratum.data.sources.lines import keep_lines, parsed
from stratum.data.types import Fetched, SourceSpec

_READERS: Final[Mapping[str, tuple[Callable[[Reading], list[bytes]], int, bool]]] = {
    "nats": (nats.read, 4222, False),
    "mqtt": (mqtt.read, 1883, False),
    "mqtts": (mqtt.read, 8883, True),
    "amqp": (amqp.read, 5672, False),
    "amqps": (amqp.read, 5671, True),
    "tls": (nats.read, 4222, True),
}


class StreamSource:
    """Messages that are JSON objects, one a row.

    Attributes of the specification: ``broker``, its address; ``topic``; ``rows``, the most messages;
    ``wait``, seconds; ``user`` and ``password``, a secret.

    Args:
        access: What may be reached.
    """

    def __init__(self, access: Access) -> None:
        self._access = access

    def fetch(self, spec: SourceSpec, scratch: Path) -> Fetched:
        """The messages, an object in each line.

        Raises:
            DeniedError: If the host may not be reached, or refuses the user.
            NotFoundError: If the broker keeps no such topic.
            InvalidInputError: If the address is none, or a message no object.
            TransientError: If the broker cannot be reached now.
        """
        read, reading = self._reading(spec)
        messages = read(reading)
        rows = (parsed(spec, reading.place, n, payload) for n, payload in enumerate(messages, 1))
        return keep_lines(self._access, spec, scratch, f"{reading.place}/{reading.topic}", rows)

    def _reading(self, spec: SourceSpec) -> tuple[Callable[[Reading], list[bytes]], Reading]:
        values = spec.attributes
        parts = urlsplit(str(values.get("broker", "")))
        if parts.scheme not in _READERS or not parts.hostname or "@" in parts.netloc:
            what = f"source {spec.name!r}: broker is no address of {', '.join(_READERS)}"
            raise InvalidInputError(what, "write it as nats://host:4222, mqtt://host or amqp://host")
        read, usual, encrypted = _READERS[parts.scheme]
        port = parts.port or usual
        return read, Reading(
            source=spec.name,
            place=f"{parts.scheme}://{parts.hostname}:{port}",
            host=parts.hostname,
            address=self._access.address(spec.name, parts.hostname, port),
            port=port,
            encrypted=encrypted,
            user=str(values.get("user") or ""),
            password=self._access.secret_of(values.get("password"), parts.hostname, port),
            topic=str(values.get("topic", "")),
            rows=int(str(values.get("rows", 10_000))),
            seconds=float(str(values.get("wait", 10))),
            clock=self._access.clock,
        )
