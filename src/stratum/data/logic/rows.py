"""Row-wise preparation that is not part of the ONNX graph: run in training and for every request.

Imports numpy and the standard library only. A step is data, as in ``Manifest.preparation``:

* ``{"step": "date_parts", "column": c, "parts": [p, …]}`` adds a float32 column for each part, of its name.
* ``{"step": "fill", "column": c, "value": v}`` replaces missing values.
* ``{"step": "resize_images", "column": c, "parts": [p, …], …}`` makes numbers of images, see ``images``.
* ``{"step": "indicator", "column": c, "name": n}`` adds 1 where a value is missing, 0 elsewhere, as ``n``.
* ``{"step": "replace", "column": c, "values": [[old, new], …]}`` puts values in the place of others.
* ``{"step": "code", "column": c, "codes": {text: number}}`` makes text a number, 0 where it has none.
* ``{"step": "words", "column": c, …}`` adds columns that count words, see ``data.logic.words``.

Missing is NaN in numbers, NaT or ``""`` in times, and None or NaN in text.
"""

import datetime
import math
from collections.abc import Callable, Mapping, Sequence

import numpy as np

from stratum.core.bundles import RESIZE
from stratum.core.errors import InvalidInputError
from stratum.data.logic import images
from stratum.data.logic.words import word_columns, word_vectors

Columns = dict[str, np.ndarray]

_UTC = datetime.UTC


def _month_of_year(times: np.ndarray) -> np.ndarray:
    return times.astype("datetime64[M]").astype(np.int64) % 12 + 1


_VECTOR_PARTS: Mapping[str, Callable[[np.ndarray], np.ndarray]] = {
    "year": lambda t: t.astype("datetime64[Y]").astype(np.int64) + 1970,
    "month": _month_of_year,
    "day": lambda t: (t.astype("datetime64[D]") - t.astype("datetime64[M]")).astype(np.int64) + 1,
    "weekday": lambda t: (t.astype("datetime64[D]").astype(np.int64) + 3) % 7,
    "hour": lambda t: t.astype("datetime64[h]").astype(np.int64) % 24,
    "minute": lambda t: t.astype("datetime64[m]").astype(np.int64) % 60,
}
_SCALAR_PARTS: Mapping[str, Callable[[datetime.datetime], int]] = {
    "year": lambda t: t.year,
    "month": lambda t: t.month,
    "day": lambda t: t.day,
    "weekday": datetime.datetime.weekday,
    "hour": lambda t: t.hour,
    "minute": lambda t: t.minute,
}
PARTS = tuple(_VECTOR_PARTS)


def apply_steps(steps: Sequence[Mapping[str, object]], columns: Mapping[str, np.ndarray]) -> Columns:
    """Prepared columns: those given and those that steps add.

    Args:
        steps: Done in order.
        columns: Arrays of one length n, shape (n,): floats or integers, ``datetime64`` or ISO 8601 text for
            times (text without an offset is UTC), text or objects for categories. They are not changed.

    Raises:
        InvalidInputError: If a step is unknown, its column is missing, or a text is no time.
    """
    prepared = dict(columns)
    for step in steps:
        kind, name = str(step.get("step")), str(step.get("column"))
        if name not in prepared:
            raise InvalidInputError(f"column {name!r} is missing", f"step {kind!r} needs it")
        if kind not in _STEPS:
            raise InvalidInputError(f"unknown preparation step {kind!r}", f"known: {', '.join(_STEPS)}")
        values = prepared.pop(name) if kind == RESIZE else prepared[name]
        prepared |= _STEPS[kind](name, values, step)
    return prepared


def moment(text: str) -> datetime.datetime:
    """A time in ISO 8601, or with slashes between year, month and day.

    Raises:
        ValueError: If it is none.
    """
    if text[4:5] == text[7:8] == "/":
        text = f"{text[:4]}-{text[5:7]}-{text[8:]}"
    return datetime.datetime.fromisoformat(text)


def _parts(name: str, times: np.ndarray, step: Mapping[str, object]) -> Columns:
    parts = step["parts"]
    wanted = [str(part) for part in parts] if isinstance(parts, Sequence) else []
    for part in wanted:
        if part not in _VECTOR_PARTS:
            raise InvalidInputError(f"unknown part {part!r} of {name!r}", f"known: {', '.join(PARTS)}")
    return _parts_of_times(times, wanted) if times.dtype.kind == "M" else _parts_of_text(name, times, wanted)


def _parts_of_times(times: np.ndarray, wanted: Sequence[str]) -> Columns:
    missing = np.isnat(times)
    found = {part: _VECTOR_PARTS[part](times).astype(np.float32) for part in wanted}
    return {part: np.where(missing, np.float32(np.nan), values) for part, values in found.items()}


def _parts_of_text(name: str, texts: np.ndarray, wanted: Sequence[str]) -> Columns:
    moments = [_moment(name, text) for text in texts.tolist()]
    return {part: _scalar_part(part, moments) for part in wanted}


def _scalar_part(part: str, moments: Sequence[datetime.datetime | None]) -> np.ndarray:
    take = _SCALAR_PARTS[part]
    return np.array([math.nan if m is None else take(m) for m in moments], dtype=np.float32)


def _moment(name: str, text: object) -> datetime.datetime | None:
    if text == "" or _is_missing(text):
        return None
    try:
        found = moment(str(text))
    except ValueError:
        raise InvalidInputError(
            f"column {name!r} holds {text!r}, which is no time", "write ISO 8601: 2013-09-01T17:30:00Z"
        ) from None
    return found if found.tzinfo is None else found.astimezone(_UTC)


def _filled(name: str, values: np.ndarray, step: Mapping[str, object]) -> Columns:
    value, missing = step["value"], _missing(values)
    if not missing.any():
        return {}
    dtype = values.dtype if values.dtype.kind == "f" else object
    return {name: np.where(missing, np.asarray(value, dtype=dtype), values)}


def _indicator(_name: str, values: np.ndarray, step: Mapping[str, object]) -> Columns:
    return {str(step["name"]): _missing(values).astype(np.float32)}


def _missing(values: np.ndarray) -> np.ndarray:
    """Mask of the missing values; of what holds no missing ones all is known."""
    match values.dtype.kind:
        case "f":
            return np.asarray(np.isnan(values))
        case "M":
            return np.asarray(np.isnat(values))
        case "O" | "U":
            return np.array([_is_missing(v) for v in values.tolist()], dtype=bool)
        case _:
            return np.zeros(len(values), dtype=bool)


def _replaced(name: str, values: np.ndarray, step: Mapping[str, object]) -> Columns:
    pairs = step["values"]
    replaced = values.astype(np.float32) if values.dtype.kind not in "OU" else values.astype(object)
    for old, new in pairs if isinstance(pairs, Sequence) else ():
        places = _equal(values, old)
        replaced[places] = np.nan if new is None and replaced.dtype.kind == "f" else new
    return {name: replaced}


def _equal(values: np.ndarray, old: object) -> np.ndarray:
    """Where a value stands; numbers are compared as float32, as they come."""
    if values.dtype.kind in "OU":
        return np.array([v == old for v in values.tolist()], dtype=bool)
    return np.asarray(values.astype(np.float32) == np.float32(str(old)))


def _coded(name: str, values: np.ndarray, step: Mapping[str, object]) -> Columns:
    codes = step["codes"]
    known = codes if isinstance(codes, Mapping) else {}
    return {name: np.array([known.get(v, 0.0) for v in values.tolist()], dtype=np.float32)}


def _worded(_name: str, values: np.ndarray, step: Mapping[str, object]) -> Columns:
    vectors = word_vectors(step, values.tolist())
    return {column: vectors[:, place] for place, column in enumerate(word_columns(step))}


def _is_missing(value: object) -> bool:
    return value is None or (isinstance(value, float) and math.isnan(value))


def _resized(_name: str, values: np.ndarray, step: Mapping[str, object]) -> Columns:
    return images.resized(values.tolist(), step)


_STEPS: Mapping[str, Callable[[str, np.ndarray, Mapping[str, object]], Columns]] = {
    "date_parts": _parts,
    "fill": _filled,
    "indicator": _indicator,
    "replace": _replaced,
    "code": _coded,
    "words": _worded,
    RESIZE: _resized,
}
