"""Documents as pictures: the page's own code draws them, in an engine of JavaScript without a browser.

The script ``static/drawing.js`` is built with the page from the same sources, and works on a text of JSON
alone: the engine has neither files nor network.
"""

from pathlib import Path
from typing import Final

import msgspec

import stratum
from stratum.compiler.palette import palette
from stratum.core.errors import InvalidInputError, NotFoundError, PermanentError
from stratum.core.extras import install
from stratum.language.syntax.header import header
from stratum.language.tree import DocumentKind
from stratum.runtime.checked import Checked

DRAWN: Final = (
    DocumentKind.APPLICATION,
    DocumentKind.INFRASTRUCTURE,
    DocumentKind.PIPELINE,
    DocumentKind.RULES,
)
"""Kinds of documents that are drawings."""


def drawing_of(checked: Checked, document: str, *, inside: str = "", folded: bool | None = None) -> str:
    """A document as SVG, as *Save as SVG* writes it in an editor that nobody has touched.

    Args:
        checked: The model of the workspace; what could not be read of it is not drawn.
        document: Name or file of what is drawn.
        inside: The element whose parts are drawn; empty for what stands at the top of the document.
        folded: Whether all hosts and groups are folded; as the editor opens it where None.

    Raises:
        NotFoundError: If there is no such document, or no element of that name that contains something.
        InvalidInputError: If several have the name, or it is no drawing.
        PermanentError: If the package for it, or the built page, is not installed.
    """
    file = _file_of(checked, document)
    order = {
        "types": palette(checked.metamodel),
        "texts": {known: checked.texts[known] for known in checked.documents},
        "file": file,
        "inside": inside,
        "hosts": dict(checked.hosts.get(_name_of(checked, file), {})),
        "folded": folded,
    }
    picture = _drawn(msgspec.json.encode(order).decode())
    if not picture:
        raise NotFoundError(f"{file} has nothing inside {inside!r} to draw", _holders(checked, file))
    return picture


def _holders(checked: Checked, file: str) -> str:
    """What can be named instead."""
    read = checked.model.documents.get(file)
    names = dict.fromkeys(one.parent for one in (read.elements if read else ()) if one.parent)
    return f"elements with something inside: {', '.join(names) or 'none'}"


def _file_of(checked: Checked, document: str) -> str:
    """The file of what is meant; one that cannot be read as a whole is known by its file alone."""
    heads = {file: header(checked.texts[file]) for file in checked.documents}
    drawn = [file for file, head in heads.items() if any(map(head.is_of, DRAWN))]
    found = [file for file in drawn if document in {file, _name_of(checked, file)}]
    if document in heads and document not in drawn:
        raise InvalidInputError(f"{document} is no drawing", f"drawn are: {', '.join(DRAWN)}")
    if not found:
        raise NotFoundError(f"there is no document {document!r}", f"known: {', '.join(drawn) or 'none'}")
    if len(found) > 1:
        raise InvalidInputError(
            f"several documents are called {document}", f"name one of: {', '.join(found)}"
        )
    return found[0]


def _name_of(checked: Checked, file: str) -> str:
    read = checked.model.documents.get(file)
    return read.name if read is not None else ""


def _drawn(order: str) -> str:
    script = Path(stratum.__file__).parent / "static" / "drawing.js"
    try:
        import quickjs
    except ModuleNotFoundError:
        raise PermanentError("drawing needs the package quickjs-ng", install("quickjs")) from None
    if not script.is_file():
        raise PermanentError("the page has not been built", "run: python hatch_build.py build")
    engine = quickjs.Context()
    engine.eval(script.read_text(encoding="utf-8"))
    return str(engine.eval("stratum.drawing")(order))
