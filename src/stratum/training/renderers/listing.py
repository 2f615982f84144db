"""A pipeline as code and words, every block once, in order: what notebook and script are made of."""

from collections.abc import Collection, Iterator, Mapping

from stratum.core.errors import InvalidInputError
from stratum.data.logic.chains import TABLE_STEPS
from stratum.training.logic.algorithms import (
    ALGORITHMS,
    FOLDS,
    Algorithm,
    algorithm_named,
    all_parameters,
    before_and_after,
)
from stratum.training.renderers import cells, lines, naming, networks, recommending, snippets
from stratum.training.renderers.together import ensemble_code, helpers, leaves
from stratum.training.types import CandidateResult, CandidateSpec, PipelineSpec, Run

Part = tuple[str, str]
"""``markdown`` or ``code``, and its text."""
_PLACES = "np.searchsorted(np.unique(train_target), train_target)"


def listing(spec: PipelineSpec, run: Run) -> list[Part]:
    """Code and words of a pipeline; equal pipelines give an equal listing.

    Its last part prints the held-out figures of every candidate as JSON, equal to those of the platform.

    Args:
        spec: The pipeline.
        run: Named in the introduction.

    Raises:
        InvalidInputError: If a candidate's framework has no form as code.
    """
    before, after = list(_before(spec, run)), list(_after(spec, run))
    blocks = naming.block_names(spec)
    fixed = [code for kind, code in (*before, *after) if kind == "code"]
    names = naming.variable_names(blocks, naming.bound([*fixed, snippets.split_code(spec, "data")]))
    return [
        *before,
        *_blocks(spec, names),
        ("markdown", "## Training and held-out rows"),
        ("code", snippets.split_code(spec, names[blocks[-1]])),
        *after,
    ]


def _before(spec: PipelineSpec, run: Run) -> Iterator[Part]:
    """What the blocks' code calls."""
    yield "markdown", _introduction(spec, run)
    yield "code", snippets.IMPORTS + "\n" + _estimator_imports(spec, _algorithms(spec))
    yield "code", snippets.settings(spec)
    yield "code", snippets.READING
    if _with_images(spec):
        yield "code", snippets.IMAGES
    for code in lines.of(spec):
        yield "code", code


def _after(spec: PipelineSpec, run: Run) -> Iterator[Part]:
    """What follows the division of the rows: candidates, baselines, figures."""
    if spec.pairs:
        yield from recommending.parts(spec, spec.pairs)
        return
    if lines.learns(spec):
        yield "code", snippets.LEARNED
    yield "code", snippets.TRANSFORMED if any(lines.transformers_of(spec)) else snippets.PLAIN
    yield "code", snippets.FEATURES
    if any(networks.is_network(c) for c in leaves(spec.candidates)):
        yield "markdown", "## Networks"
        yield "code", networks.library()
        yield "code", snippets.NETWORKS
    if any(c.members for c in spec.candidates):
        yield "markdown", "## Answering together"
        yield "code", helpers(spec)
    algorithms = _algorithms(spec)
    makers = _makers(spec, run, algorithms)
    coded = frozenset(n for n, a in algorithms.items() if a.coded)
    results = {c.name: c for c in run.candidates}
    for candidate in spec.candidates:
        yield "markdown", f"## {candidate.name}\n\n{candidate.algorithm}"
        yield "code", _candidate_code(candidate, makers, results.get(candidate.name), coded)
    if spec.task in snippets.BASELINES:
        yield "markdown", "## Baselines"
        yield "code", snippets.BASELINES[spec.task]
    yield "markdown", "## Held-out figures"
    yield "code", snippets.FIGURES[spec.task]


def _algorithms(spec: PipelineSpec) -> dict[str, Algorithm]:
    """The algorithm of each candidate that is no network, by name."""
    candidates = [] if spec.pairs else leaves(spec.candidates)
    return {c.name: _algorithm(c, spec.learns) for c in candidates if not networks.is_network(c)}


def _with_images(spec: PipelineSpec) -> bool:
    kinds = {*(source.kind for source in spec.sources), *(step.kind for step in spec.steps)}
    return not kinds.isdisjoint({"images", "resize_images"})


def _blocks(spec: PipelineSpec, names: naming.Names) -> Iterator[Part]:
    for source in spec.sources:
        yield "markdown", f"## {source.name}\n\nSource: {source.kind}."
        yield "code", cells.source_code(source, names)
    prepared = False
    for step in spec.steps:
        yield "markdown", f"## {step.name}\n\n{snippets.STEPS[step.kind]}"
        yield "code", cells.step_code(step, names, prepared=prepared)
        prepared = prepared or step.kind not in TABLE_STEPS


def _algorithm(candidate: CandidateSpec, task: str) -> Algorithm:
    if candidate.framework not in {a.framework for a in ALGORITHMS.values()}:
        raise InvalidInputError(
            f"candidate {candidate.name!r}: {candidate.framework} has no form as code", "use scikit-learn"
        )
    return algorithm_named(candidate.name, candidate.algorithm, task, candidate.framework)


def _introduction(spec: PipelineSpec, run: Run) -> str:
    chosen = (
        f"The run chose **{run.chosen}** by `{run.metric}` on the validation part of the training rows."
        if run.chosen
        else ""
    )
    more = ", torch" if any(map(networks.is_network, leaves(spec.candidates))) else ""
    needs = f"It needs duckdb, pandas, pyarrow{more} and scikit-learn. Each block stands once, in order."
    return f"# {spec.name}\n\n{spec.description}\n\n{chosen}\n\nWritten from run `{run.id}`. {needs}"


def _estimator_imports(spec: PipelineSpec, algorithms: dict[str, Algorithm]) -> str:
    wanted = {(a.module, a.estimator) for a in algorithms.values()} | {("sklearn.linear_model", "RidgeCV")}
    wanted |= {(t.module, t.name) for t in lines.transformers_of(spec)}
    if any(a.calibrated for a in algorithms.values()):
        wanted.add(("sklearn.calibration", "CalibratedClassifierCV"))
    return "\n".join(f"from {module} import {name}" for module, name in sorted(wanted))


def _makers(spec: PipelineSpec, run: Run, algorithms: Mapping[str, Algorithm]) -> dict[str, str]:
    """An expression for each candidate that makes what will be fitted on the rows ``r``."""
    classes = max((len(c.labels) for c in run.candidates), default=0)
    return {
        c.name: _maker(spec, c, algorithms[c.name])
        if c.name in algorithms
        else networks.maker(spec, c, classes)
        for c in leaves(spec.candidates)
    }


def _maker(spec: PipelineSpec, candidate: CandidateSpec, algorithm: Algorithm) -> str:
    """An expression that makes a pipeline which will be fitted on the rows ``r``."""
    parameters = all_parameters(algorithm, candidate.parameters, spec.seed)
    counts, after = before_and_after(algorithm, parameters)
    arguments = ", ".join(f"{name}={value!r}" for name, value in after.items())
    estimator = f"{algorithm.estimator}({arguments})"
    if algorithm.calibrated:
        estimator = f"CalibratedClassifierCV({estimator}, ensemble=False, cv={FOLDS})"
    kinds = {s.kind for s in spec.steps}
    chosen = "*choose(), " if "choose_features" in kinds else ""
    reduced = "".join(f'PCA({count!r}, svd_solver="full"), ' for count in counts)
    return f"make_pipeline(preparation(r, scaled={algorithm.scaled}), {chosen}{reduced}{estimator})"


def _candidate_code(
    candidate: CandidateSpec,
    makers: Mapping[str, str],
    result: CandidateResult | None,
    coded: Collection[str],
) -> str:
    if candidate.members:
        return ensemble_code(candidate, makers, result)
    made = makers[candidate.name].replace("preparation(r,", "preparation(train,")
    learned = f"({_PLACES})[places]" if candidate.name in coded else "fit_target"
    weighted = ", **weighted(model)" if "make_pipeline(" in made else ""
    return f"model = {made}\nmodels[{candidate.name!r}] = model.fit(fit_features, {learned}{weighted})"
