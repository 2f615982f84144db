"""Elements that stand for components of other applications."""

from collections.abc import Callable

import pytest

from stratum.core.edits import Edit, RemoveElement, RenameElement, SetValue
from stratum.core.findings import Severity
from stratum.language.check import check_files, read_files
from stratum.language.edits.draft import Draft, Refused, apply, draft, retyped
from stratum.language.edits.sources import rewritten
from stratum.language.library import library
from stratum.language.metamodel import Metamodel
from stratum.language.syntax.parse import parse
from stratum.language.syntax.show import show
from stratum.language.syntax.words import body
from stratum.language.syntax.writing import flow, table

HEAD = "stratum: 1\nkind: Application\nname: {}\ninfrastructure: site.yaml\ncomponents:\n"
HUB = HEAD.format("hub") + "  broker: {type: NatsBroker, hostedOn: fog-1, topics: [rows], natsPort: 4333}\n"
BUS = "  bus: {type: MessageBroker, select: hub/broker}\n"
WRITER = (
    "  db: {type: SqliteDatabase, hostedOn: fog-1}\n"
    "  writer: {type: DatabaseWriter, connectsTo: [bus, db], consumes: rows, hostedOn: fog-1}\n"
)
APP = HEAD.format("app") + BUS


def texts(site: str, app: str = APP, hub: str = HUB) -> dict[str, str]:
    return {"app.yaml": app, "hub.yaml": hub, "site.yaml": site}


def drafted(site: str, app: str = APP, hub: str = HUB) -> Draft:
    return draft(texts(site, app, hub), library())


def changed(before: Draft, *edits: Edit) -> Draft:
    after = apply(before, edits)
    assert isinstance(after, Draft), after.findings
    return after


def test_an_element_has_the_type_the_values_and_the_host_of_what_it_selects(
    site: str, types: Metamodel
) -> None:
    bus = read_files(texts(site), types).model.documents["app.yaml"].element("bus")
    assert bus is not None
    assert (bus.type, bus.abstract, bus.select) == ("NatsBroker", "MessageBroker", "hub/broker")
    assert (bus.attributes["natsPort"], bus.attributes["topics"]) == (4333, ("rows",))
    assert bus.targets("hostedOn") == ("fog-1",)


def test_it_takes_no_room_and_no_port_of_the_host_again(site: str, types: Metamodel) -> None:
    greedy = HUB.replace("natsPort: 4333", "natsPort: 4333, requires: {cpu: 2}")
    assert check_files(texts(site, hub=greedy), types).findings == ()


def test_topics_that_one_application_publishes_are_not_silent_in_another(site: str, types: Metamodel) -> None:
    alone = check_files(texts(site, APP + WRITER), types)
    assert [f.code for f in alone.findings] == ["topic-silent"]
    gate = (
        "  gate: {type: ReplayPublisher, connectsTo: broker, pipeline: pipe.yaml, dataset: raw,\n"
        "    publishes: rows}\n"
    )
    pipe = "stratum: 1\nkind: Pipeline\nname: risk\nblocks:\n  raw: {type: CsvSource, path: rows.csv}\n"
    together = check_files({**texts(site, APP + WRITER, HUB + gate), "pipe.yaml": pipe}, types)
    assert "topic-silent" not in {f.code for f in together.findings}


def test_what_could_not_be_read_is_told_once(site: str, types: Metamodel) -> None:
    broken = HUB.replace("NatsBroker", "NatsBrokr")
    assert [f.code for f in check_files(texts(site, hub=broken), types).findings] == ["unknown-type"]
    assert [f.code for f in check_files(texts(site, hub=HUB + "\t"), types).findings] == ["yaml-syntax"]


def test_what_cannot_be_selected_is_not_asked_for_interfaces(site: str, types: Metamodel) -> None:
    app = APP.replace("hub/broker", "hub/nothing") + WRITER
    assert [f.code for f in check_files(texts(site, app), types).findings] == ["select-unknown"]


def test_it_is_written_as_it_was(read: Callable[..., object], site: str, types: Metamodel) -> None:
    document = read_files(texts(site), types).model.documents["app.yaml"]
    assert flow(table(body(document.elements[0], types))) == "{type: MessageBroker, select: hub/broker}"
    parsed = parse(show(document, types), "app.yaml", types)
    assert parsed.findings == ()
    assert parsed.document is not None
    assert parsed.document.elements[0].attributes == {"select": "hub/broker"}


def test_a_change_where_it_lives_is_seen_where_it_is_selected(site: str) -> None:
    before, other = drafted(site, APP + WRITER), HUB.replace("[rows]", "[other]")
    source = rewritten(before.sources["hub.yaml"], library(), other)
    after = retyped(before, [source])
    assert [f.code for f in after.findings] == ["topic-unknown"]
    assert after.findings == drafted(site, APP + WRITER, other).findings
    assert isinstance(apply(before, [SetValue("hub.yaml", "broker", "topics", "[other]")]), Refused)


def test_a_new_name_is_followed_where_it_is_selected(site: str) -> None:
    after = changed(drafted(site), RenameElement("hub.yaml", "broker", "queue"))
    assert after.texts["app.yaml"] == APP.replace("hub/broker", "hub/queue")
    assert after.findings == draft(after.texts, library()).findings == ()


def test_what_is_selected_elsewhere_cannot_be_removed(site: str) -> None:
    refused = apply(drafted(site), [RemoveElement("hub.yaml", "broker")])
    assert isinstance(refused, Refused)
    assert [f.code for f in refused.findings] == ["select-unknown"]


CURES = [
    ("select: hub/brokr", "select: hub/broker"),
    ("select: hub/broker, topics: [rows]", "select: hub/broker"),
    ("select: hub/db", "select: hub/broker"),
]


@pytest.mark.parametrize(("wrong", "right"), CURES)
def test_a_cure_leaves_nothing_wrong(site: str, wrong: str, right: str) -> None:
    hub = HUB + "  db: {type: SqliteDatabase, hostedOn: fog-1}\n"
    before = drafted(site, APP.replace("select: hub/broker", wrong), hub)
    (found,) = (f for f in before.findings if f.severity is Severity.ERROR)
    after = changed(before, *found.fixes[0].edits)
    assert after.findings == ()
    assert right in after.texts["app.yaml"]


def test_a_chain_is_cured_at_its_end_or_where_it_begins(site: str) -> None:
    more = HEAD.format("third") + "  bus: {type: MessageBroker, select: app/bus}\n"
    before = draft({**texts(site), "third.yaml": more}, library())
    (found,) = before.findings
    assert found.code == "select-chain"
    assert changed(before, *found.fixes[0].edits).findings == ()
    abstract = drafted(site, hub=HUB.replace("NatsBroker", "MessageBroker").replace(", natsPort: 4333", ""))
    (found,) = abstract.findings
    assert changed(abstract, *found.fixes[0].edits).findings == ()
