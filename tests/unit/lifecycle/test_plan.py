"""What a document says of how a model is kept."""

from stratum.language.library import library
from stratum.language.syntax.parse import parse
from stratum.lifecycle.logic.plan import DAY, Plan, plans

TEXT = """stratum: 1
kind: Application
name: app
infrastructure: site.yaml
components:
  scorer:
    type: ModelService
    model: delay-risk@champion
    qos: {p95Latency: 100 ms, errorRate: 1 %}
    keep:
      {pipeline: ../p/pipeline.yaml, maximumAge: 60 d, window: 120 d, heldOut: 5 d, shadow: 1 d,
      outcomes: 400}
  plain:
    type: ModelService
    model: other
"""


def test_plans() -> None:
    document = parse(TEXT, "apps/app.yaml", library()).document
    assert document is not None
    assert plans(document, library()) == {
        "scorer": Plan(
            "delay-risk", "p/pipeline.yaml", 60 * DAY, 120 * DAY, 5 * DAY, DAY, 2 * DAY, 0.1, 400, 0.1, 0.01
        ),
        "plain": Plan("other"),
    }
    assert not Plan("other").kept
