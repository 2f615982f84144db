"""Makes the streams of an application on its broker; safe to repeat after each start of the broker."""

import asyncio
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec
from nats.aio.client import Client

from stratum.core.clock import Clock
from stratum.core.errors import PermanentError, TransientError
from stratum.core.specs import read_spec
from stratum.streaming.logic.names import DEVICE_STREAM
from stratum.streaming.logic.streams import (
    Config,
    agrees,
    all_topics,
    device_consumer,
    device_stream,
    topic_stream,
)
from stratum.streaming.programs.intake import AWAY, connected
from stratum.streaming.programs.life import LOG, live
from stratum.streaming.types import ProvisionSpec

PATIENCE = 20.0
_MISSING = 10059


def main(spec: Mapping[str, object], directory: Path, clock: Clock) -> int:
    """Create or update every stream, and end. From then on nothing that a device publishes is lost.

    Raises:
        InvalidInputError: If the specification is wrong.
        TransientError: If the broker does not answer within 20 seconds.
        PermanentError: If it refuses a stream.
    """
    del directory, clock  # a task without state
    wanted = read_spec(ProvisionSpec, spec)
    return live(lambda: _within_patience(wanted))


async def _within_patience(spec: ProvisionSpec) -> None:
    try:
        async with asyncio.timeout(PATIENCE), connected(spec.url, f"{spec.application}-provision") as client:
            await _provide(client, device_stream())
            for topic in all_topics(spec.topics):
                await _keep_for(client, device_consumer(spec.application, topic))
                await _provide(client, topic_stream(spec.application, topic))
    except AWAY as error:
        raise TransientError(f"broker at {spec.url} does not answer: {error}", "is it running?") from error


async def _provide(client: Client, wanted: Config) -> None:
    name = wanted["name"]
    found = await _ask(client, f"STREAM.INFO.{name}")
    if "error" in found:
        verb = "CREATE"
    elif name == DEVICE_STREAM or agrees(wanted, found["config"]):
        return
    else:
        verb = "UPDATE"
    answer = await _ask(client, f"STREAM.{verb}.{name}", wanted)
    if "error" in answer:
        raise PermanentError(f"stream {name}: {answer['error'].get('description')}")
    LOG.info("stream %s: %s", name, verb.lower())


async def _keep_for(client: Client, wanted: Config) -> None:
    """Make a consumer of the devices' stream, or bring it up to date."""
    body = {"stream_name": DEVICE_STREAM, "config": wanted}
    answer = await _ask(client, f"CONSUMER.DURABLE.CREATE.{DEVICE_STREAM}.{wanted['name']}", body)
    if "error" in answer:
        raise PermanentError(f"consumer {wanted['name']}: {answer['error'].get('description')}")


async def _ask(client: Client, call: str, body: object = None) -> dict[str, Any]:
    request = msgspec.json.encode(body) if body is not None else b""
    response = await client.request(f"$JS.API.{call}", request, timeout=5)
    answer: dict[str, Any] = msgspec.json.decode(response.data, type=dict[str, Any])
    error = answer.get("error")
    if error and call.startswith("STREAM.INFO") and error.get("err_code") != _MISSING:
        raise PermanentError(f"broker: {error.get('description')}")
    return answer
