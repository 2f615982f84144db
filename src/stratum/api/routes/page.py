"""The built page: its files, and ``index.html`` for every address that the page itself routes."""

from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

import stratum

MISSING = b"""<!doctype html><html lang="en"><title>stratum</title>
<body style="font:16px/1.6 system-ui;max-width:40rem;margin:15vh auto;padding:0 1rem">
<h1>The page has not been built</h1>
<p>The server runs, and <a href="/api/workspace">its API</a> answers. Build the page with</p>
<pre>python hatch_build.py build</pre>
<p>in a checkout of stratum, or install the package again with <code>pip install .</code>;
then load this address again.</p></body></html>"""


def packaged_page() -> Path | None:
    """The folder of the page that was built into the package; None where it was not built."""
    folder = Path(stratum.__file__).parent / "static"
    return folder if (folder / "index.html").is_file() else None


class PageFiles(StaticFiles):
    """Static files; addresses without a file are the page's own and get ``index.html``."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """Answer one request. Files under ``assets`` carry a digest in their name and stay cached."""
        try:
            response = await super().get_response(path, scope)
        except HTTPException as error:
            named_file = path.startswith("assets/") or ("/" not in path and "." in path)
            if error.status_code != 404 or named_file:
                raise
            response = await super().get_response("index.html", scope)
        lasting = path.startswith("assets/")
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable" if lasting else "no-cache"
        return response


def unknown(request: Request) -> Response:
    """Refuse an address below ``/api`` that no route has, before the page answers it with itself."""
    raise HTTPException(404, f"there is no {request.url.path}")


def missing(_: object) -> Response:
    """Say in words what to do when the page was not built."""
    return Response(MISSING, 503, media_type="text/html")


def page_routes(static: Path | None) -> list[BaseRoute]:
    """Routes that answer everything which the API does not."""
    page: BaseRoute = Route("/{path:path}", missing)
    if static is not None:
        page = Mount("/", PageFiles(directory=static, html=True))
    return [Route("/api/{path:path}", unknown), page]
