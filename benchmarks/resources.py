"""All policies of the resource manager on recorded load: violations and cost, together.

Each trace is played with each policy. Cost is relative to the cheapest size of each moment without
violations, which only somebody knows who knows the future. Beside each policy stands a size that stays and
costs the same. Request rates: a replica is a queue with one server, its service time such that the peak needs
20 replicas at 70 % use; p95 within five service times is promised; a replica takes 10 s to start.
Vertical elasticity: one replica of 1 to 16 cores whose latency follows measurements under load
(``vertical_curve``). Policies have their published or own defaults; KPA's target is one request by server.
Traces beyond six hours are decided on every 15 s.
"""

import argparse
import dataclasses
import sys
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from vertical_curve import read_curve

from stratum.cli.simulate import open_trace
from stratum.core.topology import Resources
from stratum.resources.logic.queueing import Moment
from stratum.resources.logic.traces import Trace
from stratum.resources.plots import draw
from stratum.resources.simulator import Outcome, Row, Setting, clairvoyant, enough, fixed, queue, simulate
from stratum.resources.types import Bounds, Objective, Rules, Tuning
from stratum.runtime import plugins

GROUP = "stratum.resources.policies"
SHARED = Path(__file__).parents[2] / "shared" / "data"
RATES, VERTICAL = SHARED / "traces", SHARED / "vertical-elasticity"
BUSY_REPLICAS = 14.0
PROMISE = 5.0
STARTUP = 10.0
LONG = 6 * 3600.0
USERS_A_CORE = 30.0
PROMISED_P90 = 0.25
ROW_SECONDS = {"nyc-taxi-30min.csv": 60.0}
PERIODS = {"nyc-taxi-30min.csv": 48 * 60.0, "worldcup98-per-minute.csv.gz": 86_400.0}
HEADS = ("trace", "policy", "seconds above", "requests late", "cost", "changes", "same cost, fixed: above")


@dataclasses.dataclass(frozen=True)
class Case:
    """A trace with what it is played on."""

    name: str
    trace: Trace
    setting: Setting
    bounds: Bounds
    period: float = 0.0
    kpa: Tuning = dataclasses.field(default_factory=lambda: Tuning(target=1.0))

    def rules(self, policy: str) -> Rules:
        """As a model would say them."""
        tuning = self.kpa if policy == "kpa" else Tuning()
        tuning = dataclasses.replace(tuning, period=self.period)
        return Rules(policy, self.bounds, Objective(self.setting.objective), tuning)


@dataclasses.dataclass(frozen=True)
class Line:
    """What one policy did on one trace."""

    trace: str
    policy: str
    outcome: Outcome
    same_cost: Outcome | None
    least: float

    def cells(self) -> tuple[str, ...]:
        """For the table."""
        one, other = self.outcome, self.same_cost
        return (
            self.trace,
            self.policy,
            f"{one.violated:.2%}",
            f"{one.late:.2%}",
            f"{one.cost / self.least:.2f}",
            f"{one.changes}",
            f"{other.violated:.2%}" if other else "",
        )


def rate_case(file: Path) -> Case:
    """A trace of request rates on the simulated queue."""
    trace = open_trace(file, ROW_SECONDS.get(file.name, 0.0))
    seconds = BUSY_REPLICAS / trace.peak
    promise = PROMISE * seconds
    setting = Setting(queue(seconds, promise), promise, 1.0 if trace.end <= LONG else 15.0, STARTUP)
    return Case(file.name, trace, setting, Bounds(1, 60, Resources(1.0)), PERIODS.get(file.name, 0.0))


def vertical_case(file: Path) -> Case:
    """A trace of users on the measured curve; one replica, its cores change at once."""
    trace = open_trace(file)
    curve = read_curve(file.parent / "latency-model-4cores.csv")
    setting = Setting(curve.serve(PROMISED_P90), PROMISED_P90, 1.0, 0.0)
    bounds = Bounds(1, 1, Resources(1.0), Resources(16.0))
    return Case(file.name, trace, setting, bounds, kpa=Tuning("requests", USERS_A_CORE / 0.7))


def play(file: Path, policy: str) -> tuple[Line, tuple[Row, ...]]:
    """One policy on one trace."""
    case = case_of(file)
    outcome = simulate(
        case.trace, plugins.load(GROUP, policy)(), case.rules(policy), case.setting, with_rows=True
    )
    cores = outcome.mean_cores(case.trace)
    same = fixed(case.trace, *_shape(case, cores), case.setting)
    least = _least(case).cost
    short = dataclasses.replace(outcome, rows=())
    return Line(case.name, policy, short, same, least), outcome.rows


def stays(file: Path) -> Line:
    """The smallest size that stays and violates nothing."""
    case = case_of(file)
    if case.bounds.ceiling.cpu:
        size = next(c / 10 for c in range(1, 1000) if _fits(case, c / 10))
        return Line(
            case.name,
            f"fixed at {size:g} cores",
            fixed(case.trace, 1, size, case.setting),
            None,
            _least(case).cost,
        )
    size = enough(case.trace, 1.0, case.setting)
    outcome = fixed(case.trace, size, 1.0, case.setting)
    return Line(case.name, f"fixed at {size}", outcome, None, _least(case).cost)


def case_of(file: Path) -> Case:
    """The case that a file stands for."""
    return vertical_case(file) if file.name.startswith("loadvar") else rate_case(file)


def _shape(case: Case, cores: float) -> tuple[float, float]:
    return (1.0, cores) if case.bounds.ceiling.cpu else (cores, 1.0)


def _fits(case: Case, cores: float) -> bool:
    return case.setting.serve(case.trace.peak, 1.0, 0.0, 1.0, cores).p95 <= case.setting.objective


def _least(case: Case) -> Outcome:
    """The cheapest size of each moment; in whole cores where cores change, and one at least."""
    if not case.bounds.ceiling.cpu:
        return clairvoyant(case.trace, 1.0, case.setting)

    def serve(rate: float, seconds: float, backlog: float, replicas: float, cpu: float) -> Moment:
        return case.setting.serve(rate, seconds, backlog, 1.0, max(1.0, replicas * cpu))

    return clairvoyant(case.trace, 1.0, dataclasses.replace(case.setting, serve=serve))


def files_of(folders: Sequence[Path]) -> list[Path]:
    """The traces of some folders; data of other kinds is left out."""
    found = [f for folder in folders for f in sorted(folder.glob("*")) if f.suffix in {".txt", ".csv", ".gz"}]
    return [f for f in found if not f.name.startswith(("latency-model", "interference", "LICENSE"))]


def table(lines: Sequence[Line]) -> str:
    """All lines in columns."""
    rows = [HEADS, *(line.cells() for line in lines)]
    widths = [max(len(row[at]) for row in rows) for at in range(len(HEADS))]
    told = [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    ]
    return "\n".join([told[0], "  ".join("-" * width for width in widths), *told[1:]]) + "\n"


def overview(path: Path, lines: Sequence[Line]) -> None:
    """A picture with violations against cost, one panel for each trace."""
    import matplotlib.figure

    traces = list(dict.fromkeys(line.trace for line in lines))
    figure = matplotlib.figure.Figure(figsize=(12, 2.6 * -(-len(traces) // 2)), layout="constrained")
    panels = figure.subplots(-(-len(traces) // 2), 2, squeeze=False).ravel()
    for panel, trace in zip(panels, traces, strict=False):
        for line in (one for one in lines if one.trace == trace and one.policy != "none"):
            cost, above = line.outcome.cost / line.least, 100 * line.outcome.violated
            panel.scatter(cost, above, s=22)
            panel.annotate(line.policy, (cost, above), fontsize=7, xytext=(3, 3), textcoords="offset points")
        panel.set_title(trace, fontsize=9)
        panel.set_xlabel("cost, 1 = clairvoyant", fontsize=8)
        panel.set_ylabel("% of seconds above", fontsize=8)
    for panel in panels[len(traces) :]:
        panel.set_visible(False)
    figure.savefig(path, format="png", dpi=110)


def main(argv: Sequence[str] | None = None) -> int:
    """Play everything, print the table and write it with its pictures."""
    options = _options(argv)
    files = files_of(options.folders or [RATES, VERTICAL])
    if not files:
        print("no traces there; nothing is measured")
        return 0
    policies = plugins.names(GROUP)
    lines: list[Line] = []
    options.out.mkdir(parents=True, exist_ok=True)
    with ProcessPoolExecutor(options.workers) as pool:
        runs = {(f, p): pool.submit(play, f, p) for f in files for p in policies}
        fixed_sizes = {f: pool.submit(stays, f) for f in files}
        for file in files:
            played = {p: runs[file, p].result() for p in policies}
            lines += [*(line for line, _ in played.values()), fixed_sizes[file].result()]
            shown: Mapping[str, Sequence[Row]] = {p: rows for p, (_, rows) in played.items() if p != "none"}
            draw(options.out / f"{file.name.partition('.')[0]}.png", shown, case_of(file).setting.objective)
    text = table(lines)
    print(text)
    (options.out / "policies.txt").write_text(text, encoding="utf-8")
    overview(options.out / "policies.png", lines)
    print(f"written to {options.out}")
    return 0


def _options(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folders", nargs="*", type=Path, help="with traces; default: those of ../shared/data")
    parser.add_argument(
        "--out", type=Path, default=Path(".bench") / "resources", help="folder of the results"
    )
    parser.add_argument("--workers", type=int, default=2)
    return parser.parse_args(argv)


if __name__ == "__main__":
    sys.exit(main())
