from collections.abc import Callable

import pytest

from stratum.language.library import Loaded, load

HEAD = """\
stratum: 1
kind: Types
name: mine
types:
  Part: {help: x, provides: {http: {port: door}}, attributes: {door: port}}
  Peer: {help: x, attributes: {labels: {type: map}, key: secret}}
  T:
    help: x
    contains: [Part]
    attributes: {version: string, password: secret, scripts: {type: map}}
    implementation:
"""
Own = Callable[[str], Loaded]


@pytest.fixture
def own() -> Own:
    """Loads a type with an implementation of one line."""
    return lambda text: load({"types.yaml": f"{HEAD}      {text}\n"})


@pytest.mark.parametrize(
    "text",
    [
        "local: {program: broker}",
        "container: {image: postgres, tag: {attribute: version}, environment: {P: {secret: password}}}",
        "container: {image: {own: image}, health: {interface: http, http: /ready}}",
        "container: {part: Part, image: {peer: uses, type: Peer, value: labels.colour}}",
        "container: {image: {peer: uses, type: Peer, value: port, interface: http}}",
        "container: {image: {text: '{a}', with: {a: {list: [{attribute: version}, x]}}}}",
        "container: {image: x, environment: {attribute: {secret: password}}}",
        "system: {setup: [{each: scripts, run: [{each: key}, {each: value}]}], keeps: [version, password]}",
        "aws: {resource: x, arguments: {attribute: version}}",
        "columns: {needs: [attribute]}",
    ],
)
def test_what_a_recipe_may_say(own: Own, text: str) -> None:
    assert own(text).findings == ()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("fly: {a: b}", "fly: there is no such engine"),
        ("container: {imag: x}", "container: unknown key 'imag'"),
        ("container: {image: {attribute: nope}}", "container: 'nope' is no attribute of T"),
        ("container: {image: {attribute: nope.a}}", "container: 'nope' is no attribute of T"),
        ("container: {environment: {A: {secret: version}}}", "container: attribute version is no secret"),
        ("container: {environment: {A: {secret: nope}}}", "container: 'nope' is no attribute of T"),
        ("container: {files: {/a: {json: {b: [{own: nam}]}}}}", "container: 'nam' is no word of its own"),
        ("container: {part: Prt}", "container: 'Prt' is no type"),
        ("container: {health: {interface: mqtt}}", "container: 'mqtt' is no interface that it provides"),
        ("container: {image: {peer: r, type: Pear, value: name}}", "container: 'Pear' is no type"),
        (
            "container: {image: {peer: r, type: Peer, value: nope}}",
            "container: 'nope' is no attribute of Peer",
        ),
        (
            "container: {image: {text: '{a}', with: {a: {attribute: nope}}}}",
            "container: 'nope' is no attribute of T",
        ),
        ("system: {keeps: [nope]}", "system: 'nope' is no attribute of T"),
        ("system: {setup: [{each: nope, run: [x]}]}", "system: 'nope' is no attribute of T"),
        (
            "openstack: {arguments: {a: {list: [{attribute: nope}]}}}",
            "openstack: 'nope' is no attribute of T",
        ),
    ],
)
def test_what_a_recipe_names_has_to_be_there(own: Own, text: str, said: str) -> None:
    (found,) = own(text).findings
    assert (found.code, found.message, found.position.line) == ("type-definition", said, 12)
    assert found.fix


def test_a_recipe_is_looked_at_where_it_is_written_with_what_its_type_inherits() -> None:
    text = HEAD + (
        "      container: {image: {attribute: nope}}\n"
        "  U: {help: x, extends: T}\n"
        "  V: {help: x, extends: T, implementation: {container: {tag: {attribute: version}}}}\n"
    )
    assert [f.position.line for f in load({"types.yaml": text}).findings] == [12]
