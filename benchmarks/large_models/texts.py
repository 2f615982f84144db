"""Texts of large applications: cells of ten components on a tree of hosts; the same number, the same text."""

from collections.abc import Iterator
from typing import Final

CELL: Final = 10
"""Components of a cell: a broker with its publishers, a model, and what reads, keeps and shows."""
LARGEST: Final = 10_000
"""Components of one document; larger models are several applications on one infrastructure."""
PER_HOST: Final = 25

_PIPELINE: Final = """\
stratum: 1
kind: Pipeline
name: risk
blocks:
  raw: {type: CsvSource, path: rows.csv}
  split: {type: SplitRandom, input: raw}
  forest: {type: RandomForest, input: split}
  best: {type: ChooseBest, inputs: [forest], target: late, identifier: id, metric: roc_auc}
"""


def texts(components: int) -> dict[str, str]:
    """The documents of a model without faults, by file.

    Args:
        components: How many, in whole cells; there is a host for every 25 of them.
    """
    hosts = max(2, components // PER_HOST)
    found = {"pipeline.yaml": _PIPELINE, "infrastructure.yaml": "".join(_infrastructure(hosts))}
    for number, begin in enumerate(range(0, components, LARGEST)):
        cells = range(begin // CELL, min(components, begin + LARGEST) // CELL)
        found[f"application-{number}.yaml"] = "".join(_application(number, cells, hosts))
    return found


def application(number: int = 0) -> str:
    """Name of the file of an application."""
    return f"application-{number}.yaml"


def _infrastructure(hosts: int) -> Iterator[str]:
    yield "stratum: 1\nkind: Infrastructure\nname: sites\nhosts:\n"
    for n in range(hosts):
        yield (
            f"  h{n}:\n    type: {('CloudMachine', 'FogServer', 'EdgeGateway')[n % 3]}\n"
            f"    site: s{n // 10}\n    cpu: 32\n    memory: 64 GiB\n    disk: 2 TB\n"
            f"    arch: {('x86_64', 'arm64')[n % 2]}\n"
            f"    address: 10.{n // 62500}.{n // 250 % 250}.{n % 250}\n"
        )
    yield "links:\n"
    for n in range(1, hosts):
        yield f"  l{n}:\n    between: [h{n}, h{(n - 1) // 2}]\n    latency: {1 + n % 4} ms\n"
        yield "    bandwidth: 1 Gbit/s\n"


def _application(number: int, cells: range, hosts: int) -> Iterator[str]:
    yield f"stratum: 1\nkind: Application\nname: plant-{number}\n"
    yield "infrastructure: infrastructure.yaml\ncomponents:\n"
    for cell in cells:
        yield from _cell(cell, hosts)


def _cell(c: int, hosts: int) -> Iterator[str]:
    """Ten components; of every third cell two are left to the platform to place."""
    here, there = (f"    hostedOn: h{host % hosts}\n" for host in (c * 2 // 5, c * 2 // 5 + 1))
    free = "" if c % 3 == 0 else there
    port = 20_000 + 20 * (c % 400)
    yield (
        f"  broker-{c}:\n    type: NatsBroker\n{here}    description: Takes the readings of line {c}\n"
        f"    topics: [rows, outcomes, answers]\n    natsPort: {port}\n    mqttPort: {port + 1}\n"
        f"    monitorPort: {port + 2}\n    requires: {{cpu: 0.25, memory: 256 MiB}}\n"
    )
    for n in range(2):
        yield (
            f"  gateway-{c}-{n}:\n    type: ReplayPublisher\n{here}    connectsTo: broker-{c}\n"
            f"    pipeline: pipeline.yaml\n    dataset: raw\n    publishes: rows\n    outcomes: outcomes\n"
            f"    rate: {10 + n} /s\n    statusPort: {port + 3 + n}\n"
            "    requires: {cpu: 0.25, memory: 384 MiB}\n"
        )
    yield (
        f"  scorer-{c}:\n    type: ModelService\n{free}    model: risk@1\n    port: {port + 5}\n"
        "    qos: {p95Latency: 400 ms, errorRate: 1 %}\n"
        "    scaling: {policy: kpa, metric: requests, target: 60, minimum: 1, maximum: 2}\n"
        "    requires: {cpu: 0.5, memory: 256 MiB, tier: [fog, cloud, edge]}\n"
    )
    for n in range(2):
        yield (
            f"  processor-{c}-{n}:\n    type: StreamProcessor\n{free}"
            f"    connectsTo: [broker-{c}, {{to: scorer-{c}, maxLatency: 200 ms}}]\n    consumes: rows\n"
            f"    produces: answers\n    batch: 32\n    statusPort: {port + 6 + n}\n"
            "    requires: {cpu: 0.5, memory: 256 MiB}\n"
        )
    yield f"  archive-{c}:\n    type: SqliteDatabase\n{there}    requires: {{disk: 2 GB}}\n"
    for n in range(2):
        yield (
            f"  writer-{c}-{n}:\n    type: DatabaseWriter\n{there}    connectsTo: [broker-{c}, archive-{c}]\n"
            "    consumes: [answers, outcomes]\n    batch: 512\n    wait: 50 ms\n"
            f"    statusPort: {port + 8 + n}\n"
            "    requires: {cpu: 0.25, memory: 256 MiB}\n"
        )
    yield (
        f"  board-{c}:\n    type: Dashboard\n{there}    connectsTo: archive-{c}\n    title: Line {c}\n"
        f"    port: {port + 10}\n    requires: {{cpu: 0.1, memory: 128 MiB}}\n"
    )
