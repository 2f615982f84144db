"""Times of cron: five fields that say at which minutes something is due, in UTC. The clock is an argument.

The fields are those of POSIX: minute, hour, day of the month, month, day of the week. A field is ``*``, a
number, a range ``1-5``, a list ``1,15``, each with a step as in ``*/10``; months and days of the week also go
by the first three letters of their English names, and 7 is Sunday as 0 is. Where both days are told, one of
them is enough.
"""

import dataclasses
import datetime
import re
from collections.abc import Iterator
from typing import Final

from stratum.core.errors import InvalidInputError

_MINUTE: Final = 60
_LONGEST: Final = 366 * 8
"""Days between two moments of the rarest schedule: 29 February over a century that is no leap year."""
_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DAYS: Final = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")
_NAMES: Final[tuple[tuple[str, int, int, tuple[str, ...]], ...]] = (
    ("minute", 0, 59, ()),
    ("hour", 0, 23, ()),
    ("day of the month", 1, 31, ()),
    ("month", 1, 12, _MONTHS),
    ("day of the week", 0, 7, _DAYS),
)
_PART: Final = re.compile(r"(\*|[0-9a-z]+)(?:-([0-9a-z]+))?(?:/([0-9]{1,3}))?")
_ANY: Final = "*"


@dataclasses.dataclass(frozen=True, slots=True)
class Cron:
    """A schedule.

    Attributes:
        minutes: Of an hour.
        hours: Of a day.
        days: Of a month.
        months: Of a year.
        weekdays: Of a week; 0 is Sunday.
        either: Whether a day of the month or one of the week is enough.
    """

    minutes: tuple[int, ...]
    hours: tuple[int, ...]
    days: tuple[int, ...]
    months: tuple[int, ...]
    weekdays: tuple[int, ...]
    either: bool


def parse_cron(text: str) -> Cron:
    """The schedule that a text says, such as ``0 3 * * 1-5``.

    Raises:
        InvalidInputError: If it says none, or one that never comes; the message names the field.
    """
    fields = text.lower().split()
    if len(fields) != len(_NAMES):
        raise InvalidInputError(
            f"{text!r} has {len(fields)} fields, a schedule has {len(_NAMES)}",
            "write minute, hour, day of the month, month and day of the week, such as 0 3 * * *",
        )
    minutes, hours, days, months, weekdays = map(_field, fields, range(len(_NAMES)))
    sundays = tuple(sorted({day % 7 for day in weekdays}))
    either = not fields[2].startswith(_ANY) and not fields[4].startswith(_ANY)
    cron = Cron(minutes, hours, days, months, sundays, either)
    if next_time(cron, 0.0) is None:
        raise InvalidInputError(f"{text!r} never comes", "look at the day and the month")
    return cron


def next_time(cron: Cron, after: float) -> float | None:
    """The first moment of a schedule after another one, in seconds since 1970 UTC; None for never."""
    first = _moment(after // _MINUTE * _MINUTE + _MINUTE)
    for day in _days(first.date(), 1):
        if _fits(cron, day):
            found = [m for m in _moments(cron, day) if m >= first]
            if found:
                return found[0].timestamp()
    return None


def last_time(cron: Cron, at: float) -> float | None:
    """The newest moment of a schedule that has come, in seconds since 1970 UTC; None for none."""
    last = _moment(at)
    for day in _days(last.date(), -1):
        if _fits(cron, day):
            found = [m for m in _moments(cron, day) if m <= last]
            if found:
                return found[-1].timestamp()
    return None


def _field(text: str, place: int) -> tuple[int, ...]:
    name, least, most, _ = _NAMES[place]
    found: set[int] = set()
    for part in text.split(","):
        told = _PART.fullmatch(part)
        if told is None:
            hint = f"write *, {least}-{most}, numbers with commas, or steps such as */2"
            raise InvalidInputError(f"{part!r} is no {name}", hint)
        found |= set(_range(told, place))
    return tuple(sorted(found))


def _range(told: re.Match[str], place: int) -> range:
    name, least, most, _ = _NAMES[place]
    first, last, step = told[1], told[2], int(told[3] or 1)
    if first == _ANY and last is None:
        begin, end = least, most
    else:
        begin = _number(first, place)
        end = _number(last, place) if last else most if told[3] else begin
    if not (least <= begin <= end <= most) or step < 1:
        raise InvalidInputError(f"{told[0]!r} is no {name}", f"a {name} goes from {least} to {most}")
    return range(begin, end + 1, step)


def _number(text: str, place: int) -> int:
    """The number of a field; -1, which no field takes, for what is none."""
    _, least, _, names = _NAMES[place]
    if text in names:
        return names.index(text) + least
    return int(text) if text.isdecimal() else -1


def _fits(cron: Cron, day: datetime.date) -> bool:
    if day.month not in cron.months:
        return False
    told = day.day in cron.days, day.isoweekday() % 7 in cron.weekdays
    return any(told) if cron.either else all(told)


def _moments(cron: Cron, day: datetime.date) -> list[datetime.datetime]:
    return [
        datetime.datetime(day.year, day.month, day.day, hour, minute, tzinfo=datetime.UTC)
        for hour in cron.hours
        for minute in cron.minutes
    ]


def _days(first: datetime.date, step: int) -> Iterator[datetime.date]:
    return (first + datetime.timedelta(days=step * number) for number in range(_LONGEST + 1))


def _moment(seconds: float) -> datetime.datetime:
    return datetime.datetime.fromtimestamp(seconds, datetime.UTC)
