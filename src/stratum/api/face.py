"""The face that ``stratum up`` loads by its entry point: API and page over a view."""

from collections.abc import Callable

from stratum.api.app import create_app, operate
from stratum.api.door import Door
from stratum.api.editing import Editing
from stratum.api.routes.comments import discuss
from stratum.api.routes.page import packaged_page
from stratum.api.server import bind, serve
from stratum.core.digests import digest_bytes
from stratum.core.errors import InvalidInputError
from stratum.runtime.listening import Listening
from stratum.runtime.operating.service import Operating
from stratum.runtime.views import PlatformView
from stratum.runtime.wiring import Parts
from stratum.runtime.workbench import Workbench


def serve_page(
    view: PlatformView,
    session: Editing | None,
    parts: Parts,
    listening: Listening,
    code: str = "",
    on_ready: Callable[[], None] | None = None,
) -> None:
    """Serve until Ctrl-C.

    Args:
        view: What is shown.
        session: Where it is edited; None where it is only shown.
        parts: The workspace, for its accounts.
        listening: Where.
        code: For the first account; empty where none is made on the page.
        on_ready: Called once requests are taken.

    Raises:
        InvalidInputError: If other machines reach it and nobody has an account, or the port is taken.
    """
    if listening.is_open and not parts.accounts.people.any():
        hint = "make an account first: stratum users add NAME --role owner"
        raise InvalidInputError(f"{listening.address} is reached from other machines", hint)
    realm = digest_bytes(str(parts.workspace.root).encode())[:8]
    names, branch = frozenset(listening.names), parts.workspace.branch
    door = Door(parts.accounts, names, listening.is_open, code, realm, branch)
    with bind(listening.host, listening.port) as listener:
        app = create_app(view, packaged_page(), session=session, door=door, bench=Workbench(parts))
        operate(app, Operating(Parts(parts.settings)))
        discuss(app, parts.comments)
        serve(app, listener, on_ready, listening)
