"""``stratum simulate``: what it prints, what it refuses, and that a policy of another package just works."""

import gzip
import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from stratum.cli.main import cli
from stratum.runtime import plugins

POLICIES = plugins.names("stratum.resources.policies")


def simulate(trace: Path, *more: str) -> Result:
    arguments = ["simulate", "--trace", str(trace), "--service-seconds", "0.05", *more]
    return CliRunner().invoke(cli, arguments, catch_exceptions=True)


@pytest.fixture
def trace(tmp_path: Path) -> Path:
    file = tmp_path / "load.txt"
    file.write_text("".join(f"{rate}\n" for rate in [20] * 60 + [100] * 120 + [20] * 60))
    return file


def test_there_are_six_policies() -> None:
    assert {"none", "utilisation", "latency", "hpa", "kpa", "forecast"} <= set(POLICIES)


@pytest.mark.parametrize("policy", POLICIES)
def test_violations_and_cost_stand_together_beside_sizes_that_stay(trace: Path, policy: str) -> None:
    done = simulate(trace, "--policy", policy, "--json")
    assert done.exit_code == 0, done.output
    told = json.loads(done.output)
    own, equal, peak, least = told["sizes"]
    assert own["name"] == policy
    assert equal["core_hours"] == pytest.approx(own["core_hours"])
    assert peak["violated_seconds_ratio"] == least["violated_seconds_ratio"] == 0.0
    assert least["core_hours"] <= peak["core_hours"]
    assert told["seconds"] == 240.0
    assert simulate(trace, "--policy", policy, "--json").output == done.output


def test_the_table_is_for_people(trace: Path) -> None:
    shown = simulate(trace, "--policy", "hpa").output
    assert "240 rates over 240 s, mean 60/s, peak 100/s" in shown
    assert all(
        word in shown for word in ("hpa", "costs the same", "for the peak", "clairvoyant", "core hours")
    )


def test_csv_with_times_and_compressed_files_are_read(tmp_path: Path) -> None:
    file = tmp_path / "load.csv.gz"
    file.write_bytes(gzip.compress(b"time,rate\n0,10\n30,80\n60,10\n"))
    told = json.loads(simulate(file, "--policy", "none", "--json").output)
    assert (told["rates"], told["seconds"]) == (3, 90.0)


def test_a_plot_is_written(trace: Path, tmp_path: Path) -> None:
    picture = tmp_path / "plot.png"
    assert simulate(trace, "--policy", "latency", "--plot", str(picture)).exit_code == 0
    assert picture.read_bytes().startswith(b"\x89PNG")


def run(*arguments: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "stratum", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_a_line_that_is_no_rate_is_told_with_file_line_and_fix(tmp_path: Path) -> None:
    bad = tmp_path / "bad.txt"
    bad.write_text("20\nmany\n30\n")
    done = run("simulate", "--trace", str(bad), "--policy", "hpa")
    assert done.returncode == 1
    assert f"error: {bad}: line 2: 'many' is no rate; write a number of requests per second" in done.stderr
    assert "hint: one rate a line, or CSV with time and rate" in done.stderr


@pytest.mark.parametrize(
    ("more", "told"),
    [
        (("--policy", "hpaa"), "known: forecast, hpa, kpa"),
        (("--policy", "hpa", "--minimum", "5", "--maximum", "3"), "minimum 5 is above maximum 3"),
        (("--policy", "hpa", "--tick", "0.00001"), "give a longer --tick"),
    ],
)
def test_what_cannot_be_played_is_refused(trace: Path, more: tuple[str, ...], told: str) -> None:
    done = run("simulate", "--trace", str(trace), *more)
    assert done.returncode == 1
    assert told in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("content", [b"\xff\xfe\x00\x01", b"not gzip"])
def test_a_file_that_is_no_text_is_refused(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "noise.gz"
    file.write_bytes(content)
    done = run("simulate", "--trace", str(file), "--policy", "hpa")
    assert done.returncode == 1
    assert "is no text" in done.stderr


THIRD_PARTY = """
from stratum.resources.types import Wish


class Always:
    window = 10.0

    def decide(self, situation, memory):
        return Wish(7.0, "always seven"), memory
"""


def test_a_policy_of_another_package_works_without_touching_the_core(
    trace: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "always_seven.py").write_text(THIRD_PARTY)
    told = tmp_path / "site" / "always_seven-1.0.dist-info"
    told.mkdir()
    (told / "METADATA").write_text("Metadata-Version: 2.1\nName: always-seven\nVersion: 1.0\n")
    (told / "entry_points.txt").write_text("[stratum.resources.policies]\nseven = always_seven:Always\n")
    command = ("simulate", "--trace", str(trace), "--policy", "seven", "--json")
    assert run(*command).returncode == 1
    monkeypatch.setenv("PYTHONPATH", str(tmp_path / "site"))
    done = run(*command)
    assert done.returncode == 0, done.stderr
    own = json.loads(done.stdout)["sizes"][0]
    assert own["core_hours"] == pytest.approx(7 * 240 / 3600, rel=0.02)
