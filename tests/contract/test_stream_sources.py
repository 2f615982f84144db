"""The promises of sources over topics of brokers, against real ones."""

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, ClassVar

import nats
import pika
import pyarrow as pa
import pytest
from cryptography import x509
from paho.mqtt import client as mqtt
from paho.mqtt.enums import CallbackAPIVersion

from stratum.core.errors import DeniedError, InvalidInputError, TransientError
from stratum.core.outside import read_bounds
from stratum.data.access import SETTING, Access, Lent
from stratum.data.ports import Source
from stratum.data.sources.brokers import mqtt as mqtt_broker
from stratum.data.sources.brokers.reading import Reading
from stratum.data.sources.stream import StreamSource
from stratum.data.types import SourceSpec
from stratum.runtime.clock import SystemClock
from stratum.testing.certificates import authority
from stratum.testing.contracts.source import ROWS, SourceContract, read_source
from stratum.testing.servers import PASSWORD, USER, free_port, lent_nats, lent_rabbitmq

NAME = "broker.invalid"
"""Leads nowhere: whoever looks it up once more reaches nobody."""
TOPICS = {"visits": ROWS, "again": ROWS, "fewer": ROWS.slice(1)}


def messages(table: pa.Table) -> list[bytes]:
    return [json.dumps(row).encode() for row in table.to_pylist()]


def access(*hosts: str) -> Access:
    secrets = {"env:WORD": PASSWORD, "env:WRONG": "another-word", "env:GUEST": "guest"}
    lent = {name: Lent(name, value, ("127.0.0.1",)) for name, value in secrets.items()}
    return Access(SystemClock(), read_bounds(SETTING, ",".join(hosts)), lent.__getitem__)


class StreamContract(SourceContract):
    """Adds to the contract what all brokers promise; ``broker`` is an address."""

    WHO: ClassVar[dict[str, str]] = {"user": USER, "password": "env:WORD"}
    WAIT = 10.0

    @pytest.fixture
    def source(self) -> StreamSource:
        return StreamSource(access("127.0.0.1"))

    def of(self, broker: str, topic: str, **more: object) -> SourceSpec:
        attributes = {"broker": broker, "topic": topic, "wait": self.WAIT, **self.WHO, **more}
        return SourceSpec("visits", "stream", attributes)

    @pytest.fixture
    def spec(self, broker: str) -> SourceSpec:
        return self.of(broker, "visits")

    @pytest.fixture
    def copy(self, broker: str) -> SourceSpec:
        return self.of(broker, "again")

    @pytest.fixture
    def changed(self, broker: str) -> SourceSpec:
        return self.of(broker, "fewer")

    @pytest.fixture
    def missing(self, broker: str) -> SourceSpec:
        return self.of(broker, "nowhere")

    @pytest.fixture
    def empty(self, broker: str) -> SourceSpec:
        return self.of(broker, "nobody")

    @pytest.fixture
    def broken(self, broker: str) -> SourceSpec:
        return self.of(broker, "words")

    def test_inner_hosts_have_to_be_allowed(self, spec: SourceSpec) -> None:
        with pytest.raises(DeniedError, match="this machine") as caught:
            read_source(StreamSource(access()), spec)
        assert SETTING in caught.value.hint

    def test_a_broker_that_is_not_there_may_answer_later(self, source: StreamSource, broker: str) -> None:
        elsewhere = f"{broker.rpartition(':')[0]}:{free_port()}"
        with pytest.raises(TransientError, match="cannot be reached"):
            read_source(source, self.of(elsewhere, "visits"))

    def test_a_wrong_password_is_refused(self, source: StreamSource, broker: str) -> None:
        with pytest.raises(DeniedError, match="refuses"):
            read_source(source, self.of(broker, "visits", password="env:WRONG"))

    def test_no_more_rows_than_asked_for(self, source: StreamSource, broker: str) -> None:
        assert read_source(source, self.of(broker, "visits", rows=2)).num_rows == 2


@pytest.fixture(scope="module")
def nats_server() -> Iterator[tuple[int, int]]:
    with lent_nats() as ports:
        asyncio.run(_fill_nats(ports[0]))
        _fill_mqtt(ports[1])
        yield ports


async def _fill_nats(port: int) -> None:
    client = await nats.connect(f"nats://127.0.0.1:{port}", user=USER, password=PASSWORD)
    stream = client.jetstream()
    await stream.add_stream(name="kept", subjects=[*TOPICS, "nobody", "words"])
    for topic, table in TOPICS.items():
        for message in messages(table):
            await stream.publish(topic, message)
    await stream.publish("words", b"no object")
    await client.close()


def _fill_mqtt(port: int) -> None:
    client = mqtt.Client(CallbackAPIVersion.VERSION2)
    client.username_pw_set(USER, PASSWORD)
    client.connect("127.0.0.1", port)
    client.loop_start()
    sent: list[Any] = []
    for topic, table in TOPICS.items():
        for number, message in enumerate(messages(table)):
            sent.append(client.publish(f"{topic}/{number}", message, qos=1, retain=True))
    sent.append(client.publish("words/0", b"[1]", qos=1, retain=True))
    for one in sent:
        one.wait_for_publish(10)
    client.disconnect()
    client.loop_stop()


class TestNats(StreamContract):
    @pytest.fixture
    def broker(self, nats_server: tuple[int, int]) -> str:
        return f"nats://127.0.0.1:{nats_server[0]}"


class TestMqtt(StreamContract):
    """Kept messages; a topic that nobody knows is as one without messages."""

    WAIT = 0.5

    @pytest.fixture
    def broker(self, nats_server: tuple[int, int]) -> str:
        return f"mqtt://127.0.0.1:{nats_server[1]}"

    def of(self, broker: str, topic: str, **more: object) -> SourceSpec:
        return super().of(broker, f"{topic}/#", **more)

    def test_a_missing_place_is_named(self, source: Source, missing: SourceSpec) -> None:
        with pytest.raises(InvalidInputError, match="no rows"):
            read_source(source, missing)


@pytest.fixture(scope="module")
def encrypted(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, int]]:
    folder = authority(tmp_path_factory.mktemp("keys"), x509.DNSName(NAME))
    with lent_nats(folder / "server.pem") as ports:
        yield folder / "ca.pem", ports[1]


@pytest.mark.parametrize(
    ("host", "error", "message"),
    [(NAME, DeniedError, "refuses"), ("other.invalid", TransientError, "SSLCertVerificationError")],
)
def test_mqtt_speaks_to_the_address_and_asks_for_the_certificate_of_the_name(
    encrypted: tuple[Path, int],
    monkeypatch: pytest.MonkeyPatch,
    host: str,
    error: type[Exception],
    message: str,
) -> None:
    root, port = encrypted
    monkeypatch.setenv("SSL_CERT_FILE", str(root))
    clock = SystemClock()
    asked = Reading("visits", f"mqtts://{host}", host, "127.0.0.1", port, True, USER, "x", "#", 1, 5.0, clock)
    with pytest.raises(error, match=message):
        mqtt_broker.read(asked)


@pytest.mark.slow
class TestRabbitmq(StreamContract):
    WHO: ClassVar[dict[str, str]] = {"user": "guest", "password": "env:GUEST"}

    @pytest.fixture(scope="class")
    @classmethod
    def broker(cls) -> Iterator[str]:
        with lent_rabbitmq() as port:
            with pika.BlockingConnection(pika.ConnectionParameters("127.0.0.1", port)) as connection:
                channel = connection.channel()
                for topic in (*TOPICS, "nobody", "words"):
                    channel.queue_declare(topic)
                for topic, table in TOPICS.items():
                    for message in messages(table):
                        channel.basic_publish("", topic, message)
                channel.basic_publish("", "words", b"no object")
            yield f"amqp://127.0.0.1:{port}"


@pytest.mark.parametrize("broker", ["", "kafka://host:9092", "amqp://ann:word@host", "nats:///"])
def test_an_address_that_is_none_is_refused(broker: str) -> None:
    with pytest.raises(InvalidInputError, match="broker is no address") as caught:
        read_source(StreamSource(access()), SourceSpec("visits", "stream", {"broker": broker, "topic": "x"}))
    assert "word" not in caught.value.message
