"""Laws of checking again after an edit: the same findings as a check of the whole, whatever was edited."""

import dataclasses
import functools
from collections.abc import Mapping

from hypothesis import given, settings
from hypothesis import strategies as st

from stratum.core.findings import Finding
from stratum.language.check import check, examine, read_files, recheck
from stratum.language.library import library
from stratum.language.tiers import Reach
from stratum.language.tree import Element, Model, Relation

SITE = """\
stratum: 1
kind: Infrastructure
name: site
hosts:
  h1: {type: EdgeGateway, cpu: 1, memory: 512 MiB}
  h2: {type: FogServer, cpu: 2, memory: 2 GiB, arch: arm64}
  h3: {type: CloudMachine, cpu: 4, memory: 8 GiB, disk: 100 GB, contains: {os: {type: Ubuntu}}}
links:
  l1: {between: [h1, h2], latency: 5 ms}
  l2: {between: [h2, h3], latency: 20 ms}
"""
PIPE = """\
stratum: 1
kind: Pipeline
name: risk
blocks:
  raw: {type: CsvSource, path: rows.csv}
  known: {type: SelectColumns, input: raw, columns: [id, late]}
  split: {type: SplitRandom, input: known}
  forest: {type: RandomForest, input: split}
  best: {type: ChooseBest, inputs: [forest], target: late, identifier: id, metric: roc_auc}
"""
APP = """\
stratum: 1
kind: Application
name: app
infrastructure: site.yaml
components:
  broker: {type: NatsBroker, hostedOn: h2, topics: [rows, answers, outcomes]}
  gate: {type: ReplayPublisher, hostedOn: h1, connectsTo: broker, pipeline: pipe.yaml, dataset: raw,
    publishes: rows, outcomes: outcomes, requires: {cpu: 0.5, memory: 256 MiB}}
  scorer: {type: ModelService, hostedOn: h3, model: risk, qos: {p95Latency: 100 ms},
    scaling: {policy: kpa, minimum: 1, maximum: 2}, keep: {pipeline: pipe.yaml},
    requires: {cpu: 1, memory: 1 GiB}}
  processor: {type: StreamProcessor, connectsTo: [broker, {to: scorer, maxLatency: 30 ms}], hostedOn: h2,
    consumes: rows, produces: answers, statusPort: 9000, requires: {cpu: 0.5, tier: [fog, cloud]}}
  archive: {type: SqliteDatabase, hostedOn: h3, requires: {disk: 60 GB}}
  writer: {type: DatabaseWriter, hostedOn: h3, connectsTo: [broker, archive], consumes: [answers, outcomes],
    statusPort: 9000}
  board: {type: Dashboard, hostedOn: h3, connectsTo: archive, port: 9000}
  spare: {type: SqliteDatabase, requires: {disk: 50 GB, arch: arm64}}
"""
OTHER = """\
stratum: 1
kind: Application
name: other
infrastructure: site.yaml
components:
  lake: {type: SqliteDatabase, hostedOn: h3, requires: {disk: 30 GB, cpu: 1}}
  page: {type: Dashboard, connectsTo: lake, port: 9000, requires: {cpu: 1}}
  gap: {type: Dashboard, hostedOn: h1, connectsTo: lke}
  bus: {type: MessageBroker, select: app/broker}
  taker: {type: DatabaseWriter, hostedOn: h3, connectsTo: [{to: bus, maxLatency: 30 ms}, lake],
    consumes: answers}
policies:
  near: {type: Together, targets: [page, taker]}
"""
RULES = """\
stratum: 1
kind: Rules
name: rules
rules:
  hot: {watch: {subject: scorer, metric: cpu, above: 0.9}, do: {action: emit}}
"""
TEXTS = {"site.yaml": SITE, "pipe.yaml": PIPE, "app.yaml": APP, "other.yaml": OTHER, "rules.yaml": RULES}
NAMES = ("h1", "h3", "l1", "raw", "broker", "scorer", "archive", "writer", "lake", "bus", "nobody", "Bad")
PLACEMENT = {"app": {"spare": "h2", "writer": "h1"}, "other": {"page": "h1"}}
VALUES: Mapping[str, tuple[object, ...]] = {
    "cpu": (0.5, 3.0),
    "memory": (2**28, 2**40),
    "disk": (0, 10**11),
    "latency": (0.001, 0.5),
    "arch": ("x86_64", "arm64"),
    "topics": (("rows",), ("rows", "answers", "outcomes")),
    "consumes": ("rows", "lost", ("answers",)),
    "publishes": ("rows", "answers"),
    "outcomes": ("outcomes",),
    "statusPort": (9000, 9001),
    "port": (9000, 9001),
    "dataset": ("raw", "split", "none"),
    "pipeline": ("pipe.yaml", "site.yaml", "gone.yaml"),
    "model": ("risk", "unknown"),
    "keep": ({"pipeline": "pipe.yaml", "window": 60.0, "heldOut": 90.0},),
    "qos": ({"p95Latency": 0.01}, {"p95Latency": 10.0}),
    "scaling": ({"minimum": 3, "maximum": 2}, {"minimum": 1, "maximum": 9}, {"minimum": 0, "maximum": 1}),
    "requires": (
        {"cpu": 0.5},
        {"cpu": 9.0, "memory": 1.0},
        {"arch": ("arm64",), "disk": 1.0},
        {"tier": ("edge",)},
    ),
    "watch": ({"subject": "nobody", "metric": "cpu", "above": 1.0},),
    "target": ("late", "id"),
    "path": ("rows.csv",),
    "select": ("app/broker", "app/archive", "app/none", "none/broker", "other/lake"),
}


@functools.cache
def original() -> Model:
    return read_files(TEXTS, library()).model


@st.composite
def edited(draw: st.DrawFn, model: Model) -> Model:
    """A model with an element of it changed, renamed, added, taken out or put elsewhere."""
    file = draw(st.sampled_from(sorted(model.documents)))
    document = model.documents[file]
    elements = list(document.elements)
    if not elements:
        return model
    at = draw(st.integers(0, len(elements) - 1))
    what = draw(st.sampled_from(["set", "relate", "drop", "add", "rename", "retype", "order", "reparent"]))
    if what == "add":
        name = draw(st.sampled_from(NAMES))
        elements.insert(
            draw(st.integers(0, len(elements))), dataclasses.replace(elements[at], name=name, id=name)
        )
    elif what == "drop":
        del elements[at]
    elif what == "order":
        elements.append(elements.pop(at))
    else:
        elements[at] = draw(changed(elements[at], what))
    return Model({**model.documents, file: dataclasses.replace(document, elements=tuple(elements))})


@st.composite
def changed(draw: st.DrawFn, element: Element, what: str) -> Element:
    if what == "rename":
        name = draw(st.sampled_from(NAMES))
        return dataclasses.replace(element, name=name, id=name)
    if what == "reparent":
        return dataclasses.replace(
            element, parent=draw(st.sampled_from(["", "h1", "h3", "os", "broker", "nobody"]))
        )
    if what == "retype":
        types = [
            "NatsBroker",
            "ModelService",
            "Dashboard",
            "SqliteDatabase",
            "FogServer",
            "Link",
            "SelectColumns",
        ]
        return dataclasses.replace(element, type=draw(st.sampled_from(types)))
    if what == "relate":
        kind = draw(st.sampled_from(["connectsTo", "hostedOn", "migrateTo", "between", "input"]))
        old = [r for r in element.relations if draw(st.booleans())]
        target = draw(st.sampled_from(NAMES))
        return dataclasses.replace(element, relations=(*old, Relation(kind, target, {}, element.position)))
    name = draw(st.sampled_from(sorted(VALUES)))
    value = draw(st.sampled_from(VALUES[name]))
    attributes = {**element.attributes, name: value}
    return dataclasses.replace(
        element, attributes=attributes, positions={**element.positions, name: element.position}
    )


def differing(found: frozenset[Finding] | tuple[Finding, ...], wanted: tuple[Finding, ...]) -> set[Finding]:
    return set(found) ^ set(wanted)


@settings(deadline=None, max_examples=300)
@given(st.data())
def test_checking_again_finds_what_checking_all_finds(data: st.DataObject) -> None:
    placement = data.draw(st.sampled_from([None, PLACEMENT]))
    model = original()
    verdict = examine(model, library(), placement)
    for _ in range(data.draw(st.integers(1, 5))):
        model = data.draw(edited(model))
        placement = data.draw(st.sampled_from([placement, None, PLACEMENT]))
        verdict = recheck(verdict, model, placement)
        assert differing(verdict.findings, check(model, library(), placement)) == set()
        assert verdict.findings == check(model, library(), placement)


@settings(deadline=None, max_examples=50)
@given(st.data())
def test_each_reach_keeps_what_it_finds(data: st.DataObject) -> None:
    before = data.draw(edited(original()))
    after = data.draw(edited(before))
    again = recheck(examine(before, library()), after)
    fresh = examine(after, library())
    assert {reach: again.found[reach] for reach in Reach} == fresh.found


def test_the_original_has_faults_of_several_families() -> None:
    codes = {str(f.code) for f in check(original(), library())}
    assert len(codes) >= 3


def test_without_an_edit_nothing_is_looked_at() -> None:
    verdict = examine(original(), library())
    again = recheck(verdict, original())
    assert again.findings == verdict.findings
    assert all(again.context.spaces[file] is space for file, space in verdict.context.spaces.items())
