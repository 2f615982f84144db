from collections.abc import Callable

from stratum.core.findings import Finding
from stratum.language.check import check, check_files, files_of, reached_from, read_files
from stratum.language.metamodel import Metamodel
from stratum.language.tiers import CONSTRAINTS, Tier
from stratum.language.tree import DocumentKind, Model

Checker = Callable[..., list[Finding]]
APP = "stratum: 1\nkind: Application\nname: app\ninfrastructure: site.yaml\ncomponents:\n"


def test_valid_documents_give_a_model_and_no_findings(types: Metamodel, site: str, pipeline: str) -> None:
    result = check_files({"site.yaml": site, "pipeline.yaml": pipeline}, types)
    assert result.findings == ()
    assert [d.name for d in result.model.of_kind(DocumentKind.PIPELINE)] == ["risk"]
    assert check(result.model, types) == ()


def test_nothing_is_wrong_with_nothing(types: Metamodel) -> None:
    assert check_files({}, types).findings == ()
    assert check(Model({}), types) == ()


def test_a_broken_document_hides_nothing_in_the_others(checked: Checker, site: str, pipeline: str) -> None:
    findings = checked(
        broken="stratum: [",
        site=site.replace("cpu: 4", "cpu: 4 GHz"),
        app=APP + "  a: {type: SqliteDatabase, hostedOn: nowhere}\n",
        pipeline=pipeline.replace("metric: roc_auc", "metric: rmse"),
    )
    assert [(f.position.file, f.code) for f in findings] == [
        ("app.yaml", "reference-unknown"),
        ("broken.yaml", "yaml-syntax"),
        ("pipeline.yaml", "pipeline-metric"),
        ("site.yaml", "value-unit"),
    ]


def test_what_is_not_ours_is_left_out(types: Metamodel, site: str) -> None:
    foreign = {
        "compose.yaml": "services: {}\n",
        "list.yaml": "- a\n",
        "broken.yaml": "on: [",
        "empty.yaml": "",
    }
    result = check_files({"site.yaml": site, **foreign}, types)
    assert result.findings == ()
    assert list(result.model.documents) == ["site.yaml"]
    assert result.around.foreign == foreign.keys()


def test_what_was_read_knows_its_files_and_what_documents_reach(
    types: Metamodel, site: str, pipeline: str
) -> None:
    gate = "{type: ReplayPublisher, pipeline: p.yaml, dataset: raw, publishes: rows}"
    texts = {"a.yaml": f"{APP}  gate: {gate}\n", "site.yaml": site, "p.yaml": pipeline, "o.yaml": pipeline}
    model = read_files(texts, types).model
    assert files_of(model, types) == {"rows.csv"}
    assert reached_from(model, types, ["a.yaml"]) == {"a.yaml", "site.yaml", "p.yaml"}
    assert reached_from(model, types, ["p.yaml", "gone.yaml"]) == {"p.yaml", "gone.yaml"}


def test_findings_are_sorted_and_each_comes_once(checked: Checker, site: str) -> None:
    text = APP + "".join(f"  A{n}: {{type: SqliteDatabase, hostedOn: h{n}}}\n" for n in range(20))
    findings = checked(site=site, app=text)
    places = [f.position for f in findings]
    assert places == sorted(places)
    assert len(set(findings)) == len(findings) == 40


def test_the_order_of_the_files_does_not_matter(types: Metamodel, site: str) -> None:
    app = APP + "  a: {type: SqliteDatabase, hostedOn: x}\n"
    forward = check_files({"site.yaml": site, "app.yaml": app}, types)
    backward = check_files({"app.yaml": app, "site.yaml": site}, types)
    assert forward.findings == backward.findings
    assert forward.model == backward.model


def test_a_placement_of_another_application_is_not_ours(checked: Checker, site: str) -> None:
    app = APP + "  a: {type: SqliteDatabase, requires: {disk: 1 GB}}\n"
    assert checked({"other": {"a": "edge-1"}}, site=site, app=app) == []
    assert [f.code for f in checked({"app": {"a": "edge-1"}}, site=site, app=app)] == ["capacity-disk"]


def test_a_placement_never_overrides_the_model(checked: Checker, site: str) -> None:
    app = APP + "  a: {type: SqliteDatabase, hostedOn: cloud-1, requires: {disk: 1 GB}}\n"
    assert checked({"app": {"a": "edge-1"}}, site=site, app=app) == []
    assert checked({"app": {"a": "unknown"}}, site=site, app=app) == []


def test_every_constraint_says_what_it_checks() -> None:
    functions = [constraint.evaluate for constraint in CONSTRAINTS]
    assert all(function.__doc__ for function in functions)
    assert len(set(functions)) == len(functions) >= 20


def test_tiers_run_up_to_the_one_that_is_asked_for(types: Metamodel, site: str) -> None:
    needs = "type: SqliteDatabase, requires: {gpus: 1}"
    text = f"{APP}  A: {{type: SqliteDatabase}}\n  b: {{{needs}, hostedOn: edge-1}}\n  c: {{{needs}}}\n"
    model = check_files({"a.yaml": text, "site.yaml": site}, types).model
    told = {tier: [f.code for f in check(model, types, upto=tier)] for tier in Tier}
    assert told[Tier.SCHEMA] == []
    assert told[Tier.STRUCTURE] == ["name-pattern"]
    assert told[Tier.MATCHING] == ["name-pattern", "placement-none"]
    assert told[Tier.CAPACITY] == told[Tier.CORE] == ["name-pattern", "capacity-gpus", "placement-none"]
    assert [c.tier for c in CONSTRAINTS] == sorted(c.tier for c in CONSTRAINTS)
