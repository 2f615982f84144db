"""Asking a model about some rows: one that a service runs, or a registered version loaded for the moment."""

import contextlib
import http.client
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

import msgspec

from stratum.core.errors import InvalidInputError, NotFoundError, TransientError
from stratum.deployment.types import ServiceState
from stratum.registry.types import ModelVersion
from stratum.runtime.profiling import served
from stratum.runtime.views import Json, Rows
from stratum.runtime.vouching import vouched_path
from stratum.runtime.wiring import Parts
from stratum.serving.logic.snippets import curl_snippet, predict_path, python_snippet

MOST_ROWS: Final = 64
"""Rows of a question."""
LONGEST: Final = 1 << 20
"""Bytes of an answer that are read."""
PATIENCE: Final = 10.0
"""Seconds in which a model has to answer."""
USUAL: Final = "http://127.0.0.1:8080"
"""Where ``stratum serve`` listens."""
_OK: Final = 200
_ONE: Final = threading.Lock()
"""One version at a time is loaded for the moment."""


def services_view(parts: Parts) -> Json:
    """Every model service that runs: where, and the versions behind it."""
    found = []
    for application in parts.deployments.applications():
        for state in parts.deployments.services(application):
            versions = _versions(parts, state)
            gateway = state.spec.gateway
            found.append({
                "application": application,
                "service": state.spec.name,
                "address": f"http://{gateway.address}:{gateway.ports['port']}",
                "ready": any(one.state.value == "ready" for one in state.replicas),
                "models": [f"{v.name}@{v.version}" for v in versions],
            })
    return {"services": found}


def try_service(parts: Parts, application: str, service: str, rows: Rows) -> Json:
    """Ask a service about rows, at the address that it was applied with and nowhere else.

    Raises:
        NotFoundError: If no such service runs, or its model is not known here.
        InvalidInputError: If the model refuses the rows.
        TransientError: If it does not answer.
    """
    _refuse(rows)
    found = [one for one in parts.deployments.services(application) if one.spec.name == service]
    if not found:
        raise NotFoundError(f"no service {service!r} runs in {application!r}", "apply it: stratum apply")
    versions = _versions(parts, found[0])
    if not versions:
        raise NotFoundError(f"the model of {service!r} is not in the registry", "see: stratum models list")
    gateway = found[0].spec.gateway
    address, port = gateway.address, gateway.ports["port"]
    connection = http.client.HTTPConnection(address, port, timeout=PATIENCE)
    with contextlib.closing(connection):
        told = _asked(connection, versions[0].name, rows)
    return {**told, **_snippets(f"http://{address}:{port}", versions[0].name, rows)}


def try_version(parts: Parts, reference: str, rows: Rows) -> Json:
    """Ask a registered version about rows, in a process of its own that ends with the answer.

    Raises:
        NotFoundError: If there is no such version.
        InvalidInputError: If its bundle is damaged, or the model refuses the rows.
        TransientError: If it cannot be loaded, or another one is asked at the moment.
    """
    _refuse(rows)
    version = parts.registry.get(reference)
    bundle = vouched_path(parts, version)
    with _turn(), served(bundle, "") as (_, connection, _):
        told = _asked(connection, "model", rows)
    return {
        **told,
        "model": version.name,
        "version": str(version.version),
        **_snippets(USUAL, version.name, rows),
    }


@contextlib.contextmanager
def _turn() -> Iterator[None]:
    if not _ONE.acquire(timeout=PATIENCE):
        raise TransientError("another model is asked at the moment", "try again")
    try:
        yield
    finally:
        _ONE.release()


def _refuse(rows: Rows) -> None:
    if not 1 <= len(rows) <= MOST_ROWS:
        raise InvalidInputError(f"{len(rows)} rows are not asked about", f"send 1 to {MOST_ROWS}")


def _versions(parts: Parts, state: ServiceState) -> Sequence[ModelVersion]:
    """The versions that the routes of a service lead to, the main one first."""
    known = {version.digest: version for version in parts.registry.list()}
    return [known[route.artifact.digest] for route in state.routes if route.artifact.digest in known]


def _asked(connection: http.client.HTTPConnection, model: str, rows: Rows) -> Mapping[str, object]:
    body = msgspec.json.encode({"rows": list(rows)})
    began = time.perf_counter()
    try:
        connection.request("POST", predict_path(model), body, {"Content-Type": "application/json"})
        answer = connection.getresponse()
        content = answer.read(LONGEST)
    except (OSError, http.client.HTTPException) as error:
        raise TransientError(f"the model does not answer: {error}", "see: stratum status") from error
    seconds = time.perf_counter() - began
    told = _read(content)
    if answer.status != _OK:
        said = str(told.get("error", f"status {answer.status}"))
        raise InvalidInputError(f"the model refuses this: {said[:500]}", "correct the row")
    return {
        "predictions": told.get("predictions", []),
        "model": told.get("model", ""),
        "version": told.get("version", ""),
        "seconds": seconds,
    }


def _read(content: bytes) -> Mapping[str, object]:
    try:
        return msgspec.json.decode(content, type=dict[str, object])
    except msgspec.DecodeError as error:
        raise TransientError(f"the answer of the model cannot be read: {error}", "try again") from error


def _snippets(address: str, model: str, rows: Rows) -> Mapping[str, str]:
    url = address + predict_path(model)
    return {"curl": curl_snippet(url, rows), "python": python_snippet(url, rows)}
