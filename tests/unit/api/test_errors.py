"""The map from errors to HTTP."""

from collections.abc import Callable

import httpx
import pytest

from stratum.api.errors import explain, meaning
from stratum.core.errors import (
    InvalidInputError,
    NotFoundError,
    PermanentError,
    StratumError,
    TransientError,
)
from stratum.testing.fakes_view import FakePlatform

Ask = Callable[..., httpx.Response]


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (NotFoundError("x"), 404, "not-found"),
        (InvalidInputError("x"), 422, "invalid-input"),
        (TransientError("x"), 503, "unavailable"),
        (PermanentError("x"), 409, "failed"),
        (StratumError("x"), 500, "failed"),
    ],
)
def test_each_kind_of_error_has_a_meaning(error: StratumError, status: int, code: str) -> None:
    assert (meaning(error).status, meaning(error).code) == (status, code)
    assert explain(error) == {"error": {"code": code, "message": "x", "hint": ""}}


def test_an_error_of_the_platform_reaches_the_client(get: Ask, view: FakePlatform) -> None:
    view.failure = TransientError("the state is locked", "try again", delay=1.5)
    answer = get("/api/workspace")
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "2")
    assert answer.json()["error"]["hint"] == "try again"


def test_a_defect_of_ours_tells_no_secret(get: Ask, view: FakePlatform) -> None:
    del view.space
    answer = get("/api/workspace")
    assert answer.status_code == 500
    assert answer.json()["error"]["message"] == "unexpected AttributeError"
    assert "space" not in answer.text
