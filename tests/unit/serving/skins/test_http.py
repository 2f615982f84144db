import asyncio
import dataclasses
import logging
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
import pytest

from stratum.core.errors import PermanentError
from stratum.serving.service import DataPlane, ServedModel
from stratum.serving.skins.http import Application
from stratum.serving.types import Array
from stratum.testing.fakes import ManualClock

LIMIT = 2000
JSON = (b"content-type", b"application/json")
ROW = msgspec.json.encode({"rows": [{"a": 1, "b": 2, "c": 3}]})
TENSOR = {"name": "input", "shape": [1, 3], "datatype": "FP32", "data": [1, 2, 3]}


@dataclasses.dataclass
class Answer:
    code: int
    headers: dict[bytes, bytes]
    content: bytes

    def json(self) -> Any:
        return msgspec.json.decode(self.content)


@pytest.fixture
def application(numeric: ServedModel, mixed: ServedModel) -> Application:
    return Application(DataPlane([numeric, mixed]), ManualClock(), "9.9", LIMIT)


def call(
    application: Application,
    method: str,
    path: str,
    *parts: bytes,
    headers: Sequence[tuple[bytes, bytes]] = (JSON,),
    broken: bool = False,
) -> Answer | None:
    """Send a request whose body comes in ``parts``; ``broken`` hangs up before the last."""
    sent: list[Mapping[str, Any]] = []
    waiting: list[dict[str, Any]] = [
        {"type": "http.request", "body": part, "more_body": broken or index + 1 < len(parts)}
        for index, part in enumerate(parts)
    ] or [{"type": "http.request"}]

    async def receive() -> dict[str, Any]:
        return waiting.pop(0) if waiting else {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {"type": "http", "method": method, "path": path, "headers": list(headers)}
    asyncio.run(application(scope, receive, send))
    if not sent:
        return None
    return Answer(sent[0]["status"], dict(sent[0]["headers"]), sent[1]["body"])


def ask(application: Application, method: str, path: str, *parts: bytes, **rest: Any) -> Answer:
    answer = call(application, method, path, *parts, **rest)
    assert answer is not None
    assert answer.headers[b"content-length"] == b"%d" % len(answer.content)
    return answer


def infer(application: Application, **body: Any) -> Answer:
    return ask(application, "POST", "/v2/models/sums/infer", msgspec.json.encode({"inputs": [TENSOR]} | body))


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/v2/health/live", {"live": True}),
        ("/v2/health/ready", {"ready": True}),
        ("/v2", {"name": "stratum", "version": "9.9", "extensions": []}),
        ("/v2/models/sums/ready", {"name": "sums", "ready": True}),
        ("/v2/models/sums/versions/3/ready", {"name": "sums", "ready": True}),
        ("/", {"name": "stratum", "version": "9.9", "models": ["sums", "late"], "api": "/openapi.json"}),
    ],
)
def test_pages(path: str, expected: Any, application: Application) -> None:
    answer = ask(application, "GET", path)
    assert (answer.code, answer.json()) == (200, expected)
    assert answer.headers[b"content-type"] == b"application/json"


def test_metadata_say_inputs_and_outputs(application: Application) -> None:
    found = ask(application, "GET", "/v2/models/sums").json()
    assert found == ask(application, "GET", "/v2/models/sums/versions/3").json()
    assert [tensor["name"] for tensor in found["inputs"]] == ["a", "b", "c"]
    assert found["outputs"] == [
        {"name": "label", "datatype": "INT64", "shape": [-1]},
        {"name": "probabilities", "datatype": "FP32", "shape": [-1, 2]},
    ]


def test_the_api_document_lists_the_posts(application: Application) -> None:
    paths = ask(application, "GET", "/openapi.json").json()["paths"]
    assert {"/v1/models/sums:predict", "/v2/models/late/infer"} <= paths.keys()


def test_infer_echoes_the_id_and_honours_outputs(application: Application) -> None:
    answer = infer(application, id="r-1", outputs=[{"name": "label"}])
    assert answer.code == 200
    assert answer.json() == {
        "model_name": "sums",
        "model_version": "3",
        "id": "r-1",
        "outputs": [{"name": "label", "shape": [1], "datatype": "INT64", "data": [1]}],
    }


def test_predict_takes_rows_by_name(application: Application) -> None:
    body = {"rows": [{"carrier": "AA", "delay": -99, "scheduled": "2013-09-01T17:30:00Z"}]}
    found = ask(application, "POST", "/v1/models/late:predict", msgspec.json.encode(body)).json()
    assert (found["model"], found["version"]) == ("late", "1")
    assert found["predictions"][0]["label"] == 1
    assert found["predictions"][0]["probabilities"].keys() == {"0", "1"}


@pytest.mark.parametrize(
    ("method", "path", "code", "text"),
    [
        ("GET", "/v3", 404, "nothing at /v3; /openapi.json lists the paths"),
        ("GET", "/v2/models/nope", 404, "no model 'nope'; here: sums, late"),
        ("POST", "/v2/models/nope/infer", 404, "no model 'nope'"),
        ("POST", "/v1/models/nope:predict", 404, "no model 'nope'"),
        ("GET", "/v2/models/sums/versions/9", 404, "model 'sums' has no version '9'; here: 3"),
        ("GET", "/v2/models/sums/explain", 404, "nothing at"),
        ("POST", "/v2/health/live", 405, "POST is not possible here, GET is"),
        ("GET", "/v2/models/sums/infer", 405, "GET is not possible here, POST is"),
        ("DELETE", "/v1/models/sums:predict", 405, "POST is"),
    ],
)
def test_paths_and_methods_that_are_not_there(
    method: str, path: str, code: int, text: str, application: Application
) -> None:
    answer = ask(application, method, path)
    assert answer.code == code
    assert text in answer.json()["error"]
    assert (b"allow" in answer.headers) is (code == 405)


def test_head_is_get(application: Application) -> None:
    assert ask(application, "HEAD", "/metrics").code == 200


@pytest.mark.parametrize(
    ("headers", "code"),
    [
        ([], 200),
        ([(b"content-type", b"application/json; charset=utf-8")], 200),
        ([(b"content-type", b"Application/JSON")], 200),
        ([(b"content-encoding", b"identity")], 200),
        ([(b"content-type", b"application/x-www-form-urlencoded")], 415),
        ([(b"content-type", b"application/octet-stream")], 415),
        ([JSON, (b"content-encoding", b"gzip")], 415),
        ([JSON, (b"content-length", b"2001")], 413),
    ],
)
def test_headers(headers: list[tuple[bytes, bytes]], code: int, application: Application) -> None:
    answer = ask(application, "POST", "/v1/models/sums:predict", ROW, headers=headers)
    assert answer.code == code
    assert ("error" in answer.json()) is (code != 200)


@pytest.mark.parametrize(
    ("body", "code"), [(b"", 400), (b"{", 400), (b"{}", 422), (b'{"rows": [{"d": 1}]}', 422)]
)
def test_bad_bodies(body: bytes, code: int, application: Application) -> None:
    for path in ("/v1/models/sums:predict", "/v2/models/sums/infer"):
        answer = ask(application, "POST", path, body)
        assert answer.code == code
        assert list(answer.json()) == ["error"]


def test_a_body_in_parts_is_put_together(application: Application) -> None:
    parts = [ROW[index : index + 5] for index in range(0, len(ROW), 5)]
    whole = ask(application, "POST", "/v1/models/sums:predict", ROW)
    assert ask(application, "POST", "/v1/models/sums:predict", *parts).json() == whole.json()


@pytest.mark.parametrize("parts", [[b" " * 2001], [b" " * 1500] * 100], ids=["at-once", "in-parts"])
def test_a_body_beyond_the_limit_is_refused(parts: list[bytes], application: Application) -> None:
    answer = ask(application, "POST", "/v1/models/sums:predict", *parts)
    assert answer.code == 413
    assert "larger than 2000 bytes" in answer.json()["error"]


def test_large_bodies_are_answered_beside_the_loop(numeric: ServedModel) -> None:
    application = Application(DataPlane([numeric]), ManualClock(), "1")
    rows = [{"a": number, "b": 0, "c": -100.5} for number in range(10_000)]
    body = msgspec.json.encode({"rows": rows})
    assert len(body) > application.short
    found = ask(application, "POST", "/v1/models/sums:predict", body).json()
    assert [each["label"] for each in found["predictions"]] == [int(row["a"] > 100) for row in rows]


def test_a_caller_who_hangs_up_gets_nothing(application: Application) -> None:
    assert call(application, "POST", "/v1/models/sums:predict", ROW, broken=True) is None
    assert call(application, "POST", "/v1/models/sums:predict", ROW) is not None


def test_a_model_that_fails_is_no_fault_of_the_caller(
    numeric: ServedModel, caplog: pytest.LogCaptureFixture
) -> None:
    class Failing(ServedModel):
        def infer(self, batch: object, outputs: Sequence[str] = ()) -> list[Array]:
            raise PermanentError(f"secret detail of {batch} {outputs}")

    model = Failing("sums", "3", numeric.manifest, numeric._session)
    with caplog.at_level(logging.ERROR):
        answer = infer(Application(DataPlane([model]), ManualClock(), "1"))
    assert (answer.code, answer.json()) == (
        500,
        {"error": "the model could not answer; the server's log says why"},
    )
    assert "secret detail" in caplog.text
    assert model.metrics.requests[500] == 1


def test_every_answer_is_counted(numeric: ServedModel) -> None:
    model = ServedModel("sums", "3", numeric.manifest, numeric._session)
    application = Application(DataPlane([model]), ManualClock(), "1", LIMIT)
    infer(application)
    ask(application, "POST", "/v1/models/sums:predict", b'{"rows":[{"a":1},{"b":1}]}')
    ask(application, "POST", "/v1/models/sums:predict", b"{")
    ask(application, "POST", "/v1/models/sums:predict", b" " * 3000)
    exposition = ask(application, "GET", "/metrics")
    lines = exposition.content.decode().splitlines()
    labels = 'model="sums",version="3"'
    assert f'stratum_requests_total{{{labels},code="200"}} 2' in lines
    assert f'stratum_requests_total{{{labels},code="400"}} 1' in lines
    assert f'stratum_requests_total{{{labels},code="413"}} 1' in lines
    assert f"stratum_rows_total{{{labels}}} 3" in lines
    assert exposition.headers[b"content-type"].startswith(b"text/plain; version=0.0.4")
