"""Fixes that findings bring: each can be applied, and what it cures is gone."""

from pathlib import Path

import pytest

from stratum.core.findings import Finding
from stratum.language.edits.draft import Draft, apply, draft
from stratum.language.library import extended

CASES = Path(__file__).parents[3] / "golden" / "language"
CURED = (
    "containment",
    "exposure",
    "network-traffic",
    "parts",
    "policies",
    "port-conflict",
    "relation-interface",
)


def opened(case: str) -> Draft:
    texts = {p.name: p.read_text(encoding="utf-8") for p in sorted((CASES / case).glob("*.yaml"))}
    types = extended({name: texts.pop(name) for name in tuple(texts) if name == "types.yaml"})
    return draft(texts, types.metamodel)


def key(finding: Finding) -> tuple[str, str]:
    return finding.code, finding.element


@pytest.mark.parametrize("case", CURED)
def test_what_a_fix_cures_is_gone(case: str) -> None:
    before = opened(case)
    cured = [f for f in before.findings if f.fixes]
    assert cured
    for finding in cured:
        after = apply(before, finding.fixes[0].edits)
        assert isinstance(after, Draft), (finding, after)
        left = [f.message for f in after.findings if key(f) == key(finding)]
        assert finding.message not in left


def test_a_draft_sees_what_stands_in_for_abstract_types() -> None:
    state = opened("substitution")
    document = state.model.documents["app.yaml"]
    broker = document.element("broker")
    assert broker is not None
    assert (broker.type, broker.abstract) == ("NatsBroker", "MessageBroker")
