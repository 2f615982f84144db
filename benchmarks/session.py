"""Editing together: how soon others see an edit, with 20 and 200 people, in a burst, beside stalled readers.

``make bench-session``. A real server edits a model of 200 components over loopback; all people sit in one
other process, so that both share the machine. What is measured goes from sending an edit to another person's
hearing of it, with the check by the language in between. Ends with 1 where a goal is missed.
"""

import argparse
import asyncio
import contextlib
import dataclasses
import json
import random
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Coroutine, Iterator, Sequence
from pathlib import Path
from typing import TypeVar

import psutil
from websockets.asyncio.client import ClientConnection, connect

sys.path.insert(0, str(Path(__file__).parent))

from large_models.texts import application, texts

from stratum.live.room import Room
from stratum.live.storage import FileStorage
from stratum.live.types import Author
from stratum.testing.live import Page
from stratum.testing.live_server import LiveServer

COMPONENTS = 200
GOALS = {
    "p99 of 20 people": 0.100,
    "p99 of 20 people who type": 0.100,
    "opening 10,000 changes": 1.0,
    "memory of a stalled reader": 8e6,
}
HISTORY = 10_000
LIMIT = 60.0
"""Seconds that each part may take."""
Made = TypeVar("Made")


@dataclasses.dataclass(frozen=True, slots=True)
class Load:
    """What people do.

    Attributes:
        people: How many there are.
        pause: Seconds between two edits of each, on average.
        seconds: How long they do it.
        typing: Whether they type in the text; else they send edits.
    """

    people: int
    pause: float
    seconds: float
    typing: bool = False


class Person:
    """Somebody who edits a component of their own."""

    def __init__(self, number: int, socket: ClientConnection) -> None:
        self.number = number
        self.name = f"p{number}"
        self.socket = socket
        self.page = Page(f"{self.name}-{time.perf_counter_ns()}", self.name)  # ids begin anew in each run
        self.edits = 0
        self.answered = asyncio.Event()

    def edit(self, file: str, names: Sequence[str]) -> str:
        """The next edit."""
        self.edits += 1
        value = f"{100 + random.randrange(100)} MiB"
        told = {
            "edit": "SetValue",
            "file": file,
            "element": names[self.number % len(names)],
            "attribute": "requires.memory",
        }
        return json.dumps({"do": "edits", "id": self.edits, "edits": [{**told, "value": value}]})

    def type(self, file: str) -> str:
        """The next line."""
        self.edits += 1
        text = self.page.draft[file]
        return self.page.typed(self.edits, file, len(text), 0, f"# {self.name} {self.edits}\n")


@dataclasses.dataclass(slots=True)
class Watch:
    """When edits were sent, and how long others waited for them."""

    sent: dict[str, float] = dataclasses.field(default_factory=dict)
    waits: list[float] = dataclasses.field(default_factory=list)
    edits: int = 0
    refused: int = 0


@contextlib.contextmanager
def serving(root: Path) -> Iterator[tuple[psutil.Process, str]]:
    """A server as a process of its own."""
    server = LiveServer(root)
    server.start()
    try:
        yield psutil.Process(server.pid), f"{server.address.replace('http', 'ws')}/api/session"
    finally:
        server.stop()


@contextlib.asynccontextmanager
async def people(count: int, place: str) -> AsyncIterator[list[Person]]:
    """Some people who said hello."""
    found: list[Person] = []
    try:
        for number in range(count):
            socket = await connect(
                place, max_size=None, compression=None, ping_interval=None, close_timeout=1
            )
            found.append(Person(number, socket))
            await socket.send(found[-1].page.hello())
            while found[-1].page.hear(str(await socket.recv()))["told"] != "state":
                pass
        yield found
    finally:
        await asyncio.gather(*(person.socket.close() for person in found))


async def hear(person: Person, watch: Watch, *, typing: bool) -> None:
    """Hear everything; who types keeps the texts."""
    async for text in person.socket:
        now = time.perf_counter()
        told = person.page.hear(str(text)) if typing else json.loads(text)
        if told["told"] == "update" and told["by"] != person.name and told["by"] in watch.sent:
            watch.waits.append(now - watch.sent[told["by"]])
        elif told["told"] in {"done", "refused"}:
            watch.refused += told["told"] == "refused"
            person.answered.set()


async def work(person: Person, load: Load, watch: Watch, file: str, name: Sequence[str]) -> None:
    """Edit, wait for the answer, pause."""
    end = time.perf_counter() + load.seconds
    chance = random.Random(person.name)
    await asyncio.sleep(chance.random() * load.pause)
    while time.perf_counter() < end:
        text = person.type(file) if load.typing else person.edit(file, name)
        person.answered.clear()
        watch.sent[person.name] = time.perf_counter()
        watch.edits += 1
        await person.socket.send(text)
        await person.answered.wait()
        await asyncio.sleep(load.pause * (0.5 + chance.random()))


async def run(place: str, load: Load, file: str, names: Sequence[str]) -> Watch:
    """People do what a load says."""
    watch = Watch()
    async with people(load.people, place) as found:
        ears = [asyncio.create_task(hear(p, watch, typing=load.typing)) for p in found]
        await asyncio.gather(*(work(p, load, watch, file, names) for p in found))
        await asyncio.sleep(0.5)
        for ear in ears:
            ear.cancel()
    return watch


async def burst(place: str, file: str, names: Sequence[str]) -> tuple[int, float]:
    """20 people send 50 edits each at once: how many there were, and seconds until all have their answer."""
    async with people(20, place) as found:
        begin = time.perf_counter()

        async def one(person: Person) -> None:
            for _ in range(50):
                await person.socket.send(person.edit(file, names))
            left = 50
            async for text in person.socket:
                left -= json.loads(text)["told"] in {"done", "refused"}
                if not left:
                    return

        await asyncio.gather(*(one(person) for person in found))
        return 20 * 50, time.perf_counter() - begin


async def stalled(place: str, server: psutil.Process, file: str) -> tuple[float, float]:
    """Bytes that the server grows by for each of 20 readers that stand still, and has once they went."""
    async with people(2, place) as warm:
        await paste(warm, file)
        before = server.memory_info().rss
        async with people(20, place):
            await paste(warm, file)
            grown = server.memory_info().rss - before
    return grown / 20, float(server.memory_info().rss)


async def paste(writers: Sequence[Person], file: str) -> None:
    """Much text that comes and goes: 200 kB for everybody each time."""
    ears = [asyncio.create_task(hear(person, Watch(), typing=True)) for person in writers]
    for person in writers:
        for _ in range(15):
            start = len(person.page.draft[file])
            for removed, added in ((0, "# " + "x" * 150_000 + "\n"), (150_003, "")):
                person.edits += 1
                person.answered.clear()
                await person.socket.send(person.page.typed(person.edits, file, start, removed, added))
                await person.answered.wait()
    for ear in ears:
        ear.cancel()


def bounded(part: Coroutine[object, object, Made], name: str) -> Made:
    """What a part of the measurement gives.

    Raises:
        SystemExit: If it takes longer than ``LIMIT``.
    """

    async def timed() -> Made:
        async with asyncio.timeout(LIMIT):
            return await part

    try:
        return asyncio.run(timed())
    except TimeoutError:
        raise SystemExit(f"{name}: not done within {LIMIT:g} s; measure on a calm machine") from None


def opening(root: Path, files: dict[str, str]) -> tuple[float, float]:
    """Seconds to open a journal of 10,000 changes as it stands, and begun anew."""
    file, author = "infrastructure.yaml", Author("Ada", "a")
    storage = FileStorage(root / "history.journal")
    room = Room.open(storage, "main", files, "d")
    lines = files[file].splitlines(keepends=True)
    for number in range(1, HISTORY + 1):
        lines[1 + number % (len(lines) - 1)] = f"# {number}\n"
        room.write(author, number, {**room.texts, file: "".join(lines)})
    found = []
    for _ in range(2):
        begin = time.perf_counter()
        Room.open(storage, "main", room.texts, "other")
        found.append(time.perf_counter() - begin)
        room.journal.begin(room.snapshot())
    storage.close()
    return found[0], found[1]


def percentile(waits: Sequence[float], share: float) -> float:
    """The wait that a share of all does not exceed."""
    return statistics.quantiles(waits, n=1000, method="inclusive")[round(share * 1000) - 1] if waits else 0.0


def report(name: str, watch: Watch) -> float:
    """Print what was waited; gives the 99th percentile."""
    p50, p95, p99 = (percentile(watch.waits, share) for share in (0.5, 0.95, 0.99))
    refused = f", {watch.refused} refused" if watch.refused else ""
    print(
        f"{name:34} {watch.edits:5} edits{refused}: {p50 * 1e3:6.1f} {p95 * 1e3:6.1f} {p99 * 1e3:6.1f} ms "
        f"(p50 p95 p99 of {len(watch.waits)} hearings)",
        flush=True,
    )
    return p99


def main() -> int:
    """Measure, and compare with the goals."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=10.0, help="how long people edit")
    seconds = parser.parse_args().seconds
    found: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "model"
        root.mkdir()
        made = texts(COMPONENTS)
        for name, text in made.items():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_text(text)
        file = application()
        names = components(made[file])
        with serving(root) as (server, place):
            loads = {
                "20 people, an edit each second": Load(20, 1.0, seconds),
                "20 people, typing each second": Load(20, 1.0, seconds, typing=True),
                "200 people, an edit each 10 s": Load(200, 10.0, seconds),
            }
            for name, load in loads.items():
                found[name] = report(name, bounded(run(place, load, file, names), name))
            count, took = bounded(burst(place, file, names), "burst")
            print(
                f"burst of {count} edits from 20 people: {took:.1f} s, {count / took:.0f} a second",
                flush=True,
            )
            each, whole = bounded(stalled(place, server, file), "stalled readers")
            print(
                f"a reader that stands still costs {each / 1e6:.1f} MB; the server has {whole / 1e6:.0f} MB",
                flush=True,
            )
        plain, compact = opening(Path(folder), made)
        print(f"opening {HISTORY} changes: {plain:.2f} s as they came, {compact:.3f} s begun anew")
    met = {
        "p99 of 20 people": found["20 people, an edit each second"],
        "p99 of 20 people who type": found["20 people, typing each second"],
        "opening 10,000 changes": plain,
        "memory of a stalled reader": each,
    }
    missed = [name for name, goal in GOALS.items() if met[name] > goal]
    print(f"missed: {', '.join(missed)}" if missed else "all goals are met")
    return bool(missed)


def components(text: str) -> list[str]:
    """Names of the components that ask for memory."""
    found, name = [], ""
    for line in text.splitlines():
        if line.startswith("  ") and not line.startswith("   ") and ":" in line:
            name = line.strip().partition(":")[0]
        if "memory:" in line and name:
            found.append(name)
    return found


if __name__ == "__main__":
    sys.exit(main())
