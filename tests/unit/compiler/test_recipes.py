"""Values of recipes against elements, and what is said of recipes that name what is not there."""

import dataclasses
from typing import Any

import pytest

from stratum.compiler.containers import container_of, file_text
from stratum.compiler.recipes import Recipe, Scene, plain, sockets, word
from stratum.core.errors import InvalidInputError
from stratum.deployment.blueprint import SecretReference, Socket
from stratum.language.check import check_files
from stratum.language.library import extended
from stratum.language.metamodel import Metamodel
from stratum.language.tree import Document

TYPES = """
stratum: 1
kind: Types
name: mine
types:
  Store:
    help: Keeps things.
    extends: Component
    attributes:
      port: {type: port, default: 7000, help: Its port.}
      keep: {type: duration, default: 2 min, help: How long.}
      share: {type: number, default: 0.5, help: A share.}
      quiet: {type: boolean, default: true, help: Whether.}
      tags: {type: list, items: string, default: [a, b], help: Words.}
      password: {type: secret, help: Its password.}
      plan: {type: group, help: A plan., fields: {size: {type: integer, default: 3, help: Its size.}}}
      nothing: {type: string, help: Not said.}
    provides:
      store: {port: port, version: "2"}
  Reader:
    help: Reads things.
    extends: Component
    mixins: [Connected]
    relations:
      connectsTo: {to: [Store]}
"""
APPLICATION = """
stratum: 1
kind: Application
name: shop
infrastructure: site.yaml
components:
  store: {type: Store, password: "env:STORE_PASSWORD"}
  reader: {type: Reader, connectsTo: store}
"""
SITE = """
stratum: 1
kind: Infrastructure
name: site
hosts:
  one: {type: FogServer, cpu: 4, memory: 4 GiB, address: 10.0.0.1}
"""


@pytest.fixture(scope="module")
def types() -> Metamodel:
    return extended({"types.yaml": TYPES}).metamodel


@pytest.fixture(scope="module")
def application(types: Metamodel) -> Document:
    found = check_files({"app.yaml": APPLICATION, "site.yaml": SITE}, types)
    assert not found.findings
    return found.model.documents["app.yaml"]


def scene(application: Document, types: Metamodel, name: str = "store") -> Scene:
    element = application.element(name)
    assert element is not None
    return Scene(
        application, types, element, element, "one", {"store": "10.0.0.1", "reader": "reader"}, "store:1"
    )


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ("as it is", "as it is"),
        ({"attribute": "port"}, 7000),
        ({"attribute": "keep"}, 120),
        ({"attribute": "share"}, 0.5),
        ({"attribute": "quiet"}, True),
        ({"attribute": "tags"}, ("a", "b")),
        ({"attribute": "plan.size"}, 3),
        ({"attribute": "nothing"}, None),
        ({"secret": "password"}, SecretReference("store-password", "env:STORE_PASSWORD")),
        ({"own": "name"}, "store"),
        ({"own": "host"}, "one"),
        ({"own": "address"}, "10.0.0.1"),
        ({"own": "image"}, "store:1"),
        (
            {"text": "{a}:{b} {c}", "with": {"a": {"own": "name"}, "b": {"attribute": "port"}}},
            "store:7000 {c}",
        ),
        ({"text": "mqtt { port: {p} }", "with": {"p": {"attribute": "port"}}}, "mqtt { port: 7000 }"),
        ({"text": "{a}", "with": {"a": {"attribute": "nothing"}}}, None),
        ({"list": ["x", {"attribute": "tags"}, {"attribute": "nothing"}]}, ("x", "a", "b")),
        ({"name": {"own": "name"}, "gone": {"attribute": "nothing"}}, {"name": "store"}),
        ({"attribute": {"name": {"own": "name"}}}, {"attribute": {"name": "store"}}),
    ],
)
def test_values(told: Any, expected: Any, application: Document, types: Metamodel) -> None:
    assert Recipe(scene(application, types), "container").value(told) == expected


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ({"peer": "connectsTo", "type": "Store", "value": "name"}, "store"),
        ({"peer": "connectsTo", "type": "Store", "value": "address"}, "10.0.0.1"),
        ({"peer": "connectsTo", "type": "Store", "value": "port"}, 7000),
        ({"peer": "connectsTo", "type": "Store", "value": "port", "interface": "store"}, 7000),
        ({"peer": "connectsTo", "type": "Store", "value": "keep"}, 120),
        ({"peer": "connectsTo", "type": "MessageBroker", "value": "name"}, None),
    ],
)
def test_values_of_what_is_connected_to(
    told: Any, expected: Any, application: Document, types: Metamodel
) -> None:
    recipe = Recipe(scene(application, types, "reader"), "container")
    assert recipe.value(told) == expected


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({"attribute": "prot"}, "names 'prot', which is no attribute of Store"),
        ({"secret": "port"}, "takes 'port' for a secret"),
        ({"own": "age"}, "asks for its own 'age'"),
        ({"peer": "connectsTo", "type": "Stroe", "value": "name"}, "names the unknown type 'Stroe'"),
        ({"text": "{p}", "with": {"p": {"secret": "password"}}}, "puts a secret into a text"),
    ],
)
def test_faults_name_the_type_and_what_is_wrong(
    told: Any, said: str, application: Document, types: Metamodel
) -> None:
    with pytest.raises(InvalidInputError, match="type Store: its implementation for container") as raised:
        Recipe(scene(application, types), "container").value(told)
    assert said in raised.value.message


def test_a_port_of_an_interface_that_the_other_does_not_have_is_a_fault(
    application: Document, types: Metamodel
) -> None:
    told = {"peer": "connectsTo", "type": "Store", "value": "port", "interface": "http"}
    with pytest.raises(InvalidInputError, match="asks store for a port of http"):
        Recipe(scene(application, types, "reader"), "container").value(told)


def test_what_was_read_is_remembered_as_facts(application: Document, types: Metamodel) -> None:
    recipe = Recipe(scene(application, types), "container")
    recipe.value({"port": {"attribute": "port"}, "size": {"attribute": "plan.size"}})
    assert recipe.uses == {"shop/store.port", "shop/store.plan.size"}


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        ({"lines": ["a", {"text": "b {p}", "with": {"p": {"attribute": "port"}}}]}, "a\nb 7000\n"),
        ({"lines": {"attribute": "tags"}}, "a\nb\n"),
        ({"json": {"port": {"attribute": "port"}}}, '{\n  "port": 7000\n}\n'),
        ({"yaml": {"ports": {"list": [{"attribute": "port"}]}}}, "ports:\n- 7000\n"),
        ({"ini": {"main": {"port": {"attribute": "port"}, "quiet": {"attribute": "quiet"}}}},
         "[main]\nport = 7000\nquiet = true\n"),
        ("as it is", "as it is"),
    ],
)  # fmt: skip
def test_texts_of_files(form: Any, expected: str, application: Document, types: Metamodel) -> None:
    assert file_text(Recipe(scene(application, types), "container"), form) == expected


@pytest.mark.parametrize("kind", ["lines", "json", "yaml", "ini"])
def test_no_file_holds_a_secret(kind: str, application: Document, types: Metamodel) -> None:
    secret = {"secret": "password"}
    form = {kind: {"lines": [secret], "ini": {"main": {"p": secret}}}.get(kind, {"p": secret})}
    with pytest.raises(InvalidInputError, match="puts a secret into a text"):
        file_text(Recipe(scene(application, types), "container"), form)


def test_sockets_are_the_interfaces_with_a_port(application: Document, types: Metamodel) -> None:
    store = application.element("store")
    assert store is not None
    assert sockets(application, types, store) == (Socket("store", 7000, "2"),)


def test_words_and_plain_values() -> None:
    assert [word(v) for v in (True, 3, 0.5, ("a", "b"), "x")] == ["true", "3", "0.5", "a,b", "x"]
    assert plain({"a": 2.0, "b": None, "c": [1, None]}) == {"a": 2, "c": (1,)}


def test_health_by_an_interface_that_is_not_provided_is_a_fault(
    types: Metamodel, application: Document
) -> None:
    store = types.type("Store")
    broken = dataclasses.replace(
        store, implementation={"container": {"image": "store", "health": {"interface": "http"}}}
    )
    faulty = dataclasses.replace(types, types={**types.types, "Store": broken})
    with pytest.raises(InvalidInputError, match="asks for health by 'http'"):
        container_of(scene(application, faulty))
