"""The model card: one Markdown file: what a model is for, how good it is, and where it comes from."""

from collections.abc import Iterable, Iterator, Sequence

from stratum.core.quantities import Dimension, show_quantity
from stratum.training.logic.choice import METRICS
from stratum.training.logic.gaps import FEW_ROWS, gaps
from stratum.training.logic.wording import choosing, figure, interval, member, moment, verdict
from stratum.training.types import CandidateResult, PipelineSpec, Run

_MOST_COLUMNS = 20


def render(spec: PipelineSpec, run: Run) -> str:
    """The card as Markdown; equal arguments give equal text. Names and values are escaped."""
    winner = next((c for c in run.candidates if c.name == run.chosen), None)
    name = f"{spec.name}, version {run.model.version}" if run.model and run.model.version else spec.name
    parts: list[Iterable[str]] = [[f"# Model card: {plain(name)}"], [plain(spec.description)]]
    if winner is None:
        parts.append([f"The run came to no model: {plain(run.error or 'unknown')}"])
        return _joined(parts)
    parts += [
        _about(spec, run, winner),
        _use(spec),
        _data(spec, run),
        _figures(spec, run, winner),
        _rivals(run),
        _slices(run, winner),
        _leans(run, winner),
        _needs(run),
        _limits(spec, run, winner),
        _lineage(spec, run),
        _licences(spec, run),
    ]
    return _joined(parts)


def plain(text: object) -> str:
    """A text on one line that Markdown and HTML take as it is."""
    line = " ".join(str(text).split())
    for sign in "\\`*_[]|":
        line = line.replace(sign, f"\\{sign}")
    return line.replace("&", "&amp;").replace("<", "&lt;")


def _joined(parts: Sequence[Iterable[str]]) -> str:
    return "\n\n".join("\n".join(lines) for part in parts if (lines := list(part)) and any(lines)) + "\n"


def _table(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> list[str]:
    lines = [list(map(str, row)) for row in rows]
    ruled = [list(heads), ["---"] * len(heads), *lines]
    return [f"| {' | '.join(row)} |" for row in ruled] if lines else []


def _about(spec: PipelineSpec, run: Run, winner: CandidateResult) -> Iterator[str]:
    yield "## Model"
    yield ""
    settings = ", ".join(f"{k} = {v}" for k, v in winner.parameters.items()) or "defaults of the library"
    yield from _table(
        ("what", "value"),
        [
            ("task", f"{run.task} of {plain(spec.target)}" if spec.target else run.task),
            ("algorithm", plain(winner.algorithm)),
            ("parameters", plain(settings)),
            *((f"member {plain(m.name)}", plain(member(m))) for m in winner.members),
            ("trained", moment(run.finished)),
            ("form", f"{winner.form}, preparation included"),
        ],
    )


def _use(spec: PipelineSpec) -> Iterator[str]:
    yield "## Intended use"
    yield ""
    yield plain(spec.evaluation.intended_use) or "Not stated: write `intendedUse` in the pipeline."


def _data(spec: PipelineSpec, run: Run) -> Iterator[str]:
    yield "## Data"
    yield ""
    since = f" (those from {plain(run.boundary)} on)" if run.boundary else ""
    yield f"{run.rows.get('train', 0)} rows trained, {run.rows.get('test', 0)} were held out{since}."
    yield ""
    sources = run.data.get("sources")
    if isinstance(sources, dict):
        rows = [(plain(n), f["rows"], f["columns"], f"`{f['digest'][:12]}`") for n, f in sources.items()]
        yield from _table(("source", "rows", "columns", "SHA-256"), rows)
    columns = run.data.get("columns")
    if isinstance(columns, list):
        units = {name: f" in {plain(unit)}" for name, unit in spec.column_units.items()}
        shown = columns[:_MOST_COLUMNS]
        named = [f"{plain(c['name'])} ({c['type']}{units.get(c['name'], '')})" for c in shown]
        more = f" and {len(columns) - _MOST_COLUMNS} more" if len(columns) > _MOST_COLUMNS else ""
        yield ""
        yield f"Columns: {', '.join(named)}{more}."


def _figures(spec: PipelineSpec, run: Run, winner: CandidateResult) -> Iterator[str]:
    yield "## Figures on held-out rows"
    yield ""
    yield f"{choosing(spec, run)} Intervals hold 95 of 100 true figures; they say nothing of other data."
    yield ""
    bases = run.baselines[:2]
    heads = ("figure", "value", "95 % interval", *(f"baseline {plain(b.name)}" for b in bases))
    yield from _table(heads, [_figure_row(run, winner, m) for m in METRICS[run.task] if m in winner.metrics])


def _figure_row(run: Run, winner: CandidateResult, metric: str) -> tuple[str, ...]:
    others = [figure(b.metrics.get(metric)) for b in run.baselines[:2]]
    return plain(metric), figure(winner.metrics[metric]), interval(winner.intervals.get(metric)), *others


def _rivals(run: Run) -> Iterator[str]:
    if run.comparisons:
        yield "## Beside the other candidates"
        yield ""
        for one in run.comparisons:
            yield f"- {plain(verdict(one))}"


def _slices(run: Run, winner: CandidateResult) -> Iterator[str]:
    if not winner.slices:
        return
    yield "## Slices"
    yield ""
    yield from _table(
        ("column", "value", "rows", run.metric, "95 % interval"),
        [
            (plain(s.column), plain(s.value), s.rows, figure(s.metrics.get(run.metric)), interval(s.interval))
            for s in winner.slices
        ],
    )
    yield ""
    yield from (f"- {plain(gap.words)}" for gap in gaps(winner.slices, run.metric))


def _leans(run: Run, winner: CandidateResult) -> Iterator[str]:
    if winner.importance:
        yield "## What it leans on"
        yield ""
        yield from _table(
            ("column", f"fall of {run.metric} once shuffled"),
            [(plain(one.name), f"{one.mean:.4f} ± {one.spread:.4f}") for one in winner.importance[:10]],
        )


def _needs(run: Run) -> Iterator[str]:
    if not run.profiles:
        return
    yield "## What it needs"
    yield ""
    yield "Measured on a server of its own, on the machine that trained."
    yield ""
    rows = []
    for name, profile in run.profiles.items():
        times = ", ".join(f"{show_quantity(o.p95, Dimension.SECONDS)} ({o.rows})" for o in profile.latency)
        lost = ", ".join(f"{m} {d:+.4f}" for m, d in profile.differences.items()) or "–"
        sizes = (show_quantity(size, Dimension.BYTES) for size in (profile.memory, profile.size))
        ready = show_quantity(profile.start, Dimension.SECONDS)
        rows.append((plain(name or "as trained"), times, *sizes, ready, plain(lost)))
    heads = ("variant", "95 of 100 answers in (rows)", "memory", "graph", "ready after", "other figures by")
    yield from _table(heads, rows)


def _limits(spec: PipelineSpec, run: Run, winner: CandidateResult) -> Iterator[str]:
    yield "## Limits"
    yield ""
    yield "- It answers for rows like those it learned from; watch it for drift."
    made = run.data.get("made")
    if isinstance(made, list):
        yield f"- Blocks before the model make {plain(', '.join(made))}: whoever asks it has to bring them."
    few = sorted({f"{s.column} = {s.value}" for s in winner.slices if s.rows < FEW_ROWS})
    if few:
        yield f"- Fewer than {FEW_ROWS} held-out rows tell of {plain(', '.join(few))}."
    if not spec.evaluation.slices:
        yield "- Nobody asked how it does for parts of the rows: write `slices` in the pipeline."
    if winner.parity:
        off = f"{winner.parity.max_difference:.2g} on {winner.parity.rows} rows"
        yield f"- The served graph differs from the trained model by at most {off}."
    yield from (f"- {plain(remark)}" for remark in run.remarks)


def _lineage(spec: PipelineSpec, run: Run) -> Iterator[str]:
    yield "## Lineage"
    yield ""
    known: list[tuple[str, object]] = [
        ("run", run.id),
        ("pipeline", spec.digest),
        ("bundle", run.model.digest if run.model else ""),
        ("commit", run.lineage.get("commit", "")),
        ("seed", spec.seed),
    ]
    rows = [(what, f"`{plain(value)}`") for what, value in known if value != ""]
    yield from _table(("what", "value"), rows)


def _licences(spec: PipelineSpec, run: Run) -> Iterator[str]:
    yield "## Licences"
    yield ""
    yield f"Data: {plain(spec.evaluation.licence) or 'not stated: write `dataLicence` in the pipeline'}."
    versions = run.lineage.get("packages")
    known = versions if isinstance(versions, dict) else {}
    rows = [(plain(n), plain(known.get(n, "")), plain(text)) for n, text in run.licences.items()]
    if rows:
        yield ""
        yield from _table(("library", "version", "licence"), rows)
