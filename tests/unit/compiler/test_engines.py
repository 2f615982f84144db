import dataclasses
from collections.abc import Callable, Mapping

import pytest

from stratum.compiler import engines
from stratum.compiler.blocks import block_of
from stratum.compiler.pipeline import pipeline_spec, split_spec
from stratum.compiler.programs.catalogue import BUILDERS
from stratum.compiler.programs.service import PROGRAM
from stratum.core.errors import InvalidInputError
from stratum.language.metamodel import Metamodel
from stratum.language.tree import Document

Read = Callable[[str], Document]


def test_blocks_are_known_by_what_the_data_engine_calls_them(
    pipeline: Document, metamodel: Metamodel
) -> None:
    departures, flights, split = (block_of(pipeline, n) for n in ("departures", "flights", "split"))
    assert engines.step_kind(metamodel, departures) == "sql"
    assert engines.source_kind(metamodel, flights) == "csv"
    assert engines.split_method(metamodel, split) == "time"


def test_a_block_of_another_kind_has_no_name(pipeline: Document, metamodel: Metamodel) -> None:
    forest = block_of(pipeline, "forest")
    assert engines.step_kind(metamodel, forest) == ""
    assert engines.source_kind(metamodel, forest) == ""
    assert engines.program(metamodel, forest) == ""


def test_an_algorithm_has_a_name_for_each_task_it_can_do(pipeline: Document, metamodel: Metamodel) -> None:
    forest = engines.algorithm(metamodel, block_of(pipeline, "forest"), "regression")
    assert forest is not None
    assert forest.name == "RandomForestRegressor"
    assert forest.parameters["trees"] == "n_estimators"
    assert engines.algorithm(metamodel, block_of(pipeline, "bayes"), "regression") is None


def test_the_framework_is_what_a_block_names_or_the_first_that_can(
    pipeline: Document, metamodel: Metamodel
) -> None:
    block = dataclasses.replace(block_of(pipeline, "forest"), type="MultilayerPerceptron")
    for name, engine in (("scikit-learn", "sklearn"), ("pytorch", "torch")):
        named = dataclasses.replace(block, attributes={"framework": name})
        found = engines.algorithm(metamodel, named, "classification")
        assert found is not None
        assert (found.framework, found.parameters["layers"]) == (engine, "hidden_layer_sizes")
    network = dataclasses.replace(block, type="NeuralNetwork", attributes={})
    assert engines.framework(metamodel, network, "regression") == "pytorch"
    other = dataclasses.replace(block, attributes={"framework": "abacus"})
    assert engines.algorithm(metamodel, other, "classification") is None


def test_every_program_runs_a_component_type_of_the_library(metamodel: Metamodel) -> None:
    told = [t.implementation.get("local") for t in metamodel.concrete("Component")]
    assert {p["program"] for p in told if isinstance(p, dict)} == {*BUILDERS, PROGRAM}


def test_an_unsupported_type_is_named_with_its_place(pipeline: Document) -> None:
    error = engines.unsupported(block_of(pipeline, "split"), "data")
    assert "split: data cannot run type SplitByTime" in error.message
    assert error.message.startswith("/ws/pipeline.yaml:")


def test_a_step_that_the_data_engine_does_not_know_is_refused(
    pipeline: Document, texts: Mapping[str, str], metamodel: Metamodel
) -> None:
    bare = dataclasses.replace(metamodel.type("DateParts"), implementation={})
    changed = dataclasses.replace(metamodel, types={**metamodel.types, "DateParts": bare})
    with pytest.raises(InvalidInputError) as caught:
        pipeline_spec(pipeline, texts, changed)
    assert "moment: data cannot run type DateParts" in caught.value.message
    assert caught.value.hint == "choose another type"


def test_only_splits_can_be_read_as_splits(pipeline: Document, metamodel: Metamodel) -> None:
    with pytest.raises(InvalidInputError, match="known: data cannot run type SelectColumns"):
        split_spec(block_of(pipeline, "known"), metamodel)
    assert split_spec(block_of(pipeline, "split"), metamodel).method == "time"
