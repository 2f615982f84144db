"""Every route is documented."""

import re
from pathlib import Path

from starlette.routing import Route

from stratum.api.app import create_app
from stratum.testing.fakes_view import FakePlatform

REFERENCE = Path(__file__).parents[3] / "docs/reference/api.md"


def test_every_route_has_a_heading(view: FakePlatform) -> None:
    told = re.findall(r"^### `(?:GET|POST) ([^`?]+)", REFERENCE.read_text(), re.MULTILINE)
    paths = set(told)
    routes = {route.path for route in create_app(view, None).routes if isinstance(route, Route)}
    assert routes - {"/api/{path:path}", "/{path:path}"} == paths
