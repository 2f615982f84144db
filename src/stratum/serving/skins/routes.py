"""The paths of a server: what is read on each, made once, and which of them take posts."""

import re
from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from stratum.core.errors import NotFoundError
from stratum.serving.logic.documents import describe_api, describe_model, describe_server
from stratum.serving.logic.metrics import Labelled, write_exposition
from stratum.serving.logic.oip import name_datatype
from stratum.serving.service import DataPlane, ServedModel
from stratum.serving.skins.endpoints import Endpoint, InferEndpoint, PredictEndpoint

JSON = b"application/json"
EXPOSITION = b"text/plain; version=0.0.4; charset=utf-8"
Page = Callable[[], tuple[bytes, bytes]]
_MODEL = re.compile(r"/v[12]/models/(?P<name>[^/:]+)(?:/versions/(?P<version>[^/]+))?(?:[/:].*)?")


def route_posts(plane: DataPlane) -> dict[str, Endpoint]:
    """The endpoint behind each path that takes a POST."""
    routes: dict[str, Endpoint] = {}
    for model in plane.models:
        infer = InferEndpoint(model)
        routes[f"/v2/models/{model.name}/infer"] = infer
        routes[f"/v2/models/{model.name}/versions/{model.version}/infer"] = infer
        routes[f"/v1/models/{model.name}:predict"] = PredictEndpoint(model)
    return routes


def route_gets(plane: DataPlane, version: str) -> dict[str, Page]:
    """Media type and content behind each path that takes a GET."""
    names = [model.name for model in plane.models]
    served = [(model.name, model.version, model.manifest) for model in plane.models]
    routes = {
        "/": _fixed({"name": "stratum", "version": version, "models": names, "api": "/openapi.json"}),
        "/v2": _fixed(describe_server(version)),
        "/v2/health/live": _fixed({"live": True}),
        "/v2/health/ready": _fixed({"ready": True}),
        "/openapi.json": _fixed(describe_api(served)),
        "/metrics": lambda: (EXPOSITION, _expose(plane).encode()),
    }
    for model in plane.models:
        for path in (f"/v2/models/{model.name}", f"/v2/models/{model.name}/versions/{model.version}"):
            routes[path] = _fixed(_describe(model))
            routes[f"{path}/ready"] = _fixed({"name": model.name, "ready": True})
    return routes


def refuse_path(plane: DataPlane, path: str) -> NotFoundError:
    """Why nothing is behind ``path``: the model, its version or the path itself."""
    found = _MODEL.fullmatch(path)
    if found:
        try:
            plane.model(found["name"], found["version"])
        except NotFoundError as error:
            return error
    return NotFoundError(f"nothing at {path[:200]}", "/openapi.json lists the paths")


def _fixed(document: Mapping[str, Any]) -> Page:
    page = (JSON, msgspec.json.encode(document))
    return lambda: page


def _describe(model: ServedModel) -> dict[str, Any]:
    outputs = [
        {"name": name, "datatype": name_datatype(array), "shape": [-1, *array.shape[1:]]}
        for name, array in model.examples.items()
    ]
    return describe_model(model.name, model.version, model.manifest, model.signature, outputs)


def _expose(plane: DataPlane) -> str:
    return write_exposition(
        Labelled({"model": model.name, "version": model.version}, model.metrics) for model in plane.models
    )
