import pytest

from stratum.core.errors import NotFoundError
from stratum.language.metamodel import Attribute, Metamodel, Reference, Shape, Type


def test_a_type_is_one_of_its_ancestors_and_mixins(types: Metamodel) -> None:
    replay = types.type("ReplayPublisher")
    assert all(replay.is_a(name) for name in ("ReplayPublisher", "Publisher", "Component", "Connected"))
    assert not replay.is_a("MessageBroker")
    assert types.is_a("NatsBroker", "MessageBroker")
    assert not types.is_a("Nothing", "MessageBroker")


def test_unknown_types_are_an_error_with_the_nearest_name(types: Metamodel) -> None:
    assert types.find("NatsBrokr") is None
    with pytest.raises(NotFoundError, match="no type 'NatsBrokr'") as caught:
        types.type("NatsBrokr")
    assert caught.value.hint == "did you mean NatsBroker?"


def test_concrete_types_leave_out_abstract_ones_and_mixins(types: Metamodel) -> None:
    names = [t.name for t in types.concrete("Device")]
    assert names == ["AccessPoint", "Actuator", "Router", "Sensor", "Switch"]
    assert types.concrete("Connected") == tuple(t for t in types.concrete("Component") if t.is_a("Connected"))


def test_what_the_compiler_reads(types: Metamodel) -> None:
    trees, replay = types.type("ExtraTrees"), types.type("ReplayPublisher")
    assert replay.implementation["local"] == {"program": "replay"}
    assert replay.role == "publisher"
    assert trees.implementation["sklearn"] == {
        "classification": "ExtraTreesClassifier",
        "regression": "ExtraTreesRegressor",
        "parameters": {"trees": "n_estimators", "depth": "max_depth", "leaf": "min_samples_leaf"},
    }


def test_referring_attributes_are_found_also_inside_of_lists() -> None:
    column = Attribute("column", Shape.STRING, refers=Reference.COLUMN)
    columns = Attribute("columns", Shape.LIST, items=column)
    made = Type(
        "Block", attributes={"column": column, "columns": columns, "n": Attribute("n", Shape.INTEGER)}
    )
    assert made.referring(Reference.COLUMN) == (column, columns)
    assert made.referring(Reference.MODEL) == ()


def test_types_compare_by_value() -> None:
    assert Type("A", attributes={"n": Attribute("n", Shape.INTEGER)}) == Type(
        "A", attributes={"n": Attribute("n", Shape.INTEGER)}
    )
    assert Type("A") != Type("B")
