"""Rows of a world that changes: until a day the load makes late, from then on the wind."""

import datetime
from pathlib import Path

START = datetime.datetime(2024, 1, 1, tzinfo=datetime.UTC)
ROWS_A_DAY = 40
CHANGED = 30


def write_changing_rows(path: Path, days: int, told_after: int) -> None:
    """Write ``id, moment, told, load, wind, late`` as CSV, 40 rows a day from 2024 on.

    Args:
        path: The file.
        days: How many; the world changes after 30.
        told_after: Days from a row to its outcome.
    """
    lines = ["id,moment,told,load,wind,late"]
    for number in range(days * ROWS_A_DAY):
        moment = START + datetime.timedelta(days=number / ROWS_A_DAY)
        load, wind = (number * 37 % 100) / 100, (number * 61 % 100) / 100
        late = int((load if number < CHANGED * ROWS_A_DAY else wind) > 0.5)
        told = moment + datetime.timedelta(days=told_after)
        lines.append(f"r{number},{moment:%Y-%m-%dT%H:%M:%S},{told:%Y-%m-%dT%H:%M:%S},{load},{wind},{late}")
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
