"""How much a browser has to fetch for a first view, by the built page itself."""

import gzip
import json
import re
from pathlib import Path

import pytest

from stratum.api.routes.page import packaged_page

MOST = 420_000
"""Bytes of scripts and styles, each compressed."""
OPENED_LATER = re.compile(
    r"import\([`\"']\./([^`\"']+)[`\"']\)(?:\.then\([^)]*\))?,__vite__mapDeps\(\[([0-9,]*)\]\)"
)


def fetched(static: Path) -> dict[str, set[str]]:
    """What each view fetches that the entry opens, by name of its script; paths below the folder."""
    html = (static / "index.html").read_text(encoding="utf-8")
    entry = set(re.findall(r'(?:src|href)="/(assets/[^"]+\.(?:js|css))"', html))
    (script,) = re.findall(r'<script[^>]+src="/([^"]+)"', html)
    code = (static / script).read_text(encoding="utf-8")
    found = re.search(r"m\.f=(\[[^\]]*\])", code)
    assert found is not None
    names: list[str] = json.loads(found[1])
    views = {}
    for name, places in OPENED_LATER.findall(code):
        more = {names[int(place)] for place in places.split(",") if place}
        views[name[: -len("-12345678.js")]] = entry | {f"assets/{name}"} | more
    return views


def test_no_first_view_is_heavier_than_promised() -> None:
    static = packaged_page()
    if static is None:
        pytest.skip("the page is not built: make setup")
    views = fetched(static)
    assert {"Documents", "EditorPage", "Overview", "Models", "Run"} <= views.keys()
    weights = {
        view: sum(len(gzip.compress((static / path).read_bytes())) for path in paths)
        for view, paths in views.items()
    }
    assert {view: weight for view, weight in weights.items() if weight > MOST} == {}
    assert min(weights.values()) > MOST / 10, (
        "little was found to be fetched: has the form of the build changed?"
    )
