"""Tables from tables: joined, grouped, with figures of the past, or a part of their rows.

What computes stands beside what checks: a notebook has the same lines. Rows keep their order.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from stratum.core.bundles import ColumnType
from stratum.core.errors import InvalidInputError
from stratum.data.logic.past import past_figures
from stratum.data.logic.tables import check_names, column_type, require_columns

FIGURES: Final = ("count", "sum", "mean", "min", "max", "stddev", "count_distinct", "first", "last")


def join_rows(
    block: str, left: pa.Table, right: pa.Table, on: Sequence[str], rules: Mapping[str, object]
) -> pa.Table:
    """Each row of the left table with the columns of its partner in the right one; see ``joined``.

    Args:
        block: Named in errors.
        left: Its rows stay, in order.
        right: Its keys should be unique.
        on: The columns that partners have in common.
        rules: ``dangling``: ``refuse``, ``keep`` (missing values) or ``drop`` rows without a partner;
            ``duplicates``: ``refuse``, or ``repeat`` rows of several partners.

    Raises:
        InvalidInputError: If columns do not fit, or a rule refuses; the message counts and gives an example.
    """
    require_columns(block, on, left.column_names)
    require_columns(block, on, right.column_names)
    rest = [n for n in right.column_names if n not in on]
    check_names(f"block {block!r}", [*left.column_names, *rest])
    for name in on:
        if left.schema.field(name).type != right.schema.field(name).type:
            kinds = f"{left.schema.field(name).type} and {right.schema.field(name).type}"
            raise InvalidInputError(f"block {block!r}: key {name!r} is {kinds}", "make both alike in a query")
    counts = right.group_by(on, use_threads=False).aggregate([([], "count_all")])
    twice = counts.filter(pc.greater(counts.column("count_all"), 1))
    if len(twice) and rules.get("duplicates") != "repeat":
        raise InvalidInputError(
            f"block {block!r}: {len(twice)} keys of the second input stand there more than once, such as "
            f"{_example(twice, on)}",
            "group them first, or set duplicates: repeat",
        )
    lost = left.join(right.select(on), keys=list(on), join_type="left anti", use_threads=False)
    if len(lost) and rules.get("dangling", "refuse") == "refuse":
        raise InvalidInputError(
            f"block {block!r}: {len(lost)} of {len(left)} rows find no partner, such as {_example(lost, on)}",
            "set dangling: keep or drop",
        )
    return joined(left, right, on, drop=rules.get("dangling") == "drop")


def _example(table: pa.Table, on: Sequence[str]) -> str:
    return ", ".join(f"{name} {table.column(name)[0].as_py()!r}" for name in on)


def joined(left: pa.Table, right: pa.Table, on: Sequence[str], *, drop: bool) -> pa.Table:
    """The rows of the left table with the other columns of the right one, in the order of both."""
    left = left.append_column(" left", pa.array(range(len(left))))
    right = right.append_column(" right", pa.array(range(len(right))))
    kind = "inner" if drop else "left outer"
    made = left.join(right, keys=list(on), join_type=kind, use_threads=False)
    names = [n for n in dict.fromkeys([*left.column_names, *right.column_names]) if n[0] != " "]
    return made.sort_by([(" left", "ascending"), (" right", "ascending")]).select(names)


def group_rows(
    block: str, table: pa.Table, by: Sequence[str], figures: Sequence[Mapping[str, Any]]
) -> pa.Table:
    """A row for each group with figures of its rows; see ``grouped``.

    Raises:
        InvalidInputError: If a column does not exist, two have one name, or a figure does not fit its column.
    """
    require_columns(block, [*by, *(f["of"] for f in figures)], table.column_names)
    check_names(f"block {block!r}", [*by, *(f["name"] for f in figures)])
    try:
        return grouped(table, by, figures)
    except (pa.ArrowException, NotImplementedError) as error:
        raise InvalidInputError(f"block {block!r}: {error}", "choose another figure, such as count") from None


def grouped(table: pa.Table, by: Sequence[str], figures: Sequence[Mapping[str, Any]]) -> pa.Table:
    """Figures of the rows of each group, in the order in which groups first stand in the table."""
    made = table.group_by(list(by), use_threads=False).aggregate([(f["of"], f["is"]) for f in figures])
    return made.rename_columns([*by, *(f["name"] for f in figures)])


def add_past(block: str, table: pa.Table, attributes: Mapping[str, Any]) -> pa.Table:
    """The table with figures of earlier rows of the same key, see ``past.past_figures``.

    Args:
        block: Named in errors.
        table: The rows; they keep their order.
        attributes: ``time`` (a column of times), ``by`` (columns of the key), and ``features``, each with
            ``name``, ``of``, ``is`` (one of ``past.PAST``) and ``rows``.

    Raises:
        InvalidInputError: If a column does not exist or does not fit, or a time is missing.
    """
    time, by, features = attributes["time"], list(attributes.get("by", ())), attributes["features"]
    require_columns(block, [time, *by, *(f["of"] for f in features)], table.column_names)
    check_names(f"block {block!r}", [*table.column_names, *(f["name"] for f in features)])
    for name in (time, *(f["of"] for f in features)):
        kind = column_type(table.schema.field(name).type)
        if (kind is ColumnType.TIMESTAMP) != (name == time) or kind is ColumnType.CATEGORY:
            wanted = "times" if name == time else "numbers"
            raise InvalidInputError(
                f"block {block!r}: column {name!r} holds {kind}, no {wanted}", "name another column"
            )
    if missing := table.column(time).null_count:
        raise InvalidInputError(
            f"block {block!r}: {missing} rows have no time in {time!r}",
            f"add a FilterRows block: where: [{{column: {time}, is: known}}]",
        )
    return with_past(table, time, by, features)


def with_past(
    table: pa.Table, time: str, by: Sequence[str], features: Sequence[Mapping[str, Any]]
) -> pa.Table:
    """The table with a column for each feature."""
    times = table.column(time).cast(pa.timestamp("us")).cast(pa.int64()).to_numpy()
    texts = zip(*(table.column(name).to_pylist() for name in by), strict=True)
    places: dict[object, int] = {}
    keys = np.array([places.setdefault(key, len(places)) for key in texts] or [0] * len(table))
    for told in features:
        values = table.column(told["of"]).cast(pa.float64()).fill_null(float("nan")).to_numpy()
        found = past_figures(keys, times, values, told["is"], told["rows"])
        table = table.append_column(told["name"], pa.array(found, from_pandas=True))
    return table


def sample_rows(block: str, table: pa.Table, share: float, by: str, seed: int) -> pa.Table:
    """A share of the rows by chance, in their order; of each value of ``by``, where it is not empty.

    Raises:
        InvalidInputError: If the column does not exist.
    """
    require_columns(block, [by] if by else [], table.column_names)
    groups = table.column(by).to_pylist() if by else [0] * len(table)
    return table.take(pa.array(sampled(groups, share, seed)))


def sampled(groups: Sequence[object], share: float, seed: int) -> np.ndarray:
    """Places of a share of the rows of each group, one at least, ascending; equal arguments, equal places."""
    chance = np.random.default_rng(seed)
    places: dict[object, list[int]] = {}
    for place, group in enumerate(groups):
        places.setdefault(group, []).append(place)
    kept = [chance.permutation(rows)[: max(1, round(share * len(rows)))] for rows in places.values()]
    return np.sort(np.concatenate([*kept, np.empty(0, np.int64)])).astype(np.int64)
