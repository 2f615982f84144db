import numpy as np
import pyarrow as pa
import pytest

from stratum.core.errors import InvalidInputError
from stratum.data.logic.profiling import profile_table
from stratum.training.logic.drafting import Draft, Wanted, drafted

ROWS = 200
CHANCE = np.random.default_rng(1)


def table(**more: object) -> pa.Table:
    """Columns of all kinds; ``bought`` is a class."""
    size = CHANCE.normal(5, 2, ROWS)
    columns: dict[str, object] = {
        "id": list(range(ROWS)),
        "code": [f"c{i}" for i in range(ROWS)],
        "size": [None if i % 9 == 0 else float(s) for i, s in enumerate(size)],
        "shop": [("north", "south", None)[i % 3] for i in range(ROWS)],
        "when": pa.array(np.arange(ROWS).astype("datetime64[D]").astype("datetime64[s]")),
        "same": ["x"] * ROWS,
        "bought": [int(s + CHANCE.normal(0, 2) > 5) for s in size],
    }
    return pa.table({**columns, **more})


def made_with(name: str) -> pa.Table:
    """The table, with another name for its dates."""
    made = table()
    return made.rename_columns([name if column == "when" else column for column in made.column_names])


def draft(made: pa.Table, target: str = "bought", **wanted: str) -> Draft:
    return drafted(profile_table(made, made.num_rows, target), Wanted(target, **wanted))


def test_columns_that_tell_nothing_are_left_out_and_told() -> None:
    found = draft(table())
    assert found.kept == ("size", "shop", "when", "bought")
    told = " ".join(found.notes)
    assert all(f"{name} is left out" in told for name in ("id", "code", "same"))
    assert "held out by chance, and not by their when" in told
    (renamed,) = [n for n in draft(made_with("sign up")).notes if "by chance" in n]
    assert renamed.endswith("--time 'sign up' holds out the last ones")


def test_missing_values_codes_and_dates_are_prepared() -> None:
    found = draft(table())
    assert found.fills == {"size": "median", "shop": "unknown"}
    assert found.codes == {"shop": 1}
    assert (found.date, found.parts) == ("when", ("year", "month", "day", "weekday"))
    assert found.scaled


@pytest.mark.parametrize(
    ("target", "task", "metric"),
    [
        ("bought", "classification", "roc_auc"),
        ("size", "regression", "rmse"),
        ("shop", "classification", "roc_auc"),
    ],
)
def test_task_and_metric_follow_from_the_target(target: str, task: str, metric: str) -> None:
    found = draft(table(), target)
    assert (found.task, found.metric) == (task, metric)
    assert found.known == (() if target == "bought" else (target,))


def test_a_copy_of_the_target_is_left_out_and_a_leak_is_told() -> None:
    made = table()
    bought = made.column("bought")
    leak = [b * 10 + i % 3 for i, b in enumerate(bought.to_pylist())]
    found = draft(made.append_column("again", bought).append_column("receipt", pa.array(leak)))
    assert "again" not in found.kept
    assert "receipt" in found.kept
    assert any("receipt all but knows bought" in note for note in found.notes)


def test_classes_of_a_few_rows_are_left_out() -> None:
    kinds = ["a"] * 120 + ["b"] * 77 + ["c"] * 3
    found = draft(table(kind=kinds), "kind")
    assert found.without == ("c",)
    assert found.metric == "log_loss"


def test_rare_rows_of_two_classes_stay() -> None:
    rare = [int(i < 2) for i in range(ROWS)]
    assert draft(table(rare=rare), "rare").without == ()


@pytest.mark.parametrize(
    ("wanted", "words"),
    [
        ({"target": "bougt"}, "no column 'bougt'"),
        ({"target": "same"}, "nothing to learn"),
        ({"target": "shop", "task": "regression"}, "shop holds category, not numbers"),
        ({"target": "bought", "metric": "rmse"}, "has no metric 'rmse'"),
        ({"target": "bought", "identifier": "idd"}, "no column 'idd'"),
        ({"target": "bought", "time": "then"}, "no column 'then'"),
        ({"target": "bought", "time": "size"}, "size holds number, not times"),
        ({"target": "bought", "group": "shop"}, "shop has 2 groups"),
        ({"target": "bought", "time": "when", "group": "code"}, "not by both"),
    ],
)
def test_what_cannot_be_wanted_is_said(wanted: dict[str, str], words: str) -> None:
    with pytest.raises(InvalidInputError, match=words) as caught:
        draft(table(), **wanted)
    assert caught.value.hint


def test_rows_are_held_out_forward_in_time_where_that_is_wanted() -> None:
    found = draft(table(), time="when")
    assert (found.split.method, found.split.column) == ("time", "when")
    assert found.split.boundary.startswith("1970-06-09")
    assert (found.date, found.repeats) == ("when", 1)
    assert not any("by chance" in note for note in found.notes)


def test_a_wrong_date_does_not_move_the_boundary() -> None:
    when = np.arange(ROWS).astype("datetime64[D]").astype("datetime64[s]")
    when[7] = np.datetime64("1900-01-01", "s")
    found = draft(table(when=pa.array(when)), time="when")
    assert found.split.boundary.startswith("1970-06-09")


def test_groups_are_held_out_whole_and_are_no_feature() -> None:
    made = table(person=[f"p{i % 7}" for i in range(ROWS)])
    found = draft(made, group="person")
    assert (found.split.method, found.split.column) == ("group", "person")
    assert "person" in found.kept
    assert "person" not in found.codes
    assert found.folds == 3


def test_a_column_that_divides_stays_though_it_names_the_row() -> None:
    found = draft(table(), group="code")
    assert "code" in found.kept
    assert found.folds == 5
