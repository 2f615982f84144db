"""How a model is asked from elsewhere: as a command for a shell, and as Python without further packages."""

import json
import shlex
from collections.abc import Mapping, Sequence

_PYTHON = """\
import json
import urllib.request

rows = json.loads({rows})
request = urllib.request.Request(
    {url},
    data=json.dumps({{"rows": rows}}).encode(),
    headers={{"Content-Type": "application/json"}},
)
with urllib.request.urlopen(request) as answer:
    print(json.load(answer)["predictions"])
"""

Rows = Sequence[Mapping[str, object]]


def predict_path(model: str) -> str:
    """Where rows by column name are sent."""
    return f"/v1/models/{model}:predict"


def curl_snippet(url: str, rows: Rows) -> str:
    """A line for a POSIX shell; whatever the rows hold is data to it."""
    body = json.dumps({"rows": list(rows)}, ensure_ascii=False)
    header = shlex.quote("Content-Type: application/json")
    return f"curl -H {header} --data-binary {shlex.quote(body)} {shlex.quote(url)}"


def python_snippet(url: str, rows: Rows) -> str:
    """A Python program; whatever the rows hold is a text to it."""
    return _PYTHON.format(rows=repr(json.dumps(list(rows))), url=repr(url))
