"""``/api/models`` and ``/api/runs``."""

from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route

from stratum.api.answers import answer
from stratum.api.guard import REPORT_POLICY
from stratum.core.errors import NotFoundError


def models(request: Request) -> Response:
    """Every version in the registry."""
    return answer(request.app.state.view.models())


def runs(request: Request) -> Response:
    """Training runs, newest first, without curves."""
    return answer(request.app.state.view.runs())


def run(request: Request) -> Response:
    """One training run with curves."""
    return answer(request.app.state.view.run(request.path_params["run"]))


def report(request: Request) -> Response:
    """The report of a run, as a page that may run nothing."""
    return _file(request, "report.html", "text/html", {"Content-Security-Policy": REPORT_POLICY})


def notebook(request: Request) -> Response:
    """The notebook of a run, to download."""
    name = f"{request.path_params['run']}.ipynb"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return _file(request, "notebook.ipynb", "application/x-ipynb+json", headers)


def script(request: Request) -> Response:
    """The Python script of a run, to download."""
    headers = {"Content-Disposition": f'attachment; filename="{request.path_params["run"]}.py"'}
    return _file(request, "pipeline.py", "text/x-python", headers)


def card(request: Request) -> Response:
    """The model card of a run, to download."""
    headers = {"Content-Disposition": f'attachment; filename="{request.path_params["run"]}.md"'}
    return _file(request, "MODEL_CARD.md", "text/markdown", headers)


def _file(request: Request, name: str, media: str, headers: dict[str, str]) -> Response:
    run_id = request.path_params["run"]
    path = request.app.state.view.run_file(run_id, name)
    if not path.is_file():
        raise NotFoundError(f"run {run_id} has no {name}", "stratum train writes it anew")
    return FileResponse(path, media_type=media, headers={"Cache-Control": "no-store", **headers})


ROUTES = [
    Route("/api/models", models),
    Route("/api/runs", runs),
    Route("/api/runs/{run}", run),
    Route("/api/runs/{run}/report.html", report),
    Route("/api/runs/{run}/notebook.ipynb", notebook),
    Route("/api/runs/{run}/pipeline.py", script),
    Route("/api/runs/{run}/MODEL_CARD.md", card),
]
