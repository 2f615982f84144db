from typing import Any

import jsonschema
import pytest

from stratum.serving.logic.documents import describe_api, describe_model
from stratum.serving.service import ServedModel


def api(*models: ServedModel) -> dict[str, Any]:
    return describe_api([(model.name, model.version, model.manifest) for model in models])


def schema(document: dict[str, Any], name: str) -> dict[str, Any]:
    return {"$ref": f"#/components/schemas/{name}", "components": document["components"]}


def test_metadata_of_numbers_offer_the_packed_tensor(numeric: ServedModel) -> None:
    found = describe_model("m", "1", numeric.manifest, numeric.signature, [])
    assert found["parameters"]["packed"] == {"name": "input", "datatype": "FP32", "shape": [-1, 3]}
    assert [tensor["name"] for tensor in found["inputs"]] == ["a", "b", "c"]
    assert found["versions"] == ["1"]


def test_metadata_of_mixed_columns(mixed: ServedModel) -> None:
    found = describe_model("late", "1", mixed.manifest, mixed.signature, [])
    assert found["inputs"][1] == {
        "name": "delay",
        "datatype": "FP64",
        "shape": [-1],
        "parameters": {"type": "number", "required": False, "unit": "min"},
    }
    assert [tensor["datatype"] for tensor in found["inputs"]] == ["BYTES", "FP64", "BYTES"]
    assert "packed" not in found["parameters"]
    assert found["parameters"]["digest"] == mixed.manifest.digest()


def test_the_api_lists_every_path_of_a_model(numeric: ServedModel, mixed: ServedModel) -> None:
    paths = api(numeric, mixed)["paths"]
    for model in (numeric, mixed):
        prefix = f"/v2/models/{model.name}"
        assert {prefix, f"{prefix}/ready", f"{prefix}/infer"} <= paths.keys()
        assert f"/v1/models/{model.name}:predict" in paths
        assert f"{prefix}/versions/{model.version}/infer" in paths


def test_the_example_of_a_row_fits_its_own_schema(mixed: ServedModel) -> None:
    document = api(mixed)
    body = document["paths"]["/v1/models/late:predict"]["post"]["requestBody"]["content"]["application/json"]
    jsonschema.validate(body["example"], body["schema"] | {"components": document["components"]})
    assert list(body["example"]["rows"][0]) == ["carrier", "delay", "scheduled"]


@pytest.mark.parametrize(
    "row", [{}, {"scheduled": None}, {"scheduled": "x", "delay": "x"}, {"scheduled": "x", "origin": "EWR"}]
)
def test_the_schema_of_a_row_refuses_what_the_server_refuses(row: Any, mixed: ServedModel) -> None:
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(row, schema(api(mixed), "late.Row"))


def test_predictions_are_described_by_task(numeric: ServedModel, regression: ServedModel) -> None:
    document = api(numeric, regression)
    head = {"model": "m", "version": "1"}
    classes = {"predictions": [{"label": 1, "probabilities": {"0": 0.1, "1": 0.9}}]} | head
    jsonschema.validate(classes, schema(document, "sums.Predictions"))
    jsonschema.validate({"predictions": [{"prediction": 1.5}]} | head, schema(document, "count.Predictions"))
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(classes, schema(document, "count.Predictions"))
