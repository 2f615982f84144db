from collections.abc import Callable

import pytest

from stratum.core.digests import digest_bytes
from stratum.core.findings import Position
from stratum.language.metamodel import Metamodel
from stratum.language.syntax.parse import Parsed, parse
from stratum.language.tree import DocumentKind

Reader = Callable[[str], Parsed]
SITE = "stratum: 1\nkind: Infrastructure\nname: site\n"
HOST = "  a: {type: EdgeGateway, cpu: 1, memory: 1 GiB}\n"


def codes(parsed: Parsed) -> list[str]:
    return [f.code for f in parsed.findings]


def test_a_document_knows_its_kind_name_file_and_digest(read: Reader) -> None:
    text = f"{SITE}description: Mine.\nhosts:\n{HOST}"
    document = read(text).document
    assert document is not None
    assert (document.kind, document.name, document.file) == (DocumentKind.INFRASTRUCTURE, "site", "doc.yaml")
    assert document.attributes == {"description": "Mine."}
    assert document.digest == digest_bytes(text.encode())
    assert document.positions["description"] == Position("doc.yaml", 4, 14)
    assert document.positions["name"] == Position("doc.yaml", 3, 7)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "document-shape"),
        ("[1, 2]", "document-shape"),
        ("just text", "document-shape"),
        (SITE.replace("stratum: 1\n", "") + f"hosts:\n{HOST}", "format-version"),
        (SITE.replace("stratum: 1", "stratum: 2") + f"hosts:\n{HOST}", "format-version"),
        (SITE.replace("kind: Infrastructure\n", ""), "missing-attribute"),
        (SITE.replace("Infrastructure", "Infra"), "unknown-kind"),
        (SITE.replace("Infrastructure", "[x]"), "unknown-kind"),
        (SITE.replace("name: site\n", "") + f"hosts:\n{HOST}", "missing-attribute"),
        (SITE.replace("name: site", "name: [x]") + f"hosts:\n{HOST}", "value-type"),
        (SITE, "missing-attribute"),
        (SITE + "hosts: [a, b]\n", "value-type"),
        (SITE + f"hosts:\n{HOST}machines: {{}}\n", "unknown-attribute"),
    ],
)
def test_wrong_documents(read: Reader, text: str, code: str) -> None:
    parsed = read(text)
    assert codes(parsed) == [code]
    assert parsed.findings[0].position.line >= 1
    assert parsed.findings[0].fix


def test_without_a_kind_there_is_no_document(read: Reader) -> None:
    assert read("stratum: 1\nname: x\n").document is None
    assert read("[").document is None


def test_without_a_name_the_file_names_the_document(types: Metamodel) -> None:
    parsed = parse(SITE.replace("name: site\n", "") + f"hosts:\n{HOST}", "plans/north.yaml", types)
    assert parsed.document is not None
    assert parsed.document.name == "north"


def test_unknown_document_attributes_suggest_sections_too(read: Reader) -> None:
    parsed = read(f"{SITE}hosts:\n{HOST}link: {{}}\n")
    assert parsed.findings[0].fix == "did you mean links?"
    assert parsed.document is not None


def test_findings_are_in_the_order_of_their_places(read: Reader) -> None:
    parsed = read(f"{SITE}hosts:\n  a: {{type: Nope}}\n  b: {{}}\nnope: 1\ndescription: [1]\n")
    places = [f.position for f in parsed.findings]
    assert places == sorted(places)
    assert codes(parsed) == ["unknown-type", "missing-attribute", "unknown-attribute", "value-type"]


def test_a_text_in_broken_encoding_still_has_a_digest(read: Reader) -> None:
    parsed = read(SITE + "hosts: \ud800")
    assert parsed.document is None
    assert codes(parsed) == ["yaml-syntax"]
