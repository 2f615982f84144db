"""What a server says of itself and its models: protocol metadata and the OpenAPI document."""

from collections.abc import Mapping, Sequence
from typing import Any

from stratum.core.bundles import Column, ColumnType, Manifest
from stratum.serving.logic.signature import DATATYPES, PACKED, Signature
from stratum.serving.logic.tensors import DATATYPES as KNOWN_DATATYPES

PLATFORM = "onnx_onnxv1"
_SCHEMAS: dict[ColumnType, dict[str, Any]] = {
    ColumnType.NUMBER: {"type": "number"},
    ColumnType.INTEGER: {"type": "integer"},
    ColumnType.BOOLEAN: {"type": "boolean"},
    ColumnType.CATEGORY: {"type": "string"},
    ColumnType.TIMESTAMP: {"type": "string", "format": "date-time"},
}
_EXAMPLES: dict[ColumnType, Any] = {
    ColumnType.NUMBER: 0.5,
    ColumnType.INTEGER: 1,
    ColumnType.BOOLEAN: True,
    ColumnType.CATEGORY: "text",
    ColumnType.TIMESTAMP: "2013-09-01T17:30:00Z",
}
Document = dict[str, Any]
_NUMBER: Document = {"type": "number"}
_MAYBE: Document = {"type": ["number", "null"]}
_TIME: Document = {"type": "string", "format": "date-time"}
_ANSWERS: Document = {
    "label": {"type": ["string", "integer"]},
    "prediction": _NUMBER,
    "cluster": {"type": "integer"},
    "distances": {"type": "array", "items": _NUMBER},
    "score": _NUMBER,
    "anomaly": {"type": "boolean"},
    "items": {"type": "array", "items": {"type": "string"}},
    "scores": {"type": "array", "items": _NUMBER},
    "known": {"type": "boolean"},
    "time": _TIME,
    "series": {"type": "string"},
    "forecast": _NUMBER,
    "low": _MAYBE,
    "high": _MAYBE,
}


def describe_server(version: str) -> Document:
    """The answer to ``GET /v2``."""
    return {"name": "stratum", "version": version, "extensions": []}


def describe_model(
    name: str, version: str, manifest: Manifest, signature: Signature, outputs: Sequence[Mapping[str, Any]]
) -> Document:
    """The answer to ``GET /v2/models/{name}``: one input for each column of a row, before preparation."""
    packed = {"packed": {"name": PACKED, "datatype": "FP32", "shape": [-1, signature.width]}}
    return {
        "name": name,
        "versions": [version],
        "platform": PLATFORM,
        "inputs": [_describe_column(column) for column in manifest.inputs],
        "outputs": list(outputs),
        "parameters": {
            "task": manifest.task,
            "algorithm": manifest.algorithm,
            "labels": list(manifest.labels),
            "digest": manifest.digest(),
            **(packed if signature.packable else {}),
        },
    }


def _describe_column(column: Column) -> Document:
    return {
        "name": column.name,
        "datatype": DATATYPES[column.type],
        "shape": [-1],
        "parameters": {"type": column.type.value, "required": column.required, "unit": column.unit},
    }


def describe_api(models: Sequence[tuple[str, str, Manifest]]) -> Document:
    """The OpenAPI 3.1 document of a server: the paths and the row schema of each model.

    Args:
        models: Name, version and manifest of each.
    """
    paths: Document = {
        "/v2/health/live": {"get": _get("Whether the server runs")},
        "/v2/health/ready": {"get": _get("Whether all models are ready")},
        "/v2": {"get": _get("Name and version of the server")},
        "/metrics": {"get": _get("Counts in Prometheus' text format", "text/plain")},
    }
    schemas: Document = {"Error": _object({"error": {"type": "string"}}), "Inference": _inference()}
    for name, version, manifest in models:
        schemas[f"{name}.Row"] = _row(manifest)
        schemas[f"{name}.Predictions"] = _predictions(manifest)
        paths[f"/v1/models/{name}:predict"] = {"post": _predict(name, manifest)}
        for prefix in (f"/v2/models/{name}", f"/v2/models/{name}/versions/{version}"):
            paths[prefix] = {"get": _get("Inputs and outputs of the model")}
            paths[f"{prefix}/ready"] = {"get": _get("Whether the model is ready")}
            paths[f"{prefix}/infer"] = {"post": _post("Infer from tensors", "Inference", {"type": "object"})}
    return {
        "openapi": "3.1.0",
        "info": {"title": "Models served by stratum", "version": ", ".join(f"{n} {v}" for n, v, _ in models)},
        "paths": paths,
        "components": {"schemas": schemas},
    }


def _get(summary: str, media: str = "application/json") -> Document:
    return {"summary": summary, "responses": {"200": {"description": "OK", "content": {media: {}}}}}


def _predict(name: str, manifest: Manifest) -> Document:
    rows = _object({"rows": {"type": "array", "minItems": 1, "items": _ref(f"{name}.Row")}})
    summary = "Predict from rows by column name"
    if manifest.forecast is not None:
        least = manifest.forecast.reach
        summary = f"Forecast from rows of the past, {least} or more of each series; a row for each step"
    operation = _post(summary, rows, _ref(f"{name}.Predictions"))
    example = {"rows": [{column.name: _EXAMPLES[column.type] for column in manifest.inputs}]}
    operation["requestBody"]["content"]["application/json"]["example"] = example
    return operation


def _post(summary: str, body: str | Document, answer: Document) -> Document:
    schema = _ref(body) if isinstance(body, str) else body
    failures = {
        "400": "The body is no JSON",
        "404": "No such model",
        "413": "The body is too large",
        "415": "The body is not declared as JSON",
        "422": "The rows do not fit the model",
    }
    content = {"application/json": {"schema": _ref("Error")}}
    return {
        "summary": summary,
        "requestBody": {"required": True, "content": {"application/json": {"schema": schema}}},
        "responses": {
            "200": {"description": "OK", "content": {"application/json": {"schema": answer}}},
            **{code: {"description": text, "content": content} for code, text in failures.items()},
        },
    }


def _row(manifest: Manifest) -> Document:
    properties = {column.name: _property(column) for column in manifest.inputs}
    required = [column.name for column in manifest.inputs if column.required]
    return {"type": "object", "properties": properties, "required": required, "additionalProperties": False}


def _property(column: Column) -> Document:
    schema = dict(_SCHEMAS[column.type])
    if not column.required:
        schema["type"] = [schema["type"], "null"]
    return schema | ({"description": f"in {column.unit}"} if column.unit else {})


def _predictions(manifest: Manifest) -> Document:
    chances = {"probabilities": _object(dict.fromkeys(manifest.labels, _NUMBER))}
    each = _object({name: (_ANSWERS | chances)[name] for name in manifest.outputs})
    text = {"type": "string"}
    return _object({"predictions": {"type": "array", "items": each}, "model": text, "version": text})


def _inference() -> Document:
    tensor = _object({
        "name": {"type": "string"},
        "shape": {"type": "array", "items": {"type": "integer", "minimum": 0}},
        "datatype": {"enum": list(KNOWN_DATATYPES)},
        "data": {"type": "array"},
    })
    schema = _object({"inputs": {"type": "array", "items": tensor}})
    schema["properties"] |= {
        "id": {"type": "string"},
        "outputs": {"type": "array", "items": {"type": "object"}},
    }
    return schema


def _object(properties: Document) -> Document:
    return {"type": "object", "properties": properties, "required": list(properties)}


def _ref(schema: str) -> Document:
    return {"$ref": f"#/components/schemas/{schema}"}
