import dataclasses
from collections.abc import Callable, Mapping

import pytest

from stratum.compiler.check import (
    MOST_HOSTS,
    application_findings,
    infrastructure_findings,
    pipeline_findings,
)
from stratum.compiler.deployment import desired_state
from stratum.compiler.pipeline import pipeline_spec
from stratum.compiler.types import Resolved
from stratum.core.errors import InvalidInputError
from stratum.language.metamodel import Metamodel
from stratum.language.tree import Document

Read = Callable[[str], Document]


def without(metamodel: Metamodel, type_name: str) -> Metamodel:
    """The metamodel, one type stripped of its implementations."""
    bare = dataclasses.replace(metamodel.type(type_name), implementation={})
    return dataclasses.replace(metamodel, types={**metamodel.types, type_name: bare})


def test_the_example_can_be_run(
    application: Document, pipeline: Document, documents: Mapping[str, Document], metamodel: Metamodel
) -> None:
    assert application_findings(application, documents, metamodel) == ()
    assert pipeline_findings(pipeline, metamodel) == ()


def test_a_component_that_no_program_runs_is_found_and_not_skipped(
    application: Document, documents: Mapping[str, Document], metamodel: Metamodel, resolved: Resolved
) -> None:
    bare = without(metamodel, "Dashboard")
    (found,) = application_findings(application, documents, bare)
    assert (found.code, found.element) == ("engine-unsupported", "flight-delays/board")
    assert found.message == "local cannot run board: type Dashboard has no implementation for it"
    assert found.position.line > 0
    placed = {e.name: "fog-1" for e in application.elements}
    with pytest.raises(InvalidInputError, match="local cannot run type Dashboard"):
        desired_state(application, placed, documents, bare, resolved)


@pytest.mark.parametrize(
    ("type_name", "element"),
    [
        ("NaiveBayes", "bayes"),
        ("SplitByTime", "split"),
        ("CsvSource", "flights"),
        ("DateParts", "moment"),
    ],
)
def test_a_block_that_no_engine_runs_is_found(
    pipeline: Document, metamodel: Metamodel, type_name: str, element: str
) -> None:
    found = pipeline_findings(pipeline, without(metamodel, type_name))
    assert {f.code for f in found} == {"engine-unsupported"}
    assert found[0].element == f"delay-risk/{element}"
    assert type_name in found[0].fix


def test_a_pipeline_without_a_choice_cannot_be_trained(read: Read, metamodel: Metamodel) -> None:
    bare = read("kind: Pipeline\nname: bare\nblocks:\n  rows: {type: CsvSource, path: x.csv}\n")
    (found,) = pipeline_findings(bare, metamodel)
    assert (found.code, str(found.position)) == ("pipeline-result", "/ws/small.yaml:3:7")
    assert found.message == "the pipeline prepares rows and trains no model"
    assert found.fix == "add a block of type ChooseBest"


def test_candidates_without_a_common_split_are_told_at_their_place(read: Read, metamodel: Metamodel) -> None:
    (found,) = pipeline_findings(read(UNSELECTED.replace(", input: split", "") + CHOICE), metamodel)
    assert (found.code, found.position.file) == ("pipeline-order", "/ws/small.yaml")
    assert found.message.startswith("the candidates need one common split"), "the file is not named twice"


WRONG = """
kind: Application
name: wrong
infrastructure: infrastructure.yaml
components:
  broker: {type: NatsBroker, topics: [rows, other]}
  archive: {type: SqliteDatabase}
  gateway: {type: ReplayPublisher, connectsTo: broker, pipeline: pipeline.yaml, dataset: DATASET,
            publishes: rows}
  writer: {type: DatabaseWriter, connectsTo: [broker, archive], consumes: [rows]}
"""


def test_a_topic_that_no_database_keeps_is_found_at_its_attribute(
    read: Read, documents: Mapping[str, Document], metamodel: Metamodel
) -> None:
    (found,) = application_findings(read(WRONG.replace("DATASET", "departures")), documents, metamodel)
    assert (found.code, found.element) == ("topic-not-storable", "wrong/writer")
    assert found.message == "writer cannot store rows: it carries neither predictions nor outcomes"
    assert (found.position.line, found.position.column) == (11, 75)


def test_a_step_of_a_model_is_no_dataset(
    read: Read, documents: Mapping[str, Document], metamodel: Metamodel
) -> None:
    found = application_findings(read(WRONG.replace("DATASET", "moment")), documents, metamodel)
    assert [f.code for f in found] == ["dataset-not-a-table", "topic-not-storable"]
    assert found[0].message == "gateway cannot read moment: it is part of a model, not a table"


STREAM = """
kind: Application
name: streams
components:
  broker: {type: NatsBroker}
  scorer: {type: ModelService, model: likes@champion}
  scoring: {type: StreamProcessor, connectsTo: [broker, scorer], consumes: rows, produces: predictions}
"""
LIKES = """
kind: Pipeline
name: likes
blocks:
  best: {type: ChooseBest, inputs: [], task: TASK, metric: f1}
"""


@pytest.mark.parametrize(("task", "codes"), [
    ("recommendation", ["model-task"]), ("forecasting", ["model-task"]), ("regression", [])
])  # fmt: skip
def test_a_stream_processor_takes_classes_and_numbers(
    read: Read, metamodel: Metamodel, task: str, codes: list[str]
) -> None:
    pipelines = {"/ws/likes.yaml": read(LIKES.replace("TASK", task))}
    found = application_findings(read(STREAM), pipelines, metamodel)
    assert [f.code for f in found] == codes
    for one in found:
        assert one.element == "streams/scoring"
        assert one.message.startswith(f"scoring asks scorer about the model likes, which does {task}")
        assert one.fix == "serve a classifier or a regression in scorer, or ask likes there over HTTP"


UNSELECTED = """
kind: Pipeline
name: unselected
blocks:
  rows: {type: CsvSource, path: x.csv}
  split: {type: SplitRandom, input: rows}
  tree: {type: DecisionTree, input: split}
"""
CHOICE = "  best: {type: ChooseBest, inputs: [tree], target: y, metric: f1}\n"


@pytest.mark.parametrize(
    ("text", "reason"),
    [(UNSELECTED + CHOICE, "the pipeline selects no columns"), (UNSELECTED, "0 blocks choose a model")],
)
def test_a_replay_needs_a_pipeline_that_says_its_columns(
    read: Read, metamodel: Metamodel, text: str, reason: str
) -> None:
    pipelines = {"/ws/pipeline.yaml": read(text)}
    found = application_findings(read(WRONG.replace("DATASET", "rows")), pipelines, metamodel)
    assert found[0].code == "columns-not-selected"
    assert reason in found[0].message


def test_unknown_pipelines_are_left_to_the_language(read: Read, metamodel: Metamodel) -> None:
    found = application_findings(read(WRONG.replace("DATASET", "departures")), {}, metamodel)
    assert [f.code for f in found] == ["topic-not-storable"]
    assert found[0].fix.startswith("consume what a StreamProcessor produces")


SITE = "kind: Infrastructure\nname: large\nhosts:\n"


def test_more_hosts_than_addresses_are_told_with_both_numbers(read: Read) -> None:
    lines = [f"  h{n}: {{type: EdgeGateway, cpu: 1, memory: 1 GiB}}\n" for n in range(MOST_HOSTS + 1)]
    link = "links:\n  up: {between: [h0, h1], latency: 1 ms}\n"
    assert infrastructure_findings(read(SITE + "".join(lines[1:]) + link)) == ()
    (found,) = infrastructure_findings(read(SITE + "".join(lines)))
    assert (found.code, found.element, found.severity) == ("too-many-hosts", "large", "error")
    assert (found.required, found.available) == ("at most 250 hosts", "251 hosts")
    assert found.position.file == "/ws/small.yaml"


BOOSTED = """
kind: Pipeline
name: boosted
blocks:
  rows: {type: CsvSource, path: rows.csv}
  split: {type: SplitRandom, input: rows, fraction: 20 %%}
  trees: {type: GradientBoosting, input: split%s}
  best: {type: ChooseBest, inputs: trees, target: bought, metric: accuracy}
"""


def test_one_attribute_names_the_framework(read: Read, metamodel: Metamodel) -> None:
    for framework in ("scikit-learn", "lightgbm", "xgboost", "catboost"):
        pipeline = read(BOOSTED % f", framework: {framework}, depth: 3")
        assert pipeline_findings(pipeline, metamodel) == ()
        (candidate,) = pipeline_spec(pipeline, {}, metamodel).candidates
        assert candidate.framework == framework.replace("scikit-learn", "sklearn")
        assert 3 in candidate.parameters.values()


def test_a_library_that_is_not_installed_is_told_with_the_command(read: Read, metamodel: Metamodel) -> None:
    pipeline = read(BOOSTED % ", framework: catboost")
    (found,) = pipeline_findings(pipeline, metamodel, ["catboost", "lightgbm"])
    assert (found.code, found.element) == ("library-absent", "boosted/trees")
    assert "pip install 'stratum[catboost]'" in found.fix


def test_what_the_framework_does_not_know_is_told(read: Read, metamodel: Metamodel) -> None:
    (found,) = pipeline_findings(read(BOOSTED % ", framework: catboost, leaves: 9"), metamodel)
    assert found.message == "trees sets leaves, which catboost does not know"
