"""Samples as Prometheus text, so that any Prometheus can read what the platform sees."""

from collections.abc import Mapping, Sequence

from stratum.core.samples import Sample


def expose(samples: Sequence[Sample]) -> str:
    """The samples in the text format, version 0.0.4, as gauges; sorted, so equal samples give equal text.

    The subject becomes a label. Times are left out: a scraper takes its own.
    """
    lines: list[str] = []
    ordered = sorted(
        samples, key=lambda sample: (sample.metric, sample.subject, sorted(sample.labels.items()))
    )
    for index, sample in enumerate(ordered):
        if index == 0 or ordered[index - 1].metric != sample.metric:
            lines.append(f"# TYPE {sample.metric} gauge")
        lines.append(
            f"{sample.metric}{_labels({'subject': sample.subject, **sample.labels})} {sample.value!r}"
        )
    return "".join(f"{line}\n" for line in lines)


def _labels(labels: Mapping[str, str]) -> str:
    return "{" + ",".join(f'{name}="{_escape(value)}"' for name, value in labels.items()) + "}"


def _escape(value: str) -> str:
    return value.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")
