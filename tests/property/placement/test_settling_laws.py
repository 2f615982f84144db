"""Laws of placements that are written: a check has them as they are written, and no other byte changes."""

import dataclasses
import re
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from stratum.compiler.placement import fixed_host, placement_problem
from stratum.language.edits.draft import Draft, apply, draft
from stratum.language.library import library
from stratum.language.tree import DocumentKind
from stratum.placement.types import Decision, Objective
from stratum.runtime.checked import Checked
from stratum.runtime.modelling import check_texts
from stratum.runtime.placing import decide, openings, otherwise

METAMODEL = library()
HOSTS = ("h1", "h2", "h3")
SITE = """\
stratum: 1
kind: Infrastructure
name: site
hosts:
  h1: {type: EdgeGateway, cpu: 2, memory: 2 GiB, disk: 100 GB, cost: 3 /h, idlePower: 4 W, peakPower: 9 W}
  h2: {type: FogServer, cpu: 4, memory: 4 GiB, disk: 100 GB, cost: 2 /h, idlePower: 20 W, peakPower: 90 W}
  h3: {type: CloudMachine, cpu: 8, memory: 8 GiB, disk: 100 GB, cost: 1 /h, idlePower: 90 W, peakPower: 200 W}
links:
  l1: {between: [h1, h2], latency: 5 ms}
  l2: {between: [h2, h3], latency: 20 ms}
"""
HEAD = """\
# An application.
stratum: 1
kind: Application
name: app
infrastructure: site.yaml
components:
"""
ADDED = re.compile(r"(\r?\n    |, )hostedOn: h\d(?!\")")


@dataclasses.dataclass(frozen=True)
class Written:
    """How a component is written; its host is quoted, so that it is told from one that is added."""

    host: str
    is_block: bool
    comment: str
    is_user: bool

    def text(self, number: int) -> str:
        fields = [f"type: {'Dashboard' if self.is_user else 'SqliteDatabase'}"]
        fields += [f'hostedOn: "{self.host}"'] if self.host else []
        fields += ["connectsTo: base"] if self.is_user else []
        if self.is_block:
            return f"  c{number}:{self.comment}\n" + "".join(f"    {f}{self.comment}\n" for f in fields)
        return f"  c{number}: {{{', '.join(fields)}}}{self.comment}\n"


WRITTEN = st.builds(
    Written,
    st.sampled_from(("", "", *HOSTS)),
    st.booleans(),
    st.sampled_from(("", "  # why", " # hostedOn")),
    st.just(value=False),
)


@st.composite
def applications(draw: st.DrawFn) -> str:
    found = draw(st.lists(WRITTEN, min_size=1, max_size=4))
    user = dataclasses.replace(draw(WRITTEN), host="", is_user=True)
    parts = [w.text(n) for n, w in enumerate([*found, user])]
    gap = draw(st.sampled_from(("", "\n", "  # next\n")))
    text = HEAD + "  base: {type: SqliteDatabase}\n" + gap.join(draw(st.permutations(parts)))
    return text.replace("\n", draw(st.sampled_from(("\n", "\r\n"))))


def checked(text: str) -> Checked:
    return check_texts(Path("/ws"), {"app.yaml": text, "site.yaml": SITE}, METAMODEL)


@settings(max_examples=60)
@given(applications(), st.sampled_from(list(Objective)))
def test_what_is_written_is_where_a_check_has_it_and_no_other_byte_changes(
    text: str, objective: Objective
) -> None:
    before = checked(text)
    application = before.document(DocumentKind.APPLICATION, "app")
    problem = placement_problem(
        application, before.infrastructure_of(application), METAMODEL, objective=objective
    )
    answer = decide(problem)
    assert isinstance(answer, Decision)
    hosts = answer.placement.hosts
    edits = openings(application, hosts)
    assert {e.element for e in edits} == {e.name for e in application.elements if fixed_host(e) is None}
    done = apply(draft({"app.yaml": text, "site.yaml": SITE}, METAMODEL), edits)
    assert isinstance(done, Draft)
    after = checked(done.texts["app.yaml"])
    assert after.hosts["app"] == hosts
    settled = after.document(DocumentKind.APPLICATION, "app")
    assert openings(settled, hosts) == ()
    assert otherwise(after, settled, hosts) == {}
    assert ADDED.sub("", done.texts["app.yaml"]) == text
    assert len(ADDED.findall(done.texts["app.yaml"])) == len(edits)
    assert done.texts["site.yaml"] == SITE
