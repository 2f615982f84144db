"""The platform's own figures in the Prometheus text format, version 0.0.4."""

import itertools
from collections.abc import Sequence

from stratum.core.samples import Sample
from stratum.monitoring.logic.catalogue import METRICS

_PREFIX = "stratum_"


def write_exposition(samples: Sequence[Sample]) -> str:
    """Each sample as a gauge with its subject as a label; those of one metric stand together."""
    lines: list[str] = []
    for metric, group in itertools.groupby(sorted(samples, key=_order), key=lambda one: one.metric):
        if metric in METRICS:
            lines.append(f"# HELP {_PREFIX}{metric} {METRICS[metric]}")
        lines.append(f"# TYPE {_PREFIX}{metric} gauge")
        lines += [_line(one) for one in group]
    return "".join(f"{line}\n" for line in lines)


def _order(sample: Sample) -> tuple[str, str, str]:
    return sample.metric, sample.subject, str(sorted(sample.labels.items()))


def _line(sample: Sample) -> str:
    labels = {"subject": sample.subject, **sample.labels}
    said = ",".join(f'{name}="{_escape(text)}"' for name, text in labels.items())
    return f"{_PREFIX}{sample.metric}{{{said}}} {sample.value!r}"


def _escape(text: str) -> str:
    return text.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")
