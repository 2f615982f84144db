"""The documents of a workspace as an editor sees them: which there are, and what was found in them."""

from stratum.compiler.view import finding_view
from stratum.language.code import is_code
from stratum.language.library import library
from stratum.language.syntax.header import header
from stratum.language.syntax.parse import parse
from stratum.language.tree import DocumentKind
from stratum.runtime.checked import Checked
from stratum.runtime.examples import example_files, example_names
from stratum.runtime.views import Json

RUNNABLE = frozenset({DocumentKind.APPLICATION, DocumentKind.PIPELINE})


def documents_view(checked: Checked) -> Json:
    """What ``GET /api/documents`` answers.

    Args:
        checked: The model of the workspace as far as it could be read.
    """
    return {
        "documents": [_document(checked, file) for file in checked.documents],
        "findings": [finding_view(f) for f in checked.findings],
        "hosts": {name: dict(hosts) for name, hosts in checked.hosts.items()},
    }


def _document(checked: Checked, file: str) -> Json:
    read = checked.model.documents.get(file)
    return {
        "file": file,
        "kind": header(checked.texts[file]).kind,
        "name": read.name if read is not None else "",
        "problem": checked.problem(read) if read is not None and read.kind in RUNNABLE else "",
    }


def examples_view(name: str = "") -> Json:
    """What ``GET /api/examples`` answers, or, of one example, ``GET /api/examples/NAME``.

    Raises:
        NotFoundError: If there is no such example.
    """
    if not name:
        return {"examples": [_example(known) for known in example_names()]}
    files = example_files(name)
    return {**_example(name), "texts": {file: text for file, text in files.items() if _belongs(file, text)}}


def _example(name: str) -> Json:
    files = {file: text for file, text in example_files(name).items() if header(text).is_ours}
    read = [parse(text, file, library()).document for file, text in files.items()]
    documents = [{"file": d.file, "kind": d.kind, "name": d.name} for d in read if d is not None]
    told = (str(d.attributes.get("description", "")) for d in read if d is not None)
    return {"name": name, "help": next(filter(None, told), ""), "documents": documents}


def _belongs(file: str, text: str) -> bool:
    return is_code(file) or header(text).is_ours
