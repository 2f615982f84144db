"""Which documents have to be right where an application or a pipeline is to run."""

from collections.abc import Iterable, Iterator, Mapping

from stratum.compiler.selection import needed
from stratum.language.paths import beside
from stratum.language.tree import Document, DocumentKind


def neighbours(
    documents: Iterable[Document], reaches: Mapping[str, frozenset[str]], file: str
) -> frozenset[str]:
    """A document, all that it refers to, and, of an application, all that shares hosts with it.

    Args:
        documents: All documents that could be read.
        reaches: By file what each refers to, itself included, see ``language.check.reaches``.
        file: The document that is to run.

    Returns:
        Files, also of documents that are not there.
    """
    applications = [one for one in documents if one.kind is DocumentKind.APPLICATION]
    waiting = [one for one in applications if one.file == file]
    found, seen = set(reaches.get(file, frozenset({file}))), set[str]()
    while waiting:
        application = waiting.pop()
        if application.file not in seen:
            seen.add(application.file)
            found |= reaches[application.file]
            waiting.extend(_beside(application, applications))
    return frozenset(found)


def _beside(application: Document, applications: Iterable[Document]) -> Iterator[Document]:
    """The applications on the same hosts, and those that one selects from."""
    names = needed(application)
    for other in applications:
        if other.name in names or _site(other) == _site(application):
            yield other


def _site(application: Document) -> str:
    return beside(application.file, str(application.attributes.get("infrastructure", "")))
