"""The profile that training writes is the one that detectors read."""

import dataclasses
import json

import numpy as np
import pytest

from stratum.core.bundles import Column, ColumnType
from stratum.core.errors import InvalidInputError
from stratum.drift.logic.profile import read_profile
from stratum.drift.types import Reference, Takes
from stratum.testing.pipelines import number_plan
from stratum.training.logic.profile import profile_columns


def written() -> bytes:
    inputs = (
        Column("n", ColumnType.NUMBER),
        Column("c", ColumnType.CATEGORY),
        Column("t", ColumnType.TIMESTAMP),
    )
    plan = number_plan("n")
    columns = {
        "n": np.array([3, 1, 2, np.nan], dtype=np.float32),
        "c": np.array(["b", "a", "b", None], dtype=object),
        "t": np.array(["2013-01-01", "2013-08-31T23:59:59.25", "NaT", "2013-01-02"], dtype="datetime64[ns]"),
    }
    return json.dumps(profile_columns(dataclasses.replace(plan, inputs=inputs), columns)).encode()


def test_what_training_wrote_is_read() -> None:
    profile = read_profile(written())
    assert profile.columns == {
        "n": Reference(Takes.NUMBERS, 4, 0.25, (1.0, 2.0, 3.0)),
        "c": Reference(Takes.CATEGORIES, 4, 0.25, frequencies={"a": 0.333333, "b": 0.666667}),
    }
    assert profile.newest == {"t": 1_377_993_599.25}
    assert read_profile(json.loads(written())) == profile


@pytest.mark.parametrize("content", [b"", b"{}", b'{"rows": 1, "columns": {"n": 1}}', {"rows": "many"}])
def test_what_is_no_profile_is_refused(content: bytes | dict[str, object]) -> None:
    with pytest.raises(InvalidInputError, match="no training profile"):
        read_profile(content)


def test_a_moment_that_cannot_be_read_is_refused() -> None:
    with pytest.raises(InvalidInputError, match="no training profile"):
        read_profile({"rows": 1, "columns": {"t": {"type": "timestamp", "last": "yesterday"}}})
