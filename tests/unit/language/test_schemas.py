"""JSON Schema of documents: examples are valid by it, and what reading refuses in shape it refuses too."""

import functools
import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from click.testing import CliRunner

from stratum.cli.main import cli
from stratum.core.findings import has_errors
from stratum.language.codes import Code
from stratum.language.library import extended, library
from stratum.language.library.reader import KIND
from stratum.language.metamodel import Metamodel
from stratum.language.schemas.documents import kinds, schema
from stratum.language.schemas.values import lists
from stratum.language.syntax.compose import compose
from stratum.language.syntax.header import header
from stratum.language.syntax.parse import parse
from stratum.language.syntax.values import plain

ROOT = Path(__file__).parents[3]
EXAMPLES = sorted(
    p for p in (ROOT / "examples").rglob("*.yaml") if header(p.read_text(encoding="utf-8")).is_ours
)
CASES = sorted((ROOT / "tests" / "golden" / "language").glob("*/*.yaml"))
SHAPE = frozenset({
    Code.UNKNOWN_ATTRIBUTE, Code.MISSING_ATTRIBUTE, Code.VALUE_TYPE, Code.VALUE_UNIT, Code.VALUE_OPTION,
    Code.VALUE_PATTERN, Code.VALUE_EXPOSED, Code.UNKNOWN_KIND, Code.UNKNOWN_TYPE, Code.ABSTRACT_TYPE,
    Code.MISPLACED_TYPE, Code.FORMAT_VERSION, Code.SELECT_CONCRETE, Code.SELECT_BESIDE,
})  # fmt: skip


@functools.cache
def validator(kind: str, folder: Path | None = None) -> jsonschema.Draft202012Validator:
    own = {str(p): p.read_text(encoding="utf-8") for p in folder.rglob("*.yaml")} if folder else {}
    own = {name: text for name, text in own.items() if header(text).is_of(KIND)}
    return jsonschema.Draft202012Validator(schema(extended(own).metamodel if own else library(), kind))


def told(text: str) -> object:
    root = compose(text, "").root
    return lists(plain(root)) if root is not None else None


@pytest.mark.parametrize("kind", kinds(library()))
def test_each_is_a_schema(kind: str) -> None:
    jsonschema.Draft202012Validator.check_schema(schema(library(), kind))


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda p: f"{p.parent.name}/{p.name}")
def test_examples_are_valid(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    errors = [e.message for e in validator(header(text).kind, path.parent).iter_errors(told(text))]
    assert errors == []


@pytest.mark.parametrize("path", CASES, ids=lambda p: f"{p.parent.name}/{p.name}")
def test_cases_are_valid_or_not_as_reading_says(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    kind, types = header(text).kind, own_types(path.parent)
    parsed = parse(text, path.name, types)
    if kind not in kinds(library()) or kind == KIND or compose(text, "").findings:
        return
    is_valid = jsonschema.Draft202012Validator(schema(types, kind)).is_valid(told(text))
    codes = {f.code for f in parsed.findings}
    if codes & SHAPE:
        assert not is_valid, parsed.findings
    elif not has_errors(parsed.findings) and path.parent.name != "name-pattern":
        assert is_valid


def own_types(folder: Path) -> Metamodel:
    own = {p.name: p.read_text(encoding="utf-8") for p in folder.glob("*.yaml")}
    own = {name: text for name, text in own.items() if header(text).is_of(KIND)}
    return extended(own).metamodel if own else library()


WHOLE = "  a: {type: FogServer, cpu: 1, memory: 1 GiB"
HEAD = "stratum: 1\nkind: Infrastructure\nname: site\nhosts:\n"
OWN = "stratum: 1\nkind: Types\nname: own\ntypes:\n  Drone: {extends: EdgeGateway, help: Flies.}\n"
MUTANTS = {
    "a key that is not known": "  a: {type: FogServer, cpu: 1, memory: 1 GiB, colour: red}\n",
    "a key that is missing": "  a: {type: FogServer, cpu: 1}\n",
    "a unit that measures something else": "  a: {type: FogServer, cpu: 1, memory: 1 s}\n",
    "no unit": "  a: {type: FogServer, cpu: 1, memory: 5}\n",
    "a list in place of a value": "  a: {type: FogServer, cpu: [1], memory: 1 GiB}\n",
    "no value": "  a: {type: FogServer, cpu: , memory: 1 GiB}\n",
    "an option that is none": "  a: {type: FogServer, cpu: 1, memory: 1 GiB, arch: z80}\n",
    "half a GPU": "  a: {type: FogServer, cpu: 1, memory: 1 GiB, gpus: 0.5}\n",
    "a number below its range": "  a: {type: FogServer, cpu: 1, memory: 1 GiB, gpus: -1}\n",
    "no type": "  a: {cpu: 1, memory: 1 GiB}\n",
    "a type that is none": "  a: {type: Fog, cpu: 1, memory: 1 GiB}\n",
    "an abstract type": "  a: {type: Host, cpu: 1, memory: 1 GiB, tier: fog}\n",
    "a type of another section": "  a: {type: Link, between: [a, b], latency: 1 s}\n",
    "a part of a type that does not belong there": (
        f"{WHOLE}, contains: {{b: {{type: FogServer, cpu: 1, memory: 1 GiB}}}}}}\n"
    ),
    "an edge with a key that is not known": (
        f"{WHOLE}}}\nlinks:\n  l: {{between: [a, {{to: a, speed: 1}}], latency: 1 s}}\n"
    ),
    "a list for an element": "  a: [FogServer]\n",
    "a list of elements": "  - {type: FogServer, cpu: 1, memory: 1 GiB}\n",
    "a section that is not known": "  a: {type: FogServer, cpu: 1, memory: 1 GiB}\nhoosts: {}\n",
}


@pytest.mark.parametrize("mutant", MUTANTS)
def test_what_reading_refuses_the_schema_refuses(mutant: str) -> None:
    text = HEAD + MUTANTS[mutant]
    assert has_errors(parse(text, "a.yaml", library()).findings)
    assert not validator("Infrastructure").is_valid(told(text))


def test_an_element_of_the_default_type_names_none() -> None:
    text = f"{HEAD}{WHOLE}}}\nlinks:\n  l: {{between: [a, a], latency: 1 s}}\n"
    assert validator("Infrastructure").is_valid(told(text))
    assert not validator("Infrastructure").is_valid(told(text.replace("1 s", "1 B")))


def test_defaults_and_help_are_told() -> None:
    told: Any = schema(library(), "Infrastructure")
    host = told["$defs"]["FogServer"]
    assert host["properties"]["disk"]["default"] == "0 B"
    assert host["properties"]["cpu"]["description"] == "Cores that it offers."


def test_the_command_writes_a_file_for_each_kind(tmp_path: Path) -> None:
    (tmp_path / "types.yaml").write_text(OWN, encoding="utf-8")
    run = CliRunner().invoke
    done = run(cli, ["schema", "-w", str(tmp_path), "-o", str(tmp_path / "out")])
    assert done.exit_code == 0, done.output
    written = {p.name: json.loads(p.read_text(encoding="utf-8")) for p in (tmp_path / "out").iterdir()}
    assert set(written) == {f"{kind}.schema.json" for kind in kinds(library())}
    assert "Drone" in written["Infrastructure.schema.json"]["$defs"]
    printed = run(cli, ["schema", "Infrastructure", "-w", str(tmp_path)])
    assert json.loads(printed.output) == written["Infrastructure.schema.json"]
    assert run(cli, ["schema", "-w", str(tmp_path)]).exit_code == 2
