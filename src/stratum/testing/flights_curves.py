"""What is measured in the recorded year of ``01-flights``, second by second: smooth curves without chance."""

import math
from collections.abc import Callable, Iterator, Mapping

LENGTH = 300
JANUARY = 1_356_998_400.0
YEAR = 365 * 86_400.0
MIB = 2**20
SHADOW, CANARY, PROMOTED = 139, 147, 158
# Second, replicas wanted from then on.
WANTED = ((0, 1), (61, 3), (64, 4), (86, 2), (97, 1), (191, 3), (194, 4), (224, 2), (238, 1))
_STARTUP = 3


def wanted(now: float) -> int:
    """Replicas that the policy wants."""
    return [replicas for second, replicas in WANTED if second <= max(0.0, now)][-1]


def ready(now: float) -> int:
    """Those that are wanted, once they have started."""
    return min(wanted(now), wanted(now - _STARTUP))


def _rise(now: float, begin: float, end: float) -> float:
    """0 before and after, 1 between, over three seconds."""
    return min(1.0, max(0.0, (now - begin) / 3)) * min(1.0, max(0.0, (end - now) / 3))


def _noise(now: float, seed: float) -> float:
    """Between -1 and 1, the same for the same time."""
    return 0.6 * math.sin(now * 2.17 + seed) + 0.4 * math.sin(now * 0.73 + 3 * seed)


def _hill(now: float, middle: float, width: float) -> float:
    return math.exp(-(((now - middle) / width) ** 2))


def load(now: float) -> float:
    """Requests per second."""
    steps = _rise(now, 58, 96) + _rise(now, 188, 237)
    return 38 + 8 * math.sin(now / 17) + 3 * _noise(now, 1) + 165 * steps


def _latency(now: float) -> float:
    over = load(now) / ready(now) - 72
    return 0.012 + 0.002 * _noise(now, 2) + max(0.0, over) * 0.0014


def _moment(now: float) -> float:
    return JANUARY + min(max(now, 0.0), LENGTH) / LENGTH * YEAR


def _baseline(now: float) -> float:
    dip = 0.062 * _hill(now, 165, 42) + 0.022 * _hill(now, 262, 30)
    return 0.8 - dip + 0.004 * _noise(now / 4, 3)


def _fourth(now: float) -> float | None:
    if now < CANARY:
        return None
    return 0.796 - 0.017 * _hill(now, 236, 14) + 0.004 * _noise(now / 4, 4)


def _live(now: float) -> float:
    later = _fourth(now)
    return _baseline(now) if now < PROMOTED or later is None else later


def _third(now: float) -> float | None:
    return _baseline(now) if now < PROMOTED else None


def _since_trained(now: float) -> float:
    """Seconds since the version that answers came to answer."""
    return now if now < PROMOTED else now - PROMOTED


def _age(now: float) -> float:
    trained = _moment(126) if now >= PROMOTED else JANUARY - 2 * 86_400
    return _moment(now) - trained


def _drift(high: float, length: float, seed: float) -> Callable[[float], float]:
    """A statistic that rises to ``high`` within ``length`` seconds after training."""
    return lambda now: high * min(1.0, (_since_trained(now) / length) ** 2) * (1 + 0.08 * _noise(now, seed))


def _always(value: float) -> Callable[[float], float]:
    return lambda _: value


def _of(version: str) -> Mapping[str, str]:
    return {"version": version}


def _detectors() -> Iterator[tuple[str, Callable[[float], float | None], Mapping[str, str]]]:
    for detector, column, high, length, threshold in _DETECTORS:
        labels = {"detector": detector, "column": column}
        measure = _age if detector == "age" else _drift(high, length, len(column) + high)
        yield "drift_statistic", measure, labels
        yield "drift_threshold", _always(threshold), labels


# Detector, column, statistic at its highest, seconds until then, threshold.
_DETECTORS = (
    ("error-rate", "", 0.265, 132, 0.241),
    ("adwin", "", 0.047, 140, 0.05),
    ("psi", "dep_delay", 0.33, 126, 0.25),
    ("ks", "dep_delay", 0.083, 124, 0.071),
    ("psi", "temp", 0.31, 70, 0.25),
    ("ks", "wind_speed", 0.041, 150, 0.071),
    ("chi2", "carrier", 0.028, 160, 0.06),
    ("score", "", 0.12, 150, 0.2),
    ("age", "", 0.0, 1, 23_328_000.0),
)
MEASURES: tuple[tuple[str, Callable[[float], float | None], Mapping[str, str]], ...] = (
    ("requests_per_second", load, {}),
    ("rows_per_second", lambda now: 3.9 * load(now), {}),
    ("errors_per_second", _always(0.0), {}),
    ("latency_p95_seconds", _latency, {}),
    ("service_replicas", ready, {}),
    ("service_replicas_desired", wanted, {}),
    ("service_cpu_cores", lambda now: 0.05 + load(now) * 0.0062, {}),
    ("service_cpu_limit_cores", lambda now: 0.5 * ready(now), {}),
    ("service_memory_bytes", lambda now: 141 * MIB * ready(now), {}),
    ("data_time_seconds", _moment, {}),
    ("model_age_seconds", _age, {}),
    ("model_accuracy_ratio", _baseline, _of("baseline")),
    ("model_accuracy_ratio", _live, _of("live")),
    ("model_accuracy_ratio", _third, _of("3")),
    ("model_accuracy_ratio", _fourth, _of("4")),
    ("model_outcomes", lambda now: min(now, PROMOTED) * 1070, _of("3")),
    ("model_outcomes", lambda now: (now - CANARY) * 930 if now >= CANARY else None, _of("4")),
    *_detectors(),
)
