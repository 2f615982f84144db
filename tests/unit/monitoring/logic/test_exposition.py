"""The Prometheus text of samples, and the names of all metrics."""

import re
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from stratum.core.samples import Sample
from stratum.monitoring.logic.catalogue import METRICS
from stratum.monitoring.logic.exposition import write_exposition
from stratum.monitoring.logic.prometheus import parse_exposition

REFERENCE = Path(__file__).parents[4] / "docs" / "reference" / "metrics.md"
UNITS = ("_cores", "_bytes", "_per_second", "_seconds", "_ratio")
COUNTS = {
    "queue_pending", "requests_waiting", "service_replicas", "service_replicas_desired", "model_outcomes",
    "drift_statistic", "drift_threshold", "batch_last_failed", "batch_last_rows",
}  # fmt: skip


def test_samples_stand_together_by_metric_with_what_they_say() -> None:
    samples = [
        Sample("service_replicas", "b", 9.0, 2.0),
        Sample("own_thing", "b", 9.0, 1.5, {"x": 'a"b\\c'}),
        Sample("service_replicas", "a", 9.0, 1.0),
    ]
    assert write_exposition(samples) == (
        "# TYPE stratum_own_thing gauge\n"
        'stratum_own_thing{subject="b",x="a\\"b\\\\c"} 1.5\n'
        "# HELP stratum_service_replicas Replicas that are ready; copies for a shadow do not count.\n"
        "# TYPE stratum_service_replicas gauge\n"
        'stratum_service_replicas{subject="a"} 1.0\n'
        'stratum_service_replicas{subject="b"} 2.0\n'
    )
    assert write_exposition([]) == ""


names = st.from_regex(r"[a-z_]{1,20}", fullmatch=True)


@given(st.lists(st.tuples(names, st.text(), st.floats(), st.dictionaries(names, st.text(), max_size=3))))
def test_what_is_written_can_be_read(told: list[tuple[str, str, float, dict[str, str]]]) -> None:
    samples = [
        Sample(name, subject, 1.0, value, {k: v for k, v in labels.items() if k != "subject"})
        for name, subject, value, labels in told
    ]
    read = parse_exposition(write_exposition(samples))
    key = {
        (f"stratum_{one.metric}", one.subject, str(sorted(one.labels.items())), repr(one.value))
        for one in samples
    }
    found = set()
    for one in read:
        labels = {name: text for name, text in one.labels.items() if name != "subject"}
        found.add((one.name, one.labels["subject"], str(sorted(labels.items())), repr(one.value)))
    assert found == key


def test_every_metric_has_its_unit_at_the_end_and_one_line_in_the_reference() -> None:
    assert {name for name in METRICS if not name.endswith(UNITS)} == COUNTS
    told = re.findall(r"^\| `([a-z0-9_]+)` \|", REFERENCE.read_text(), re.MULTILINE)
    assert sorted(told) == sorted(METRICS)
