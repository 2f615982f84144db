"""Publishing over MQTT with QoS 1: nothing that was offered is forgotten until the broker has it."""

import contextlib
import select

import paho.mqtt.client as mqtt
from paho.mqtt.enums import CallbackAPIVersion

from stratum.core.clock import Clock
from stratum.streaming.logic.retrying import backoff
from stratum.streaming.programs.life import LOG
from stratum.streaming.types import Endpoint

WINDOW = 100
KEEP_ALIVE = 30
CONNECT_PATIENCE = 2.0
# Acknowledgements read at a time: all that are there.
READS = 4 * WINDOW


class Publisher:
    """A device's session with the broker, driven by its owner: no threads.

    The session outlives connections: after each connect all that was not acknowledged is sent again,
    so an event may arrive twice and never not at all. At most ``WINDOW`` events are under way.

    Args:
        broker: Where to connect.
        client_id: Names the session.
        clock: For the pauses between tries to connect.
    """

    def __init__(self, broker: Endpoint, client_id: str, clock: Clock) -> None:
        self._broker = broker
        self._clock = clock
        self._attempt = 0
        self._try_again = 0.0
        self._pending: dict[int, int] = {}
        self._connected = False
        client = mqtt.Client(CallbackAPIVersion.VERSION2, client_id, clean_session=False)
        client.max_inflight_messages_set(WINDOW)
        client.connect_timeout = CONNECT_PATIENCE
        client.on_connect = self._on_connect
        client.on_disconnect = self._on_disconnect
        client.on_publish = self._on_publish
        self._client = client

    @property
    def connected(self) -> bool:
        """Whether the broker is there."""
        return self._connected

    @property
    def under_way(self) -> int:
        """Events that were offered and not acknowledged."""
        return len(self._pending)

    def first_unacknowledged(self, otherwise: int) -> int:
        """The number of the first event that is not acknowledged; ``otherwise`` where all are."""
        return next(iter(self._pending.values()), otherwise)

    def takes(self) -> bool:
        """Whether another event may be offered now."""
        return self._connected and len(self._pending) < WINDOW

    def offer(self, topic: str, body: bytes, number: int) -> None:
        """Publish an event; call only when ``takes``.

        Args:
            topic: MQTT topic.
            body: The event.
            number: Its place in the replay, told by ``first_unacknowledged``.
        """
        self._pending[self._client.publish(topic, body, qos=1).mid] = number

    def pump(self, seconds: float) -> None:
        """Move what has to be moved, connect where there is no connection; waits at most ``seconds``."""
        socket = self._client.socket()
        if socket is None:
            self._connect(seconds)
            return
        outgoing = [socket] if self._client.want_write() else []
        readable, writable, _ = select.select([socket], outgoing, [], seconds)
        if readable:
            self._client.loop_read(READS)
        if writable:
            self._client.loop_write()
        self._client.loop_misc()

    def close(self) -> None:
        """End the connection; the broker keeps the session."""
        self._client.disconnect()

    def _connect(self, seconds: float) -> None:
        pause = self._try_again - self._clock.monotonic()
        if pause > 0:
            select.select([], [], [], min(pause, seconds))
            return
        self._try_again = self._clock.monotonic() + backoff(self._attempt)
        self._attempt += 1
        with contextlib.suppress(OSError):
            self._client.connect(self._broker.host, self._broker.port, KEEP_ALIVE)

    def _on_connect(
        self, _client: object, _data: object, _flags: object, reason: object, _more: object
    ) -> None:
        self._connected = reason == 0
        self._attempt = 0 if self._connected else self._attempt
        LOG.info("broker %s:%d: %s", self._broker.host, self._broker.port, reason)

    def _on_disconnect(self, *_: object) -> None:
        self._connected = False
        LOG.warning("broker %s:%d: connection lost", self._broker.host, self._broker.port)

    def _on_publish(self, _client: object, _data: object, mid: int, *_: object) -> None:
        self._pending.pop(mid, None)
