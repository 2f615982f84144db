"""The processor with everything around it in memory: what is done in which order."""

import asyncio
import contextlib
import dataclasses
from collections.abc import Callable, Mapping, Sequence

import msgspec
import pytest
from nats.aio.client import Client
from nats.aio.msg import Msg

from stratum.core.errors import InvalidInputError, TransientError
from stratum.streaming.logic.exposition import Figures
from stratum.streaming.logic.tensors import Answer, Signature, TensorInfo
from stratum.streaming.programs.intake import Intake, Outlet
from stratum.streaming.programs.model import Model
from stratum.streaming.programs.processor import Processor
from stratum.streaming.types import ModelRef, ProcessorSpec
from stratum.testing.fakes import ManualClock

SPEC = ProcessorSpec(
    application="app",
    name="processor",
    address="127.0.0.1",
    status=9102,
    broker="nats://127.0.0.1:4222",
    stream="app_departures",
    subject="app.departures.>",
    durable="processor",
    model=ModelRef("http://127.0.0.1:8080", "delay-risk"),
    output="app.predictions.processor",
    wait=0.0,
)


@dataclasses.dataclass
class World:
    """Everything that happened, in order."""

    done: list[str] = dataclasses.field(default_factory=list)
    published: list[tuple[str, bytes]] = dataclasses.field(default_factory=list)
    figures: Figures = dataclasses.field(default_factory=Figures)


class MemoryIntake(Intake):
    """Hands out one batch, then nothing."""

    def __init__(self, world: World, messages: Sequence[Msg], empty: asyncio.Event) -> None:
        self._world = world
        self._messages = messages
        self._empty = empty

    async def take(self) -> Sequence[Msg]:
        batch, self._messages = self._messages, ()
        if not batch:
            self._empty.set()
            await asyncio.Event().wait()
        return batch

    async def settle(self, messages: Sequence[Msg]) -> None:
        self._world.done.append(f"settle {len(messages)}")

    async def hold(self, messages: Sequence[Msg]) -> None:
        self._world.done.append(f"hold {len(messages)}")


class MemoryOutlet(Outlet):
    """Keeps what is published."""

    def __init__(self, world: World) -> None:
        self._world = world

    async def publish(self, subject: str, body: bytes, message_id: str) -> None:
        assert message_id
        self._world.done.append(f"publish {subject}")
        self._world.published.append((subject, body))


class ScriptedModel(Model):
    """Answers as it is told."""

    def __init__(self, infer: Callable[[Sequence[Mapping[str, object]]], Answer]) -> None:
        self._infer = infer
        self.forgotten = 0

    async def signature(self) -> Signature:
        return Signature("1", (TensorInfo("x", "FP64", (-1,)),))

    def forget(self) -> None:
        self.forgotten += 1

    async def infer(self, signature: Signature, rows: Sequence[Mapping[str, object]]) -> Answer:
        assert signature.version == "1"
        return self._infer(rows)


def confident(rows: Sequence[Mapping[str, object]]) -> Answer:
    return Answer("1", [1] * len(rows), [0.9] * len(rows))


def message(name: str, x: object) -> Msg:
    body = msgspec.json.encode({"id": name, "sent": 1.0, "row": {"x": x}})
    return Msg(Client(), subject="app.departures.ewr", data=body, reply=f"ack.{name}")


def process(model: Model, *messages: Msg) -> World:
    """Let the processor work until it has taken everything."""

    async def run() -> World:
        world, empty = World(), asyncio.Event()
        intake = MemoryIntake(world, messages, empty)
        processor = Processor(SPEC, intake, MemoryOutlet(world), model, world.figures, ManualClock(50.0))
        task = asyncio.ensure_future(processor.work())
        await asyncio.wait_for(empty.wait(), 10)
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
        return world

    return asyncio.run(run())


def test_a_batch_is_one_message_and_acknowledged_after_it() -> None:
    world = process(ScriptedModel(confident), message("a", 1), message("b", 2))
    assert world.done == ["publish direct.app.predictions.processor", "settle 2"]
    told = msgspec.json.decode(world.published[0][1])
    assert [each["id"] for each in told["rows"]] == ["a", "b"]
    assert (told["model"], told["version"], told["predicted"]) == ("delay-risk", "1", 50.0)
    assert told["rows"][0]["source"] == "ewr"


def test_only_the_refused_event_is_set_aside() -> None:
    def picky(rows: Sequence[Mapping[str, object]]) -> Answer:
        if any(row["x"] == 13 for row in rows):
            raise InvalidInputError("the model refused: 13")
        return confident(rows)

    world = process(ScriptedModel(picky), *(message(f"e{x}", x) for x in range(10, 20)))
    predicted = [msgspec.json.decode(body) for subject, body in world.published if "predictions" in subject]
    assert sorted(each["id"] for told in predicted for each in told["rows"]) == [
        f"e{x}" for x in range(10, 20) if x != 13
    ]
    rejected = [msgspec.json.decode(body) for subject, body in world.published if "rejected" in subject]
    assert [(each["reason"], "e13" in each["event"]) for each in rejected] == [
        ("the model refused: 13", True)
    ]
    assert world.done[-1] == "settle 10"


def test_nothing_is_acknowledged_while_the_model_is_away() -> None:
    tries: list[int] = []

    def away_at_first(rows: Sequence[Mapping[str, object]]) -> Answer:
        tries.append(len(rows))
        if len(tries) < 3:
            raise TransientError("model away")
        return confident(rows)

    model = ScriptedModel(away_at_first)
    world = process(model, message("a", 1))
    assert world.done == ["hold 1", "hold 1", "publish direct.app.predictions.processor", "settle 1"]
    assert model.forgotten == 2
    assert world.figures.ready


def test_a_batch_without_a_good_event_asks_nobody() -> None:
    def never(rows: Sequence[Mapping[str, object]]) -> Answer:
        pytest.fail(f"asked about {len(rows)} rows")

    world = process(ScriptedModel(never), message("a", "text"))
    assert world.done == ["publish direct.app.rejected.processor", "settle 1"]
    assert 'stratum_events_total{direction="rejected"} 1' in world.figures.text()
