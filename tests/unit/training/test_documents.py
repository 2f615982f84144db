"""The plain script and the model card of a run; tests/integration/training shows that the script runs."""

import ast
import dataclasses
from pathlib import Path

import pytest

from stratum.testing.pipelines import visits_pipeline
from stratum.training.documents import DOCUMENTS, file_of
from stratum.training.evaluation import EvaluationSpec
from stratum.training.publishing import TrainingResult
from stratum.training.renderers import card, report, script
from stratum.training.types import Member, ModelName, PipelineSpec, Run

NASTY = "<script>a|b</script>\n# heading `x` [y](z)"


def test_every_document_has_a_file_of_its_own() -> None:
    assert len(set(DOCUMENTS.values())) == len(DOCUMENTS)
    assert file_of("mine") == "mine.txt"


def test_the_script_is_python_and_the_same_each_time(spec: PipelineSpec, result: TrainingResult) -> None:
    text = script.render(spec, result.run)
    assert text == script.render(spec, result.run)
    ast.parse(text)
    assert text.startswith("# %%\n# # buys\n")
    for block in [*(s.name for s in spec.steps), *(c.name for c in spec.candidates)]:
        assert text.count(f"# ## {block}\n") == 1


def test_what_people_write_stays_a_comment(spec: PipelineSpec, result: TrainingResult) -> None:
    nasty = dataclasses.replace(spec, description="x\r\nimport os\x0cos.abort()\u2028boom()\x85bang()")
    names = {n.id for n in ast.walk(ast.parse(script.render(nasty, result.run))) if isinstance(n, ast.Name)}
    assert not names & {"os", "boom", "bang"}


def test_the_card_says_what_a_model_is_for(spec: PipelineSpec, result: TrainingResult) -> None:
    asked = EvaluationSpec(intended_use="Staffing a shop", licence="CC0")
    run = dataclasses.replace(
        result.run, model=ModelName("buys", 4, result.digest), licences={"numpy": "BSD-3-Clause"}
    )
    units = {"visits": {"price": "EUR"}}
    text = card.render(dataclasses.replace(spec, evaluation=asked, units=units), run)
    assert "price (number in EUR), " in text
    assert text == card.render(dataclasses.replace(spec, evaluation=asked, units=units), run)
    assert text.startswith(
        "# Model card: buys, version 4\n\nWill a visitor buy?\n\n## Model\n\n| what | value |\n"
    )
    assert "## Intended use\n\nStaffing a shop\n" in text
    assert "Data: CC0." in text
    assert "| numpy |" in text
    winner = next(c for c in run.candidates if c.name == run.chosen)
    assert f"| roc\\_auc | {winner.metrics['roc_auc']:.4f} |" in text
    assert result.digest in text


@pytest.mark.parametrize(
    ("repeats", "members", "divided", "chosen"),
    [
        (1, ("linear",), "rows; what", "One was chosen."),
        (2, ("linear", "tree"), "rows, divided 2 times; what", "2 were chosen, which answer together."),
    ],
)
def test_report_and_card_tell_how_a_search_chose(
    spec: PipelineSpec,
    result: TrainingResult,
    repeats: int,
    members: tuple[str, ...],
    divided: str,
    chosen: str,
) -> None:
    search = {
        "rows": 450,
        "folds": 5,
        "repeats": repeats,
        "metric": "log_loss",
        "members": dict.fromkeys(members, 1 / len(members)),
        "tried": [{"family": "linear"}] * 12,
    }
    run = dataclasses.replace(result.run, search=search)
    told = (
        "12 candidates were tried in an automatic search and compared by log_loss on 5 folds of 450 training"
        f" {divided} answers a fold was not fitted on it. {chosen} All other figures are of held-out rows"
    )
    for text in (card.render(spec, run), report.render(spec, run)):
        assert told in text
        assert "15 % of the training rows" not in text


def test_of_one_candidate_no_comparison_is_told(spec: PipelineSpec, result: TrainingResult) -> None:
    alone = dataclasses.replace(spec, candidates=spec.candidates[:1])
    for text in (card.render(alone, result.run), report.render(alone, result.run)):
        assert "There was one candidate. Its figures are of held-out rows" in text
        assert "Candidates are compared" not in text


def test_the_card_names_the_columns_that_blocks_before_the_model_make(
    spec: PipelineSpec, result: TrainingResult
) -> None:
    assert "- Blocks before the model make twice: whoever asks it has to bring them." in card.render(
        spec, result.run
    )
    run = dataclasses.replace(result.run, data={k: v for k, v in result.run.data.items() if k != "made"})
    assert "Blocks before the model" not in card.render(spec, run)


def test_the_card_escapes_what_people_write(spec: PipelineSpec, result: TrainingResult) -> None:
    text = card.render(dataclasses.replace(spec, description=NASTY, name="a|b"), result.run)
    assert "<script>" not in text
    assert "\n# heading" not in text
    assert "# Model card: a\\|b\n" in text


def test_members_of_an_ensemble_are_told_with_their_weights(
    spec: PipelineSpec, result: TrainingResult
) -> None:
    told = (Member("linear", "Ridge", 0.75), Member("<b>", "SVR", 0.0, "it takes too long"))
    candidates = tuple(dataclasses.replace(c, members=told) for c in result.run.candidates)
    run = dataclasses.replace(result.run, candidates=candidates)
    text = card.render(spec, run)
    assert "| member linear | 75.0% Ridge |" in text
    assert "left out: it takes too long" in text
    page = report.render(spec, run)
    assert "joins linear (75.0% Ridge), &lt;b&gt; (left out: it takes too long)." in page


def test_a_run_without_a_model_has_a_card_that_says_so() -> None:
    run = Run("run-1", "buys", "classification", "roc_auc", 0.0, error="no data")
    assert "The run came to no model: no data" in card.render(visits_pipeline(Path("visits.csv")), run)
