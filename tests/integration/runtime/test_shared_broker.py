"""Two applications and one broker, with real processes: what one publishes the other stores."""

import contextlib
import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from stratum.runtime.examples import example_files
from stratum.testing.small_flights import PIPELINE, stratum, write_departures
from stratum.testing.waiting import wait_until

HUB, ARCHIVE = "departure-hub", "arrivals-archive"
HELD_OUT = 2000


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("shared")
    for name, text in {**example_files("17-shared-broker"), "pipeline.yaml": PIPELINE}.items():
        (folder / name).write_text(text, encoding="utf-8")
    write_departures(folder / "departures.csv")
    yield folder
    stratum(folder, "destroy", ARCHIVE)
    stratum(folder, "destroy", HUB)


def outcomes(root: Path) -> int:
    database = root / ".stratum" / "deployments" / ARCHIVE / "store" / "store.db"
    with contextlib.closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
        return int(connection.execute("SELECT count(DISTINCT id) FROM outcomes").fetchone()[0])


@pytest.mark.slow
def test_the_second_application_uses_the_broker_of_the_first(root: Path) -> None:
    with pytest.raises(AssertionError, match="first: stratum apply departure-hub"):
        stratum(root, "apply", ARCHIVE)
    stratum(root, "apply", HUB)
    (use,) = json.loads(stratum(root, "plan", ARCHIVE, "--json"))["uses"]
    assert use == {"element": "bus", "application": HUB, "component": "broker", "lacks": ""}
    steps = json.loads(stratum(root, "apply", ARCHIVE, "--json"))["actions"]
    assert {step["component"] for step in steps} == {"store", "writer", "board"}
    wait_until(lambda: outcomes(root) == HELD_OUT, 60, "what the hub publishes is stored")
