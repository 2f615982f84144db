"""Files and folders of data and queries that a model names have to be there.

Documents are an affair of ``references``. Whoever looked counts files outside of the open folders as not
there: a finding says nothing of them.
"""

from collections.abc import Iterable, Iterator, Mapping

from stratum.core.findings import Finding
from stratum.language.codes import Code
from stratum.language.constraints.context import Context, Space, Typed, error
from stratum.language.metamodel import Attribute, Reference, Shape
from stratum.language.paths import PACKAGE, beside, written_from
from stratum.language.suggestions import nearest


def named(context: Context) -> frozenset[str]:
    """Every file that an element names and that is no document; a folder ends in ``/``."""
    return frozenset(_place(space, attribute, path) for space, _, attribute, path in _paths(context))


def present(context: Context) -> Iterable[Finding]:
    """Every file that an element names exists; nothing is told where nobody looked."""
    known = context.around.files
    if known is not None:
        for space, typed, attribute, path in _paths(context):
            if _place(space, attribute, path) not in known:
                yield _missing(space, typed, attribute, path, known)


def _place(space: Space, attribute: Attribute, path: str) -> str:
    place = beside(space.document.file, path)
    return f"{place}/" if attribute.refers is Reference.FOLDER else place


def _paths(context: Context) -> Iterator[tuple[Space, Typed, Attribute, str]]:
    for space, typed in context.everything():
        for attribute in typed.type.attributes.values():
            value = typed.element.attributes.get(attribute.name)
            for path in _values(attribute, value):
                yield space, typed, attribute, path


def _values(attribute: Attribute, value: object) -> Iterator[str]:
    """The paths in a value; they may stand in lists, maps and groups."""
    if isinstance(value, str):
        is_file = attribute.shape is Shape.PATH and attribute.refers is not Reference.DOCUMENT
        if is_file and value not in attribute.words:
            yield value
    elif isinstance(value, tuple) and attribute.items is not None:
        for item in value:
            yield from _values(attribute.items, item)
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            held = attribute.fields.get(key, attribute.items)
            if held is not None:
                yield from _values(held, inner)


def _missing(space: Space, typed: Typed, attribute: Attribute, path: str, known: frozenset[str]) -> Finding:
    file = beside(space.document.file, path)
    what = "folder" if attribute.refers is Reference.FOLDER else "file"
    place, stem, ending = _parts(file)
    stems = {_parts(k)[1] for k in known if _parts(k)[::2] == (place, ending)}
    near = nearest(stem, stems)
    if near and what == "file":
        fix = f"did you mean {written_from(space.document.file, place + near + ending)}?"
    elif file.startswith(PACKAGE) and what == "file":
        package = file.removeprefix(PACKAGE).partition("/")[0]
        fix = f"install the package {package!r}, or correct the path inside of it"
    elif file.startswith(("/", "../")):
        fix = "copy it into the workspace, or name its folder in STRATUM_DATA_ROOTS where stratum is started"
    else:
        fix = f"write {file}, or name a {what} that exists"
    message = f"{attribute.name} {path!r} names no {what} that exists"
    return error(Code.PATH_MISSING, typed, message, fix, at=attribute.name)


def _parts(file: str) -> tuple[str, str, str]:
    """Folder with its slash, name without its endings, and endings: ``data/``, ``rows``, ``.csv.zip``."""
    place, slash, name = file.rpartition("/")
    stem, dot, ending = name.partition(".")
    return place + slash, stem, dot + ending
