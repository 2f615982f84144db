"""A watched service made up of numbers: rows, what versions say of them, what comes true, and when.

Needs ``onnx``.
"""

import dataclasses
import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from stratum.core.bundles import MANIFEST
from stratum.core.digests import canonical_json, digest_bytes
from stratum.drift.types import Values
from stratum.streaming.logic.messages import Departure, Outcome, Predictions, Scored, encode
from stratum.testing.bundles import write_numeric_bundle

APPLICATION = "app"
MODEL = "sum-sign"
START = 1_378_000_800.0
DAY = 86_400.0
SAMPLE = 500


@dataclasses.dataclass(frozen=True, slots=True)
class World:
    """Rows of three normal numbers, evenly spread over days.

    The model ``sum-sign`` says 1 where their sum is above 0, which is right but for ``noise``; from the day
    ``changed`` on it is the sign of ``a`` that counts, and ``b`` lies higher.

    Attributes:
        days: How many.
        per_day: Rows of a day.
        changed: Day of the change; None for none.
        noise: Share of outcomes that are the other way round.
        late: Days until an outcome is known.
        seed: Of all chance.
    """

    days: int
    per_day: int = 200
    changed: int | None = None
    noise: float = 0.1
    late: float = 2.0
    seed: int = 7

    def rows(self) -> "Rows":
        """All rows."""
        random = np.random.default_rng(self.seed)
        count = self.days * self.per_day
        numbers = random.normal(size=(count, 3))
        moments = START + np.arange(count) * (DAY / self.per_day)
        after = np.zeros(count, dtype=bool) if self.changed is None else moments >= START + DAY * self.changed
        numbers[after, 1] += 1.0
        numbers = np.round(numbers, 6)
        truth = np.where(after, numbers[:, 0] > 0, numbers.sum(axis=1) > 0)
        turned = random.random(count) < self.noise
        return Rows(numbers, moments, (truth ^ turned).astype(np.int64))


@dataclasses.dataclass(frozen=True, slots=True)
class Rows:
    """Rows in the order of their moments."""

    numbers: Values
    moments: Values
    outcomes: Values

    def __len__(self) -> int:
        return len(self.moments)

    def said(self) -> Values:
        """What ``sum-sign`` says: label 0 or 1."""
        found: Values = (self.numbers.sum(axis=1) > 0).astype(np.int64)
        return found

    def departure(self, index: int) -> bytes:
        """The message of a row."""
        row = dict(zip("abc", self.numbers[index].tolist(), strict=True))
        moment = np.datetime64(int(self.moments[index]), "s")
        return encode(Departure(f"r{index}", 1.0, {**row, "scheduled": f"{moment}Z"}))

    def outcome(self, index: int) -> bytes:
        """The message of its outcome."""
        return encode(Outcome(f"r{index}", 1.0, 1 if self.outcomes[index] else 0))

    def predictions(self, version: str, indexes: range, labels: Values, model: str = MODEL) -> bytes:
        """The message of what a version says of some rows, sure to 90 %."""
        scored = [Scored(f"r{i}", "gate", 1.0, str(labels[i]), 0.9 if labels[i] else 0.1) for i in indexes]
        return encode(Predictions(model, version, 1.0, scored))

    def in_time(self, late: float) -> Iterator[tuple[str, int]]:
        """``row`` and ``outcome`` with the number of the row, in the order in which they become known."""
        known = 0
        for index, moment in enumerate(self.moments):
            while known < len(self) and self.moments[known] + late * DAY <= moment:
                yield "outcome", known
                known += 1
            yield "row", index
        for index in range(known, len(self)):
            yield "outcome", index


def write_watched_bundle(directory: Path, until: float = START, *, profile: bool = True) -> None:
    """The bundle of ``sum-sign``, trained on rows until a moment, with its training profile."""
    manifest = write_numeric_bundle(directory)
    if profile:
        content = canonical_json(training_profile(until))
        (directory / "profile.json").write_bytes(content)
        files = {**manifest.files, "profile.json": digest_bytes(content)}
        complete = dataclasses.replace(manifest, files=files)
        (directory / MANIFEST).write_bytes(canonical_json(complete.document()))


def training_profile(until: float = START) -> dict[str, object]:
    """What training says of standard normal columns ``a``, ``b`` and ``c``."""
    sample = np.sort(np.random.default_rng(1).normal(size=20_000))[:: 20_000 // SAMPLE]
    column = {"type": "number", "missing": 0.0, "sample": np.round(sample, 6).tolist()}
    when = {"type": "timestamp", "missing": 0.0, "last": f"{np.datetime64(int(until), 's')}Z"}
    return {
        "format": "stratum.profile/1",
        "rows": 20_000,
        "columns": {**dict.fromkeys("abc", column), "scheduled": when},
    }


def monitor_spec(bundle: Path, **changes: object) -> dict[str, object]:
    """The specification of a monitor of ``sum-sign``; version 1 is the baseline, 2 is live."""
    topics = {
        "rows": ("rows", ">"),
        "predictions": ("predictions", "processor"),
        "outcomes": ("outcomes", ">"),
    }
    spec: dict[str, object] = {
        "application": APPLICATION,
        "name": "scorer-monitor",
        "service": "scorer",
        "model": MODEL,
        "address": "127.0.0.1",
        "status": 1,
        "broker": "nats://127.0.0.1:4222",
        "live": {"version": "2", "path": str(bundle)},
        "baseline": {"version": "1", "path": str(bundle)},
        "detectors": ["adwin", "age", "error-rate", "ks", "psi", "score"],
        "moment": "scheduled",
        "wait": 0.01,
    }
    for name, (topic, last) in topics.items():
        spec[name] = {"stream": f"{APPLICATION}_{topic}", "subject": f"{APPLICATION}.{topic}.{last}"}
    return json.loads(json.dumps({**spec, **changes})) or {}
