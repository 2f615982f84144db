"""What is wrong with batch predictors, and what those that are right are told."""

import json
from collections.abc import Callable, Mapping

import pytest

from stratum.compiler.check import application_findings
from stratum.compiler.deployment import desired_state, needs
from stratum.compiler.types import Blocks, BundleRef, Resolved
from stratum.data.types import SourceSpec, StepSpec
from stratum.deployment.types import Artifact, ComponentSpec, Mount
from stratum.language.metamodel import Metamodel
from stratum.language.tree import Document

Read = Callable[[str], Document]

APP = """
kind: Application
name: nights
infrastructure: infrastructure.yaml
components:
  store: {type: SqliteDatabase}
  nightly: {type: BatchPredictor, connectsTo: store, pipeline: pipeline.yaml, rows: ROWS,
            model: delay-risk, MORE}
"""


def app(read: Read, rows: str = "departures", more: str = "every: 1 h") -> Document:
    return read(APP.replace("ROWS", rows).replace("MORE", more))


@pytest.mark.parametrize(
    ("more", "message", "attribute"),
    [
        ("every: 1 h, cron: 0 3 * * *", "nightly has two schedules: every and cron", "every"),
        ("cron: 0 25 * * *", "nightly has no schedule: '25' is no hour", "cron"),
        ("cron: 0 0 31 2 *", "nightly has no schedule: '0 0 31 2 *' never comes", "cron"),
    ],
)
def test_a_schedule_that_is_none_is_found_at_its_attribute(
    more: str,
    message: str,
    attribute: str,
    read: Read,
    documents: Mapping[str, Document],
    metamodel: Metamodel,
) -> None:
    document = app(read, more=more)
    (found,) = application_findings(document, documents, metamodel)
    assert (found.code, found.element, found.message) == ("schedule-wrong", "nights/nightly", message)
    element = document.element("nightly")
    assert element is not None
    assert found.position == element.positions[attribute]


def test_a_step_of_a_model_gives_no_rows(
    read: Read, documents: Mapping[str, Document], metamodel: Metamodel
) -> None:
    (found,) = application_findings(app(read, "moment"), documents, metamodel)
    assert (found.code, found.message) == (
        "dataset-not-a-table",
        "nightly cannot read moment: it is part of a model, not a table",
    )


BOTH = """
kind: Application
name: nights
infrastructure: infrastructure.yaml
components:
  store: {type: SqliteDatabase}
  other: {type: SqliteDatabase}
  nightly: {type: BatchPredictor, connectsTo: store, pipeline: pipeline.yaml, rows: departures,
            model: delay-risk, every: 1 h, table: ONE}
  hourly: {type: BatchPredictor, pipeline: pipeline.yaml, rows: departures, model: delay-risk,
           every: 1 h, SECOND}
"""


@pytest.mark.parametrize(
    ("one", "second", "shared"),
    [
        ("risks", "connectsTo: store, table: Risks", "Risks"),
        ("answers", "connectsTo: store", "answers"),
        ("risks", "connectsTo: store", ""),
        ("risks", "connectsTo: other, table: risks", ""),
        ("answers", "format: csv", ""),
    ],
)
def test_two_predictors_do_not_share_a_table(
    one: str,
    second: str,
    shared: str,
    read: Read,
    documents: Mapping[str, Document],
    metamodel: Metamodel,
) -> None:
    document = read(BOTH.replace("ONE", one).replace("SECOND", second))
    found = application_findings(document, documents, metamodel)
    told = f"hourly and nightly both keep their answers in table {shared}"
    expected = [("table-shared", "nights/hourly", told)] if shared else []
    assert [(f.code, f.element, f.message) for f in found] == expected


LACKING = """
kind: Pipeline
name: delay-risk
blocks:
  stored: {type: CsvSource, path: rows.csv, schema: {carrier: text, late: truth, extra: number}}
  few: {type: SelectColumns, input: stored, columns: [extra, late]}
  fewer: {type: FilterRows, input: few, where: [{column: extra, is: known}]}
  chosen: {type: SelectColumns, input: stored, columns: [carrier, late]}
  split: {type: SplitRandom, input: chosen, fraction: 30 %}
  bayes: {type: NaiveBayes, input: split}
  best: {type: ChooseBest, inputs: bayes, target: late, metric: roc_auc}
"""


@pytest.mark.parametrize(
    ("rows", "codes"), [("fewer", ["rows-lack-columns"]), ("stored", []), ("chosen", [])]
)
def test_columns_that_the_model_takes_are_missed(
    rows: str, codes: list[str], read: Read, metamodel: Metamodel
) -> None:
    document = app(read, rows)
    pipelines = {"/ws/pipeline.yaml": read(LACKING)}
    found = application_findings(document, pipelines, metamodel)
    assert [f.code for f in found] == codes
    if codes:
        assert found[0].message == "fewer gives no carrier, which the model of nightly takes"


CODED = """
kind: Pipeline
name: delay-risk
blocks:
  stored: {type: CsvSource, path: rows.csv}
  raw: {type: FilterRows, input: stored, where: [{column: carrier, is: known}]}
  mine: {type: CodeStep, input: stored, module: mine.py}
  made: {type: FilterRows, input: mine, where: [{column: carrier, is: known}]}
"""


@pytest.mark.parametrize(("rows", "codes"), [("made", ["rows-need-code"]), ("raw", []), ("stored", [])])
def test_rows_that_come_out_of_code_are_found(
    rows: str, codes: list[str], read: Read, metamodel: Metamodel
) -> None:
    found = application_findings(app(read, rows), {"/ws/pipeline.yaml": read(CODED)}, metamodel)
    assert [f.code for f in found] == codes
    if codes:
        told = "stratum cannot run nightly: made needs the code of mine, and it runs none"
        assert (found[0].message, found[0].element) == (told, "nights/nightly")


BLOCKS = Blocks(
    (
        SourceSpec("rows", "csv", {"path": "/ws/data/rows.csv"}),
        SourceSpec("more", "csv", {"path": "/ws/more.csv"}),
        SourceSpec("packed", "csv", {"path": "package:p/x.csv"}),
    ),
    (StepSpec("departures", "sql", ("rows", "more"), {"query": "SELECT 1"}),),
)


def compiled(document: Document, metamodel: Metamodel) -> ComponentSpec:
    resolved = Resolved(
        addresses={"cloud-1": "127.0.0.9"},
        directories={"store": "/run/store", "nightly": "/run/nightly"},
        bundles={"delay-risk": BundleRef("delay-risk", "3", "/models/3", "abc")},
        datasets={},
        batches={("/ws/pipeline.yaml", "departures"): BLOCKS},
        roots=("/ws",),
    )
    hosts = {"store": "cloud-1", "nightly": "cloud-1"}
    found = desired_state(document, hosts, {}, metamodel, resolved)
    return next(spec for spec in found.components if spec.name == "nightly")


def test_a_predictor_is_told_its_rows_its_model_and_its_table(read: Read, metamodel: Metamodel) -> None:
    document = app(read, more="every: 1 h, columns: [id], table: risks")
    assert needs(document).batches == (("/ws/pipeline.yaml", "departures"),)
    assert needs(document).datasets == ()
    spec = compiled(document, metamodel)
    told = json.loads(spec.files["spec.json"])
    assert told["every"] == 3600
    assert (told["once"], told["folder"]) == (False, "/run/nightly")
    assert (told["model"]["version"], told["model"]["path"]) == ("3", "{artifacts}/abc")
    assert [step["name"] for step in told["rows"]["steps"]] == ["departures"]
    assert told["target"] == {
        "columns": ["id"], "database": "/run/store/store.db", "format": "parquet", "table": "risks"
    }  # fmt: skip
    assert spec.artifacts == (Artifact("abc", "/models/3"),)
    assert spec.mounts == (Mount("/run/store", writable=True), Mount("/ws/data"), Mount("/ws/more.csv"))


@pytest.mark.parametrize(
    ("more", "once"), [("variant: int8", True), ("start: asked", False), ("cron: 0 3 * * *", False)]
)
def test_it_runs_once_where_it_has_no_schedule(
    more: str, once: bool, read: Read, metamodel: Metamodel
) -> None:
    assert json.loads(compiled(app(read, more=more), metamodel).files["spec.json"])["once"] is once
