"""How much sooner two workers of a training cluster are done than one: six classifiers on a table of numbers.

A scheduler and a worker of one thread are deployed by ``stratum apply`` on a modelled host of this machine,
then a second worker on another. Each time the same pipeline is trained some times, after one turn in which
workers load libraries and fetch the rows; medians of ``stratum train`` are compared. Figures of all
candidates have to be equal. A candidate is the smallest piece of work: several are long here, for with one
that takes three quarters of all the time no number of workers could do much. Ends with 1 where two are not
1.7 times as fast.

Run as ``make bench-cluster``; ROWS=12000 for another size, TURNS=3 for another number of turns.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as arrow_parquet
import pygit2
from goals import Goal, judged

COLUMNS, CLASSES, GOAL = 20, 3, 1.7
PIPELINE = """
stratum: 1
kind: Pipeline
name: growers
blocks:
  rows: {type: ParquetSource, path: rows.parquet}
  scaled: {type: ScaleNumbers, input: rows}
  split: {type: SplitRandom, input: scaled, fraction: 30 %}
  forest: {type: RandomForest, input: split, trees: 600, depth: 30}
  extra: {type: ExtraTrees, input: split, trees: 1000, depth: 30}
  boosting: {type: GradientBoosting, input: split, iterations: 1200}
  perceptron: {type: MultilayerPerceptron, input: split, layers: [128, 64], iterations: 60}
  vectors: {type: SupportVectorMachine, input: split}
  neighbours: {type: NearestNeighbours, input: split}
  best:
    type: ChooseBest
    inputs: [forest, extra, boosting, perceptron, vectors, neighbours]
    target: grower
    metric: accuracy
    seed: 7
"""
HOSTS = """
stratum: 1
kind: Infrastructure
name: racks
hosts:
  first: {type: FogServer, cpu: 2, memory: 8 GiB, disk: 50 GB}
  second: {type: FogServer, cpu: 2, memory: 8 GiB, disk: 50 GB}
links:
  between: {between: [first, second], latency: 1 ms, bandwidth: 1 Gbit/s}
"""
APPLICATION = """
stratum: 1
kind: Application
name: trainers
infrastructure: hosts.yaml
components:
  scheduler: {type: TrainingScheduler, hostedOn: first, requires: {cpu: 0.5, memory: 512 MiB}}
"""
WORKER = (
    "  on-{host}: {{type: TrainingWorker, hostedOn: {host}, connectsTo: scheduler, requires: {{cpu: 1}}}}\n"
)
STAGES = (("first",), ("first", "second"))
"""Hosts that have a worker."""


def write(root: Path, rows: int) -> None:
    """The workspace: rows whose class follows from distances to a few points, a pipeline, hosts."""
    chance = np.random.default_rng(5)
    values = chance.normal(size=(rows, COLUMNS))
    points = chance.normal(size=(4 * CLASSES, COLUMNS))
    nearest = ((values[:, None, :] - points) ** 2).sum(axis=2).argmin(axis=1) % CLASSES
    odd = chance.random(rows) < 0.1
    grower = np.where(odd, chance.integers(0, CLASSES, rows), nearest)
    table = {f"c{i}": values[:, i] for i in range(COLUMNS)} | {"grower": grower}
    arrow_parquet.write_table(pa.table(table), root / "rows.parquet")
    (root / "pipeline.yaml").write_text(PIPELINE, encoding="utf-8")
    (root / "hosts.yaml").write_text(HOSTS, encoding="utf-8")


def stratum(root: Path, *arguments: str) -> str:
    """What a command says; what it complains of goes to the terminal."""
    command = [sys.executable, "-m", "stratum", *arguments]
    return subprocess.run(command, cwd=root, check=True, stdout=subprocess.PIPE, text=True).stdout


def deploy(root: Path, hosts: tuple[str, ...]) -> None:
    """Have a worker on each of these hosts."""
    workers = "".join(WORKER.format(host=host) for host in hosts)
    (root / "trainers.yaml").write_text(APPLICATION + workers, encoding="utf-8")
    stratum(root, "apply", "trainers")


def trained(root: Path) -> tuple[float, dict[str, dict[str, float]], dict[str, float]]:
    """Seconds of a training by the clock, and figures and seconds by candidate."""
    began = time.perf_counter()
    told = json.loads(stratum(root, "train", "growers", "--cluster", "trainers", "--json"))
    took = time.perf_counter() - began
    run = json.loads((Path(told["run"]["folder"]) / "run.json").read_bytes())
    failed = [one["name"] for one in run["candidates"] if one["status"] != "ok"]
    if failed:
        raise SystemExit(f"candidates failed: {', '.join(failed)}")
    seconds = {one["name"]: one["seconds"] for one in run["candidates"]}
    return took, {one["name"]: one["metrics"] for one in run["candidates"]}, seconds


def main() -> int:
    """Measure both, check that figures are equal, print the ratio."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--rows", type=int, default=12_000)
    asked.add_argument("--turns", type=int, default=3)
    wanted = asked.parse_args()
    medians, figures = [], []
    with tempfile.TemporaryDirectory(prefix="cluster-", ignore_cleanup_errors=True) as folder:
        root = Path(folder)
        pygit2.init_repository(folder)
        write(root, wanted.rows)
        try:
            for hosts in STAGES:
                deploy(root, hosts)
                turns = [trained(root) for _ in range(wanted.turns + 1)]
                figures += [one for _, one, _ in turns]
                medians.append(statistics.median(took for took, _, _ in turns[1:]))
                alone = {n: statistics.median(one[n] for _, _, one in turns[1:]) for n in turns[0][2]}
                told = ", ".join(f"{name} {seconds:.1f}" for name, seconds in alone.items())
                print(f"{len(hosts)} workers: {medians[-1]:.1f} s; candidates {told}", flush=True)
        finally:
            stratum(root, "destroy", "trainers")
    if any(one != figures[0] for one in figures):
        raise SystemExit("figures differ between runs")
    print(f"figures are equal; {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    return judged([Goal("two workers are as fast as one (times)", medians[0] / medians[1], GOAL, least=True)])


if __name__ == "__main__":
    sys.exit(main())
