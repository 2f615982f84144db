"""What an automatic training is asked for."""

import pytest

from stratum.core.errors import InvalidInputError
from stratum.language.constraints.names import is_name
from stratum.runtime.finding import named
from stratum.runtime.recording import run_id
from stratum.runtime.settings import Settings
from stratum.runtime.wiring import Parts
from stratum.training.orders import Wish

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
def parts(tmp_path_factory: pytest.TempPathFactory) -> Parts:
    return Parts(Settings(tmp_path_factory.mktemp("space")))
