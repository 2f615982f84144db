"""The documents of a workspace as an editor sees them: which there are, and what was found in them."""

from stratum.compiler.view import finding_view
from stratum.language.syntax.header import header
from stratum.runtime.modelling import Checked
from stratum.runtime.views import Json


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
    }
