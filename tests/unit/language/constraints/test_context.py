from stratum.language.check import check_files
from stratum.language.codes import Code
from stratum.language.constraints.build import build
from stratum.language.constraints.context import Typed, error, warning
from stratum.language.metamodel import Metamodel

APP = "stratum: 1\nkind: Application\nname: app\ninfrastructure: ../sites/site.yaml\ncomponents:\n"


def test_hosts_come_from_the_model_or_from_the_placement(types: Metamodel, site: str) -> None:
    text = APP + "  a: {type: SqliteDatabase, hostedOn: fog-1}\n  b: {type: SqliteDatabase}\n"
    model = check_files({"apps/a.yaml": text, "sites/site.yaml": site}, types).model
    context = build(model, types, {"app": {"a": "edge-1", "b": "cloud-1"}})
    space = context.spaces["apps/a.yaml"]
    assert context.hosts["apps/a.yaml"] == {"a": "fog-1", "b": "cloud-1"}
    host = context.host(space, "b")
    assert host is not None
    assert host.path == "site/cloud-1"
    assert context.host(space, "c") is None


def test_without_its_infrastructure_an_application_has_no_hosts(types: Metamodel) -> None:
    text = APP + "  a: {type: SqliteDatabase, hostedOn: fog-1}\n"
    context = build(check_files({"a.yaml": text}, types).model, types)
    assert context.spaces["a.yaml"].infrastructure is None
    assert context.host(context.spaces["a.yaml"], "a") is None


def test_elements_of_unknown_types_are_left_out(types: Metamodel, site: str) -> None:
    model = check_files({"site.yaml": site}, types).model
    context = build(model, Metamodel({}, types.documents))
    assert context.spaces["site.yaml"].elements == {}
    assert list(context.everything()) == []


def test_errors_and_warnings_point_to_an_attribute_or_the_element(types: Metamodel, site: str) -> None:
    element = check_files({"site.yaml": site}, types).model.documents["site.yaml"].elements[0]
    typed = Typed(element, types.type("EdgeGateway"), "site/edge-1")
    assert error("x", typed, "m", "f", at="cpu").position == element.positions["cpu"]
    assert error("x", typed, "m", "f", at="disk").position == element.position
    assert error("x", typed, "m", "f", numbers=("1", "2")).required == "1"
    told = warning(Code.BLOCK_UNUSED, typed, "m", "f")
    assert (told.severity, told.element) == ("warning", "site/edge-1")
