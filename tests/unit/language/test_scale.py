"""Large models: nothing grows faster than the model does."""

from collections.abc import Callable, Iterator

import pytest

from stratum.core.findings import Finding
from stratum.language.check import check_files
from stratum.language.metamodel import Metamodel

Checker = Callable[[dict[str, str]], tuple[Finding, ...]]
HOSTS = 300
SIZE = 3000


@pytest.fixture
def check_all(types: Metamodel) -> Checker:
    """Findings of documents by file."""
    return lambda files: check_files(files, types).findings


def hosts() -> Iterator[str]:
    yield "stratum: 1\nkind: Infrastructure\nname: site\nhosts:\n"
    for n in range(HOSTS):
        yield f"  h{n}: {{type: EdgeGateway, cpu: 8, memory: 16 GiB, disk: 1 GB}}\n"
    yield "links:\n"
    for n in range(1, HOSTS):
        yield f"  l{n}: {{between: [h{n}, h{(n - 1) // 2}], latency: 1 ms}}\n"


def components(bound: str = "1 s", broker: str = "broker") -> Iterator[str]:
    yield "stratum: 1\nkind: Application\nname: app\ninfrastructure: site.yaml\ncomponents:\n"
    yield "  broker: {type: NatsBroker, hostedOn: h0, topics: [rows, answers]}\n"
    yield "  scorer: {type: ModelService, hostedOn: h0, model: risk@1}\n"
    for n in range(SIZE):
        yield (
            f"  p{n}: {{type: StreamProcessor, hostedOn: h{n % HOSTS}, statusPort: {2000 + n},"
            f" consumes: rows, produces: answers, connectsTo: [{broker}, {{to: scorer, maxLatency: {bound}}}]"
            ", requires: {cpu: 0.5}}\n"
        )


def codes(findings: tuple[Finding, ...]) -> dict[str, int]:
    found = [str(f.code) for f in findings]
    return {code: found.count(code) for code in sorted(set(found))}


def test_a_large_model_without_faults(check_all: Checker) -> None:
    findings = check_all({"site.yaml": "".join(hosts()), "app.yaml": "".join(components())})
    assert codes(findings) == {"model-unknown": 1, "topic-silent": SIZE}
    assert findings[0].position.line == 7


def test_each_of_many_faults_is_told(check_all: Checker) -> None:
    text = "".join(components(bound="0.5 ms", broker="brokr"))
    findings = check_all({"site.yaml": "".join(hosts()), "app.yaml": text})
    assert codes(findings) == {
        "model-unknown": 1,
        "network-latency": SIZE - SIZE // HOSTS,
        "reference-unknown": SIZE,
    }
    assert {f.fix for f in findings if f.code == "reference-unknown"} == {"did you mean broker?"}
