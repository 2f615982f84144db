"""The notebook's text; that it runs is shown in tests/integration/training."""

import ast
import dataclasses
import json
from pathlib import Path

import nbformat
import pytest

from stratum.core.errors import InvalidInputError
from stratum.data.formats import csv
from stratum.data.types import SourceSpec, StepSpec
from stratum.testing.pipelines import visits_pipeline
from stratum.training.renderers import snippets
from stratum.training.renderers.cells import source_code, step_code, text_literal
from stratum.training.renderers.naming import bound, variable_names
from stratum.training.renderers.notebook import render
from stratum.training.types import CandidateSpec, Run, SplitSpec

SPEC = visits_pipeline(Path("/data/visits.csv"))
RUN = Run("run-1", "buys", "classification", "roc_auc", 0.0, chosen="tree")
NAMES = {"visits": "visits", "step": "step"}


def sources(text: str, kind: str) -> list[str]:
    return [cell["source"] for cell in json.loads(text)["cells"] if cell["cell_type"] == kind]


def test_days_are_read_as_the_platform_reads_them() -> None:
    told = ", ".join(["pyarrow.csv.ISO8601", *(f'"{form}"' for form in csv.TIMES)])
    assert told in snippets.READING


def lines(step: StepSpec) -> list[str]:
    code = step_code(step, NAMES)
    ast.parse(code)
    return code.splitlines()


def test_it_is_a_notebook_and_the_same_each_time() -> None:
    text = render(SPEC, RUN)
    nbformat.validate(json.loads(text))
    assert text == render(SPEC, RUN)
    assert json.loads(text)["nbformat_minor"] == 5


def test_every_block_is_there_once_and_in_order() -> None:
    titles = [s.split("\n")[0] for s in sources(render(SPEC, RUN), "markdown")]
    blocks = ["visits", *(s.name for s in SPEC.steps)]
    candidates = [c.name for c in SPEC.candidates]
    after = ["Training and held-out rows", *candidates, "Baselines", "Held-out figures"]
    assert titles == ["# buys", *(f"## {name}" for name in (*blocks, *after))]


def test_its_code_is_python_without_the_platform() -> None:
    codes = sources(render(SPEC, RUN), "code")
    for code in codes:
        ast.parse(code)
    assert "stratum" not in "\n".join(codes)
    assert "threadpool_limits(1)" in "\n".join(codes)
    assert "models['linear'] = " in "\n".join(codes)


def test_regressions_and_random_splits_have_their_own_code() -> None:
    spec = dataclasses.replace(
        SPEC,
        task="regression",
        split=SplitSpec("random", fraction=0.3),
        candidates=(CandidateSpec("line", "sklearn", "Ridge", {"alpha": 2}),),
    )
    code = "\n".join(sources(render(spec, RUN), "code"))
    assert "Ridge(alpha=2, random_state=7)" in code
    assert "default_rng(seed).random(len(data)) < 0.3" in code
    assert "sk.r2_score" in code


def test_other_frameworks_have_no_notebook() -> None:
    spec = dataclasses.replace(SPEC, candidates=(CandidateSpec("a", "abacus", "X", {}),))
    with pytest.raises(InvalidInputError, match="candidate 'a': abacus has no form as code"):
        render(spec, RUN)


def test_blocks_become_variables() -> None:
    names = variable_names(["a-b", "a_b", "class", "1st", "train", "times", "len", "fine"], {"train"})
    assert names == {
        "a-b": "a_b",
        "a_b": "a_b_",
        "class": "block_class",
        "1st": "block_1st",
        "train": "block_train",
        "times": "block_times",
        "len": "block_len",
        "fine": "fine",
    }
    assert len(set(names.values())) == len(names)


def test_blocks_are_not_called_as_what_the_notebook_calls() -> None:
    told = {"on": ["id"], "dangling": "keep"}
    steps = [
        StepSpec("joined", "join", ("visits", "visits"), told),
        StepSpec("scaling", "join", ("joined", "visits"), told),
        StepSpec("scaled", "scale", ("scaling",), {"columns": ["price"]}),
    ]
    code = "\n".join(sources(render(dataclasses.replace(SPEC, steps=tuple(steps)), RUN), "code"))
    assert "block_joined = joined(to_arrow(visits)" in code
    assert "block_scaling = joined(to_arrow(block_joined)" in code
    assert "scaled = to_frame(block_scaling)\nscaling |= " in code


def test_what_cells_bind_is_known() -> None:
    cells = [
        "import a.b, c as d\nfrom e import f",
        "def g(h):\n    i = h",
        "j, k = 1, [n for n in ()]\nl |= {}",
    ]
    assert bound(cells) == {"a", "d", "f", "g", "j", "k", "l"}


@pytest.mark.parametrize(
    "text",
    [
        "plain",
        "two\nlines",
        'quo"te',
        'two\nlines"""\nand quotes',
        "back\\slash\nline",
        "bell\a\nline",
        "'\n'",
    ],
)
def test_literals_say_their_text(text: str) -> None:
    assert ast.literal_eval(text_literal(text)).strip() == text.strip()
    assert "\a" not in text_literal(text)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (
            SourceSpec("visits", "csv", {"path": "/a.csv", "delimiter": ";"}),
            "visits = read_csv(locate('/a.csv'), delimiter=';')",
        ),
        (
            SourceSpec("visits", "parquet", {"path": "package:p/a.parquet"}),
            "visits = pyarrow.parquet.read_table(locate('package:p/a.parquet'))",
        ),
        (
            SourceSpec("visits", "sqlite", {"path": "/a.db", "table": 'x"y'}),
            """read_sql_query('SELECT * FROM "x""y"', database)""",
        ),
    ],
)
def test_sources_are_read(source: SourceSpec, expected: str) -> None:
    code = source_code(source, NAMES)
    ast.parse(code)
    assert expected in code


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ({"column": "n", "is": "known"}, "step['n'].notna()"),
        ({"column": "n", "is": "missing"}, "step['n'].isna()"),
        ({"column": "n", "is": "in", "value": [1, 2]}, "step['n'].isin([1, 2])"),
        ({"column": "n", "is": "at-least", "value": 2}, "step['n'].notna() & (step['n'] >= 2)"),
        ({"column": "n'] + evil['", "is": "known"}, """step["n'] + evil['"].notna()"""),
    ],
)
def test_conditions(condition: dict[str, object], expected: str) -> None:
    step = StepSpec("step", "filter", ("visits",), {"where": [condition]})
    assert lines(step) == ["step = to_frame(visits)", f"step = step[{expected}]"]


def test_selections_before_and_among_prepared_values() -> None:
    step = StepSpec("step", "select", ("visits",), {"columns": ["a", "b"]})
    assert lines(step)[1] == "step = step[['a', 'b']]"
    assert "target, identifier, split_column" in step_code(step, NAMES, prepared=True)


def test_statistics_are_noted_and_constants_filled() -> None:
    step = StepSpec("step", "fill", ("visits",), {"columns": {"a": 0, "b": "median"}})
    assert lines(step)[1] == "step = step.fillna({'a': 0})"
    assert lines(step)[2].startswith("imputation |= {'b': 'median'}")


def test_scaling_of_all_or_some() -> None:
    some = StepSpec("step", "scale", ("visits",), {"columns": ["a"], "method": "robust"})
    every = StepSpec("step", "scale", ("visits",), {})
    assert lines(some)[1] == "scaling |= dict.fromkeys(['a'], 'robust')"
    assert lines(every)[1] == "scaling |= dict.fromkeys(numeric_columns(step), 'standard')"
