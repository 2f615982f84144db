from collections.abc import Callable

import pytest

from stratum.compiler.order import dependencies, start_order
from stratum.compiler.topics import consumed, kind_of, published, readers
from stratum.core.errors import InvalidInputError
from stratum.language.metamodel import Metamodel
from stratum.language.tree import Document, Element

Read = Callable[[str], Document]

LOOP = """
kind: Application
name: loop
infrastructure: infrastructure.yaml
components:
  broker: {type: NatsBroker, topics: [a, b]}
  other: {type: NatsBroker, topics: [a, b]}
  model: {type: ModelService, model: m}
  there: {type: StreamProcessor, connectsTo: [broker, model], consumes: a, produces: b}
  back: {type: StreamProcessor, connectsTo: [broker, model], consumes: b, produces: a}
  apart: {type: StreamProcessor, connectsTo: [other, model], consumes: a, produces: b}
"""


def element(document: Document, name: str) -> Element:
    found = document.element(name)
    assert found is not None
    return found


def test_topics_are_known_by_who_publishes_and_who_consumes(
    application: Document, metamodel: Metamodel
) -> None:
    gateway, writer = element(application, "gateway-ewr"), element(application, "writer")
    assert published(gateway, metamodel) == ("departures", "arrivals")
    assert consumed(writer, metamodel) == ("predictions", "arrivals")
    assert consumed(gateway, metamodel) == ()


def test_readers_consume_from_the_same_broker(
    read: Read, application: Document, metamodel: Metamodel
) -> None:
    assert readers(application, element(application, "gateway-ewr"), metamodel) == ("processor", "writer")
    assert readers(application, element(application, "processor"), metamodel) == ("writer",)
    loop = read(LOOP)
    assert readers(loop, element(loop, "back"), metamodel) == ("there",)


def test_a_topic_carries_predictions_outcomes_or_nothing_to_keep(application: Document) -> None:
    kinds = [kind_of([application], topic) for topic in ("predictions", "arrivals", "departures")]
    assert kinds == ["predictions", "outcomes", ""]


def test_publishers_wait_for_their_readers(application: Document, metamodel: Metamodel) -> None:
    waits = dependencies(application, metamodel)
    assert waits["gateway-ewr"] == ("broker", "processor", "writer")
    assert waits["processor"] == ("broker", "scorer", "writer")
    assert waits["writer"] == ("broker", "archive")
    assert waits["broker"] == ()


def test_readers_of_each_other_do_not_wait_in_a_circle(read: Read, metamodel: Metamodel) -> None:
    waits = dependencies(read(LOOP), metamodel)
    assert waits["there"] == ("broker", "model", "back")
    assert waits["back"] == ("broker", "model")
    assert waits["apart"] == ("other", "model")
    assert start_order(waits)[-1] == "there"


def test_everything_starts_after_what_it_waits_for(application: Document, metamodel: Metamodel) -> None:
    waits = dependencies(application, metamodel)
    order = start_order(waits)
    assert sorted(order) == sorted(waits)
    assert all(order.index(needed) < order.index(name) for name in waits for needed in waits[name])


def test_what_is_not_a_component_is_not_waited_for() -> None:
    assert start_order({"a": ("elsewhere",), "b": ("a",)}) == ("a", "b")


def test_a_circle_of_connections_is_refused() -> None:
    with pytest.raises(InvalidInputError, match="wait for each other: a, b"):
        start_order({"a": ("b",), "b": ("a",), "c": ()})


def test_a_reader_that_is_connected_to_already_is_waited_for_once(read: Read, metamodel: Metamodel) -> None:
    direct = LOOP.replace("there: {type: StreamProcessor, connectsTo: [broker, model]",
                          "there: {type: StreamProcessor, connectsTo: [broker, model, back]")  # fmt: skip
    waits = dependencies(read(direct), metamodel)
    assert waits["there"] == ("broker", "model", "back")
    assert waits["back"] == ("broker", "model")
