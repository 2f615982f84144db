"""What stands in for elements of abstract types."""

from collections.abc import Callable

from stratum.core.findings import Severity
from stratum.language.check import check_files, read_files
from stratum.language.library import extended
from stratum.language.metamodel import Metamodel
from stratum.language.substitution import substituted
from stratum.language.syntax.parse import Parsed

HEAD = "stratum: 1\nkind: Application\nname: app\ninfrastructure: site.yaml\ncomponents:\n"
BROKER = "  broker: {type: MessageBroker, topics: [rows]}\n"


def test_a_document_without_abstract_types_is_the_same_object(
    read: Callable[[str], Parsed], types: Metamodel
) -> None:
    document = read(HEAD + "  broker: {type: NatsBroker, topics: [rows]}\n").document
    assert document is not None
    assert substituted(document, types).document is document


def test_the_tree_keeps_what_is_written(read: Callable[[str], Parsed], types: Metamodel) -> None:
    document = read(HEAD + BROKER).document
    assert document is not None
    made = substituted(document, types)
    (broker,) = made.document.elements
    assert (broker.type, broker.abstract) == ("NatsBroker", "MessageBroker")
    assert broker.attributes["natsPort"] == 4222
    assert broker.attributes["topics"] == ("rows",)
    assert [(f.code, f.severity) for f in made.findings] == [("substituted", Severity.NOTE)]
    assert substituted(made.document, types).document is made.document


def test_the_same_text_gives_the_same_choice(types: Metamodel) -> None:
    texts = {"app.yaml": HEAD + BROKER}
    assert read_files(texts, types) == read_files(texts, types)


def test_what_nothing_stands_in_for_is_left_out_and_told_once(site: str, types: Metamodel) -> None:
    text = HEAD + "  store: {type: Database}\n  page: {type: Lamp, connectsTo: store}\n"
    own = {"types.yaml": LAMP}
    result = check_files({"app.yaml": text, "site.yaml": site}, extended(own).metamodel)
    assert [f.code for f in result.findings if f.severity is Severity.ERROR] == ["substitute-none"]
    assert result.model.documents["app.yaml"].element("store") is None


LAMP = """\
stratum: 1
kind: Types
name: mine
types:
  Lamp:
    extends: Component
    mixins: [Connected]
    help: Speaks what no database offers.
    relations:
      connectsTo: {to: {Database: {uses: [light]}}}
    implementation: {local: {program: lamp}}
"""
