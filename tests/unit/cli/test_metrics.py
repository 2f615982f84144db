"""``stratum metrics``: what was measured, for people and programs."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from stratum.cli.main import cli
from stratum.core.samples import Sample
from stratum.runtime.settings import Settings
from stratum.runtime.wiring import Parts


def stratum(*arguments: str) -> Result:
    return CliRunner().invoke(cli, arguments, catch_exceptions=True)


@pytest.fixture
def measured(tmp_path: Path) -> Path:
    folder = tmp_path / "flights"
    assert stratum("init", str(folder)).exit_code == 0
    parts = Parts(Settings(folder))
    now = parts.clock.now()
    parts.samples.write(
        [Sample("component_cpu_cores", "scorer", now - 60 + n, 0.25 * n) for n in (1, 2, 3)]
        + [Sample("queue_pending", "broker", now - 7000, 7.0, {"consumer": "scorer"})]
    )
    parts.samples.close()
    return folder


def test_people_get_a_line_for_each_series(measured: Path) -> None:
    shown = stratum("metrics", "-w", str(measured))
    assert shown.exit_code == 0
    (line,) = [line for line in shown.output.splitlines() if "scorer" in line]
    assert line.split() == ["scorer", "component_cpu_cores", "0.75", "0.5", "0.75", "3"]
    assert "broker" not in shown.output


def test_programs_get_points_of_what_they_ask_for(measured: Path) -> None:
    shown = stratum("metrics", "-w", str(measured), "--since", "2h", "--subject", "broker", "--json")
    (series,) = json.loads(shown.output)["series"]
    assert (series["metric"], series["labels"]) == ("queue_pending", {"consumer": "scorer"})
    assert [value for _, value in series["points"]] == [7.0]
    none = stratum("metrics", "-w", str(measured), "--metric", "nope", "--json")
    assert json.loads(none.output) == {"series": []}


def test_nothing_measured_says_so_and_a_wrong_span_is_refused(measured: Path) -> None:
    assert "nothing was measured within 5s" in stratum("metrics", "-w", str(measured), "--since", "5s").output
    wrong = stratum("metrics", "-w", str(measured), "--since", "soon")
    assert wrong.exit_code != 0
    assert "soon" in str(wrong.exception)
