"""Arrow tables as arrays."""

import datetime

import numpy as np
import pyarrow as pa

from stratum.data.logic.arrays import to_arrays


def test_numbers_become_float32_with_nan() -> None:
    arrays = to_arrays(pa.table({"i": [1, None], "f": [0.5, None], "b": [True, None]}))
    assert {a.dtype for a in arrays.values()} == {np.dtype(np.float32)}
    assert [a[0] for a in arrays.values()] == [1.0, 0.5, 1.0]
    assert all(np.isnan(a[1]) for a in arrays.values())


def test_a_column_may_stay_exact() -> None:
    arrays = to_arrays(pa.table({"y": [0.1], "x": [0.1]}), exact="y")
    assert arrays["y"].tolist() == [0.1]
    assert arrays["x"].tolist() == [float(np.float32(0.1))]


def test_texts_become_objects_with_none() -> None:
    arrays = to_arrays(pa.table({"t": ["x", None], "d": pa.array(["x", None]).dictionary_encode()}))
    assert arrays["t"].dtype == object
    assert arrays["t"].tolist() == arrays["d"].tolist() == ["x", None]


def test_times_become_seconds_in_utc() -> None:
    naive = datetime.datetime(2024, 1, 2, 3, 4, 5, 600_000)  # noqa: DTZ001 - without a zone on purpose
    berlin = datetime.timezone(datetime.timedelta(hours=1))
    arrays = to_arrays(
        pa.table({"n": [naive, None], "z": [naive.replace(tzinfo=berlin), None], "d": [naive.date(), None]})
    )
    assert arrays["n"].tolist() == [datetime.datetime(2024, 1, 2, 3, 4, 5), None]  # noqa: DTZ001
    assert arrays["z"].tolist() == [datetime.datetime(2024, 1, 2, 2, 4, 5), None]  # noqa: DTZ001
    assert arrays["d"].tolist() == [datetime.datetime(2024, 1, 2), None]  # noqa: DTZ001


def test_chunks_are_joined() -> None:
    chunked = pa.concat_tables([pa.table({"i": [1, 2]}), pa.table({"i": [3]})])
    assert to_arrays(chunked)["i"].tolist() == [1, 2, 3]
