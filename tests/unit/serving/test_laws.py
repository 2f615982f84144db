"""What holds for every body, however it was made."""

from typing import Any

import msgspec
import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from stratum.core.errors import InvalidInputError
from stratum.serving.logic.tensors import DATATYPES
from stratum.serving.service import ServedModel
from stratum.serving.skins.endpoints import Endpoint, InferEndpoint, PredictEndpoint

SCALARS = (
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text()
)
JSON = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4)
)
COLUMNS = st.sampled_from(["a", "b", "c", "input", "carrier", "delay", "scheduled", "n", "flag", "other"])
TENSORS = st.fixed_dictionaries({
    "name": COLUMNS,
    "shape": st.lists(st.integers(-1, 3), max_size=3),
    "datatype": st.sampled_from([*DATATYPES, "FLOAT"]),
    "data": st.lists(SCALARS | st.lists(SCALARS, max_size=3), max_size=4),
})
FINITE = st.floats(width=32, allow_nan=False, allow_infinity=False)
RELAXED = settings(deadline=None)  # the machine may be busy with other tests
ROWS = st.lists(st.tuples(FINITE, FINITE, FINITE), min_size=1, max_size=5)


def answers_or_refuses(endpoint: Endpoint, body: bytes) -> bool:
    """Whether the endpoint gave rows. The only other end is a refusal; anything else escapes."""
    try:
        content, rows = endpoint.answer(body)
    except InvalidInputError:
        return False
    assert rows > 0
    assert msgspec.json.decode(content)
    return True


def infer(model: ServedModel, *tensors: dict[str, Any]) -> dict[str, list[Any]]:
    content, _ = InferEndpoint(model).answer(msgspec.json.encode({"inputs": tensors}))
    return {output["name"]: output["data"] for output in msgspec.json.decode(content)["outputs"]}


@RELAXED
@given(st.binary())
def test_any_bytes_are_answered_or_refused(
    numeric: ServedModel, mixed: ServedModel, regression: ServedModel, body: bytes
) -> None:
    for model in (numeric, mixed, regression):
        assert not answers_or_refuses(InferEndpoint(model), body)
        assert not answers_or_refuses(PredictEndpoint(model), body)


@RELAXED
@given(JSON)
def test_any_json_is_answered_or_refused(numeric: ServedModel, mixed: ServedModel, document: Any) -> None:
    for model in (numeric, mixed):
        for body in (document, {"inputs": document}, {"rows": document}, {"rows": [document]}):
            encoded = msgspec.json.encode(body)
            answers_or_refuses(InferEndpoint(model), encoded)
            answers_or_refuses(PredictEndpoint(model), encoded)


@RELAXED
@given(st.lists(TENSORS, min_size=1, max_size=3))
def test_any_tensors_are_answered_or_refused(
    numeric: ServedModel, mixed: ServedModel, regression: ServedModel, tensors: list[dict[str, Any]]
) -> None:
    body = msgspec.json.encode({"inputs": tensors})
    answered = [answers_or_refuses(InferEndpoint(model), body) for model in (numeric, mixed, regression)]
    assert sum(answered) <= 1 or tensors[0]["name"] == "input"


@RELAXED
@given(ROWS)
def test_all_ways_to_say_the_same_rows_agree(
    numeric: ServedModel, rows: list[tuple[float, float, float]]
) -> None:
    count = len(rows)
    flat = [value for row in rows for value in row]
    packed = infer(numeric, {"name": "input", "shape": [count, 3], "datatype": "FP32", "data": flat})
    nested = infer(numeric, {"name": "input", "shape": [count, 3], "datatype": "FP64", "data": rows})
    apart = infer(
        numeric,
        *(
            {"name": name, "shape": [count], "datatype": "FP32", "data": [row[index] for row in rows]}
            for index, name in enumerate("abc")
        ),
    )
    named = [dict(zip("abc", row, strict=True)) for row in rows]
    content, _ = PredictEndpoint(numeric).answer(msgspec.json.encode({"rows": named}))
    plain = [list(p["probabilities"].values()) for p in msgspec.json.decode(content)["predictions"]]
    assert packed == nested == apart
    assert packed["probabilities"] == [chance for row in plain for chance in row]


@RELAXED
@given(ROWS)
def test_a_batch_is_answered_as_its_rows_are(
    numeric: ServedModel, rows: list[tuple[float, float, float]]
) -> None:
    together = infer(numeric, tensor(rows))["probabilities"]
    alone = [chance for row in rows for chance in infer(numeric, tensor([row]))["probabilities"]]
    np.testing.assert_allclose(
        np.array(together, dtype=float), np.array(alone, dtype=float), rtol=1e-5, atol=1e-7
    )
    assert len(together) == 2 * len(rows)


def tensor(rows: list[tuple[float, float, float]]) -> dict[str, Any]:
    return {"name": "input", "shape": [len(rows), 3], "datatype": "FP32", "data": rows}
