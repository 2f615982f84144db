"""A document: YAML text and a metamodel give a tree of typed elements and findings. Never raises."""

import dataclasses
from pathlib import PurePosixPath

from stratum.core.digests import digest_bytes
from stratum.core.findings import Finding
from stratum.core.garbage import collection_paused
from stratum.language.codes import Code
from stratum.language.metamodel import DocumentType, Metamodel
from stratum.language.suggestions import did_you_mean
from stratum.language.syntax.compose import compose
from stratum.language.syntax.elements import ElementReader
from stratum.language.syntax.nodes import Mapping, Node, Scalar
from stratum.language.syntax.problems import Problems, describe
from stratum.language.syntax.values import Positions, read_fields
from stratum.language.tree import Document, DocumentKind, Element

FORMAT = "1"
_HEADER = ("stratum", "kind", "name")


@dataclasses.dataclass(frozen=True, slots=True)
class Parsed:
    """What came of one text.

    Attributes:
        document: The tree; None where not even its kind could be read.
        findings: In the order of their positions.
        unread: Names of elements that are written but could not be read, so that references to them
            are not reported as well.
    """

    document: Document | None
    findings: tuple[Finding, ...]
    unread: frozenset[str] = frozenset()


def parse(text: str, file: str, metamodel: Metamodel) -> Parsed:
    """Read one document.

    Args:
        text: YAML.
        file: Its name, for positions.
        metamodel: The types that it may use.
    """
    with collection_paused():
        return _parsed(text, file, metamodel)


def _parsed(text: str, file: str, metamodel: Metamodel) -> Parsed:
    composed = compose(text, file)
    problems = Problems(file, findings=list(composed.findings))
    parsed: Parsed | None = None
    if composed.root is not None or not problems.findings:
        parsed = _document(composed.root, problems, metamodel, text)
    findings = tuple(sorted(problems.findings, key=lambda f: f.position))
    if parsed is None:
        return Parsed(None, findings)
    return dataclasses.replace(parsed, findings=findings)


def _document(root: Node | None, problems: Problems, metamodel: Metamodel, text: str) -> Parsed | None:
    if not isinstance(root, Mapping):
        at = root or Scalar("", plain=True, line=1, column=1)
        message = f"a document is a mapping that begins with stratum: {FORMAT}, not {describe(at)}"
        problems.add(Code.DOCUMENT_SHAPE, at, message, "write stratum, kind and name at the top")
        return None
    _version(root, problems)
    name = _name(root, problems) or PurePosixPath(problems.file).stem
    problems.element = name
    kind = _kind(root, problems)
    if kind is None:
        return None
    described = metamodel.documents.get(kind)
    if described is None:
        problems.add(Code.UNKNOWN_KIND, root, f"the metamodel does not describe {kind} documents")
        return None
    return _contents(root, described, problems, metamodel, name, digest_bytes(text.encode(errors="replace")))


def _contents(
    root: Mapping, described: DocumentType, problems: Problems, metamodel: Metamodel, name: str, digest: str
) -> Parsed:
    positions: Positions = {
        key: problems.place(root.entries[key][1]) for key in _HEADER if key in root.entries
    }
    attributes = _attributes(root, described, problems, positions)
    reader = ElementReader(metamodel, problems, name)
    elements: list[Element] = []
    for section in described.sections.values():
        node = root.get(section.name)
        if node is not None:
            elements.extend(reader.section(section, node))
        elif section.required:
            message, fix = f"{section.name} is missing", f"add {section.name}: {section.help}"
            problems.add(Code.MISSING_ATTRIBUTE, root, message, fix)
    document = Document(described.kind, name, problems.file, attributes, tuple(elements), digest, positions)
    return Parsed(document, (), frozenset(reader.unread))


def _attributes(
    root: Mapping, described: DocumentType, problems: Problems, positions: Positions
) -> dict[str, object]:
    """The document's own attributes; what is neither of the header nor a section is an unknown one."""
    taken = {*_HEADER, *described.sections}
    rest = Mapping(
        {k: e for k, e in root.entries.items() if k not in taken}, root.line, root.column, root.file
    )
    known = {*described.attributes, *taken}
    strange = [key for key in rest.entries if key not in described.attributes]
    for key in strange:
        at, _ = rest.entries.pop(key)
        message = f"unknown attribute {key} of a document of kind {described.kind}"
        problems.add(Code.UNKNOWN_ATTRIBUTE, at, message, did_you_mean(key, known, "known attributes"))
    return read_fields(described.attributes, rest, problems, "", positions)


def _version(root: Mapping, problems: Problems) -> None:
    node = root.get("stratum")
    if node is None:
        message, fix = "the document does not say its format", f"begin it with stratum: {FORMAT}"
        problems.add(Code.FORMAT_VERSION, root, message, fix)
    elif not isinstance(node, Scalar) or node.text != FORMAT:
        message = f"format {describe(node)} is not known; this program reads format {FORMAT}"
        problems.add(Code.FORMAT_VERSION, node, message, f"write stratum: {FORMAT}, or update the program")


def _name(root: Mapping, problems: Problems) -> str:
    node = root.get("name")
    if isinstance(node, Scalar) and node.text:
        return node.text
    if node is None:
        problems.add(Code.MISSING_ATTRIBUTE, root, "the document has no name", "add name: at the top")
    else:
        problems.add(Code.VALUE_TYPE, node, f"name must be a text, not {describe(node)}", "write a name")
    return ""


def _kind(root: Mapping, problems: Problems) -> DocumentKind | None:
    node = root.get("kind")
    kinds = [kind.value for kind in DocumentKind]
    if node is None:
        fix = f"add kind: one of {', '.join(kinds)}"
        problems.add(Code.MISSING_ATTRIBUTE, root, "the document has no kind", fix)
        return None
    if not isinstance(node, Scalar) or node.text not in kinds:
        name = node.text if isinstance(node, Scalar) else ""
        fix = did_you_mean(name, kinds, "known kinds")
        problems.add(Code.UNKNOWN_KIND, node, f"unknown kind {describe(node)}", fix)
        return None
    return DocumentKind(node.text)
