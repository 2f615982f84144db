"""``stratum predict`` over a registered version."""

import json
from pathlib import Path

from click.testing import CliRunner

from stratum.cli.main import cli
from stratum.testing.catalogue import write_catalogue


def test_a_file_of_rows_is_answered(tmp_path: Path) -> None:
    write_catalogue(tmp_path)
    (tmp_path / "in.csv").write_text(
        "id,delay,scheduled\na,12.5,2013-09-01T17:30:00Z\nb,1,2013-09-01T05:00:00Z\n"
    )
    out = tmp_path / "out.csv"
    arguments = [
        "predict",
        "late@2",
        str(tmp_path / "in.csv"),
        "-o",
        str(out),
        "--keep",
        "id",
        "-w",
        str(tmp_path),
    ]
    done = CliRunner().invoke(cli, [*arguments, "--json"], catch_exceptions=False)
    told = json.loads(done.output)
    assert (told["rows"], told["model"], told["version"]) == (2, "late", 2)
    lines = out.read_text().splitlines()
    assert lines[0] == '"id","label","probability_0","probability_1","model"'
    assert lines[1].endswith('"late@2"')
    for data in ("gone.csv", "in.xyz"):
        refused = CliRunner().invoke(cli, ["predict", "late", data, "-o", str(out), "-w", str(tmp_path)])
        assert data in str(refused.exception)
