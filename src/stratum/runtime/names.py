"""The names of a workspace by what they are of, for those that type them."""

from collections.abc import Callable, Iterable, Mapping

from stratum.core.errors import InvalidInputError, NotFoundError
from stratum.language.check import read_files
from stratum.language.tree import Document, DocumentKind, Model
from stratum.runtime import plugins
from stratum.runtime.checked import is_yaml, own_types
from stratum.runtime.drawing import DRAWN
from stratum.runtime.editing import types_of
from stratum.runtime.wiring import Backends, Parts
from stratum.training.records import RECORD

SERVICE = "ModelService"
EDITED = frozenset(DocumentKind) - {DocumentKind.LAYOUT}
"""Kinds of documents that are called by their names."""


def _model(parts: Parts) -> Model:
    texts = parts.workspace.documents()
    own = own_types(texts)
    documents = {name: text for name, text in texts.items() if is_yaml(name) and name not in own}
    return read_files(documents, types_of(parts)).model


def _documents(kind: DocumentKind) -> Callable[[Parts], Iterable[str]]:
    return lambda parts: (document.name for document in _model(parts).of_kind(kind))


def _drawings(parts: Parts) -> Iterable[str]:
    model = _model(parts)
    return (document.name for kind in DRAWN for document in model.of_kind(kind))


def _named(parts: Parts) -> Iterable[Document]:
    return (document for document in _model(parts).documents.values() if document.kind in EDITED)


def _elements(parts: Parts) -> Iterable[str]:
    return (element.name for document in _named(parts) for element in document.elements)


def _components(parts: Parts) -> Iterable[str]:
    for application in _model(parts).of_kind(DocumentKind.APPLICATION):
        yield from (element.name for element in application.components())


def _services(parts: Parts) -> Iterable[str]:
    for application in _model(parts).of_kind(DocumentKind.APPLICATION):
        yield from (element.name for element in application.components() if element.type == SERVICE)


def _models(parts: Parts) -> Iterable[str]:
    versions = parts.registry.list()
    return (*(v.name for v in versions), *(f"{v.name}@{v.version}" for v in versions))


def _commits(parts: Parts) -> Iterable[str]:
    history = parts.workspace.history
    return (*(b.name for b in history.branches()), *(t.name for t in history.tags()), "HEAD")


KINDS: Mapping[str, Callable[[Parts], Iterable[str]]] = {
    "applications": _documents(DocumentKind.APPLICATION),
    "pipelines": _documents(DocumentKind.PIPELINE),
    "drawings": _drawings,
    "documents": lambda parts: (document.name for document in _named(parts)),
    "elements": _elements,
    "components": _components,
    "services": _services,
    "models": _models,
    "runs": lambda parts: (run.name for run in parts.runs_root.glob("*/") if (run / RECORD).is_file()),
    "branches": lambda parts: (b.name for b in parts.workspace.history.branches()),
    "tags": lambda parts: (t.name for t in parts.workspace.history.tags()),
    "commits": _commits,
    "engines": lambda _: plugins.names(Backends.GROUP),
    "hosts": lambda parts: (
        element.name
        for site in _model(parts).of_kind(DocumentKind.INFRASTRUCTURE)
        for element in site.components()
    ),
}


def names(parts: Parts, kind: str) -> list[str]:
    """Names of a workspace, each once, sorted; none where there is no workspace.

    Args:
        parts: The workspace.
        kind: Of what: one of ``KINDS``.
    """
    if not parts.workspace.root.is_dir():
        return []
    return sorted(set(KINDS[kind](parts)))


def file_named(parts: Parts, document: str) -> str:
    """The file of a document that is called by its name or its file.

    Raises:
        NotFoundError: If there is none; the hint lists the known names.
        InvalidInputError: If several have that name.
    """
    if document in parts.workspace.documents():
        return document
    known = list(_named(parts))
    found = [one.file for one in known if one.name == document]
    if len(found) > 1:
        raise InvalidInputError(
            f"several documents are called {document!r}", f"say which: {', '.join(found)}"
        )
    if not found:
        hint = f"known: {', '.join(one.name for one in known)}" if known else "begin with: stratum init DIR"
        raise NotFoundError(f"there is no document {document!r}", hint)
    return found[0]
