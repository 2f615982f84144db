"""What an automatic training is asked for."""

from pathlib import Path

import pytest

from stratum.core.edits import RemoveDocument
from stratum.core.errors import InvalidInputError, TransientError
from stratum.language.constraints.names import is_name
from stratum.runtime.authoring import carry_out
from stratum.runtime.finding import named, room_for
from stratum.runtime.modelling import load
from stratum.runtime.recording import run_id
from stratum.runtime.settings import Settings
from stratum.runtime.wiring import Parts
from stratum.training.orders import Wish
from stratum.training.records import FOUND, RunFolder

OUTSIDE = ("../../../outside/x", "..", "/tmp/x", "a/b", "A", "x y", "x" * 64)


@pytest.mark.parametrize("name", OUTSIDE)
def test_a_name_that_is_none_is_refused(name: str) -> None:
    with pytest.raises(InvalidInputError, match="is not a name") as caught:
        named(Wish("visits.csv", "bought", name=name))
    assert "small letters" in caught.value.hint


@pytest.mark.parametrize("data", ["visits.csv", "2024.csv", "../é.csv", f"{'long ' * 30}.csv"])
def test_a_name_that_is_made_is_one(data: str) -> None:
    assert is_name(named(Wish(data, "bought")))
    assert is_name(named(Wish("é.csv", "é")))


@pytest.mark.parametrize("name", OUTSIDE[:4])
def test_no_run_leads_to_another_folder(parts: Parts, name: str) -> None:
    with pytest.raises(InvalidInputError, match="name of a folder"):
        run_id(parts, name)


@pytest.fixture
def parts(tmp_path: Path) -> Parts:
    return Parts(Settings(tmp_path))


DOCUMENT = "stratum: 1\nkind: Pipeline\nname: buys\ndescription: Found automatically\nblocks: {}\n"


def test_only_what_a_run_wrote_makes_room(parts: Parts, tmp_path: Path) -> None:
    assert room_for(load(parts), parts.runs_root, "buys") == []
    (tmp_path / "buys.yaml").write_text(DOCUMENT)
    with pytest.raises(InvalidInputError, match="people wrote or changed it"):
        room_for(load(parts), parts.runs_root, "buys")
    folder = RunFolder(parts.runs_root / "buys-1")
    folder.path.mkdir(parents=True)
    folder.write_document(FOUND, DOCUMENT)
    assert room_for(load(parts), parts.runs_root, "buys") == [RemoveDocument("buys.yaml")]
    (tmp_path / "buys.yaml").write_text(f"{DOCUMENT}# mine\n")
    with pytest.raises(InvalidInputError, match="people wrote or changed it"):
        room_for(load(parts), parts.runs_root, "buys")


def test_a_document_that_changed_since_it_was_looked_at_stays(parts: Parts, tmp_path: Path) -> None:
    (tmp_path / "buys.yaml").write_text(f"{DOCUMENT}# mine\n")
    with pytest.raises(TransientError, match="changed meanwhile"):
        carry_out(parts, [RemoveDocument("buys.yaml")], {"buys.yaml": DOCUMENT})
    assert (tmp_path / "buys.yaml").exists()
