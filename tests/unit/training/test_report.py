"""The report of a run."""

import dataclasses
import html.parser
from pathlib import Path

import pytest

from stratum.testing.pipelines import visits_pipeline
from stratum.training.logic.wording import figure, moment
from stratum.training.publishing import TrainingResult
from stratum.training.renderers.plots import confusion_svg, curve_svg
from stratum.training.renderers.report import render
from stratum.training.types import CandidateResult, ModelName, PipelineSpec, Run

VOID = {"meta", "br", "link", "input"}
NASTY = "<script>alert('x')</script> $x$ & \"more\""

Attributes = list[tuple[str, str | None]]


class Reader(html.parser.HTMLParser):
    """Collects tags and text, and notices what is not closed."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: Attributes) -> None:
        assert all(not name.startswith("on") for name, _ in attrs)
        self.tags.append(tag)
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: Attributes) -> None:
        assert all(not name.startswith("on") for name, _ in attrs)
        self.tags.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def read(text: str) -> Reader:
    reader = Reader()
    reader.feed(text)
    reader.close()
    assert reader.open == []
    return reader


@pytest.fixture
def page(spec: PipelineSpec, result: TrainingResult) -> Reader:
    run = dataclasses.replace(result.run, model=ModelName("buys", 4, result.digest))
    return read(render(spec, run))


def test_it_tells_the_choice_and_the_version(page: Reader, result: TrainingResult) -> None:
    assert f"Chosen: {result.run.chosen}" in page.text
    assert "registered as buys version 4" in page.text
    assert "on 264 held-out rows" in page.text


def test_it_shows_every_candidate_and_baseline(page: Reader, result: TrainingResult) -> None:
    for candidate in result.run.candidates:
        assert candidate.name in page.text
        assert f"{candidate.metrics['roc_auc']:.4f}" in page.text
        assert f"{candidate.validation['roc_auc']:.4f}" in page.text
    assert "the last 15 % of the training rows" in page.text
    for baseline in result.run.baselines:
        assert f"{baseline.metrics['log_loss']:.4f}" in page.text


def test_it_draws_what_the_page_draws(page: Reader) -> None:
    assert page.tags.count("svg") == 6
    for title in ("ROC", "Precision and recall", "Calibration", "Confusion of linear", "leans on"):
        assert title in page.text


def test_it_tells_data_parity_and_lineage(page: Reader, spec: PipelineSpec, result: TrainingResult) -> None:
    assert "100.0000 %" in page.text
    assert "scikit-learn" in page.text
    assert spec.digest in page.text
    assert result.digest in page.text
    assert "1970-01-12 13:46:40 UTC" in page.text


def test_it_needs_nothing_else(spec: PipelineSpec, result: TrainingResult) -> None:
    text = render(spec, result.run)
    assert render(spec, result.run) == text
    assert {"script", "link", "img", "iframe"}.isdisjoint(read(text).tags)
    assert 'src="' not in text


def test_a_failed_run_has_a_report() -> None:
    spec = visits_pipeline(Path("/data/visits.csv"))
    page = read(render(spec, Run("run-2", "buys", "classification", "roc_auc", 0.0, error="no rows")))
    assert "The run failed: no rows" in page.text
    assert "svg" not in page.tags


def test_names_are_text_and_never_markup(result: TrainingResult, spec: PipelineSpec) -> None:
    named = dataclasses.replace(result.run.candidates[0], name=NASTY, error=NASTY, parameters={NASTY: NASTY})
    run = dataclasses.replace(result.run, candidates=(named,), chosen=NASTY, pipeline=NASTY)
    page = read(render(dataclasses.replace(spec, description=NASTY), run))
    assert "script" not in page.tags
    assert page.text.count("alert('x')") >= 6


def test_plots_without_points_are_empty() -> None:
    bare = CandidateResult("a", "Any", {}, "failed")
    assert not curve_svg([bare], "roc", ["a"])
    assert not confusion_svg(bare)


def test_only_those_asked_for_are_drawn() -> None:
    points = {"roc": [(0.0, 0.0), (1.0, 1.0)]}
    pair = [CandidateResult(name, "Any", {}, "ok", curves=points) for name in ("ann", "bob")]
    assert "ann" in curve_svg(pair, "roc", ["ann"])
    assert "bob" not in curve_svg(pair, "roc", ["ann"])


@pytest.mark.parametrize(("value", "text"), [(0.5, "0.5000"), (None, "–"), ("x", "–")])
def test_figures(value: object, text: str) -> None:
    assert figure(value) == text
    assert moment(None) == "–"
