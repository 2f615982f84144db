"""The joint of a live session: files and history of a workspace, and what the language says of texts."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from stratum.core.edits import AddDocument, AddElement, Connect, RemoveDocument, RemoveElement, SetValue
from stratum.core.errors import PermanentError, TransientError
from stratum.live.types import Refusal, Texts
from stratum.runtime.examples import example_files
from stratum.runtime.legality import ModelLegality
from stratum.runtime.modelling import load
from stratum.runtime.session import WorkspaceFiles
from stratum.runtime.settings import Settings
from stratum.runtime.wiring import Parts
from stratum.testing.components import make_desired, make_spec
from stratum.testing.fakes import ManualClock
from stratum.testing.repositories import git

APP = "application.yaml"
OWN = "stratum: 1\nkind: Types\nname: own\ntypes:\n  Drone: {extends: EdgeGateway, help: Flies.}\n"


@pytest.fixture
def parts(tmp_path: Path) -> Parts:
    made = Parts(Settings(tmp_path / "flights"))
    made.workspace.create(example_files("01-flights"), "first")
    return made


@pytest.fixture
def files(parts: Parts) -> WorkspaceFiles:
    return WorkspaceFiles(parts, ManualClock(0.0))


@pytest.fixture
def legality(parts: Parts) -> ModelLegality:
    return ModelLegality(parts)


def codes(answer: object) -> set[str]:
    assert isinstance(answer, Refusal)
    return {str(finding["code"]) for finding in answer.findings}


def done(answer: Texts | Refusal) -> Texts:
    assert isinstance(answer, Mapping), answer
    return answer


def test_documents_are_read_and_others_are_not(parts: Parts, files: WorkspaceFiles) -> None:
    root = parts.workspace.root
    (root / "compose.yaml").write_text("services: {}\n")
    (root / "latin.yaml").write_bytes(b"a: \xe9\n")
    assert set(files.read()) == {APP, "departures.sql", "infrastructure.yaml", "pipeline.yaml"}


def test_a_file_is_read_again_when_it_changed(parts: Parts) -> None:
    files = WorkspaceFiles(parts, ManualClock(4e9))
    first = files.read()[APP]
    assert files.read()[APP] is first
    path = parts.workspace.root / APP
    path.write_text(first + "# more\r\n", newline="")
    assert files.read()[APP] == first + "# more\r\n"


def test_a_text_is_written_where_nobody_changed_the_file(parts: Parts, files: WorkspaceFiles) -> None:
    text = files.read()[APP]
    files.write(APP, text, text + "# more\n")
    assert files.read()[APP] == text + "# more\n"
    with pytest.raises(TransientError, match="changed meanwhile"):
        files.write(APP, text, "other")
    (parts.workspace.root / APP).unlink()
    Path(parts.workspace.root / APP).mkdir()
    with pytest.raises(TransientError):
        files.write(APP, text, "other")


def test_branches_also_without_a_commit_or_a_repository(
    parts: Parts, files: WorkspaceFiles, tmp_path: Path
) -> None:
    assert files.branch() == "main"
    git(parts.workspace.root, "checkout", "-b", "a/new-one")
    assert files.branch() == "a/new-one"
    git(parts.workspace.root, "checkout", "--detach")
    assert files.branch() == ""
    bare = Parts(Settings(tmp_path / "empty"))
    (tmp_path / "empty").mkdir()
    assert WorkspaceFiles(bare, ManualClock()).branch() == ""
    git(tmp_path / "empty", "init", "-b", "first")
    assert WorkspaceFiles(bare, ManualClock()).branch() == "first"


def test_a_commit_names_who_took_part(parts: Parts, files: WorkspaceFiles) -> None:
    text = files.read()[APP]
    files.write(APP, text, text.replace("256 MiB", "260 MiB", 1))
    (parts.workspace.root / "pipeline.yaml").write_text("# not ours\n")
    made = files.commit([APP], ["Ada", "Bo"])
    assert made is not None
    message = git(parts.workspace.root, "log", "-1", "--format=%an|%B")
    assert message.startswith("Ada|")
    assert message.rstrip().endswith("Co-authored-by: Bo <>")
    assert made.by == "Ada"
    assert git(parts.workspace.root, "status", "--porcelain") == " M pipeline.yaml"
    assert files.commit([APP], ["Ada"]) is None
    git(parts.workspace.root, "checkout", "--detach")
    files.write(APP, files.read()[APP], text)
    with pytest.raises(PermanentError):
        files.commit([APP], [])


def test_edits_are_legal_one_after_the_other(files: WorkspaceFiles, legality: ModelLegality) -> None:
    texts = files.read()
    after = done(legality.edited(texts, [SetValue(APP, "broker", "requires.memory", "200 MiB")]))
    assert "200 MiB" in after[APP]
    assert after.keys() == texts.keys()
    assert codes(legality.edited(after, [RemoveElement(APP, "broker")])) == {"relation-missing"}
    again = done(legality.edited(after, [SetValue(APP, "broker", "requires.memory", "201 MiB")]))
    assert legality.findings(again) == []
    assert done(legality.edited(texts, [SetValue(APP, "broker", "requires.memory", "200 MiB")])) == after


def test_typed_text_may_not_add_errors(files: WorkspaceFiles, legality: ModelLegality) -> None:
    texts = files.read()
    typed = {**texts, APP: texts[APP].replace("256 MiB", "257 MiB", 1) + "# said\n"}
    assert legality.typed(texts, typed) is None
    assert "yaml-syntax" in codes(legality.typed(texts, {**texts, APP: "}" + texts[APP]}))
    assert codes(legality.typed(texts, {**texts, APP: texts[APP].replace("stratum: 1", "other: 1")}))
    assert codes(legality.typed(texts, {**texts, APP: ""}))
    assert legality.typed(texts, typed) is None


def test_a_file_that_no_document_named_before_is_looked_for(
    parts: Parts, files: WorkspaceFiles, legality: ModelLegality
) -> None:
    (parts.workspace.root / "more.csv").write_text("x\n1\n")
    texts, body = files.read(), "{type: CsvSource, path: %s}"
    after = done(legality.edited(texts, [AddElement("pipeline.yaml", "blocks", "more", body % "more.csv")]))
    assert "more.csv" in after["pipeline.yaml"]
    assert codes(
        legality.edited(after, [AddElement("pipeline.yaml", "blocks", "less", body % "less.csv")])
    ) == {"path-missing"}
    assert ModelLegality(parts).typed(texts, after) is None


def test_errors_that_were_there_do_not_hold_up_others(files: WorkspaceFiles, legality: ModelLegality) -> None:
    texts = files.read()
    broken = {**texts, "pipeline.yaml": "}" + texts["pipeline.yaml"]}
    assert legality.typed(broken, {**broken, "pipeline.yaml": broken["pipeline.yaml"] + "# more\n"}) is None
    assert legality.typed(broken, texts) is None


def test_types_may_change_with_their_users(files: WorkspaceFiles, legality: ModelLegality) -> None:
    texts = {**files.read(), "own.yaml": OWN}
    assert legality.typed(texts, {**texts, "own.yaml": OWN.replace("Flies", "Flies high")}) is None
    used = {**texts, "infrastructure.yaml": texts["infrastructure.yaml"].replace("EdgeGateway", "Drone", 1)}
    assert legality.typed(texts, used) is None
    assert "unknown-type" in codes(legality.typed(used, {**used, "own.yaml": OWN.replace("Drone", "Kite")}))
    assert codes(legality.typed(texts, {**texts, "own.yaml": OWN.replace("EdgeGateway", "Nothing")}))


SITE = "stratum: 1\nkind: Infrastructure\nname: other\nhosts: {}\n"


def test_types_are_added_and_used_at_once(files: WorkspaceFiles, legality: ModelLegality) -> None:
    texts = done(legality.edited(files.read(), [AddDocument("own.yaml", OWN)]))
    used = AddElement(
        "infrastructure.yaml", "hosts", "drone-1", "{type: Drone, cpu: 2, memory: 2 GiB, disk: 16 GB}"
    )
    after = done(legality.edited(texts, [used]))
    assert "drone-1" in after["infrastructure.yaml"]
    assert "unknown-type" in codes(legality.edited(after, [RemoveDocument("own.yaml")]))
    assert done(legality.edited(texts, [RemoveDocument("own.yaml")])) == files.read()


def test_what_is_removed_counts_as_gone_while_its_file_is_there(
    files: WorkspaceFiles, legality: ModelLegality
) -> None:
    texts = files.read()
    assert codes(legality.edited(texts, [RemoveDocument("infrastructure.yaml")]))
    assert codes(legality.edited(texts, [RemoveDocument("pipeline.yaml")]))
    without = done(legality.edited(texts, [RemoveDocument(APP)]))
    less = done(legality.edited(without, [RemoveDocument("infrastructure.yaml")]))
    assert codes(legality.edited(less, [AddDocument(APP, texts[APP])]))


def test_new_documents_are_only_where_they_would_be_found(
    parts: Parts, files: WorkspaceFiles, legality: ModelLegality
) -> None:
    root = parts.workspace.root
    (root / "compose.yaml").write_text("services: {}\n")
    (root / "inner" / ".git").mkdir(parents=True)
    (root / "out").symlink_to(root.parent)
    texts = files.read()
    for file in ("compose.yaml", "inner/a.yaml", "out/a.yaml", "node_modules/a.yaml", f"{APP}/a.yaml"):
        assert codes(legality.edited(texts, [AddDocument(file, SITE)])) == {"edit-place"}
        if file != "compose.yaml":
            with pytest.raises(TransientError):
                files.write(file, None, SITE)
    assert "new/a.yaml" in done(legality.edited(texts, [AddDocument("new/a.yaml", SITE)]))


def test_code_is_edited_where_a_document_names_it(
    parts: Parts, files: WorkspaceFiles, legality: ModelLegality
) -> None:
    root = parts.workspace.root
    (root / "stray.sql").write_text("select 1")
    (root.parent / "outside.sql").write_text("select 2")
    pipeline = root / "pipeline.yaml"
    pipeline.write_text(f"# ../outside.sql\n{pipeline.read_text()}")
    texts = files.read()
    assert texts.keys() == {APP, "infrastructure.yaml", "pipeline.yaml", "departures.sql"}
    assert legality.typed(texts, {**texts, "departures.sql": "select nothing: ["}) is None
    assert codes(legality.edited(texts, [AddDocument("more.sql", "select 3")])) == {"edit-place"}
    block = AddElement(
        "pipeline.yaml", "blocks", "more", "{type: SqlQuery, query: more.sql, inputs: [flights]}"
    )
    after = legality.edited(texts, [AddDocument("more.sql", "select 3"), block])
    assert "more.sql" in done(after)


def test_a_layer_does_not_follow_one_of_another_network(
    files: WorkspaceFiles, legality: ModelLegality
) -> None:
    def network(name: str) -> AddElement:
        first = f"{name}-a: {{type: DenseLayer, units: 8}}"
        last = f"{name}-b: {{type: DenseLayer, units: 2, activation: softmax}}"
        body = f"{{type: NeuralNetwork, input: split, contains: {{{first}, {last}}}}}"
        return AddElement("pipeline.yaml", "blocks", name, body)

    both = done(legality.edited(files.read(), [network("narrow"), network("wide")]))
    across = Connect("pipeline.yaml", "wide-b", "follows", "narrow-a")
    assert codes(legality.edited(both, [across])) == {"relation-apart"}
    within = Connect("pipeline.yaml", "wide-b", "follows", "wide-a")
    assert done(legality.edited(both, [within])) != both


def test_what_runs_keeps_its_document(parts: Parts, files: WorkspaceFiles, legality: ModelLegality) -> None:
    texts = files.read()
    name = load(parts).model.documents[APP].name
    parts.deployments.apply(name, make_desired(make_spec("one")))
    assert codes(legality.edited(texts, [RemoveDocument(APP)])) == {"edit-place"}
