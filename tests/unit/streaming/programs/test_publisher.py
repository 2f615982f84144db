"""A device's session, against a small MQTT broker that loses connections when told to."""

import contextlib
import socket
import struct
import threading
from collections.abc import Iterator
from typing import BinaryIO

import pytest

from stratum.runtime.clock import SystemClock
from stratum.streaming.programs.publisher import WINDOW, Publisher
from stratum.streaming.types import Endpoint

HOST = "127.0.0.1"
CONNECT, PUBLISH = 1, 3
TURNS = 2000


class SmallBroker:
    """Takes one connection after the other.

    Args:
        patience: How many events each connection acknowledges before it breaks; None for all of them;
            -1 for none and -3 for two, without breaking.
    """

    def __init__(self, *patience: int | None) -> None:
        self.seen: list[bytes] = []
        self.sessions: list[bool] = []
        self._patience = patience
        self._listener = socket.create_server((HOST, 0))
        self.endpoint = Endpoint(HOST, self._listener.getsockname()[1])
        self._thread = threading.Thread(target=self._serve)
        self._thread.start()

    def close(self) -> None:
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)  # ends a waiting accept
        self._listener.close()
        self._thread.join(10)

    def _serve(self) -> None:
        for patience in self._patience:
            with contextlib.suppress(OSError):
                connection, _ = self._listener.accept()
                with connection, connection.makefile("rb") as stream:
                    self._talk(connection, stream, patience)

    def _talk(self, connection: socket.socket, stream: BinaryIO, patience: int | None) -> None:
        acknowledged = 0
        while packet := self._read(stream):
            kind, body = packet
            if kind == CONNECT:
                self.sessions.append(not body[7] & 2)
                connection.sendall(b"\x20\x02\x00\x00")
            elif kind == PUBLISH:
                topic = 2 + struct.unpack_from(">H", body)[0]
                self.seen.append(body[topic + 2 :])
                if patience == acknowledged:
                    return
                if patience == -acknowledged - 1:
                    continue
                connection.sendall(b"\x40\x02" + body[topic : topic + 2])
                acknowledged += 1

    @staticmethod
    def _read(stream: BinaryIO) -> tuple[int, bytes] | None:
        read = stream.read
        first = read(1)
        if not first:
            return None
        length, shift = 0, 0
        while True:
            byte = read(1)[0]
            length |= (byte & 127) << shift
            shift += 7
            if byte < 128:
                return first[0] >> 4, read(length)


@pytest.fixture
def patience() -> tuple[int | None, ...]:
    return (None,)


@pytest.fixture
def broker(patience: tuple[int | None, ...]) -> Iterator[SmallBroker]:
    small = SmallBroker(*patience)
    yield small
    small.close()


@pytest.fixture
def publisher(broker: SmallBroker) -> Iterator[Publisher]:
    device = Publisher(broker.endpoint, "device", SystemClock())
    yield device
    device.close()


def send(publisher: Publisher, events: int) -> None:
    """Offer events and wait until all are acknowledged."""
    sent = 0
    for _ in range(TURNS):
        while sent < events and publisher.takes():
            publisher.offer("app/departures/ewr", b"%d" % sent, sent)
            sent += 1
        if sent == events and not publisher.under_way:
            return
        publisher.pump(0.05)
    pytest.fail(f"{publisher.under_way} of {sent} events are not acknowledged")


def test_events_arrive_in_order(broker: SmallBroker, publisher: Publisher) -> None:
    send(publisher, 500)
    assert broker.seen == [b"%d" % number for number in range(500)]
    assert publisher.connected
    assert broker.sessions == [True]


@pytest.mark.parametrize("patience", [(0, 3, 40, None)])
def test_what_was_not_acknowledged_is_sent_again(broker: SmallBroker, publisher: Publisher) -> None:
    send(publisher, 300)
    assert {int(each) for each in broker.seen} == set(range(300))
    assert len(broker.seen) > 300
    assert len(broker.sessions) == 4


def test_no_more_is_under_way_than_the_window(broker: SmallBroker, publisher: Publisher) -> None:
    offered = 0
    while not publisher.connected:
        publisher.pump(0.05)
    while publisher.takes():
        publisher.offer("app/departures/ewr", b"x", offered)
        offered += 1
    assert offered == WINDOW
    assert publisher.under_way == WINDOW


@pytest.mark.parametrize("patience", [(-3,)])
def test_the_first_unacknowledged_event_is_where_to_go_on(broker: SmallBroker, publisher: Publisher) -> None:
    assert publisher.first_unacknowledged(7) == 7
    while not publisher.connected:
        publisher.pump(0.05)
    for number in range(10, 15):
        publisher.offer("app/departures/ewr", b"x", number)
    while publisher.under_way > 3:
        publisher.pump(0.05)
    assert publisher.first_unacknowledged(99) == 12


def test_nobody_there_is_waited_for() -> None:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        publisher = Publisher(Endpoint(HOST, probe.getsockname()[1]), "device", SystemClock())
    for _ in range(3):
        publisher.pump(0.01)
    assert not publisher.connected
    assert not publisher.takes()
