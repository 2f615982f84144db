"""Small documents and what the checker says of them."""

from collections.abc import Callable, Mapping

import pytest

from stratum.core.findings import Finding
from stratum.language.check import check, check_files
from stratum.language.library import library
from stratum.language.metamodel import Metamodel
from stratum.language.syntax.parse import Parsed, parse

SITE = """\
stratum: 1
kind: Infrastructure
name: site
hosts:
  edge-1: {type: EdgeGateway, cpu: 1, memory: 512 MiB}
  fog-1: {type: FogServer, cpu: 2, memory: 2 GiB}
  cloud-1: {type: CloudMachine, cpu: 4, memory: 8 GiB, disk: 100 GB}
links:
  first: {between: [edge-1, fog-1], latency: 5 ms}
  second: {between: [fog-1, cloud-1], latency: 20 ms}
"""
HEAD = """\
stratum: 1
kind: Application
name: app
infrastructure: site.yaml
components:
"""
PIPELINE = """\
stratum: 1
kind: Pipeline
name: risk
blocks:
  raw: {type: CsvSource, path: rows.csv}
  known: {type: SelectColumns, input: raw, columns: [id, time, size, late]}
  scaled: {type: ScaleNumbers, input: known}
  split: {type: SplitRandom, input: scaled}
  forest: {type: RandomForest, input: split}
  best: {type: ChooseBest, inputs: [forest], target: late, identifier: id, metric: roc_auc}
"""
Placement = Mapping[str, Mapping[str, str]]
Checker = Callable[..., list[Finding]]


@pytest.fixture(scope="session")
def types() -> Metamodel:
    """The built-in types."""
    return library()


@pytest.fixture(scope="session")
def read(types: Metamodel) -> Callable[[str], Parsed]:
    """Reads one document."""
    return lambda text: parse(text, "doc.yaml", types)


@pytest.fixture(scope="session")
def site() -> str:
    """Three hosts in a row: edge-1 - 5 ms - fog-1 - 20 ms - cloud-1."""
    return SITE


@pytest.fixture(scope="session")
def pipeline() -> str:
    """A pipeline called risk without any fault."""
    return PIPELINE


@pytest.fixture(scope="session")
def checked(types: Metamodel) -> Checker:
    """Findings of whole documents by keyword: ``checked(site=…, app=…)``."""

    def run(placement: Placement | None = None, **texts: str) -> list[Finding]:
        files = {f"{name}.yaml": text for name, text in texts.items()}
        result = check_files(files, types)
        if placement is None:
            return list(result.findings)
        return list(check(result.model, types, placement))

    return run


@pytest.fixture(scope="session")
def app(checked: Checker) -> Checker:
    """Findings of an application, given its components as lines of YAML, on the site above."""

    def run(components: str, placement: Placement | None = None, site: str = SITE) -> list[Finding]:
        body = "".join(f"  {line}\n" for line in components.strip().splitlines())
        return checked(placement, app=HEAD + body, site=site, pipeline=PIPELINE)

    return run


@pytest.fixture(scope="session")
def blocks(checked: Checker) -> Checker:
    """Findings of the pipeline above with parts of its text exchanged."""

    def run(*changes: tuple[str, str]) -> list[Finding]:
        text = PIPELINE
        for old, new in changes:
            assert old in text
            text = text.replace(old, new)
        return checked(pipeline=text)

    return run
