"""From what a table holds to how a model of it is prepared and searched for: pure."""

import dataclasses
import re
import shlex
from collections.abc import Mapping
from typing import Final

from stratum.core.bundles import ColumnType
from stratum.core.errors import InvalidInputError
from stratum.data.logic.tables import near_matches
from stratum.data.types import ColumnProfile, TableProfile
from stratum.training.logic.choice import check_metric
from stratum.training.logic.dividing import folds_for, split_for
from stratum.training.types import SplitSpec

UNKNOWN: Final = "unknown"
PARTS: Final = ("year", "month", "day", "weekday", "hour")
FEW_ROWS: Final = 500
_MOST_MISSING: Final = 0.95
_FEWEST: Final = 5
"""A class of several with fewer rows is left out: not even each fold would have one."""
_MOST_WORDS: Final = 200
"""A text column of more values keeps the frequent ones alone."""
_NAMES: Final = re.compile(r"(?:^|[_\W])(?:id|uuid|guid|key|index)$|^unnamed", re.IGNORECASE)
_DAY: Final = 86_400
_TOLD: Final = frozenset({"leak", "imbalance", "mixed", "days", "duplicate-rows"})


@dataclasses.dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody wants a model of.

    Attributes:
        target: The column to predict.
        task: ``classification`` or ``regression``; as the target says where empty.
        metric: The figure that counts; one that fits where empty.
        identifier: A column that names the row; empty where there is none.
        time: A column of times by which rows are held out; empty where there is none.
        group: A column whose values are held out whole; empty where there is none.
    """

    target: str
    task: str = ""
    metric: str = ""
    identifier: str = ""
    time: str = ""
    group: str = ""

    @property
    def apart(self) -> frozenset[str]:
        """Columns that stay whatever they hold: they say what is predicted and how rows are divided."""
        return frozenset({self.target, self.time, self.group} - {""})


@dataclasses.dataclass(frozen=True, slots=True)
class Draft:
    """How a table is prepared, divided and searched.

    Attributes:
        target: The column to predict.
        task: ``classification`` or ``regression``.
        metric: The figure that counts.
        kept: Columns in their order, the target too.
        known: Columns without whose values a row is left out.
        without: Classes that are left out, as the target's type has them.
        date: A column of times; empty where there is none.
        parts: What is taken from it.
        fills: Value or statistic of each column that may be missing.
        codes: By column, how many rows a value needs to have a code of its own.
        scaled: Whether there are numbers to scale.
        split: How rows are held out; folds follow it.
        folds: Parts of the rows in the search.
        repeats: How often they are divided anew.
        notes: What was found and done, for people.
    """

    target: str
    task: str
    metric: str
    kept: tuple[str, ...]
    known: tuple[str, ...]
    without: tuple[object, ...]
    date: str
    parts: tuple[str, ...]
    fills: Mapping[str, object]
    codes: Mapping[str, int]
    scaled: bool
    split: SplitSpec
    folds: int
    repeats: int
    notes: tuple[str, ...]


def drafted(profile: TableProfile, wanted: Wanted) -> Draft:
    """How a model of a table is searched for.

    Args:
        profile: What the table holds, with the target.
        wanted: What is wanted.

    Raises:
        InvalidInputError: If there is no such target, it does not vary, or task, metric, time or group do
            not fit.
    """
    target = _target(profile, wanted)
    task = wanted.task or ("classification" if profile.balance else "regression")
    metric = wanted.metric or _metric(profile, task)
    check_metric(task, metric)
    if task == "regression" and target.type not in {ColumnType.NUMBER, ColumnType.INTEGER}:
        raise InvalidInputError(
            f"{target.name} holds {target.type}, not numbers", "use --task classification"
        )
    dropped = _dropped(profile, wanted, task)
    split = split_for(profile, wanted.time, wanted.group)
    aside = {target.name, wanted.group}
    kept = [c for c in profile.columns if c.name not in dropped and c.name not in aside]
    if not kept:
        raise InvalidInputError(f"no column is left to predict {target.name} from", "add columns")
    dates = [c for c in kept if c.type == ColumnType.TIMESTAMP]
    dates.sort(key=lambda c: c.name != wanted.time)
    without = _rare(profile, target) if task == "classification" else ()
    return Draft(
        target=target.name,
        task=task,
        metric=metric,
        kept=tuple(c.name for c in profile.columns if c.name not in dropped),
        known=_known(profile, wanted),
        without=without,
        date=dates[0].name if dates else "",
        parts=_parts(dates[0], {c.name for c in profile.columns}) if dates else (),
        fills=_fills(profile, kept),
        codes={c.name: _minimum(c, profile) for c in kept if c.type == ColumnType.CATEGORY},
        scaled=any(c.type in {ColumnType.NUMBER, ColumnType.INTEGER, ColumnType.BOOLEAN} for c in kept),
        split=split,
        folds=folds_for(profile, wanted.group),
        repeats=2 if profile.rows <= FEW_ROWS and not wanted.time else 1,
        notes=tuple(_notes(profile, dropped, dates, without, split)),
    )


def _target(profile: TableProfile, wanted: Wanted) -> ColumnProfile:
    names = [c.name for c in profile.columns]
    for name in filter(None, (wanted.target, wanted.identifier, wanted.time, wanted.group)):
        if name not in names:
            raise InvalidInputError(f"the data have no column {name!r}", near_matches(name, names))
    target = next(c for c in profile.columns if c.name == wanted.target)
    if target.distinct <= 1:
        raise InvalidInputError(
            f"{target.name} has {target.distinct} values in {profile.looked} rows: there is nothing to learn",
            "choose another target or more rows",
        )
    return target


def _metric(profile: TableProfile, task: str) -> str:
    if task == "regression":
        return "rmse"
    return "roc_auc" if len(profile.balance) == len((0, 1)) else "log_loss"


def _dropped(profile: TableProfile, wanted: Wanted, task: str) -> dict[str, str]:
    """Columns that are left out, with the reason."""
    found: dict[str, str] = {}
    for column in profile.columns:
        if column.name in wanted.apart:
            continue
        if reason := _useless(column, profile, wanted):
            found[column.name] = reason
    remarks = {r.column: r for r in profile.remarks if r.code == "copy"}
    for name, remark in remarks.items():
        if name not in wanted.apart and name not in found:
            found[name] = remark.text
    for column in profile.columns:
        told = column.association
        if told is not None and abs(told.value) >= 1.0 and _same_kind(column, profile, wanted, task):
            found.setdefault(column.name, f"it repeats {wanted.target}")
    return found


def _same_kind(column: ColumnProfile, profile: TableProfile, wanted: Wanted, task: str) -> bool:
    """Whether a column that tells the target wholly is the target again rather than a good feature."""
    target = next(c for c in profile.columns if c.name == wanted.target)
    return (
        column.name not in wanted.apart
        and column.distinct == target.distinct
        and (task == "regression" or column.type == target.type)
    )


def _useless(column: ColumnProfile, profile: TableProfile, wanted: Wanted) -> str:
    if column.name == wanted.identifier:
        return "it names the row"
    if column.distinct <= 1:
        return "it has one value" if column.distinct else "it has no value"
    if column.missing > _MOST_MISSING * profile.looked:
        return f"it is missing in {column.missing} of {profile.looked} rows"
    differs = column.distinct + column.missing >= profile.looked
    if column.type == ColumnType.CATEGORY and column.distinct > max(profile.looked / 2, 20):
        return "it differs in nearly every row and names it"
    if column.type == ColumnType.INTEGER and differs and column.numbers is not None:
        steps = column.numbers.most - column.numbers.least == column.distinct - 1
        if profile.looked > len(PARTS) and (steps or _NAMES.search(column.name)):
            return "it differs in every row and names it"
    return ""


def _rare(profile: TableProfile, target: ColumnProfile) -> tuple[object, ...]:
    if len(profile.balance) <= len((0, 1)) or profile.looked < profile.rows:
        return ()
    rare = [value for value, count in profile.balance if count < _FEWEST]
    return tuple(int(v) if target.type == ColumnType.INTEGER else v for v in rare)


def _parts(date: ColumnProfile, taken: set[str]) -> tuple[str, ...]:
    ends = (date.numbers.least, date.numbers.most) if date.numbers else ()
    midnight = all(end % _DAY == 0 for end in ends)
    return tuple(p for p in PARTS if p not in taken and not (p == "hour" and midnight))


def _fills(profile: TableProfile, kept: list[ColumnProfile]) -> dict[str, object]:
    """What stands for missing values: in all columns where not every row was looked at."""
    wanted = [c for c in kept if c.missing or profile.looked < profile.rows]
    return {
        c.name: UNKNOWN if c.type == ColumnType.CATEGORY else "median"
        for c in wanted
        if c.type != ColumnType.TIMESTAMP
    }


def _minimum(column: ColumnProfile, profile: TableProfile) -> int:
    if column.distinct <= len(PARTS) * 2:
        return 1
    least = max(2, profile.rows // 1000)
    return least if column.distinct <= _MOST_WORDS else max(least, profile.rows // _MOST_WORDS)


def _known(profile: TableProfile, wanted: Wanted) -> tuple[str, ...]:
    needed = [c for c in profile.columns if c.name in {wanted.target, wanted.time}]
    return tuple(c.name for c in needed if c.missing or profile.looked < profile.rows)


def _notes(
    profile: TableProfile,
    dropped: Mapping[str, str],
    dates: list[ColumnProfile],
    without: tuple[object, ...],
    split: SplitSpec,
) -> list[str]:
    found = [f"{name} is left out: {reason}" for name, reason in dropped.items()]
    found += [f"{date.name} is left out: the parts of {dates[0].name} are taken" for date in dates[1:]]
    if split.method == "random":
        told = "rows are held out by chance, and not by their {}: --time {} holds out the last ones"
        found += [told.format(date.name, shlex.quote(date.name)) for date in dates[:1]]
    found += [f"rows of {profile.target} {value!r} are left out: they are too few" for value in without]
    found += [r.text for r in profile.remarks if r.code in _TOLD]
    if profile.left_out:
        found.append(f"{profile.left_out} further columns are left out: {len(profile.columns)} are looked at")
    return found
