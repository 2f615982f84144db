"""Digests, errors, findings, topology, bundles: the small values that everything speaks."""

import dataclasses
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stratum.core.bundles import Column, ColumnType, GraphInput, Licences, Lineage, Manifest
from stratum.core.digests import canonical_json, digest_value
from stratum.core.errors import StratumError, TransientError
from stratum.core.findings import Finding, Position, Severity, has_errors
from stratum.core.topology import Resources

MANIFEST = Manifest(
    name="risk",
    task="classification",
    inputs=(Column("age", ColumnType.NUMBER, required=True),),
    labels=("0", "1"),
    preparation=(),
    graph_inputs=(GraphInput("input", "float32", ("age",)),),
    files={"model.onnx": "00"},
    algorithm="LogisticRegression",
    parameters={"C": 1.0},
    metrics={"roc_auc": 0.8},
    lineage=Lineage("p", {"table": "d"}, "", {"numpy": "2"}, 7),
)


@given(st.dictionaries(st.text(), st.integers() | st.text() | st.booleans()))
def test_equal_values_have_equal_digests_whatever_their_order(value: dict[str, object]) -> None:
    turned = dict(reversed(list(value.items())))
    assert digest_value(value) == digest_value(turned)
    assert canonical_json(value) == canonical_json(turned)


def test_numbers_that_json_cannot_say_are_refused() -> None:
    with pytest.raises(ValueError, match="JSON"):
        canonical_json({"x": float("nan")})


def test_an_error_shows_its_hint() -> None:
    assert (
        str(StratumError("port 80 is taken", "choose another")) == "port 80 is taken\n  hint: choose another"
    )
    assert str(StratumError("gone")) == "gone"
    assert TransientError("busy", delay=3).delay == 3


@pytest.mark.parametrize(
    ("position", "text"),
    [(Position("a.yaml", 3, 7), "a.yaml:3:7"), (Position("a.yaml"), "a.yaml"), (Position(), "")],
)
def test_positions_are_printed_as_editors_jump_to_them(position: Position, text: str) -> None:
    assert str(position) == text


def test_only_errors_stop_a_deployment() -> None:
    warning = Finding("w", Severity.WARNING, "a/b", "odd")
    assert not has_errors([warning])
    assert has_errors([warning, dataclasses.replace(warning, severity=Severity.ERROR)])


def test_resources_add_and_subtract_entry_by_entry() -> None:
    left = Resources(cpu=2, memory=10, disk=4, gpus=1)
    right = Resources(cpu=0.5, memory=3)
    assert left + right == Resources(2.5, 13, 4, 1)
    assert (left - right) + right == left


def test_a_manifest_without_parents_and_licences_is_as_it_was_before_there_were_any() -> None:
    told: Any = MANIFEST.document()
    assert "licences" not in told
    assert set(told["lineage"]) == {"pipeline", "data", "commit", "packages", "seed", "window"}
    whole = dataclasses.replace(MANIFEST, licences=Licences("CC0-1.0", {"numpy": "BSD-3-Clause"}))
    assert whole.document()["licences"] == {"data": "CC0-1.0", "libraries": {"numpy": "BSD-3-Clause"}}


def test_the_identity_of_a_bundle_follows_its_content() -> None:
    other = dataclasses.replace(MANIFEST, files={"model.onnx": "01"})
    assert MANIFEST.digest() == dataclasses.replace(MANIFEST).digest()
    assert MANIFEST.digest() != other.digest()
