"""What somebody who trains on a table should know of it."""

from collections.abc import Iterator, Mapping

import numpy as np

from stratum.core.bundles import ColumnType
from stratum.data.logic.association import determines
from stratum.data.logic.cells import Coded
from stratum.data.logic.dated import day_text
from stratum.data.logic.mixing import mixed_text
from stratum.data.types import ColumnProfile, Remark, TableProfile

LEAK = 0.98
"""A column that tells more of the target than this is suspected to know it."""
RARE = 0.05
"""A class with a smaller share is rare."""
HALF = 0.5


def remarks(profile: TableProfile, codes: Mapping[str, Coded]) -> tuple[Remark, ...]:
    """What should be known, by column in order, then of the rows.

    Args:
        profile: What was measured.
        codes: The values of each column, by name.
    """
    found = [remark for column in profile.columns for remark in _of_column(column, profile, codes)]
    return (*found, *_copies(profile, codes), *_of_rows(profile))


def _of_column(column: ColumnProfile, profile: TableProfile, codes: Mapping[str, Coded]) -> Iterator[Remark]:
    name, looked = column.name, profile.looked
    if column.distinct <= 1:
        what = f"has one value, {_only(codes[name])}" if column.distinct else "has no value"
        yield Remark("constant", name, f"{name} {what}: it tells a model nothing, leave it out")
    elif column.missing > HALF * looked:
        yield Remark("missing", name, f"{name} is missing in {column.missing} of {looked} rows")
    if column.infinite:
        text = f"{name} is infinite in {column.infinite} of {looked} rows: training and serving refuse it"
        yield Remark("infinite", name, f"{text}, correct the data or make it missing with a SqlQuery block")
    mistaken = tuple(_mistaken(name, codes[name])) if column.type == ColumnType.CATEGORY else ()
    yield from mistaken
    if name == profile.target:
        return
    if column.type == ColumnType.CATEGORY and column.distinct > max(HALF * looked, 20):
        if all(one.code != "days" for one in mistaken):
            yield Remark("identifier", name, f"{name} differs in nearly every row: name it as the identifier")
    elif _leaks(column, profile, codes):
        yield Remark(
            "leak",
            name,
            f"{name} all but knows {profile.target}: make sure that it is known before, or leave it out",
        )


def _mistaken(name: str, values: Coded) -> Iterator[Remark]:
    """What is text to us, and something else to whoever wrote it."""
    for code, look in (("mixed", mixed_text), ("days", day_text)):
        if text := look(name, _counts(values)):
            yield Remark(code, name, text)


def _counts(values: Coded) -> Iterator[tuple[str, int]]:
    rows = np.bincount(values.codes[values.known], minlength=len(values.values))
    return zip(values.values, rows.tolist(), strict=True)


def _only(values: Coded) -> str:
    return repr(values.values[int(values.codes.max())])


def _leaks(column: ColumnProfile, profile: TableProfile, codes: Mapping[str, Coded]) -> bool:
    if column.association is not None and abs(column.association.value) >= LEAK:
        return True
    if not profile.balance or not 1 < column.distinct <= RARE * profile.looked:
        return False
    return len(profile.balance) > 1 and determines(codes[column.name].codes, codes[profile.target].codes)


def _copies(profile: TableProfile, codes: Mapping[str, Coded]) -> Iterator[Remark]:
    """Columns that tell what an earlier one tells; those with a value of its own in each row where equal."""
    seen: dict[object, str] = {}
    for column in profile.columns:
        coded = codes[column.name]
        key = (coded.codes.tobytes(), coded.values if column.distinct > HALF * profile.looked else ())
        if column.distinct > 1 and key in seen and column.name != profile.target:
            yield Remark("copy", column.name, f"{column.name} tells what {seen[key]} tells, row by row")
        seen.setdefault(key, column.name)


def _of_rows(profile: TableProfile) -> Iterator[Remark]:
    known = sum(count for _, count in profile.balance)
    rare = [f"{value} ({count})" for value, count in profile.balance if count < RARE * known]
    if rare:
        text = f"rare classes of {profile.target}, of {known} rows: {', '.join(rare[:5])}"
        yield Remark("imbalance", profile.target, f"{text}; judge by roc_auc or f1, not by accuracy")
    if profile.duplicates:
        text = f"{profile.duplicates} of {profile.looked} rows equal an earlier one"
        yield Remark("duplicate-rows", "", f"{text}: the same row must not train and test")
