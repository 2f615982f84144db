from stratum.language.paths import beside, written_from


def test_paths_are_relative_to_the_document() -> None:
    assert beside("apps/a.yaml", "b.yaml") == "apps/b.yaml"
    assert beside("apps/a.yaml", "../sites/s.yaml") == "sites/s.yaml"
    assert beside("a.yaml", "./b.yaml") == "b.yaml"


def test_absolute_paths_and_those_in_packages_stay() -> None:
    assert beside("apps/a.yaml", "/data/x.csv") == "/data/x.csv"
    assert beside("apps/a.yaml", "package:p/data/x.csv") == "package:p/data/x.csv"


def test_a_path_is_written_as_a_document_would() -> None:
    for file, other, written in (
        ("apps/a.yaml", "sites/s.yaml", "../sites/s.yaml"),
        ("apps/a.yaml", "apps/deep/b.yaml", "deep/b.yaml"),
        ("a.yaml", "b.yaml", "b.yaml"),
        ("apps/a.yaml", "/data/x.csv", "/data/x.csv"),
        ("apps/a.yaml", "package:p/x.csv", "package:p/x.csv"),
    ):
        assert written_from(file, other) == written
        assert beside(file, written) == other
