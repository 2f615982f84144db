"""The longest run that stays in its order, compared with trying all of them."""

import itertools

from hypothesis import given
from hypothesis import strategies as st

from stratum.core.runs import rising


@given(st.permutations(range(7)))
def test_no_run_that_rises_is_longer(places: list[int]) -> None:
    found = rising(places)
    chosen = [places[number] for number in found]
    assert found == sorted(found)
    assert chosen == sorted(chosen)
    longer = itertools.combinations(places, len(found) + 1)
    assert not any(list(run) == sorted(run) for run in longer)


def test_of_nothing_nothing_stays() -> None:
    assert rising([]) == []
