"""MQTT: what a topic keeps, and what comes while it is waited for."""

import queue
import socket
import ssl
from typing import TYPE_CHECKING, Any

from stratum.data.sources.brokers.reading import CONNECT_SECONDS, Reading

if TYPE_CHECKING:
    from paho.mqtt.client import Client
    from paho.mqtt.reasoncodes import ReasonCode


class _Named(ssl.SSLContext):
    """Asks for the certificate of a name; the client alone would ask for that of the address it speaks to."""

    name: str

    @classmethod
    def of(cls, name: str) -> "_Named":
        """As ``ssl.create_default_context`` makes them."""
        made = cls(ssl.PROTOCOL_TLS_CLIENT)
        made.verify_flags = ssl.create_default_context().verify_flags
        made.load_default_certs()
        made.name = name
        return made

    def wrap_socket(self, sock: socket.socket, *_: object, **__: object) -> ssl.SSLSocket:
        """For the name, and at once: where it fails the socket is closed, which the client forgets."""
        return super().wrap_socket(sock, server_hostname=self.name)


def read(reading: Reading) -> list[bytes]:
    """Kept messages by topic, then those that come, in their order, until there are enough or time is over.

    Raises:
        DeniedError: If the user may not read it.
        TransientError: If the broker cannot be reached.
    """
    heard: queue.SimpleQueue[Any] = queue.SimpleQueue()
    client = _client(reading, heard)
    try:
        client.connect(reading.address, reading.port, keepalive=60)
        client.loop_start()
        return _collected(reading, heard)
    except (OSError, ValueError) as error:
        raise reading.silent(error) from None
    finally:
        client.disconnect()
        client.loop_stop()


def _client(reading: Reading, heard: "queue.SimpleQueue[Any]") -> "Client":
    from paho.mqtt import client as mqtt
    from paho.mqtt.enums import CallbackAPIVersion

    client = mqtt.Client(CallbackAPIVersion.VERSION2, clean_session=True, reconnect_on_failure=False)
    client.connect_timeout = CONNECT_SECONDS
    if reading.user:
        client.username_pw_set(reading.user, reading.password)
    if reading.encrypted:
        client.tls_set_context(_Named.of(reading.host))

    def connected(
        _client: mqtt.Client, _data: object, _flags: object, reason: "ReasonCode", _more: object
    ) -> None:
        if reason.is_failure:
            heard.put(reading.refused())
        else:
            client.subscribe(reading.topic, qos=1)

    def subscribed(
        _client: mqtt.Client, _data: object, _id: int, reasons: "list[ReasonCode]", _more: object
    ) -> None:
        if any(reason.is_failure for reason in reasons):
            heard.put(reading.refused())

    client.on_connect, client.on_subscribe = connected, subscribed
    client.on_message = lambda _client, _data, message: heard.put(message)
    return client


def _collected(reading: Reading, heard: "queue.SimpleQueue[Any]") -> list[bytes]:
    kept: list[tuple[str, bytes]] = []
    come: list[bytes] = []
    end = reading.clock.monotonic() + reading.seconds
    while len(kept) + len(come) < reading.rows:
        left = end - reading.clock.monotonic()
        try:
            message = heard.get(timeout=max(left, 0.001))
        except queue.Empty:
            break
        if isinstance(message, Exception):
            raise message
        if message.retain:
            kept.append((message.topic, message.payload))
        else:
            come.append(message.payload)
    return [payload for _, payload in sorted(kept)] + come
